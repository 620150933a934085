import { Fault } from '../fault.ts';
import type { UndoFacts } from '../plan/plan-undo.ts';
import type { Proof } from '../plan/types.ts';
import { RecordStore } from '../rollout/record-store.ts';
import { isOpen, isOpenOn, type RecordFile, type RolloutRecord } from '../rollout/record.ts';
import type { Bases, Cluster } from '../world.ts';
import { findWorkload, type FoundWorkload } from './find-workload.ts';
import { discover, type Surface } from './surface.ts';
import type { World } from './world.ts';

/** A workload and what its record tells, for commands that take part in a rollout. */
export interface Stand {
  readonly cluster: Cluster;
  readonly bases: Bases;
  readonly surface: Surface;
  readonly found: FoundWorkload;
  readonly namespace: string;
  readonly store: RecordStore;
  readonly file: RecordFile | undefined;
}

export async function readStand(
  world: World,
  input: { readonly name: string; readonly namespace: string | undefined },
): Promise<Stand> {
  const cluster = await world.openCluster();
  const bases = await world.openBases(cluster);
  const surface = await discover(cluster);
  const namespace = input.namespace ?? cluster.target.namespace;
  const found = await findWorkload(cluster, surface, input.name, namespace);
  const { kind, metadata } = found.object;
  const store = new RecordStore(cluster, namespace, { kind, name: metadata.name });
  return { cluster, bases, surface, found, namespace, store, file: await store.load() };
}

/** The rollout that stands on the workload; a Fault `refused` where none does. */
export function openRollout(stand: Stand): RolloutRecord {
  const { file, found, namespace } = stand;
  const current = file?.current;
  if (current !== undefined && isOpenOn(current, found.object)) return current;
  const name = `${found.object.kind} ${namespace}/${found.object.metadata.name}`;
  const ended =
    current && !isOpen(current)
      ? `, the last one (${current.module.version}) ended ${current.phase}`
      : '';
  throw new Fault(`no rollout stands on ${name}${ended}`, {
    outcome: 'refused',
    fix: `koupctl status ${typedName(stand)} tells what runs`,
  });
}

/** NAME and namespace as a command line wants them. */
export function typedName({ found, namespace }: Pick<Stand, 'found' | 'namespace'>): string {
  return `${found.object.kind.toLowerCase()}/${found.object.metadata.name} -n ${namespace}`;
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
