import { faultOf } from '../messages/fault-of.ts';
import type { KubeObject } from '../world.ts';
import { labelOf, typedName } from './operate-plan.ts';
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
  const { version, who, phase } = open;
  const workload = labelOf(facts.stored);
  const typed = typedName(facts.stored);
  if (phase === 'undoing') {
    throw new RolloutStands(facts.stored, ({ plans }) =>
      plans.undoUnfinished(version, who, workload, typed),
    );
  }
  if (phase === 'rolling' && facts.liveHash !== open.templateHash) {
    const manager = lastForeignManager(facts);
    throw faultOf(({ plans }) => plans.templateChanged(workload, manager, version, typed), {
      outcome: 'superseded',
    });
  }
  if (open.templateHash === facts.storedHash || phase !== 'rolling') return;
  throw new RolloutStands(facts.stored, ({ plans }) =>
    plans.threeVersions(version, who, workload, typed),
  );
}

/** Undefined where the server does not say. */
function lastForeignManager(facts: V2Facts): string | undefined {
  const foreign = (facts.live?.metadata.managedFields ?? []).filter(
    (entry) => entry.subresource === undefined && !entry.manager?.startsWith('koupctl'),
  );
  const times = foreign.map((entry) => String(entry['time'] ?? ''));
  const last = foreign[times.indexOf([...times].sort().at(-1) ?? '')];
  return last?.manager;
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
