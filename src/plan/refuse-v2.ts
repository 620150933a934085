import { Fault } from '../fault.ts';
import { faultOf } from '../messages/fault-of.ts';
import type { KubeObject } from '../world.ts';
import type { V2Facts } from './plan-v2.ts';
import { RolloutStands } from './rollout-stands.ts';

/** Throws a Fault for every state in which a rollout would fight somebody or could not be counted. */
export function refuseWhatCanNotBeRolled(facts: V2Facts): void {
  refuseForeignPause(facts);
  refuseForeignRollout(facts);
  refuseStrayHold(facts);
  refuseAutoscaler(facts);
}

function refuseForeignPause(facts: V2Facts): void {
  const paused = (facts.live?.['spec'] as { paused?: boolean } | undefined)?.paused === true;
  if (!paused || facts.open?.phase === 'preparing') return;
  const { name, namespace } = nameOf(facts.stored);
  throw faultOf(({ plans }) => plans.paused(name, namespace), { outcome: 'refused' });
}

/** A rollout that stands must be finished or undone before another one begins. */
export function refuseForeignRollout(facts: V2Facts): void {
  const { open } = facts;
  if (open === undefined) return;
  const { kind } = facts.stored;
  const { name, namespace } = nameOf(facts.stored);
  const rollback = `koupctl rollback ${kind.toLowerCase()}/${name} -n ${namespace}`;
  if (open.phase === 'undoing') {
    throw new RolloutStands(
      facts.stored,
      `the undo of ${open.version}, begun by ${open.who}, is not finished on ${kind} ${namespace}/${name}`,
      { fix: `finish it first: ${rollback}` },
    );
  }
  if (open.phase === 'rolling' && facts.liveHash !== open.templateHash) {
    throw new Fault(
      `the pod template of ${kind} ${namespace}/${name} was changed by ${lastForeignManager(facts)} while the rollout to ${open.version} stood on it`,
      { outcome: 'superseded', fix: `go back to the version before all that: ${rollback}` },
    );
  }
  if (open.templateHash === facts.storedHash || open.phase !== 'rolling') return;
  throw new RolloutStands(
    facts.stored,
    `a rollout to ${open.version} by ${open.who} stands on ${kind} ${namespace}/${name}: two at once would mix three versions`,
    { fix: `finish it with the deploy of ${open.version}, or undo it: ${rollback}` },
  );
}

function lastForeignManager(facts: V2Facts): string {
  const foreign = (facts.live?.metadata.managedFields ?? []).filter(
    (entry) => entry.subresource === undefined && !entry.manager?.startsWith('koupctl'),
  );
  const times = foreign.map((entry) => String(entry['time'] ?? ''));
  const last = foreign[times.indexOf([...times].sort().at(-1) ?? '')];
  return last?.manager ?? 'somebody else';
}

/** A hold without a record would be taken for the user's own fields and never be given back. */
function refuseStrayHold(facts: V2Facts): void {
  if (!facts.held || facts.open !== undefined) return;
  const { name, namespace } = nameOf(facts.stored);
  throw faultOf(({ plans }) => plans.strayHold(name, namespace), { outcome: 'refused' });
}

/** What another object owns follows that one's template, and goes with it. */
export function refuseOwned(live: KubeObject): void {
  const owner = live.metadata.ownerReferences?.find((one) => one.controller);
  if (owner === undefined) return;
  const { name, namespace } = nameOf(live);
  const object = `${live.kind} ${namespace}/${name}`;
  const typed = `${owner.kind.toLowerCase()}/${owner.name} -n ${namespace}`;
  throw faultOf(({ plans }) => plans.owned(object, `${owner.kind} ${owner.name}`, typed));
}

/** A pod that has ended runs nothing, and can't be brought back. */
export function refuseFinished(pod: KubeObject): void {
  const { phase } = (pod['status'] ?? {}) as { phase?: string };
  if (phase !== 'Succeeded' && phase !== 'Failed') return;
  const { name, namespace } = nameOf(pod);
  throw faultOf(({ plans }) => plans.finished(name, namespace, phase));
}

/** An autoscaler's replicas are in no batch. */
export function refuseAutoscaler(facts: Pick<V2Facts, 'stored' | 'hpas'>): void {
  const { kind } = facts.stored;
  const { name, namespace } = nameOf(facts.stored);
  const autoscaler = facts.hpas.find((hpa) => {
    const target = (
      hpa['spec'] as { scaleTargetRef?: { kind?: string; name?: string } } | undefined
    )?.scaleTargetRef;
    return target?.kind === kind && target.name === name;
  });
  if (autoscaler === undefined) return;
  const workload = `${kind} ${namespace}/${name}`;
  const hpa = autoscaler.metadata.name;
  throw faultOf(({ plans }) => plans.autoscaler(hpa, workload, namespace), {
    outcome: 'refused',
  });
}

function nameOf(object: KubeObject): { name: string; namespace: string } {
  return { name: object.metadata.name, namespace: object.metadata.namespace ?? 'default' };
}
