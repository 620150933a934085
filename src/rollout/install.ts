import { Conflict } from '../conflict.ts';
import { conditionOf } from '../modules/base.ts';
import { core } from '../modules/surface.ts';
import {
  changesOf,
  seen,
  type ControllerPlan,
  type PlannedObject,
  type Seen,
} from '../plan/plan-install.ts';
import type { Cluster, KubeObject, ObjectRef } from '../world.ts';
import { intentManager, type Ports } from './context.ts';
import { ControllerPods } from './controller-pods.ts';
import { lastForeignManager } from './workload.ts';

/** Between two looks at the cluster, ms. */
const lookMs = 500;
/** How long a new kind may take to be served, ms. */
const servedWithinMs = 30_000;
/** Status writes that may come between a read and an apply. */
const mostAttempts = 20;

/** What writing and watching a controller needs. */
export type Doors = Pick<Ports, 'cluster' | 'clock' | 'signal'>;

/** How the writing went; `wrote` objects of the plan are written. */
export type Applied =
  | { readonly end: 'applied' | 'interrupted'; readonly wrote: number }
  /** A kind that the API server does not serve though it has its definition. */
  | { readonly end: 'not-served'; readonly wrote: number; readonly object: PlannedObject }
  /** `by`: who made or changed the object since it was planned; undefined where nobody can tell. */
  | {
      readonly end: 'changed';
      readonly wrote: number;
      readonly object: PlannedObject;
      readonly what: 'made' | 'changed' | 'deleted';
      readonly by: string | undefined;
    };

/** Applies what the plan shows, in its order, each as compare-and-swap; `tell` hears of each. */
export async function applyController(
  doors: Doors,
  plan: ControllerPlan,
  tell: (object: PlannedObject) => void,
): Promise<Applied> {
  let wrote = 0;
  for (const object of changesOf(plan)) {
    try {
      await applyOne(doors.cluster, object);
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      return { end: 'changed', wrote, object, ...(await whoWas(doors.cluster, object)) };
    }
    tell(object);
    wrote += 1;
    const served = object.kind !== core.crd.kind || (await isServed(doors, object.name));
    if (doors.signal.aborted) return { end: 'interrupted', wrote };
    if (!served) return { end: 'not-served', wrote, object };
  }
  return { end: 'applied', wrote };
}

async function whoWas(
  cluster: Cluster,
  one: PlannedObject,
): Promise<{ what: 'made' | 'changed' | 'deleted'; by: string | undefined }> {
  const now = await cluster.get(refOf(one));
  const what = now === undefined ? 'deleted' : one.basedOn === undefined ? 'made' : 'changed';
  return { what, by: now && lastForeignManager(now) };
}

/**
 * On exactly the spec that the plan saw: of a status that moves meanwhile nothing depends. What was
 * not there is created, and never laid over what somebody else has made meanwhile.
 */
async function applyOne(cluster: Cluster, one: PlannedObject): Promise<void> {
  let based = one.recreateFirst ? await recreate(cluster, one) : one.basedOn;
  for (let attempt = 1; ; attempt++) {
    const { uid, resourceVersion } = based ?? {};
    const guard = based === undefined ? {} : { uid, resourceVersion };
    const metadata = { ...one.manifest.metadata, ...guard } as KubeObject['metadata'];
    try {
      const isNew = based === undefined;
      const options = { manager: intentManager, force: one.force, isNew };
      await cluster.apply({ ...one.manifest, metadata }, one.type, options);
      return;
    } catch (error) {
      if (!(error instanceof Conflict) || error.kind !== 'precondition') throw error;
      const now = await cluster.get(refOf(one));
      const same = now?.metadata.uid === uid && now?.metadata.generation === based?.generation;
      if (now === undefined || based?.generation === undefined || !same) throw error;
      if (attempt === mostAttempts) throw error;
      based = seen(now);
    }
  }
}

async function recreate(cluster: Cluster, one: PlannedObject): Promise<Seen> {
  const { uid, generation } = one.basedOn ?? {};
  const ops = [
    { op: 'test', path: '/metadata/uid', value: uid },
    { op: 'test', path: '/metadata/generation', value: generation },
    { op: 'replace', path: '/spec/strategy', value: { type: 'Recreate' } },
  ] as const;
  const { object } = await cluster.patch(refOf(one), ops, { manager: intentManager });
  return seen(object);
}

async function isServed({ cluster, clock, signal }: Doors, name: string): Promise<boolean> {
  const deadline = clock.now() + servedWithinMs;
  while (clock.now() < deadline && !signal.aborted) {
    const crd = await cluster.get({ type: core.crd, name });
    if (crd !== undefined && conditionOf(crd, 'Established')?.status === 'True') return true;
    await clock.sleep(lookMs / 5, signal);
  }
  return false;
}

/** How the controller's Deployment stands. */
export type ControllerState =
  | { readonly state: 'ready'; readonly replicas: number }
  | { readonly state: 'coming'; readonly available: number; readonly replicas: number }
  | { readonly state: 'gone' };

interface DeploymentStatus {
  observedGeneration?: number;
  updatedReplicas?: number;
  availableReplicas?: number;
  replicas?: number;
}

/** Pure: ready is every replica of the newest template available, and none of an older one left. */
export function controllerState(deployment: KubeObject | undefined): ControllerState {
  if (deployment === undefined) return { state: 'gone' };
  const { replicas = 1 } = (deployment['spec'] ?? {}) as { replicas?: number };
  const status = (deployment['status'] ?? {}) as DeploymentStatus;
  const { observedGeneration = 0, updatedReplicas = 0, availableReplicas = 0 } = status;
  const observed = observedGeneration >= (deployment.metadata.generation ?? 0);
  const whole = [updatedReplicas, availableReplicas, status.replicas ?? 0];
  const ready = observed && whole.every((count) => count === replicas);
  return ready
    ? { state: 'ready', replicas }
    : { state: 'coming', available: observed ? availableReplicas : 0, replicas };
}

/** Resolves when the Deployment is ready, or to how it stands after `timeoutMs`. */
export async function untilReady(
  { cluster, clock, signal }: Doors,
  ref: ObjectRef,
  timeoutMs: number,
): Promise<ControllerState> {
  const deadline = clock.now() + timeoutMs;
  for (;;) {
    const state = controllerState(await cluster.get(ref));
    if (state.state === 'ready' || clock.now() >= deadline || signal.aborted) return state;
    await clock.sleep(lookMs, signal);
  }
}

/** Why pods of the Deployment are not ready, one line each: what their containers or the scheduler say. */
export async function whyNotReady(cluster: Cluster, deployment: KubeObject): Promise<string[]> {
  const pods = await new ControllerPods(cluster, deployment).list();
  return [...new Set(pods.flatMap((pod) => troubleOf(pod) ?? []))];
}

interface ContainerState {
  waiting?: { reason?: string; message?: string };
  terminated?: { reason?: string; message?: string; exitCode?: number };
}

/** What a pod that is not ready says for itself: `NAME: REASON`. */
export function troubleOf(pod: KubeObject): string | undefined {
  const { containerStatuses = [] } = (pod['status'] ?? {}) as {
    containerStatuses?: { state?: ContainerState; lastState?: ContainerState }[];
  };
  for (const { state, lastState } of containerStatuses) {
    const { reason, message } = state?.waiting ?? state?.terminated ?? {};
    const before = lastState?.terminated;
    const ended =
      before === undefined ? '' : `, ended with ${String(before.exitCode ?? '?')} before`;
    if (reason !== undefined) {
      return `${pod.metadata.name}: ${reason}${message === undefined ? '' : `: ${message}`}${ended}`;
    }
  }
  const { status, message } = conditionOf(pod, 'PodScheduled') ?? {};
  return status === 'False' ? `${pod.metadata.name}: ${message ?? 'unschedulable'}` : undefined;
}

/** What of a controller is not gone. */
export interface Left {
  readonly objects: readonly PlannedObject[];
  /** Of its Deployment; they go on working until they have ended. */
  readonly pods: readonly KubeObject[];
}

/** Deletes what the plan shows, in its order, and waits until all of it and its pods are gone; what is left is given. */
export async function removeController(
  { cluster, clock, signal }: Doors,
  plan: ControllerPlan,
  timeoutMs: number,
  tell: (object: PlannedObject) => void,
): Promise<Left> {
  const deployments = plan.objects.filter(({ kind }) => kind === core.deployment.kind);
  const running = deployments.map(({ manifest }) => new ControllerPods(cluster, manifest));
  const livePods = async (): Promise<KubeObject[]> =>
    (await Promise.all(running.map((one) => one.list()))).flat();
  // Now, for its ReplicaSets may be gone in a moment.
  let pods = await livePods();
  let objects = plan.objects;
  for (const one of plan.objects) {
    if (signal.aborted) return { objects: plan.objects.slice(plan.objects.indexOf(one)), pods };
    await cluster.delete(refOf(one), one.basedOn?.uid ?? '');
    tell(one);
  }
  const deadline = clock.now() + timeoutMs;
  for (;;) {
    const still = await Promise.all(
      objects.map(
        async (one) => (await cluster.get(refOf(one)))?.metadata.uid === one.basedOn?.uid,
      ),
    );
    objects = objects.filter((_, index) => still[index]);
    pods = await livePods();
    const gone = objects.length === 0 && pods.length === 0;
    if (gone || clock.now() >= deadline || signal.aborted) return { objects, pods };
    await clock.sleep(lookMs, signal);
  }
}

export function refOf({ type, name, namespace }: PlannedObject): ObjectRef {
  return { type, name, ...(namespace === undefined ? {} : { namespace }) };
}
