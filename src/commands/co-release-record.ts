import { faultOf } from '../messages/fault-of.ts';
import type { Outcome } from '../outcome.ts';
import { coReleaseSteps } from '../plan/co-release-steps.ts';
import { labelOf, typedName } from '../plan/operate-plan.ts';
import { makeResumePlan } from '../plan/plan-resume.ts';
import { makeUndoPlan } from '../plan/plan-undo.ts';
import { info } from '../plan/risk-words.ts';
import { say } from '../plan/saying.ts';
import type { Plan, RolloutOptions } from '../plan/types.ts';
import { BaseRoll } from '../rollout/base-roll.ts';
import type { CoReleaseRecord } from '../rollout/co-release-record.ts';
import { CoReleaseStairs } from '../rollout/co-release-stairs.ts';
import { undoCoRelease } from '../rollout/co-release-undo.ts';
import type { Assignment, Ports } from '../rollout/context.ts';
import { isHeld } from '../rollout/hold.ts';
import { deploymentSpec } from '../rollout/kinds/deployment-view.ts';
import { isMarkedBy } from '../rollout/ownership.ts';
import type { RolloutRecord } from '../rollout/record.ts';
import type { Stairs } from '../rollout/stairs.ts';
import type { KubeObject } from '../world.ts';
import {
  v1PlanOfRecord,
  v1StairsOfRecord,
  v1UndoPlanOf,
  v1UndoTogether,
} from './co-release-v1-record.ts';
import { factsOf, readStand, type Stand } from './stand.ts';
import { undoDriver } from './undo-driver.ts';
import type { World } from './world.ts';

/**
 * Whether it can be taken up from its record: killed between a write and its note, what the object
 * shows counts. Throws a Fault for a co-release that goes back.
 */
export function isUnderWay(record: RolloutRecord, live: KubeObject): boolean {
  if (record.phase !== 'undoing') {
    const first = record.oldTemplate === undefined;
    // V1's url comes with the mark in one write, V2's template may come before its hold.
    const begun =
      live.kind === 'ModuleDeployment'
        ? isMarkedBy(live, record.id)
        : isHeld(deploymentSpec(live) as Record<string, unknown>);
    return record.phase === 'rolling' || first || begun;
  }
  const { version } = record.module;
  throw faultOf(({ coRelease }) => coRelease.undoing(version, labelOf(live), typedName(live)), {
    outcome: 'refused',
  });
}

/** The plans of both, and of the module alone, that go on with what stands: from its record alone. */
export function planOfRecord(
  stand: Stand,
  record: RolloutRecord,
  joint: CoReleaseRecord,
  options: RolloutOptions,
): { readonly plan: Plan; readonly module: Plan } {
  if (stand.found.world === 'v1') {
    const whole = v1PlanOfRecord(stand, record, joint, options);
    return { plan: whole, module: whole };
  }
  const facts = factsOf(stand, record, record.proof);
  const module = makeResumePlan({ ...facts, confirm: options.confirm, proven: 0 });
  const { base, baseVersion, fromVersions, policy, batches, replicas, proven } = joint;
  const steps = coReleaseSteps({
    ...module,
    base: { name: base.name, replicas, newVersion: baseVersion, policy, batches, leaving: [] },
  });
  const where = `Deployment ${base.namespace}/${base.name}`;
  return {
    module,
    plan: {
      ...module,
      action: 'co-release',
      policy,
      policyReason: say('base-versions', where, fromVersions, baseVersion),
      batches: steps,
      risks: [info('joint-begun-by', record.who), info('steps-proven', proven, steps.length)],
    },
  };
}

/** The plan that takes both back. */
export function undoPlanOf(
  stand: Stand,
  record: RolloutRecord,
  joint: CoReleaseRecord,
  options: RolloutOptions,
): Plan {
  if (stand.found.world === 'v1') return v1UndoPlanOf(stand, record, joint, options);
  const plan = makeUndoPlan(factsOf(stand, record, record.proof));
  const { base, fromVersions } = joint;
  const back = info('base-back', `Deployment ${base.namespace}/${base.name}`, fromVersions);
  return { ...plan, risks: [back, ...plan.risks] };
}

/** What goes on with what stands, from its record alone; `assignment` is of the module's own plan. */
export async function stairsOfRecord(
  ports: Ports,
  assignment: Assignment,
  known: {
    readonly stand: Stand;
    readonly record: RolloutRecord;
    readonly joint: CoReleaseRecord;
    /** Of both. */
    readonly plan: Plan;
  },
): Promise<Stairs> {
  const { stand, record, joint, plan } = known;
  const { surface, found, store } = stand;
  const whole = { ...assignment, plan };
  if (surface.v1 !== undefined && found.world === 'v1') {
    const parts = { surface: surface.v1, live: found.object, record: joint, store };
    return await v1StairsOfRecord(ports, whole, parts);
  }
  const driver = await undoDriver(ports, assignment, { surface, found, record, store });
  const base = new BaseRoll(ports, joint, record.id);
  return new CoReleaseStairs(ports, whole, { driver, base, record: joint, store, resumed: true });
}

/** Takes base and module back, from the record alone. */
export async function undoTogether(
  world: World,
  ports: Ports,
  assignment: Assignment,
): Promise<Outcome> {
  const { kind, name, namespace } = assignment.plan.workload;
  const typed = `${kind.toLowerCase()}/${name}`;
  const { store, surface, found } = await readStand(world, { name: typed, namespace });
  store.through(ports.cluster);
  const record = store.current;
  const joint = record?.coRelease;
  if (record === undefined || joint === undefined) throw new Error('no co-release in the record');
  const { plan } = assignment;
  if (surface.v1 !== undefined && found.world === 'v1') {
    const mine = {
      ...assignment,
      coRelease: joint,
      plan: { ...plan, action: 'rollback' as const },
    };
    const parts = { surface: surface.v1, live: found.object, record: joint, store };
    return await v1UndoTogether(ports, mine, parts);
  }
  const mine = { ...assignment, coRelease: joint, plan: planForUndo(plan, record) };
  const driver = await undoDriver(ports, mine, { surface, found, record, store });
  return await undoCoRelease(ports, mine, { driver, record: joint, store, module: found.object });
}

/** The driver counts its own batches, not the steps of both. */
function planForUndo(plan: Plan, record: RolloutRecord): Plan {
  const { policy, batches, replicas } = record;
  return {
    ...plan,
    action: 'rollback',
    policy,
    replicas,
    batches: batches.map((cumulative, index) => ({
      number: index + 1,
      size: cumulative - (batches[index - 1] ?? 0),
      cumulative,
      candidates: [],
      exact: false,
    })),
  };
}
