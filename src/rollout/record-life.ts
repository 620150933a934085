import type { Plan, RolloutOptions } from '../plan/types.ts';
import type { RolloutRecord } from './record.ts';
import { nextRevision } from './record-revisions.ts';
import type { Rolling } from './rolling.ts';

type Recorded = Pick<Rolling<unknown>, 'ports' | 'assignment' | 'workload' | 'store'>;

/** What the kinds put into a record beside the plan; what is undefined is not stored. */
type OfKind = Pick<
  RolloutRecord,
  | 'templateHash'
  | 'saved'
  | 'oldTemplate'
  | 'replicasControl'
  | 'operationStrategy'
  | 'updateStrategy'
  | 'template'
  | 'formerBase'
>;

/** Stores the record of a rollout that is about to make its first change. */
export async function beginRecord(state: Recorded, ofKind: OfKind): Promise<void> {
  const { plan, options, id, who, coRelease } = state.assignment;
  await state.store.save({
    version: 1,
    id,
    phase: 'preparing',
    workload: recordedWorkload(state),
    module: plan.module,
    ...(plan.from === undefined ? {} : { from: plan.from }),
    batches: plan.batches.map((batch) => batch.cumulative),
    replicas: plan.replicas,
    policy: plan.policy,
    proof: plan.proof,
    ...ofKind,
    ...(coRelease === undefined ? {} : { coRelease }),
    ...(ofKind.template === undefined
      ? {}
      : { revision: nextRevision(state.store.file, ofKind.oldTemplate) }),
    options: kept(options),
    outcomes: [],
    who,
    ...(options.reason === undefined ? {} : { reason: options.reason }),
    ...(plan.toRevision === undefined ? {} : { toRevision: plan.toRevision }),
    ...createdServices(plan),
    startedAt: timeIn(state),
  });
}

function createdServices({ services = [] }: Plan): Pick<RolloutRecord, 'services'> {
  const created = services.filter(({ does }) => does === 'create').map(({ name }) => name);
  return created.length === 0 ? {} : { services: created };
}

function kept({
  confirm,
  maxUnavailable,
  grayMs,
  soakMs,
  timeoutMs,
  onFailure,
  rollbackTimeoutMs,
  askAgain,
}: RolloutOptions): NonNullable<RolloutRecord['options']> {
  return {
    confirm,
    maxUnavailable,
    grayMs,
    soakMs,
    timeoutMs,
    onFailure,
    rollbackTimeoutMs,
    askAgain,
  };
}

/** The workload as the record knows it: by its uid, once it exists. */
export function recordedWorkload(state: Recorded): RolloutRecord['workload'] {
  const { kind, name } = state.assignment.plan.workload;
  const uid = state.workload.known?.metadata.uid;
  return { kind, name, ...(uid === undefined ? {} : { uid }) };
}

export async function closeDone(state: Recorded, note: string): Promise<void> {
  await state.store.update({ phase: 'done', endedAt: timeIn(state), note });
}

/** Only an undo that is proven is over; another one can be taken up again. */
export async function closeUndone(state: Recorded, proven: boolean): Promise<void> {
  await state.store.update(
    proven ? { phase: 'rolled-back', endedAt: timeIn(state) } : { phase: 'undoing' },
  );
}

/** Now, as records write it. */
export function timeIn({ ports }: Pick<Recorded, 'ports'>): string {
  return new Date(ports.clock.now()).toISOString();
}
