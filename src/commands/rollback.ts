import { Fault } from '../fault.ts';
import { outcome, type Outcome } from '../outcome.ts';
import { makeUndoPlan } from '../plan/plan-undo.ts';
import type { Plan, RolloutOptions } from '../plan/types.ts';
import type { Assignment } from '../rollout/context.ts';
import { undoOpen } from '../rollout/engine.ts';
import { RecordStore } from '../rollout/record-store.ts';
import { isOpen, isOpenOn, type RecordFile, type RolloutRecord } from '../rollout/record.ts';
import { portsOf, refusalOf, refuseSilence } from './deploy.ts';
import { findWorkload, type FoundWorkload } from './find-workload.ts';
import { discover } from './surface.ts';
import { undoDriver } from './undo-driver.ts';
import type { World } from './world.ts';

export interface RollbackInput {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly options: RolloutOptions;
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly protectedContexts: readonly string[];
  readonly show: (plan: Plan) => Promise<void>;
}

/** Undoes the rollout that stands on a workload: plan, show, ask, undo, prove. */
export async function rollback(world: World, input: RollbackInput): Promise<Outcome> {
  refuseSilence(world, input);
  const cluster = await world.openCluster();
  const bases = await world.openBases(cluster);
  const surface = await discover(cluster);
  const namespace = input.namespace ?? cluster.target.namespace;
  const found = await findWorkload(cluster, surface, input.name, namespace);
  const { kind, metadata } = found.object;
  const store = new RecordStore(cluster, namespace, { kind, name: metadata.name });
  const record = openRecord(await store.load(), found, namespace);
  const plan = makeUndoPlan({
    target: cluster.target,
    world: found.world,
    live: found.object,
    module: record.module,
    from: record.from,
    batches: record.batches,
    replicas: replicasNow(found, record),
    policy: record.policy,
    proof: input.options.proof,
    begunBy: record.who,
    touched: record.batches.map((_, index) => basesOf(record, index + 1)),
  });
  await input.show(plan);
  if (input.dryRun) return outcome('done', 'dry run: nothing was written');
  const refusal = await refusalOf(world, input, plan);
  if (refusal) return refusal;
  const ports = portsOf(world, cluster, bases);
  const assignment: Assignment = {
    plan,
    options: input.options,
    id: record.id,
    who: world.who,
    comeBack: world.typed,
    undo: world.typed,
  };
  const driver = await undoDriver(ports, assignment, { surface, found, record, store });
  const end = await undoOpen(ports, assignment, driver);
  // What was asked for is the undo: having undone is success.
  return end.name === 'rolled-back' ? { ...end, name: 'done' } : end;
}

function openRecord(
  file: RecordFile | undefined,
  found: FoundWorkload,
  namespace: string,
): RolloutRecord {
  const current = file?.current;
  if (current && isOpenOn(current, found.object)) return current;
  const name = `${found.object.kind} ${namespace}/${found.object.metadata.name}`;
  if (current && isOpen(current)) {
    throw new Fault(`${name} was created anew since its rollout began: there is nothing to undo`, {
      outcome: 'superseded',
      fix: `the rollout to ${current.module.version} went with the object before; koupctl deploy begins a new one`,
    });
  }
  const earlier = (file?.history ?? []).find(
    (entry) => entry.phase === 'done' && entry.module.version !== current?.module.version,
  );
  throw new Fault(`no rollout stands on ${name}: there is nothing to undo`, {
    fix:
      earlier === undefined
        ? 'deploy the version that you want: koupctl deploy MODULE --version V --url U'
        : `deploy the version before: koupctl deploy ${earlier.module.name} --version ${earlier.module.version} --url ${earlier.module.url} -n ${namespace}`,
  });
}

/** Replicas that somebody changed since stay as they are: the undo is of the version. */
function replicasNow({ world, object }: FoundWorkload, record: RolloutRecord): number {
  if (world === 'v1' || record.oldTemplate === undefined) return record.replicas;
  return (object['spec'] as { replicas?: number } | undefined)?.replicas ?? record.replicas;
}

function basesOf(record: RolloutRecord, batch: number): readonly string[] {
  return record.outcomes.find((one) => one.number === batch)?.bases ?? [];
}
