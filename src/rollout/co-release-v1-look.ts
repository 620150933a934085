import { said } from '../messages/said-of.ts';
import type { V1Module, V1View } from '../modules/v1-view.ts';
import type { Said, Text } from '../said.ts';
import type { BasePod, BaseView } from './base-roll.ts';
import { leaving, missingBases, notReady, openPlace } from './co-release-look.ts';
import type { Place } from './driver.ts';
import { nothingOpen, type Look, type Pending } from './stairs.ts';

/** What one look at both, the ModuleDeployment and its bases, has shown. */
export interface V1JointSight {
  /** As seen by the wanted template: its pods are the new ones. */
  readonly base: BaseView;
  readonly view: Pick<V1View, 'current' | 'former' | 'leaving' | 'newest' | 'release'>;
  /** Of the newest revision's Modules. */
  readonly places: readonly Place[];
  /** Why bases have never answered yet, by name: none of them is taken for up. */
  readonly silent: ReadonlyMap<string, Text>;
}

/** What a step is to come to. */
export interface V1JointGoal {
  readonly module: string;
  /** The package that belongs to the bases of the wanted template. */
  readonly url: string;
  readonly baseDeployment: string;
  /** Bases of the wanted template, and how many of them an earlier step has brought. */
  readonly bases: number;
  readonly before: number;
  /** Modules in all, as many as bases. */
  readonly replicas: number;
  /** The other package may lie on such a base for as long as it has yet to leave. */
  readonly back: boolean;
}

/** The url step: the newest revision has it, and nothing else has happened. Pure. */
export function lookAtUrl(
  sight: Pick<V1JointSight, 'base' | 'view'>,
  goal: Pick<V1JointGoal, 'url' | 'back'>,
): Look {
  const { newest } = sight.view;
  const has = newest?.module.url === goal.url;
  return {
    ...nothingOpen,
    // On the way back the old bases have kept the package that is now wanted again.
    pending: goal.back ? [] : astray(sight, goal),
    busy: [
      ...(has ? [] : [said(({ openWithBase }) => openWithBase.urlNotTaken(newest?.name))]),
      ...notCompleted(sight.view),
    ],
  };
}

/**
 * A step of the base. The version says nothing here, so a module counts as proven only where its
 * Module says the wanted url, which it has had from its making, lies on a base of the wanted
 * template, which began empty, and that base says itself that it is active. Pure.
 */
export function lookAtV1Bases(sight: V1JointSight, goal: V1JointGoal): Look {
  const { base, view } = sight;
  const open = base.newPods.flatMap((pod) => notUp(sight, pod));
  const up = base.newPods.filter((pod) => notUp(sight, pod).length === 0);
  const proven = up.filter((pod) => provenOn(sight, goal, pod));
  const unproven = up.filter((pod) => !proven.includes(pod));
  const waits =
    proven.length < goal.bases ? unproven.flatMap((pod) => openOn(sight, goal, pod)) : [];
  const known = proven.length + waits.length;
  return {
    ...nothingOpen,
    done: proven.map((pod) => pod.name).slice(goal.before),
    pending: [
      ...astray(sight, goal),
      ...missingBases(base, goal),
      ...open,
      ...waits,
      // A base that does not come up is the cause, and its missing module only what follows.
      ...(open.length > 0 ? [] : missingModules(known, sight, goal)),
    ],
    busy: [
      ...(base.observed ? [] : [said(({ open: words }) => words.baseNotObserved)]),
      ...leaving(base, { oldLeft: goal.replicas - goal.bases }),
      ...view.leaving.map(({ base: where, name }) =>
        said(({ openWithBase }) => openWithBase.moduleToGo(where ?? name, name)),
      ),
      ...tooMany(sight, goal),
      ...notCompleted(view),
    ],
  };
}

/** Modules with the wanted url on bases that are none of `wanted`, the bases of the wanted template. */
export function strays(
  view: Pick<V1View, 'current' | 'former'>,
  wanted: ReadonlySet<string>,
  url: string,
): V1Module[] {
  return [...view.current, ...view.former].filter(
    (one) => one.base !== undefined && one.module.url === url && !wanted.has(one.base),
  );
}

/** Names of the bases of the wanted template, those that are leaving among them. */
export function wantedBases({ newPods, leaving: going }: BaseView): Set<string> {
  return new Set([...newPods, ...going].map((pod) => pod.name));
}

/** Modules with the other package on bases of the wanted template: they are to be made anew. */
export function wrongOnes(
  { base, view }: Pick<V1JointSight, 'base' | 'view'>,
  url: string,
): V1Module[] {
  const wanted = new Set(base.newPods.map((pod) => pod.name));
  return view.current.filter(
    (one) => one.base !== undefined && one.module.url !== url && wanted.has(one.base),
  );
}

function notCompleted({ release }: V1JointSight['view']): Said[] {
  if (release?.progress === 'Completed') return [];
  return [said(({ open }) => open.controllerSays(release?.progress))];
}

function notUp({ silent }: Pick<V1JointSight, 'silent'>, pod: BasePod): Pending[] {
  const { name, ip = '' } = pod;
  const why = silent.get(name);
  if (!pod.ready || why === undefined) return notReady(pod);
  const cause = said(({ openWithBase }, inWords) => openWithBase.arkletSilent(inWords(why)));
  return [{ base: name, ip, state: 'waiting', cause }];
}

function moduleOn(
  { view }: V1JointSight,
  { url }: V1JointGoal,
  pod: BasePod,
): V1Module | undefined {
  return view.current.find((one) => one.base === pod.name && one.module.url === url);
}

function placeOn(sight: V1JointSight, goal: V1JointGoal, pod: BasePod): Place | undefined {
  const module = moduleOn(sight, goal, pod);
  return module && sight.places.find((place) => place.key === module.uid);
}

function provenOn(sight: V1JointSight, goal: V1JointGoal, pod: BasePod): boolean {
  return placeOn(sight, goal, pod)?.judgement.state === 'active';
}

/** Why the module is not proven on a base that is up; none where it has no Module yet. */
function openOn(sight: V1JointSight, goal: V1JointGoal, pod: BasePod): Pending[] {
  const place = placeOn(sight, goal, pod);
  if (place !== undefined) return [openPlace(place)];
  const other = sight.view.current.find((one) => one.base === pod.name);
  if (other === undefined) return [];
  const cause = said(({ openWithBase }) => openWithBase.otherPackage(other.name, other.module.url));
  return [{ base: pod.name, ip: pod.ip ?? '', state: 'waiting', cause }];
}

function missingModules(known: number, { view }: V1JointSight, goal: V1JointGoal): Pending[] {
  const missing = goal.bases - known;
  if (missing <= 0) return [];
  const homeless = view.current.filter((one) => one.base === undefined).length;
  const cause = said(({ openWithBase }) =>
    openWithBase.modulesWithoutBase(missing, goal.bases, homeless),
  );
  return [{ base: goal.module, ip: '', state: 'waiting', cause }];
}

/** The controller gives a Module to any pod with an address that has none, an old one too. */
function astray(
  sight: Pick<V1JointSight, 'base' | 'view'>,
  goal: Pick<V1JointGoal, 'url' | 'back'>,
): Pending[] {
  return strays(sight.view, wantedBases(sight.base), goal.url).map((stray) => {
    const { name, base = '', ip } = stray;
    return goal.back
      ? { base, ip, state: 'waiting', cause: said((words) => words.openWithBase.cameHere(name)) }
      : {
          base,
          ip,
          state: 'doomed',
          cause: strayWords(stray),
          next: said(({ openWithBase }) => openWithBase.urlFirst),
        };
  });
}

export function strayWords({ name, base = '' }: V1Module): Said {
  return said(({ holds }) => holds.stray(name, base));
}

function tooMany({ view }: V1JointSight, { replicas }: V1JointGoal): Said[] {
  const more = view.current.length + view.former.length - replicas;
  return more > 0 ? [said(({ openWithBase }) => openWithBase.tooMany(more, replicas))] : [];
}
