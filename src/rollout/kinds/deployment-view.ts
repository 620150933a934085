import { said } from '../../messages/said-of.ts';
import { conditionOf, type Base } from '../../modules/base.ts';
import { modulePodOf, type ModulePod } from '../../modules/module-pod.ts';
import { isOwnedBy } from '../../modules/owner.ts';
import type { LabelSelector } from '../../modules/selector.ts';
import { basesByNode } from '../../modules/vnodes.ts';
import type { Text } from '../../said.ts';
import type { KubeObject } from '../../world.ts';
import { isToGoFirst } from '../deletion-order.ts';
import { isHeld } from '../hold.ts';
import { isMarkedBy, whyGone } from '../ownership.ts';
import { templateHash } from '../template-hash.ts';

/** The pods of a V2 workload of any kind, and the bases of the cluster, at one moment. */
export interface PodsView {
  /** Pods of the present template, not being deleted. */
  readonly newPods: readonly ModulePod[];
  /** Pods of earlier templates, not being deleted. */
  readonly oldPods: readonly ModulePod[];
  /** Pods of any template that are being deleted; of a workload of that name before this one, too. */
  readonly leaving: readonly ModulePod[];
  readonly bases: ReadonlyMap<string, Base>;
}

/** A V2 Deployment with everything that belongs to it, at one moment. */
export interface DeploymentView extends PodsView {
  readonly deployment: KubeObject | undefined;
  /** The ReplicaSet of the deployment's present template; absent until its controller made it. */
  readonly newSet: KubeObject | undefined;
  /** The raw objects of `oldPods`, for the deletion order. */
  readonly rawOldPods: readonly KubeObject[];
  /** Its ReplicaSets, of all templates. */
  readonly sets: readonly KubeObject[];
  /** Pods, new or old, that a rollout has marked to go first. */
  readonly toGoFirst: readonly ModulePod[];
}

export interface DeploymentSpec {
  replicas?: number;
  paused?: boolean;
  selector?: LabelSelector;
  template?: unknown;
  minReadySeconds?: number;
  progressDeadlineSeconds?: number;
  revisionHistoryLimit?: number;
  strategy?: {
    type?: string;
    rollingUpdate?: { maxSurge?: number | string; maxUnavailable?: number | string };
  };
}

export function deploymentSpec(object: KubeObject): DeploymentSpec {
  return object['spec'] ?? {};
}

/** Whether the Deployment controller has seen the spec as it is now. */
export function isObserved(deployment: KubeObject): boolean {
  const status = deployment['status'] as { observedGeneration?: number } | undefined;
  return (status?.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0);
}

/** Sorts what was listed by selector into what belongs to this Deployment. Pure. */
export function viewDeployment(lists: {
  readonly deployment: KubeObject | undefined;
  readonly replicaSets: readonly KubeObject[];
  readonly pods: readonly KubeObject[];
  readonly nodes: readonly KubeObject[];
}): DeploymentView {
  const { deployment } = lists;
  const uid = deployment?.metadata.uid;
  const owned = lists.replicaSets.filter((set) => isOwnedBy(set, uid));
  const wanted = deployment && templateHash(deploymentSpec(deployment).template);
  const newSet = owned.find(
    (set) => templateHash((set['spec'] as DeploymentSpec).template) === wanted,
  );
  const oldUids = new Set(owned.filter((set) => set !== newSet).map((set) => set.metadata.uid));
  const isNew = (pod: KubeObject): boolean =>
    newSet !== undefined && isOwnedBy(pod, newSet.metadata.uid);
  const isOld = (pod: KubeObject): boolean =>
    pod.metadata.ownerReferences?.some((owner) => owner.controller && oldUids.has(owner.uid)) ??
    false;
  const staying = lists.pods.filter((pod) => !pod.metadata.deletionTimestamp && !finished(pod));
  const rawOldPods = staying.filter(isOld);
  return {
    deployment,
    newSet,
    newPods: staying.filter(isNew).map(modulePodOf),
    oldPods: rawOldPods.map(modulePodOf),
    leaving: lists.pods.filter((pod) => pod.metadata.deletionTimestamp).map(modulePodOf),
    bases: basesByNode(lists.nodes, staying),
    rawOldPods,
    sets: owned,
    toGoFirst: staying.filter(isToGoFirst).map(modulePodOf),
  };
}

/** A pod that ended on its own; the ReplicaSet controller replaces it and counts it no more. */
function finished(pod: KubeObject): boolean {
  return (pod['status'] as { phase?: string } | undefined)?.phase === 'Failed';
}

/** Why the controller can't create pods at all (quota, admission); undefined while it can. */
export function blockedBy(view: DeploymentView): Text | undefined {
  if (view.deployment === undefined || !isObserved(view.deployment)) return undefined;
  const failure = conditionOf(view.deployment, 'ReplicaFailure');
  if (failure?.status !== 'True') return undefined;
  return said(({ open }) => open.noPods(failure.message));
}

/** What the rollout expects of the live object; anything else means that somebody changed it. */
export interface Expected {
  readonly uid: string | undefined;
  readonly templateHash: string;
  /** Undefined where it does not matter how many. */
  readonly replicas: number | undefined;
  /** Undefined when the rollout has already given the object back. */
  readonly rolloutId: string | undefined;
  /** The hold's numbers; undefined where no hold is to be there (a first deploy, after the release). */
  readonly hold: { readonly maxSurge: number; readonly maxUnavailable: number } | undefined;
}

/** What differs from the expectation, in words; undefined while it is as the rollout left it. */
export function whatChanged(live: KubeObject | undefined, expected: Expected): Text | undefined {
  const gone = whyGone(live, expected.uid);
  if (live === undefined || gone !== undefined) return gone;
  const spec = deploymentSpec(live);
  if (templateHash(spec.template) !== expected.templateHash) {
    return said(({ changed }) => changed.template);
  }
  const { replicas } = expected;
  if (replicas !== undefined && spec.replicas !== replicas) {
    return said(({ changed }) => changed.replicas(replicas, spec.replicas ?? 1));
  }
  if (spec.paused === true) return said(({ changed }) => changed.paused);
  if (expected.rolloutId !== undefined && !isMarkedBy(live, expected.rolloutId)) {
    return said(({ changed }) => changed.otherRollout);
  }
  if (expected.hold !== undefined && !sameHold(spec, expected.hold)) {
    return said(({ changed }) => changed.hold);
  }
  return undefined;
}

function sameHold(
  spec: DeploymentSpec,
  hold: { maxSurge: number; maxUnavailable: number },
): boolean {
  const rolling = spec.strategy?.rollingUpdate;
  return (
    isHeld(spec as Record<string, unknown>) &&
    rolling?.maxSurge === hold.maxSurge &&
    rolling.maxUnavailable === hold.maxUnavailable
  );
}
