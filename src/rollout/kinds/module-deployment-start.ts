import { Conflict } from '../../conflict.ts';
import { said } from '../../messages/said-of.ts';
import { v1ModuleOf, v1Spec } from '../../modules/v1-view.ts';
import type { KubeObject } from '../../world.ts';
import { intentManager, Superseded, type Ports } from '../context.ts';
import { isMarkedBy, rolloutMark } from '../ownership.ts';
import { beginRecord, recordedWorkload } from '../record-life.ts';
import { lastForeignManager, type Workload } from '../workload.ts';
import { giveBackOps, missingOps, moduleHash, rollingObject } from './module-deployment-release.ts';
import type { ModuleDeploymentFacts, Releasing } from './module-deployment-state.ts';

const maxAttempts = 5;

/**
 * Applies the manifest under koupctl's own batching. The controller opens the
 * first batch by itself as soon as it sees the new version, and stops there. No
 * other write may follow until it rests: its conflict with our write would make
 * it open the next batch too.
 */
export async function startRelease(state: Releasing): Promise<void> {
  const { facts, store, assignment } = state;
  const live = await readUnchanged(state);
  await beginRecord(state, {
    templateHash: moduleHash(assignment.plan.module),
    oldTemplate: facts.oldSpec,
    operationStrategy: facts.strategy ?? null,
  });
  try {
    await forgetStaleConfirm(state, live);
    await applyRolling(state);
  } catch (error) {
    // With the mark on it the manifest was taken, whatever came after: the way back is in the record.
    const now = await state.workload.read();
    if (now === undefined || !isMarkedBy(now, assignment.id)) {
      await store.update({ phase: 'abandoned', note: 'the manifest was not accepted' });
    }
    throw error;
  }
  await store.update({ workload: recordedWorkload(state) });
}

/** Only what is begun here has to be known as the user wrote it. */
function manifestOf({ manifest }: ModuleDeploymentFacts): KubeObject {
  if (manifest === undefined) throw new Error('a release that is taken up is not begun anew');
  return manifest;
}

/** The object that the plan was made from; its status may have moved on meanwhile. */
async function readUnchanged(state: Releasing): Promise<KubeObject | undefined> {
  const { facts, workload, assignment } = state;
  const { basedOn } = assignment.plan;
  const live = await workload.read();
  if (basedOn === undefined) {
    if (live !== undefined) throw new Superseded(said(({ changed }) => changed.createdMeanwhile));
    return undefined;
  }
  if (live === undefined || live.metadata.uid !== basedOn.uid) {
    throw new Superseded(said(({ changed }) => changed.deletedSincePlan));
  }
  if (live.metadata.generation !== facts.generation) {
    const manager = lastForeignManager(live);
    throw new Superseded(said(({ changed }) => changed.sincePlanBy(manager)));
  }
  return live;
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
  await applyAsPlanned(ports, workload, {
    object: rollingObject(manifestOf(facts), { batching: facts.batching, mark }),
    what: 'manifest applied, batch 1',
    generation: assignment.plan.basedOn && workload.live.metadata.generation,
    // Whoever has set one of the fields that are borrowed gets it back.
    force: true,
  });
  if (moduleHash(v1ModuleOf(workload.live)) !== moduleHash(goal.module)) {
    throw new Superseded(said(({ changed }) => changed.otherModuleStored));
  }
}

/**
 * Server-side apply to exactly the spec that was planned for. The controller may
 * write the status between our read and our write; only the spec must be the same.
 */
export async function applyAsPlanned(
  ports: Pick<Ports, 'cluster' | 'emit'>,
  workload: Workload,
  change: {
    readonly object: KubeObject;
    readonly what: string;
    /** undefined: there was no object. */
    readonly generation: number | undefined;
    readonly force: boolean;
  },
): Promise<void> {
  const { object, generation } = change;
  const options = { manager: intentManager, force: change.force };
  for (let attempt = 1; ; attempt++) {
    const metadata = { ...object.metadata };
    if (generation !== undefined) {
      if (workload.live.metadata.generation !== generation) {
        throw new Superseded(said(({ changed }) => changed.sincePlan));
      }
      Object.assign(metadata, { resourceVersion: workload.live.metadata.resourceVersion });
    }
    try {
      const written = await ports.cluster.apply(
        { ...object, metadata },
        workload.ref.type,
        options,
      );
      workload.adopt(written.object);
      ports.emit({ type: 'wrote', object: workload.label, what: change.what });
      return;
    } catch (error) {
      const raced = error instanceof Conflict && error.kind === 'precondition';
      if (!raced || attempt === maxAttempts) throw error;
      await workload.read();
    }
  }
}

/** Gives the user's own operationStrategy back; the object is as the manifest says from then on. */
export async function applyFinal(state: Releasing): Promise<void> {
  const { facts, workload, ports, store, goal } = state;
  const { manifest } = facts;
  if (manifest === undefined) {
    await giveBack(state);
    return;
  }
  const { uid } = workload.live.metadata;
  // Whoever has scaled it since it was given back is not overruled by the end of the rollout.
  const spec = { ...v1Spec(manifest), replicas: goal.replicas };
  const written = await ports.cluster.apply(
    { ...manifest, metadata: { ...manifest.metadata, ...(uid ? { uid } : {}) }, spec },
    workload.ref.type,
    { manager: intentManager, force: facts.force },
  );
  workload.adopt(written.object);
  ports.emit({ type: 'wrote', object: workload.label, what: 'operationStrategy given back' });
  const missing = missingOps(written.object, store.current?.operationStrategy);
  if (missing.length > 0) await workload.patch(missing, 'what others had set is given back, too');
}

/** Whoever took the rollout up has no manifest: the record has kept what was borrowed. */
async function giveBack({ store, workload }: Releasing): Promise<void> {
  const live = await workload.read();
  const { operationStrategy } = store.current ?? {};
  if (live === undefined || operationStrategy === undefined) return;
  await workload.patch(giveBackOps(live, operationStrategy), 'operationStrategy given back');
}
