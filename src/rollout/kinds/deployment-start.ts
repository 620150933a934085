import { said } from '../../messages/said-of.ts';
import * as labels from '../../modules/labels.ts';
import type { KubeObject } from '../../world.ts';
import { intentManager, Superseded } from '../context.ts';
import { readSavedFields } from '../hold.ts';
import { markedMetadata, readAsPlanned, rolloutMark } from '../ownership.ts';
import { beginRecord, recordedWorkload } from '../record-life.ts';
import { cumulativeOf } from '../rolling.ts';
import { templateHash } from '../template-hash.ts';
import type { Deploying } from './deployment-state.ts';
import { deploymentSpec } from './deployment-view.ts';
import { pauseOps, unpauseOps } from './deployment-writes.ts';

/**
 * Creates the workload with the first batch's replicas: the hold line does not
 * slow a Deployment that has no old ReplicaSet, so a first deploy steps replicas.
 */
export async function createWithFirstBatch(state: Deploying): Promise<void> {
  await openRecord(state);
  if ((await state.workload.read()) !== undefined) {
    const { label } = state.workload;
    throw new Superseded(said(({ changedObject }) => changedObject.createdMeanwhile(label)));
  }
  const replicas = cumulativeOf(state, 1);
  const { manifest, templateHash: hash } = state.facts;
  const object: KubeObject = {
    ...manifest,
    metadata: {
      ...markedMetadata(manifest, rolloutMark(state.assignment.id, hash)),
      ...(state.facts.peer
        ? { labels: { ...manifest.metadata.labels, [labels.replicasControl]: 'true' } }
        : {}),
    },
    spec: { ...(manifest['spec'] as object), replicas },
  };
  const written = await state.ports.cluster.apply(object, state.workload.ref.type, {
    manager: intentManager,
  });
  state.workload.adopt(written.object);
  state.ports.emit({
    type: 'wrote',
    object: state.workload.label,
    what: `created with ${replicas} replica(s)`,
  });
  assertAsPlanned(state, written.object);
  state.replicas = replicas;
  await state.store.update({ phase: 'rolling', workload: recordedWorkload(state) });
}

/**
 * Brings the new template in without a race: paused first, so that the template
 * never reaches the controller without the hold. The hold itself and the end of
 * the pause are the first batch's write.
 */
export async function applyWhilePaused(state: Deploying): Promise<void> {
  const { facts, workload, store, assignment } = state;
  const live = await readAsPlanned(state);
  await openRecord(state);
  await workload.patch(
    pauseOps(live, assignment.id, facts.templateHash, facts.peer),
    'paused, so that the new template waits for the hold',
  );
  const paused = workload.live;
  try {
    const applied = await workload.apply(
      facts.manifest,
      { force: facts.force },
      'manifest applied',
    );
    assertAsPlanned(state, applied);
  } catch (error) {
    await workload.patch(unpauseOps(paused), 'pause taken back: the manifest was not accepted');
    await store.update({ phase: 'abandoned', note: 'the manifest was not accepted' });
    throw error;
  }
  await store.update({
    saved: readSavedFields((workload.live['spec'] ?? {}) as Record<string, unknown>),
    workload: recordedWorkload(state),
  });
}

function assertAsPlanned(state: Deploying, object: KubeObject): void {
  if (templateHash(deploymentSpec(object).template) === state.facts.templateHash) return;
  const { label } = state.workload;
  throw new Superseded(said(({ changedObject }) => changedObject.otherTemplateStored(label)));
}

async function openRecord(state: Deploying): Promise<void> {
  const { facts } = state;
  await beginRecord(state, {
    templateHash: facts.templateHash,
    oldTemplate: facts.oldTemplate,
    ...(facts.saved === undefined ? {} : { saved: facts.saved }),
    ...(facts.peer ? { replicasControl: facts.replicasControl } : {}),
  });
}
