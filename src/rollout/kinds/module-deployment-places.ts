import { said } from '../../messages/said-of.ts';
import type { Base } from '../../modules/base.ts';
import type { V1Module, V1View } from '../../modules/v1-view.ts';
import {
  judge,
  unschedulableGraceMs,
  type AssessContext,
  type Judgement,
  type Sight,
} from '../assess.ts';
import type { Place } from '../driver.ts';

/** How long a base may run a module whose Module object the controller still calls Upgrading, ms. */
const controllerLagMs = 5_000;
/** How long the controller gets to install a module anew, ms. */
const anewMs = 15_000;

export interface Seen {
  readonly base: Base | undefined;
  readonly answer: Sight['answer'];
  readonly silentSince: number | undefined;
  readonly asked: Sight['asked'];
}

export interface PlaceContext extends AssessContext {
  /** How many bases the controller could still choose. */
  readonly free: number;
}

/** One Module as a place of the rollout, judged by what its base says. Pure. */
export function placeOf(module: V1Module, seen: Seen, context: PlaceContext): Place {
  const sight = sightOf(module, seen);
  return {
    key: module.uid,
    name: module.base ?? module.name,
    ip: seen.base?.ip ?? module.ip,
    sight,
    judgement: judgeModule(module, sight, context),
  };
}

/** A Module that is being taken off its base: the batch is not done before it is gone. */
export function leavingPlace(module: V1Module, view: V1View): Place {
  const base = module.base === undefined ? undefined : view.bases.get(module.base);
  const seen = { base, answer: undefined, silentSince: undefined, asked: [] };
  return {
    key: module.uid,
    name: module.base ?? module.name,
    ip: base?.ip ?? module.ip,
    sight: sightOf(module, seen),
    judgement: {
      state: 'waiting',
      cause: said(({ judged }) => judged.uninstalling(module.module.version)),
      ...(base === undefined ? { next: said(({ advised }) => advised.finalizers) } : {}),
    },
  };
}

function sightOf(module: V1Module, seen: Seen): Sight {
  const begun = ['Upgrading', 'Completing', 'Available'].includes(module.state);
  return {
    pod: {
      name: module.name,
      namespace: seen.base?.namespace ?? '',
      node: module.base,
      ready: module.state === 'Available',
      phase: module.state,
      unschedulable: undefined,
      trouble: undefined,
      createdAt: module.createdAt,
      boundAt: begun ? module.changedAt : undefined,
    },
    modules: [module.module],
    ...seen,
  };
}

function judgeModule(module: V1Module, sight: Sight, context: PlaceContext): Judgement {
  const { base } = module;
  if (base === undefined) return judgeUnplaced(module, context);
  if (sight.base === undefined) {
    return { state: 'waiting', cause: said(({ judged }) => judged.basePodGone(base)) };
  }
  const judgement = judge(sight, context);
  if (judgement.state !== 'active' || module.state === 'Available') return judgement;
  return judgeLagging(module, sight, context);
}

function judgeUnplaced(module: V1Module, context: PlaceContext): Judgement {
  if (context.free > 0) return { state: 'waiting', cause: said(({ judged }) => judged.noBaseYet) };
  if (context.placesToCome > 0) {
    return { state: 'waiting', cause: said(({ judged }) => judged.waitsForOldVersion) };
  }
  const cause = said(({ judged }) => judged.noBaseFree);
  if (context.now - module.createdAt < unschedulableGraceMs) return { state: 'waiting', cause };
  return { state: 'doomed', cause, next: said(({ advised }) => advised.addOrLower) };
}

/** Active on the base while the controller says otherwise: it opens no further batch before it agrees. */
function judgeLagging(module: V1Module, sight: Sight, context: PlaceContext): Judgement {
  const [asked] = sight.asked;
  const cause = said(({ judged }) => judged.controllerLags(module.state));
  const since = Math.max(module.changedAt ?? module.createdAt, asked?.at ?? 0);
  const patience = asked?.result === 'busy' ? anewMs : controllerLagMs;
  const stuck = module.state === 'Upgrading' && context.now - since >= patience;
  return { state: 'installing', cause, askAgain: stuck ? module.module : undefined };
}
