import { said } from '../messages/said-of.ts';
import type { Text } from '../said.ts';
import type { BasePod, BaseView } from './base-roll.ts';
import type { Place } from './driver.ts';
import { nothingOpen, type Look, type Pending } from './stairs.ts';

/** What one look at both, the module and its bases, has shown. */
export interface CoReleaseSight {
  readonly base: BaseView;
  /** Of the module's new version. */
  readonly places: readonly Place[];
  /** What keeps Kubernetes from making the module's pods. */
  readonly blocked: Text | undefined;
}

/** What a step is to come to. */
export interface CoReleaseGoal {
  readonly module: string;
  readonly baseDeployment: string;
  readonly baseVersion: string;
  /** New bases in all, and how many of them an earlier step has brought. */
  readonly bases: number;
  readonly before: number;
  /** Modules that are to be active on them. */
  readonly modules: number;
  /** Old bases that stay. */
  readonly oldLeft: number;
}

/** What is lasting of what a container can wait for. */
const hopelessTrouble =
  /CrashLoopBackOff|ImagePullBackOff|ErrImagePull|InvalidImageName|ErrImageNeverPull|CreateContainer\w*Error/;

/** Step 1: all pods of the new version are there and wait; which of them have a base already does not matter. */
export function lookAtPinned(
  { places, blocked }: Pick<CoReleaseSight, 'places' | 'blocked'>,
  { module, modules }: Pick<CoReleaseGoal, 'module' | 'modules'>,
): Look {
  const missing = modules - places.length;
  const cause = blocked ?? said(({ open }) => open.podsToMakeOf(missing, modules));
  const state = blocked === undefined ? ('waiting' as const) : ('doomed' as const);
  return {
    ...nothingOpen,
    pending: missing > 0 ? [{ base: module, ip: '', state, cause }] : [],
  };
}

/** A step of the base: so many new bases are up, and the module is active there by their own word. Pure. */
export function lookAtBases(sight: CoReleaseSight, goal: CoReleaseGoal): Look {
  const { base, places } = sight;
  const open = base.newPods.flatMap((pod) => openBase(pod, goal));
  const placed = places.filter((place) => place.sight.pod.node !== undefined);
  const active = placed.filter((place) => place.judgement.state === 'active');
  const notYet = placed.filter((place) => place.judgement.state !== 'active');
  const up = base.newPods.filter((pod) => openBase(pod, goal).length === 0);
  return {
    ...nothingOpen,
    done: up.map((pod) => pod.vnode?.name ?? pod.name).slice(goal.before),
    pending: [
      ...missingBases(base, goal),
      ...open,
      ...(active.length < goal.modules ? notYet.map(openPlace) : []),
      // A base that does not come up is the cause, and its missing module only what follows.
      ...(open.length > 0 ? [] : missingModules(placed.length, sight, goal)),
    ],
    busy: [
      ...(base.observed ? [] : [said(({ open: words }) => words.baseNotObserved)]),
      ...leaving(base, goal),
    ],
  };
}

export function missingBases(
  { newPods, blocked }: BaseView,
  goal: Pick<CoReleaseGoal, 'bases' | 'baseDeployment'>,
): Pending[] {
  const missing = goal.bases - newPods.length;
  if (missing <= 0) return [];
  const state = blocked === undefined ? ('waiting' as const) : ('doomed' as const);
  const cause = blocked ?? said(({ openWithBase }) => openWithBase.newBases(missing, goal.bases));
  return [{ base: goal.baseDeployment, ip: '', state, cause }];
}

/** Why a new base is not one yet; none once its virtual node is there and says the right version. */
function openBase(pod: BasePod, { baseVersion, module }: CoReleaseGoal): Pending[] {
  const { name, ip = '', vnode } = pod;
  const says = vnode?.version;
  if (says !== undefined && says !== baseVersion) {
    return [
      {
        base: name,
        ip,
        state: 'doomed',
        cause: said(({ openWithBase }) => openWithBase.otherBaseVersion(says, baseVersion, module)),
        next: said(({ openWithBase }) => openWithBase.realVersion),
      },
    ];
  }
  if (!pod.ready) return notReady(pod);
  if (vnode?.ready === true) return [];
  const cause = said(({ openWithBase }) => openWithBase.noVnode);
  return [{ base: name, ip, state: 'waiting', cause }];
}

/** Why a base's own pod is not up; none once it is ready. */
export function notReady({ name, ip = '', ready, ...pod }: BasePod): Pending[] {
  if (ready) return [];
  const trouble = pod.unschedulable ?? pod.trouble;
  const state = trouble !== undefined && hopelessTrouble.test(trouble) ? 'doomed' : 'waiting';
  return [
    {
      base: name,
      ip,
      state,
      cause: trouble ?? said(({ openWithBase }) => openWithBase.baseNotReady),
    },
  ];
}

export function openPlace({ name, ip, judgement: { state, cause, next } }: Place): Pending {
  return { base: name, ip, state, ...(cause ? { cause } : {}), ...(next ? { next } : {}) };
}

function missingModules(
  placed: number,
  { places, blocked }: CoReleaseSight,
  { module, modules }: CoReleaseGoal,
): Pending[] {
  const missing = modules - placed;
  if (missing <= 0) return [];
  const why =
    blocked ?? places.find((place) => place.sight.pod.unschedulable)?.sight.pod.unschedulable;
  const cause = said(({ openWithBase }, inWords) =>
    openWithBase.podsWithoutBase(missing, modules, why && inWords(why)),
  );
  return [{ base: module, ip: '', state: 'waiting', cause }];
}

export function leaving(
  { oldPods, leaving: going }: BaseView,
  { oldLeft }: Pick<CoReleaseGoal, 'oldLeft'>,
): Text[] {
  const surplus = oldPods.length - oldLeft + going.length;
  return surplus > 0 ? [said(({ openWithBase }) => openWithBase.oldBases(surplus))] : [];
}
