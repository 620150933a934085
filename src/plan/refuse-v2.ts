import { Fault } from '../fault.ts';
import * as labels from '../modules/labels.ts';
import type { KubeObject } from '../world.ts';
import type { V2Facts } from './plan-v2.ts';

/** Throws a Fault for every state in which a rollout would fight somebody or could not be counted. */
export function refuseWhatCanNotBeRolled(facts: V2Facts): void {
  refuseForeignPause(facts);
  refuseForeignRollout(facts);
  refuseAutoscaler(facts);
}

function refuseForeignPause(facts: V2Facts): void {
  const paused = (facts.live?.['spec'] as { paused?: boolean } | undefined)?.paused === true;
  if (!paused || facts.open?.phase === 'preparing') return;
  const { name, namespace } = nameOf(facts.stored);
  throw new Fault(`Deployment ${namespace}/${name} is paused by somebody else`, {
    outcome: 'refused',
    fix: `find out why it is paused; kubectl rollout resume deployment/${name} -n ${namespace} ends it`,
  });
}

function refuseForeignRollout(facts: V2Facts): void {
  const { open } = facts;
  if (open === undefined || open.templateHash === facts.storedHash) return;
  if (open.phase !== 'rolling' && open.phase !== 'undoing') return;
  const { name, namespace } = nameOf(facts.stored);
  throw new Fault(
    `a rollout to ${open.version} by ${open.who} stands on Deployment ${namespace}/${name}: two at once would mix three versions`,
    {
      outcome: 'refused',
      fix: `finish it with the deploy of ${open.version}, or undo it: koupctl rollback deployment/${name} -n ${namespace}`,
    },
  );
}

function refuseAutoscaler(facts: V2Facts): void {
  const { name, namespace } = nameOf(facts.stored);
  const autoscaler = facts.hpas.find((hpa) => {
    const target = (
      hpa['spec'] as { scaleTargetRef?: { kind?: string; name?: string } } | undefined
    )?.scaleTargetRef;
    return target?.kind === 'Deployment' && target.name === name;
  });
  if (autoscaler === undefined) return;
  throw new Fault(
    `HorizontalPodAutoscaler ${autoscaler.metadata.name} scales Deployment ${namespace}/${name}: a change of replicas during the rollout would leak the batch`,
    {
      outcome: 'refused',
      fix: `take the autoscaler away for the rollout: kubectl delete hpa ${autoscaler.metadata.name} -n ${namespace}`,
    },
  );
}

/** Whether the peer controller sets this workload's replicas. */
export function isPeer(object: KubeObject): boolean {
  return object.metadata.labels?.[labels.strategy] === labels.strategyPeer;
}

function nameOf(object: KubeObject): { name: string; namespace: string } {
  return { name: object.metadata.name, namespace: object.metadata.namespace ?? 'default' };
}
