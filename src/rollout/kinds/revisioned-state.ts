import { said } from '../../messages/said-of.ts';
import type { Text } from '../../said.ts';
import type { JsonPatchOp, KubeObject } from '../../world.ts';
import { isMarkedBy, unmarkOps, whyGone } from '../ownership.ts';
import type { Rolling } from '../rolling.ts';
import { canonical, templateHash } from '../template-hash.ts';
import { isObserved } from './deployment-view.ts';
import { revisionedSpec, type RevisionedView, type UpdateStrategy } from './revisioned-view.ts';
import type { RevisionedWatch } from './revisioned-watch.ts';

/** What the plan found out about a StatefulSet, DaemonSet or ReplicaSet, for its execution. */
export interface RevisionedFacts {
  /** `first`: there is no earlier template. */
  readonly mode: 'first' | 'upgrade';
  /** The rollout stands held already: adopt it instead of starting. */
  readonly resume: boolean;
  /** Hash of the new template as the server stores it. */
  readonly templateHash: string;
  /** The user's own, to give back. */
  readonly updateStrategy: UpdateStrategy | undefined;
  /** The template to go back to; absent for a first deploy. */
  readonly oldTemplate: unknown;
  /** The new template as the server stores it, of a kind of which Kubernetes keeps none. */
  readonly newTemplate?: unknown;
  readonly manifest: KubeObject;
  /** Take fields from other managers; the plan has named them. */
  readonly force: boolean;
  /** Generation of the object that the plan was made from. */
  readonly generation: number | undefined;
}

/** The moving parts of one rollout of a StatefulSet, DaemonSet or ReplicaSet. */
export interface Revisioning extends Rolling<RevisionedWatch> {
  readonly facts: RevisionedFacts;
  /** The updateStrategy as last written; undefined where none is borrowed. */
  strategy: UpdateStrategy | undefined;
  /** The template that the live object is to carry now. */
  liveHash: string;
  /** Nodes that had a pod of this workload at any look. */
  readonly visited: Set<string>;
}

/** Nothing for a kind that has no such field. */
export function strategyOps(strategy: UpdateStrategy | undefined): JsonPatchOp[] {
  if (strategy === undefined) return [];
  return [{ op: 'add', path: '/spec/updateStrategy', value: strategy }];
}

/** Gives everything borrowed back, in one write. */
export function giveBackOps(state: Revisioning): JsonPatchOp[] {
  const saved = state.store.current?.updateStrategy ?? state.facts.updateStrategy;
  const { live } = state.workload;
  return [...strategyOps(saved), ...unmarkOps(live)];
}

/** What somebody else made of it, in words; undefined while it is as the rollout left it. */
export function whatChangedOf(
  live: KubeObject | undefined,
  expected: {
    readonly uid: string | undefined;
    readonly templateHash: string;
    /** Undefined where the kind has none, or they are their owner's again. */
    readonly replicas: number | undefined;
    /** Undefined when the rollout has given the object back. */
    readonly rolloutId: string | undefined;
    readonly strategy: UpdateStrategy | undefined;
  },
): Text | undefined {
  const gone = whyGone(live, expected.uid);
  if (live === undefined || gone !== undefined) return gone;
  const spec = revisionedSpec(live);
  if (templateHash(spec.template) !== expected.templateHash) {
    return said(({ changed }) => changed.template);
  }
  const { replicas } = expected;
  if (replicas !== undefined && spec.replicas !== replicas) {
    return said(({ changed }) => changed.replicas(replicas, spec.replicas ?? 1));
  }
  if (expected.rolloutId !== undefined && !isMarkedBy(live, expected.rolloutId)) {
    return said(({ changed }) => changed.otherRollout);
  }
  if (
    expected.strategy !== undefined &&
    canonical(spec.updateStrategy) !== canonical(expected.strategy)
  ) {
    return said(({ changed }) => changed.updateStrategy);
  }
  return undefined;
}

/** Whether the view shows the workload as last written, and its controller has seen that. */
export function isCurrent(state: Revisioning, { workload }: RevisionedView): boolean {
  if (workload === undefined || !isObserved(workload)) return false;
  return (workload.metadata.generation ?? 0) >= (state.workload.live.metadata.generation ?? 0);
}
