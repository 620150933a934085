import type { HoldNumbers, SavedFields } from '../hold.ts';
import type { Rolling } from '../rolling.ts';
import type { KubeObject } from '../../world.ts';
import type { Base } from '../../modules/base.ts';
import type { Text } from '../../said.ts';
import { whatChanged, type DeploymentView, type PodsView } from './deployment-view.ts';
import type { DeploymentWatch } from './deployment-watch.ts';

/** What the plan found out about a V2 Deployment, for its execution. */
export interface DeploymentFacts {
  /** `first`: batches step replicas; `upgrade`: batches move the hold line. */
  readonly mode: 'first' | 'upgrade';
  /** The rollout stands held already: adopt it instead of starting. */
  readonly resume: boolean;
  /** Hash of the new template as the server stores it. */
  readonly templateHash: string;
  /** Fields to give back; absent for a first deploy. */
  readonly saved: SavedFields | undefined;
  /** The template to go back to; absent for a first deploy. */
  readonly oldTemplate: unknown;
  /** What is to be applied: no `paused`, no replicas that another controller owns. */
  readonly manifest: KubeObject;
  /** Take fields from other managers; the plan has named them. */
  readonly force: boolean;
  /** A peer workload: its controller keeps off the replicas during the rollout. */
  readonly peer: boolean;
  /** The replicas-control label before; null where it was not set. */
  readonly replicasControl: string | null;
  /** Generation of the object that the plan was made from. */
  readonly generation: number | undefined;
}

/** The moving parts of one rollout of a V2 Deployment. */
export interface Deploying extends Rolling<DeploymentWatch> {
  readonly facts: DeploymentFacts;
  /** The hold as last written; undefined where none is drawn. */
  hold: HoldNumbers | undefined;
  /** spec.replicas as last written. */
  replicas: number;
  /** The template that the live object is to carry now. */
  liveHash: string;
  /** Nodes that had a pod of this workload at any look. */
  readonly visited: Set<string>;
  /** Of an undo: since when the old version is seen active on all its bases, ms. */
  backSince: number | undefined;
}

/** What somebody else made of it, in words; undefined while it is as the rollout left it. */
export function whatOthersDid(
  state: Deploying,
  { deployment }: DeploymentView,
  expected: { readonly marked: boolean; readonly replicas: number | undefined },
): Text | undefined {
  return whatChanged(deployment, {
    uid: state.workload.live.metadata.uid,
    templateHash: state.liveHash,
    replicas: expected.replicas,
    rolloutId: expected.marked ? state.assignment.id : undefined,
    hold: state.hold,
  });
}

/** The bases that this workload has, or had during the rollout: where its versions may be left. */
export function basesInUse(state: Pick<Deploying, 'visited' | 'store'>, view: PodsView): Base[] {
  noteVisited(state, view);
  const recorded = (state.store.current?.outcomes ?? []).flatMap((one) => one.bases);
  return [...new Set([...state.visited, ...recorded])]
    .map((name) => view.bases.get(name))
    .filter((base) => base !== undefined);
}

export function noteVisited(state: Pick<Deploying, 'visited'>, view: PodsView): void {
  for (const pod of [...view.newPods, ...view.oldPods, ...view.leaving]) {
    if (pod.node !== undefined) state.visited.add(pod.node);
  }
}
