import { faultOf, type FaultSaying } from '../messages/fault-of.ts';
import type { V1Surface } from '../modules/surface.ts';
import { sortedCount, v1ModuleOf, v1Spec, type V1Module, type V1View } from '../modules/v1-view.ts';
import type { ClusterTarget, KubeObject } from '../world.ts';
import { labelOf, typedName, type Touched } from './operate-plan.ts';
import { warning } from './risk-words.ts';
import type { ScaleFacts } from './plan-scale.ts';
import { RolloutStands } from './rollout-stands.ts';
import { say } from './saying.ts';
import type { BatchSpec, Note, Risk, RolloutOptions } from './types.ts';

/** What was read of a ModuleDeployment and what is around it, with a quorum. */
export interface V1Reading {
  readonly target: ClusterTarget;
  readonly surface: V1Surface;
  readonly live: KubeObject;
  readonly view: V1View;
  readonly baseDeployment: KubeObject | undefined;
  /** Other ModuleDeployments of the namespace with a module of the same name. */
  readonly namesakes: readonly string[];
  readonly open:
    { readonly version: string; readonly who: string; readonly phase: string } | undefined;
  /** An earlier run borrowed the operationStrategy and could not give it back. */
  readonly borrowed: boolean;
  readonly silent: readonly string[];
}

/** What a scale of a ModuleDeployment is planned from, or a Fault that says why V1's controller would not do it. Pure. */
export function scaleFactsV1(reading: V1Reading, wanted: number): ScaleFacts {
  const { live, view } = reading;
  const before = v1Spec(live).replicas ?? 0;
  refuseStanding(reading);
  if (wanted !== before) refuseIncomplete(reading);
  const free = view.free.filter((base) => base.usable).map((base) => base.name);
  const onIt = new Set(view.current.map((module) => module.base));
  return {
    target: reading.target,
    world: 'v1',
    live,
    module: v1ModuleOf(live),
    before,
    wanted,
    present: view.current.length,
    free,
    // What is free only later is never tried: the controller places once.
    soon: [],
    certain: true,
    leavers: leaversV1(view.current, view, reading.surface.group),
    silent: reading.silent.filter((name) => onIt.has(name) || free.includes(name)),
    moreRoom: ({ operations }) =>
      operations.moreBases(
        reading.baseDeployment?.metadata.name ?? '',
        live.metadata.namespace ?? 'default',
        view.bases.size + wanted - view.current.length - free.length,
        view.full.length,
      ),
    risks: wanted > before ? risksOfPlacing(view) : risksOfLeaving(reading, wanted),
    notes: notesOf(reading),
    unfinished: reading.borrowed,
  };
}

/** A change of replicas is a release like any other for V1: batches, confirmations and all. What the user set for those is kept. */
export function optionsV1(
  live: KubeObject,
  options: RolloutOptions,
  asked: { readonly confirm: boolean; readonly gray: boolean },
): RolloutOptions {
  const strategy = v1Spec(live).operationStrategy ?? {};
  const { batchCount = 1, useBeta = false, needConfirm = false } = strategy;
  const own: BatchSpec | undefined =
    batchCount > 1 || useBeta ? { by: 'count', batches: batchCount, beta: useBeta } : undefined;
  if (options.batches !== undefined || own === undefined) return options;
  const { grayTimeBetweenBatchSeconds = 0 } = strategy;
  return {
    ...options,
    batches: own,
    confirm: asked.confirm ? options.confirm : needConfirm ? 'each' : useBeta ? 'first' : 'none',
    grayMs: asked.gray ? options.grayMs : grayTimeBetweenBatchSeconds * 1_000,
  };
}

/**
 * Bases in the order in which V1's controller takes the module off them: by the
 * number of modules on the base pod, the fullest first when scattering and the
 * emptiest when stacking; among equals, and without a policy, as its cache has
 * them. Base pods that are gone it never chooses.
 */
export function leaversV1(modules: readonly V1Module[], view: V1View, group: string): Touched[] {
  const policy =
    view.newest?.spread ?? v1Spec(view.deployment).schedulingStrategy?.schedulingPolicy;
  const counted = modules.flatMap((module) => {
    const base = module.base === undefined ? undefined : view.bases.get(module.base);
    return base === undefined ? [] : [{ name: base.name, count: sortedCount(base.labels, group) }];
  });
  const sign = policy === 'scatter' ? -1 : policy === 'stacking' ? 1 : 0;
  return counted
    .map(({ name, count }) => ({ name, rank: sign === 0 ? 0 : count * sign }))
    .sort((a, b) => a.rank - b.rank || a.name.localeCompare(b.name, 'en', { numeric: true }));
}

function refuse(say: FaultSaying): never {
  throw faultOf(say, { outcome: 'refused' });
}

/** Throws a Fault where a rollout, a deletion or a missing base stands in the way. */
export function refuseStanding({ live, view, open, baseDeployment }: V1Reading): void {
  const label = labelOf(live);
  const typed = typedName(live);
  if (live.metadata.deletionTimestamp !== undefined) {
    refuse(({ operations }) => operations.beingDeleted(label, typed));
  }
  if (open !== undefined) {
    const { version, who, phase } = open;
    throw new RolloutStands(live, ({ plans }) =>
      phase === 'undoing'
        ? plans.v1BeingUndone(label, version, who, typed)
        : plans.standsOn(version, who, label, typed),
    );
  }
  if (baseDeployment === undefined) {
    const { baseDeploymentName = '' } = v1Spec(live);
    refuse(({ operations }) => operations.noBaseDeployment(baseDeploymentName, label));
  }
  if (view.release === undefined || view.newest === undefined) {
    refuse(({ plans }) => plans.v1NotLookedAt(label));
  }
}

/** In all these states the controller takes no other number, or the wrong one. */
export function refuseIncomplete({ live, view, namesakes }: V1Reading): void {
  const label = labelOf(live);
  const { release, newest } = view;
  const typed = typedName(live);
  if (
    newest === undefined ||
    release?.progress !== 'Completed' ||
    newest.replicas !== v1Spec(live).replicas
  ) {
    const { progress = '', currentBatch = 0, realBatchCount = 0 } = release ?? {};
    return refuse(({ operations }) =>
      operations.underWay(label, progress, currentBatch, realBatchCount, typed),
    );
  }
  const [other] = namesakes;
  if (other !== undefined) {
    refuse(({ operations }) => operations.namesake(other, v1ModuleOf(live).name));
  }
  if (release.batchProgress === 'Executing' || view.current.length < newest.replicas) {
    const { module, replicas } = newest;
    const placed = view.current.length;
    refuse(({ operations }) =>
      operations.neverComplete(label, placed, replicas, module.version, typed),
    );
  }
}

function risksOfPlacing({ free }: V1View): Risk[] {
  const unready = free.filter((base) => !base.usable).map((base) => base.name);
  if (unready.length === 0) return [];
  return [warning('unready-placed', unready)];
}

function risksOfLeaving({ view }: V1Reading, wanted: number): Risk[] {
  if (wanted === 0 || wanted >= view.current.length) return [];
  return [warning('v1-chooses')];
}

/** scaleup_then_scaledown shrinks by deleting whole base pods. */
export const deletesBases = 'scaleup_then_scaledown';

function notesOf({ live, view, borrowed }: V1Reading): Note[] {
  const { batchCount = 1, useBeta = false } = v1Spec(live).operationStrategy ?? {};
  const field = 'spec.operationStrategy';
  const notes: Note[] = [];
  if (batchCount > 1 || useBeta) notes.push({ field, message: say('steps-itself') });
  if (borrowed) notes.push({ field, message: say('borrowed-before') });
  if (view.newest?.upgradePolicy === deletesBases) {
    const message = say('installs-first', deletesBases, view.newest.number);
    notes.push({ field: 'upgradePolicy', message });
  }
  return notes;
}
