import { v1ModuleOf, v1Spec } from '../../modules/v1-view.ts';
import type { KubeObject } from '../../world.ts';
import { intentManager, Superseded } from '../context.ts';
import type { RolloutRecord } from '../record.ts';
import { moduleHash, rollingObject, rolloutMark } from './module-deployment-release.ts';
import type { Releasing } from './module-deployment-state.ts';

/**
 * Applies the manifest under koupctl's own batching. The controller opens the
 * first batch by itself as soon as it sees the new version, and stops there. No
 * other write may follow until it rests: its conflict with our write would make
 * it open the next batch too.
 */
export async function startRelease(state: Releasing): Promise<void> {
  const { workload, store, assignment } = state;
  const { basedOn } = assignment.plan;
  const live = await workload.read();
  if (basedOn === undefined && live !== undefined) {
    throw new Superseded(`${workload.label} was created by somebody else meanwhile`);
  }
  if (basedOn !== undefined && live?.metadata.resourceVersion !== basedOn.resourceVersion) {
    throw new Superseded(`${workload.label} was changed since the plan was made`);
  }
  await store.save(newRecord(state));
  try {
    await forgetStaleConfirm(state, live);
    await applyRolling(state);
  } catch (error) {
    await store.update({ phase: 'abandoned', note: 'the manifest was not accepted' });
    throw error;
  }
  const { uid } = workload.live.metadata;
  const { kind, name } = assignment.plan.workload;
  await store.update({ workload: { kind, name, ...(uid === undefined ? {} : { uid }) } });
}

/** A number left in confirmBatchNum would confirm a batch of the new release unseen, or block it. */
async function forgetStaleConfirm(state: Releasing, live: KubeObject | undefined): Promise<void> {
  if (live === undefined || (v1Spec(live).confirmBatchNum ?? 0) === 0) return;
  await state.workload.patch(
    [{ op: 'add', path: '/spec/confirmBatchNum', value: 0 }],
    'a confirmation left over from an earlier release is taken back',
  );
}

async function applyRolling(state: Releasing): Promise<void> {
  const { facts, workload, ports, assignment, goal } = state;
  const mark = rolloutMark(assignment.id, moduleHash(goal.module));
  const rolling = rollingObject(facts.manifest, { batching: facts.batching, mark });
  const { resourceVersion } =
    assignment.plan.basedOn === undefined ? {} : workload.live.metadata;
  const written = await ports.cluster.apply(
    {
      ...rolling,
      metadata: { ...rolling.metadata, ...(resourceVersion ? { resourceVersion } : {}) },
    },
    workload.ref.type,
    { manager: intentManager, force: facts.force },
  );
  workload.adopt(written.object);
  ports.emit({ type: 'wrote', object: workload.label, what: 'manifest applied, batch 1' });
  if (moduleHash(v1ModuleOf(written.object)) !== moduleHash(goal.module)) {
    throw new Superseded(`${workload.label}: the server stored another module than it planned`);
  }
}

/** Gives the user's own operationStrategy back; the object is as the manifest says from then on. */
export async function applyFinal(state: Releasing): Promise<void> {
  const { facts, workload, ports } = state;
  const { uid } = workload.live.metadata;
  const written = await ports.cluster.apply(
    { ...facts.manifest, metadata: { ...facts.manifest.metadata, ...(uid ? { uid } : {}) } },
    workload.ref.type,
    { manager: intentManager, force: facts.force },
  );
  workload.adopt(written.object);
  ports.emit({ type: 'wrote', object: workload.label, what: 'operationStrategy given back' });
}

function newRecord(state: Releasing): RolloutRecord {
  const { plan, options, id, who } = state.assignment;
  const { facts } = state;
  return {
    version: 1,
    id,
    phase: 'preparing',
    workload: { kind: plan.workload.kind, name: plan.workload.name },
    module: plan.module,
    ...(plan.from === undefined ? {} : { from: plan.from }),
    templateHash: moduleHash(plan.module),
    batches: plan.batches.map((batch) => batch.cumulative),
    replicas: plan.replicas,
    policy: plan.policy,
    proof: plan.proof,
    ...(facts.oldSpec === undefined ? {} : { oldTemplate: facts.oldSpec }),
    operationStrategy: v1Spec(facts.manifest).operationStrategy ?? null,
    outcomes: [],
    who,
    ...(options.reason === undefined ? {} : { reason: options.reason }),
    startedAt: new Date(state.ports.clock.now()).toISOString(),
  };
}

