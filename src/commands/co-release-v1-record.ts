import { originOf, releaseBefore } from '../modules/release.ts';
import type { V1Surface } from '../modules/surface.ts';
import { operatePlan } from '../plan/operate-plan.ts';
import { v1JointSteps } from '../plan/plan-co-release-v1.ts';
import { info } from '../plan/risk-words.ts';
import { say } from '../plan/saying.ts';
import type { Plan, RolloutOptions } from '../plan/types.ts';
import type { Outcome } from '../outcome.ts';
import type { CoReleaseRecord } from '../rollout/co-release-record.ts';
import { CoReleaseV1Stairs } from '../rollout/co-release-v1-stairs.ts';
import { undoCoReleaseV1 } from '../rollout/co-release-v1-undo.ts';
import type { Assignment, Ports } from '../rollout/context.ts';
import type { V1Target } from '../rollout/kinds/module-deployment-target.ts';
import type { RecordStore } from '../rollout/record-store.ts';
import type { RolloutRecord } from '../rollout/record.ts';
import { Workload } from '../rollout/workload.ts';
import type { KubeObject } from '../world.ts';
import { readBaseDeployment, v1Target } from './gather-v1.ts';
import type { Stand } from './stand.ts';

/** The plan that goes on with a V1 co-release, from its record alone. */
export function v1PlanOfRecord(
  stand: Stand,
  record: RolloutRecord,
  joint: CoReleaseRecord,
  options: RolloutOptions,
): Plan {
  const { base, policy, batches, replicas, baseVersion, proven } = joint;
  const outline = { name: base.name, replicas, newVersion: baseVersion, policy, batches };
  const { module, from, who } = record;
  const steps = v1JointSteps({ module, from, replicas, base: { ...outline, leaving: [] } });
  return {
    ...operatePlan({ ...frame(stand), module }, options, {
      action: 'co-release',
      kind: 'resume',
      replicas,
      policyReason: say('base-becomes', `Deployment ${base.namespace}/${base.name}`, baseVersion),
      batches: steps,
      risks: [info('joint-begun-by', who), info('steps-proven', proven, steps.length)],
    }),
    from,
    policy,
    proof: record.proof,
  };
}

/** The plan that takes url and base back. */
export function v1UndoPlanOf(
  stand: Stand,
  record: RolloutRecord,
  joint: CoReleaseRecord,
  options: RolloutOptions,
): Plan {
  const { base, policy, replicas } = joint;
  const { module, from, who } = record;
  const where = `Deployment ${base.namespace}/${base.name}`;
  return {
    ...operatePlan({ ...frame(stand), module: releaseBefore(module, from) }, options, {
      action: 'rollback',
      kind: 'resume',
      replicas,
      policyReason: say('as-joint-begun'),
      risks: [
        info('url-back', from?.url),
        info('template-back', where, module.name),
        info('joint-begun-by', who),
      ],
    }),
    from: originOf(module),
    policy,
    confirm: 'none',
  };
}

interface Parts {
  readonly surface: V1Surface;
  /** The ModuleDeployment. */
  readonly live: KubeObject;
  readonly record: CoReleaseRecord;
  readonly store: RecordStore;
}

/** What goes on with a V1 co-release that stands. */
export async function v1StairsOfRecord(
  ports: Ports,
  assignment: Assignment,
  parts: Parts,
): Promise<CoReleaseV1Stairs> {
  const stood = { resumed: true as const };
  return new CoReleaseV1Stairs(ports, assignment, { ...(await open(ports, parts)), stood });
}

/** Takes url and base back, from the record alone. */
export async function v1UndoTogether(
  ports: Ports,
  assignment: Assignment,
  parts: Parts,
): Promise<Outcome> {
  return await undoCoReleaseV1(ports, assignment, await open(ports, parts));
}

async function open(
  ports: Ports,
  { surface, live, record, store }: Parts,
): Promise<{
  readonly target: V1Target;
  readonly workload: Workload;
  readonly record: CoReleaseRecord;
  readonly store: RecordStore;
}> {
  const { name, namespace = 'default' } = live.metadata;
  const ref = { type: surface.moduleDeployment, namespace, name };
  const workload = new Workload(ports.cluster, ref, ports.emit);
  workload.adopt(live);
  const target = v1Target(surface, live, await readBaseDeployment(ports.cluster, live));
  return { target, workload, record, store: store.through(ports.cluster) };
}

function frame({ cluster, found }: Stand) {
  return { target: cluster.target, world: 'v1' as const, live: found.object };
}
