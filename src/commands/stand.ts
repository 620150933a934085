import { faultOf } from '../messages/fault-of.ts';
import { labelOf, typedName } from '../plan/operate-plan.ts';
import type { UndoFacts } from '../plan/plan-undo.ts';
import type { Proof } from '../plan/types.ts';
import { RecordStore } from '../rollout/record-store.ts';
import { isOpen, isOpenOn, type RecordFile, type RolloutRecord } from '../rollout/record.ts';
import { refuseCoRelease } from './co-release-stand.ts';
import { openWorkload, type Doors, type Named } from './doors.ts';
import type { FoundWorkload } from './find-workload.ts';
import type { World } from './world.ts';

/** A workload and what its record tells, for commands that take part in a rollout. */
export interface Stand extends Doors {
  readonly found: FoundWorkload;
  readonly store: RecordStore;
  readonly file: RecordFile | undefined;
}

export async function readStand(world: World, input: Named): Promise<Stand> {
  const opened = await openWorkload(world, input);
  const { kind, metadata } = opened.found.object;
  const store = new RecordStore(opened.cluster, opened.namespace, { kind, name: metadata.name });
  return { ...opened, store, file: await store.load() };
}

/** The rollout that stands on the workload; a Fault `refused` where none does. */
export function openRollout(stand: Stand): RolloutRecord {
  const { file, found } = stand;
  const current = file?.current;
  if (current !== undefined && isOpenOn(current, found.object)) {
    refuseCoRelease(current, found.object);
    return current;
  }
  const last =
    current && !isOpen(current)
      ? { version: current.module.version, phase: current.phase }
      : undefined;
  const { object } = found;
  throw faultOf(({ commands }) => commands.noRollout(labelOf(object), last, typedName(object)), {
    outcome: 'refused',
  });
}

/** What plans that are made from a record alone are made of. */
export function factsOf(stand: Stand, record: RolloutRecord, proof: Proof): UndoFacts {
  const { cluster, found } = stand;
  return {
    target: cluster.target,
    world: found.world,
    live: found.object,
    module: record.module,
    from: record.from,
    batches: record.batches,
    replicas: replicasNow(found, record),
    policy: record.policy,
    proof,
    begunBy: record.who,
    touched: record.batches.map(
      (_, index) => record.outcomes.find((one) => one.number === index + 1)?.bases ?? [],
    ),
  };
}

/** Replicas that somebody changed since stay as they are: a rollout is of the version. */
function replicasNow({ world, object }: FoundWorkload, record: RolloutRecord): number {
  if (world === 'v1' || record.oldTemplate === undefined) return record.replicas;
  return (object['spec'] as { replicas?: number } | undefined)?.replicas ?? record.replicas;
}
