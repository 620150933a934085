import { Conflict } from '../conflict.ts';
import { Fault } from '../fault.ts';
import { faultFrom, faultOf } from '../messages/fault-of.ts';
import { said } from '../messages/said-of.ts';
import { baseLimitAnnotation } from '../modules/labels.ts';
import { core } from '../modules/surface.ts';
import { outcome, type Outcome } from '../outcome.ts';
import { isHalfway, templateLabels } from '../plan/plan-base-limit.ts';
import { textsOf } from '../said.ts';
import type { JsonPatchOp, KubeObject, ObjectRef } from '../world.ts';
import { intentManager, Superseded, type Ports } from './context.ts';
import { each } from './each.ts';
import { isObserved } from './kinds/deployment-view.ts';
import { dropOps, putOps } from './metadata-ops.ts';

export interface BaseLimit {
  readonly namespace: string;
  readonly deployment: KubeObject;
  /** The ReplicaSet that makes its pods now. */
  readonly current: KubeObject;
  /** Of its pods. */
  readonly selector: string;
  readonly label: string;
  readonly wanted: number | undefined;
}

/** How long Kubernetes' own controllers may take to have seen a write, ms. */
const seenWithinMs = 30_000;
const lookMs = 100;
/** How often pods that came meanwhile are labelled before that is given up. */
const rounds = 5;

/**
 * Gives the limit to the base pods, and to those to come without restarting
 * the ones that are there: a Deployment whose template is that of a ReplicaSet
 * takes that one for its newest, so both templates are changed while it is
 * paused. Its controller has to have seen each write before the next: with an
 * old copy of either it would make a new ReplicaSet, and roll the bases.
 */
export async function writeBaseLimit(ports: Ports, limit: BaseLimit): Promise<Outcome> {
  await changeTemplates(ports, limit);
  const { namespace, selector, label, wanted, deployment } = limit;
  const query = { type: core.pod, namespace, labels: selector, freshness: 'quorum' } as const;
  for (let round = 1; ; round++) {
    const pods = await ports.cluster.list(query);
    const staying = pods.filter((pod) => pod.metadata.deletionTimestamp === undefined);
    const lacking = staying.filter((pod) => pod.metadata.labels?.[label] !== valueOf(limit));
    const name = deployment.metadata.name;
    if (lacking.length === 0) {
      const limited = said(({ applied }) => applied.limited(name, wanted, staying.length));
      return outcome('done', limited);
    }
    if (round > rounds) {
      return outcome(
        'timed-out',
        said(({ applied }) => applied.notLabelled(name, lacking.length)),
        { next: [said(({ applied }) => applied.again)] },
      );
    }
    await each(lacking, 16, (pod) => setLabel(ports, limit, pod));
  }
}

/** Tries every kind of write without writing. */
export async function tryBaseLimit({ cluster }: Pick<Ports, 'cluster'>, limit: BaseLimit) {
  const options = { manager: intentManager, dryRun: true };
  await cluster.patch(refOf(limit, 'deployment'), pauseOps(limit), options);
  await cluster.patch(refOf(limit, 'replicaSet'), templateOps(limit, limit.current), options);
}

async function changeTemplates(ports: Ports, limit: BaseLimit): Promise<void> {
  const { deployment, current, label } = limit;
  const value = valueOf(limit);
  const done = [deployment, current].every((one) => templateLabels(one)[label] === value);
  if (done && !isHalfway(deployment)) return;
  const paused = await write(ports, refOf(limit, 'deployment'), {
    ops: [...sameSpec(deployment), ...pauseOps(limit)],
    what: 'paused, its template labelled',
  });
  try {
    await untilSeen(ports, refOf(limit, 'deployment'), paused);
    const set = await labelSet(ports, limit);
    await untilSeen(ports, refOf(limit, 'replicaSet'), set);
    const open = dropOps(paused, 'annotations', baseLimitAnnotation);
    await write(ports, refOf(limit, 'deployment'), {
      ops: [...stillOurs(paused), { op: 'remove', path: '/spec/paused' }, ...open],
      what: 'no longer paused',
    });
  } catch (error) {
    throw halfway(error, limit);
  }
}

/** The ReplicaSet's number may be changed meanwhile by an autoscaler: that is no obstacle. */
async function labelSet(ports: Ports, limit: BaseLimit): Promise<KubeObject> {
  const ref = refOf(limit, 'replicaSet');
  for (let attempt = 1; ; attempt++) {
    const set = await ports.cluster.get(ref);
    if (set?.metadata.uid !== limit.current.metadata.uid || set === undefined) {
      throw new Superseded(
        said(({ changedObject }) => changedObject.notTheSame(`ReplicaSet ${ref.name}`)),
      );
    }
    const ops = templateOps(limit, set);
    if (ops.length === 0) return set;
    try {
      return await write(ports, ref, {
        ops: [...sameSpec(set), ...ops],
        what: 'its template labelled',
      });
    } catch (error) {
      if (!(error instanceof Superseded) || attempt === rounds) throw error;
    }
  }
}

async function setLabel(ports: Ports, limit: BaseLimit, seen: KubeObject): Promise<void> {
  const ref = { type: core.pod, namespace: limit.namespace, name: seen.metadata.name };
  const { label } = limit;
  const value = valueOf(limit);
  const { uid = '', resourceVersion = '' } = seen.metadata;
  const ops: JsonPatchOp[] = [
    { op: 'test', path: '/metadata/uid', value: uid },
    { op: 'test', path: '/metadata/resourceVersion', value: resourceVersion },
    ...(value === undefined
      ? dropOps(seen, 'labels', label)
      : putOps(seen, 'labels', label, value)),
  ];
  try {
    await write(ports, ref, { ops, what: `${label} ${value ?? 'taken off'}` });
  } catch (error) {
    // A pod that has changed since, or is gone, is looked at again.
    if (!(error instanceof Superseded)) throw error;
  }
}

async function untilSeen({ cluster, clock }: Ports, ref: ObjectRef, written: KubeObject) {
  const deadline = clock.now() + seenWithinMs;
  for (;;) {
    const now = await cluster.get(ref);
    if (now?.metadata.uid !== written.metadata.uid || now === undefined) {
      const object = `${ref.type.kind} ${ref.name}`;
      throw new Superseded(said(({ changedObject }) => changedObject.notTheSame(object)));
    }
    if (isObserved(now)) return;
    if (clock.now() > deadline) {
      const { type, name } = ref;
      throw faultOf(({ rollouts }) => rollouts.notSeen(type.kind, name, seenWithinMs / 1000), {
        outcome: 'timed-out',
      });
    }
    await clock.sleep(lookMs);
  }
}

/** What is half done is said, with the way on; undoing it would need the same writes. */
function halfway(error: unknown, { deployment, namespace }: BaseLimit): unknown {
  if (!(error instanceof Fault) && !(error instanceof Superseded)) return error;
  const { name } = deployment.metadata;
  const why = error instanceof Fault ? textsOf(error).message : error.what;
  return faultFrom(
    (_, { rollouts }, inWords) => ({
      message: inWords(why),
      fix: rollouts.limitAgain,
      details: [rollouts.leftPaused(`${namespace}/${name}`)],
    }),
    { outcome: error instanceof Fault ? error.outcome : 'superseded', cause: error },
  );
}

async function write(
  ports: Ports,
  ref: ObjectRef,
  { ops, what }: { ops: readonly JsonPatchOp[]; what: string },
): Promise<KubeObject> {
  const label = `${ref.type.kind} ${ref.namespace ?? ''}/${ref.name}`;
  try {
    const { object } = await ports.cluster.patch(ref, ops, { manager: intentManager });
    ports.emit({ type: 'wrote', object: label, what });
    return object;
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    throw new Superseded(said(({ changedObject }) => changedObject.changedBy(label, undefined)));
  }
}

function refOf(limit: BaseLimit, which: 'deployment' | 'replicaSet'): ObjectRef {
  const object = which === 'deployment' ? limit.deployment : limit.current;
  return { type: core[which], namespace: limit.namespace, name: object.metadata.name };
}

function valueOf({ wanted }: BaseLimit): string | undefined {
  return wanted === undefined ? undefined : String(wanted);
}

function pauseOps(limit: BaseLimit): JsonPatchOp[] {
  const value = valueOf(limit) ?? 'none';
  return [
    { op: 'add', path: '/spec/paused', value: true },
    ...putOps(limit.deployment, 'annotations', baseLimitAnnotation, value),
    ...templateOps(limit, limit.deployment),
  ];
}

/** Nothing where it is so already. Pods of a Deployment always have labels. */
function templateOps(limit: BaseLimit, object: KubeObject): JsonPatchOp[] {
  const { label } = limit;
  const value = valueOf(limit);
  const before = templateLabels(object)[label];
  if (before === value) return [];
  const path = `/spec/template/metadata/labels/${label.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  return [value === undefined ? { op: 'remove', path } : { op: 'add', path, value }];
}

function sameSpec({ metadata }: KubeObject): JsonPatchOp[] {
  return [
    { op: 'test', path: '/metadata/uid', value: metadata.uid },
    { op: 'test', path: '/metadata/generation', value: metadata.generation },
  ];
}

/** Whatever else was changed while it was paused may go its way now. */
function stillOurs({ metadata }: KubeObject): JsonPatchOp[] {
  return [
    { op: 'test', path: '/metadata/uid', value: metadata.uid },
    {
      op: 'test',
      path: `/metadata/annotations/${baseLimitAnnotation.replaceAll('/', '~1')}`,
      value: metadata.annotations?.[baseLimitAnnotation],
    },
  ];
}
