import type { Outcome } from '../outcome.ts';
import { Superseded, type Assignment, type Ports } from './context.ts';
import type { RecordStore } from './record-store.ts';
import { maxNames, type RolloutRecord } from './record.ts';

/** In place of a template's hash: no revision is meant, the workload went. */
export const offlineHash = 'offline';

/**
 * Writes that the workload is being taken offline, before the first change. The
 * ConfigMap is kept when the workload has gone: it alone can tell later who took
 * it offline, when and why, and what to deploy to have it back. It is never an
 * open rollout: nothing of it could be rolled back, and nothing is to wait for it.
 */
export async function beginOffline(
  ports: Ports,
  { plan, options, id, who }: Assignment,
  store: RecordStore,
  goal: { readonly bases: readonly string[]; readonly services: readonly string[] },
): Promise<void> {
  const now = new Date(ports.clock.now()).toISOString();
  await store.save({
    version: 1,
    id,
    phase: 'abandoned',
    workload: {
      kind: plan.workload.kind,
      name: plan.workload.name,
      uid: plan.basedOn?.uid ?? '',
    },
    module: plan.module,
    templateHash: offlineHash,
    batches: plan.batches.map((batch) => batch.cumulative),
    replicas: 0,
    policy: plan.policy,
    proof: plan.proof,
    outcomes: [{ number: 1, openedAt: now, bases: goal.bases.slice(0, maxNames) }],
    ...(goal.services.length === 0 ? {} : { services: goal.services }),
    who,
    ...(options.reason === undefined ? {} : { reason: options.reason }),
    startedAt: now,
    note: 'was being taken offline',
  });
}

/** Says how it ended; what is left is named. */
export async function closeOffline(ports: Ports, store: RecordStore, end: Outcome): Promise<void> {
  const endedAt = new Date(ports.clock.now()).toISOString();
  const left = (end.causes ?? []).join('; ').slice(0, 500);
  await update(
    store,
    end.name === 'done'
      ? { phase: 'done', endedAt, note: 'taken offline: gone from all bases' }
      : { endedAt, note: `taking it offline ended ${end.name}${left === '' ? '' : `: ${left}`}` },
  );
}

/** Another koupctl that wrote the record meanwhile, for a deploy anew, has the last word. */
async function update(store: RecordStore, change: Partial<RolloutRecord>): Promise<void> {
  try {
    await store.update(change);
  } catch (error) {
    if (!(error instanceof Superseded)) throw error;
  }
}
