import { Conflict } from '../../conflict.ts';
import type { PodModule } from '../../modules/module-pod.ts';
import {
  v1Spec,
  type V1OperationStrategy,
  type V1Spec,
  type V1View,
} from '../../modules/v1-view.ts';
import type { V1Batching } from '../../plan/v1-schedule.ts';
import type { Text } from '../../said.ts';
import type { JsonPatchOp, KubeObject } from '../../world.ts';
import { rolloutManager, Superseded } from '../context.ts';
import { generationOf, supersededBy } from '../ownership.ts';
import { watchOf, type Rolling } from '../rolling.ts';
import type { ModuleDeploymentMender } from './module-deployment-mend.ts';
import { confirmOps, waitsForConfirm, whatChanged } from './module-deployment-release.ts';
import type { V1Target } from './module-deployment-target.ts';
import type { ModuleDeploymentWatch } from './module-deployment-watch.ts';

/** What the plan found out about a ModuleDeployment, for its execution. */
export interface ModuleDeploymentFacts {
  readonly target: V1Target;
  /** `first`: there is no earlier version to go back to. */
  readonly mode: 'first' | 'upgrade';
  /** The release is under way already: take it up instead of starting. */
  readonly resume: boolean;
  /** The user's manifest, as it is to be applied at the end; undefined where only the record tells of it. */
  readonly manifest: KubeObject | undefined;
  /** The operationStrategy that the manifest leads to, with what others have set beside it. */
  readonly strategy: V1OperationStrategy | undefined;
  /** Makes exactly the plan's batches. */
  readonly batching: V1Batching;
  /** spec to go back to; undefined for a first deploy. */
  readonly oldSpec: V1Spec | undefined;
  /** Of the object that the plan was made from; undefined where there was none. */
  readonly generation: number | undefined;
  /** Take fields from other managers; the plan has named them. */
  readonly force: boolean;
}

/** What the live object is to say at the moment. */
export interface Goal {
  readonly module: PodModule;
  readonly replicas: number;
  /** Cumulative, as the controller will make them. */
  readonly cumulative: readonly number[];
  /** The controller waits after each batch; false where an undo has found it told otherwise. */
  readonly needConfirm: boolean;
}

/** The moving parts of one rollout of a ModuleDeployment. */
export interface Releasing extends Rolling<ModuleDeploymentWatch> {
  readonly facts: ModuleDeploymentFacts;
  goal: Goal;
  /** Mark and strategy are given back already: only the end is to be proven and the record closed. */
  givenBack: boolean;
  readonly mender: ModuleDeploymentMender;
}

/** What somebody else did to the workload; undefined while it is as the rollout left it. */
export function releaseSuperseded(state: Releasing, view: V1View): Text | undefined {
  return supersededBy(state, view.deployment, () =>
    whatChanged(view.deployment, {
      uid: state.workload.live.metadata.uid,
      ...state.goal,
      dialect: state.facts.target.surface.dialect,
      rolloutId: state.assignment.id,
      givenBack: state.givenBack,
    }),
  );
}

/** The view while the rollout still owns the workload; throws where it does not, or must end. */
export function ownView(state: Releasing): V1View {
  const view = watchOf(state).view();
  const superseded = releaseSuperseded(state, view);
  if (superseded !== undefined) throw new Superseded(superseded);
  if (state.ports.signal.aborted) throw new Error('interrupted');
  return view;
}

/** Lets the controller go on, if it waits and has not been told yet. Resolves to whether it was told now. */
export async function confirmIfWaiting(
  state: Releasing,
  view: V1View,
  what: string,
): Promise<boolean> {
  const { dialect } = state.facts.target.surface;
  if (!waitsForConfirm(view, dialect)) return false;
  // The controller takes a moment to act on what it was told; the watch may lag behind, too.
  const { confirmBatchNum = 0, pause = true } = v1Spec(state.workload.live);
  const told = dialect === 'pause' ? !pause : confirmBatchNum === view.release?.currentBatch;
  if (told && generationOf(state) >= (view.deployment?.metadata.generation ?? 0)) return false;
  // Each kind is watched by itself: the pause that shows may be that of a batch that does not show yet.
  const { newest } = await watchOf(state).read();
  if (newest?.uid !== view.newest?.uid || newest?.replicas !== view.newest?.replicas) return false;
  return await tryPatch(state, confirmOps(view, dialect), what);
}

/**
 * Writes if the object is still as `ops` test it to be; false where it is not,
 * so that the caller looks again. The controller moves on by itself, so a miss
 * is no sign of another person.
 */
export async function tryPatch(
  state: Releasing,
  ops: readonly JsonPatchOp[],
  what: string,
): Promise<boolean> {
  const { ports, workload } = state;
  try {
    const written = await ports.cluster.patch(workload.ref, ops, { manager: rolloutManager });
    workload.adopt(written.object);
    ports.emit({ type: 'wrote', object: workload.label, what });
    return true;
  } catch (error) {
    if (error instanceof Conflict) return false;
    throw error;
  }
}
