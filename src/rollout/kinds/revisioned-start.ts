import { said } from '../../messages/said-of.ts';
import type { KubeObject } from '../../world.ts';
import { intentManager, Superseded } from '../context.ts';
import { markedMetadata, markOps, readAsPlanned, rolloutMark, unmarkOps } from '../ownership.ts';
import { beginRecord, recordedWorkload } from '../record-life.ts';
import { templateHash } from '../template-hash.ts';
import { strategyOps, type Revisioning } from './revisioned-state.ts';
import { revisionedSpec, type UpdateStrategy } from './revisioned-view.ts';

/** Creates the workload as the first batch wants it; `borrowed` takes the place of fields of its spec. */
export async function createMarked(
  state: Revisioning,
  borrowed: Record<string, unknown>,
  what: string,
): Promise<void> {
  const { facts, workload, ports, assignment, store } = state;
  const mark = rolloutMark(assignment.id, facts.templateHash);
  const object: KubeObject = {
    ...facts.manifest,
    metadata: markedMetadata(facts.manifest, mark),
    spec: { ...(facts.manifest['spec'] as object), ...borrowed },
  };
  const manager = intentManager;
  const written = await ports.cluster.apply(object, workload.ref.type, { manager });
  workload.adopt(written.object);
  ports.emit({ type: 'wrote', object: workload.label, what });
  assertAsPlanned(state, written.object);
  await store.update({ phase: 'rolling', workload: recordedWorkload(state) });
}

/** The record of a first deploy. Throws Superseded where somebody else was quicker. */
export async function openFirst(state: Revisioning): Promise<void> {
  await openRecord(state);
  if ((await state.workload.read()) !== undefined) {
    const { label } = state.workload;
    throw new Superseded(said(({ changedObject }) => changedObject.createdMeanwhile(label)));
  }
}

/**
 * Brings the new template in without a race: its controller is told first to let
 * no pod go by itself, and the write with the template says so again. A ReplicaSet
 * never does, so there is nothing to hold.
 */
export async function applyUnderHold(
  state: Revisioning,
  hold: UpdateStrategy | undefined,
): Promise<void> {
  const { facts, workload, store, assignment } = state;
  const live = await readAsPlanned(state);
  await openRecord(state);
  const mark = rolloutMark(assignment.id, facts.templateHash);
  await workload.patch(
    [...strategyOps(hold), ...markOps(live, mark)],
    'held: no pod changes before its batch',
  );
  const held = workload.live;
  try {
    const strategy = hold === undefined ? {} : { updateStrategy: hold };
    const manifest = {
      ...facts.manifest,
      spec: { ...(facts.manifest['spec'] as object), ...strategy },
    };
    const applied = await workload.apply(manifest, { force: facts.force }, 'manifest applied');
    assertAsPlanned(state, applied);
  } catch (error) {
    const before = hold && (revisionedSpec(live).updateStrategy ?? {});
    const ops = [...strategyOps(before), ...unmarkOps(held)];
    await workload.patch(ops, 'hold taken back: the manifest was not accepted');
    await store.update({ phase: 'abandoned', note: 'the manifest was not accepted' });
    throw error;
  }
  state.strategy = hold;
  await store.update({ workload: recordedWorkload(state) });
}

function assertAsPlanned(state: Revisioning, object: KubeObject): void {
  if (templateHash(revisionedSpec(object).template) === state.facts.templateHash) return;
  const { label } = state.workload;
  throw new Superseded(said(({ changedObject }) => changedObject.otherTemplateStored(label)));
}

async function openRecord(state: Revisioning): Promise<void> {
  const { templateHash: hash, oldTemplate, newTemplate, updateStrategy } = state.facts;
  await beginRecord(state, {
    templateHash: hash,
    oldTemplate,
    ...(updateStrategy === undefined ? {} : { updateStrategy }),
    ...(newTemplate === undefined ? {} : { template: newTemplate }),
  });
}
