import type { Fault } from '../fault.ts';
import { faultOf } from '../messages/fault-of.ts';
import type { Outcome } from '../outcome.ts';
import { makeUndoPlan } from '../plan/plan-undo.ts';
import type { Assignment } from '../rollout/context.ts';
import { undoOpen } from '../rollout/engine.ts';
import type { Revision } from '../rollout/history.ts';
import { isOpen, isOpenOn, type RolloutRecord } from '../rollout/record.ts';
import { templateHash } from '../rollout/template-hash.ts';
import { backToRevision } from './back-to-revision.ts';
import { undoPlanOf, undoTogether } from './co-release-record.ts';
import { portsOf, refusalOf, refuseSilence } from './deploy.ts';
import { holding } from './holding.ts';
import { finished, type OperateInput } from './operate.ts';
import { readRevisions } from './revisions.ts';
import { factsOf, readStand, type Stand } from './stand.ts';
import { undoDriver } from './undo-driver.ts';
import type { World } from './world.ts';
import { dryRun } from './dry-run-end.ts';

export interface RollbackInput extends OperateInput {
  /** As `koupctl history` numbers them; the last one that worked where absent. */
  readonly toRevision: number | undefined;
}

/**
 * Back to what ran before: plan, show, ask, act, prove. A rollout that stands is undone from where
 * it is, with the switch first; where none stands, an earlier revision is deployed again.
 */
export async function rollback(world: World, input: RollbackInput): Promise<Outcome> {
  refuseSilence(world, input);
  const givenAt = world.clock.now();
  const parts = await readStand(world, input);
  const record = standing(input, parts);
  if (record !== undefined && (await isToBeUndone(record, input, parts))) {
    return await undoStanding(world, input, { ...parts, record, givenAt });
  }
  return await backToRevision(world, input, { ...parts, goesOn: record });
}

/** The rollout that stands on the workload; undefined where there is none. */
function standing(input: RollbackInput, parts: Stand): RolloutRecord | undefined {
  const current = parts.file?.current;
  if (current === undefined || !isOpen(current)) return undefined;
  if (isOpenOn(current, parts.found.object)) return current;
  if (input.toRevision === undefined) throw createdAnew(parts, current);
  return undefined;
}

/** False: it is a rollback to that revision already, and goes on. */
async function isToBeUndone(
  record: RolloutRecord,
  { toRevision }: RollbackInput,
  { cluster, surface, found, namespace, file }: Stand,
): Promise<boolean> {
  if (toRevision === undefined) return true;
  if (record.toRevision === toRevision && record.phase !== 'undoing') return false;
  const { kept } = await readRevisions(cluster, surface, found, file);
  const wanted = kept.find((one) => one.number === toRevision);
  if (wanted !== undefined && isFormer(record, wanted)) return true;
  const name = `${found.object.kind.toLowerCase()}/${found.object.metadata.name}`;
  const { version } = record.module;
  throw faultOf(({ commands }) => commands.rolloutStands(version, name, namespace), {
    outcome: 'refused',
  });
}

/** Whether a revision is what ran before the rollout. */
function isFormer({ oldTemplate, from }: RolloutRecord, { hash, modules }: Revision): boolean {
  if (oldTemplate !== undefined && templateHash(oldTemplate) === hash) return true;
  // V1's records know the module alone.
  const [module] = modules;
  return oldTemplate === undefined && from !== undefined && module?.version === from.version;
}

function createdAnew({ found, namespace }: Stand, current: RolloutRecord): Fault {
  const name = `${found.object.kind} ${namespace}/${found.object.metadata.name}`;
  return faultOf(({ rollouts }) => rollouts.createdAnew(name, current.module.version), {
    outcome: 'superseded',
  });
}

/** What goes takes its rollout along; only a first deploy is undone by that. */
function refuseDeleted({ found, namespace }: Stand, { oldTemplate }: RolloutRecord): void {
  const { kind, metadata } = found.object;
  if (metadata.deletionTimestamp === undefined || oldTemplate === undefined) return;
  // A bare Pod's own rollout deletes it, and creates it anew.
  if (kind === 'Pod') return;
  const workload = `${kind} ${namespace}/${metadata.name}`;
  const typed = `${kind.toLowerCase()}/${metadata.name} -n ${namespace}`;
  throw faultOf(({ rollouts }) => rollouts.beingDeleted(workload, typed), {
    outcome: 'superseded',
  });
}

/** Takes the rollout that stands back, from its record alone. */
async function undoStanding(
  world: World,
  input: RollbackInput,
  stand: Stand & { readonly record: RolloutRecord; readonly givenAt: number },
): Promise<Outcome> {
  const { cluster, bases, surface, found, store, record } = stand;
  refuseDeleted(stand, record);
  // The way back never has to have a gap where the way there had none, unless that is asked for.
  const { proof, policy: asked } = input.options;
  const policy = asked === 'uninstall-then-install' ? asked : record.policy;
  const joint = record.coRelease;
  const plan = joint
    ? undoPlanOf(stand, record, joint, input.options)
    : makeUndoPlan({ ...factsOf(stand, record, proof), policy, begunAs: record.policy });
  await input.show(plan);
  if (input.dryRun) return dryRun();
  const askedAt = world.clock.now();
  const refusal = await refusalOf(world, input, plan, cluster);
  if (refusal) return refusal;
  const assignment: Assignment = {
    plan,
    options: input.options,
    id: record.id,
    who: world.who,
    givenAt: stand.givenAt + world.clock.now() - askedAt,
    comeBack: world.typed,
    undo: world.typed,
  };
  const hold = { plan, takeOver: input.takeOver };
  const ports = portsOf(world, cluster, bases);
  const end = await holding(world, ports, hold, async (held) => {
    if (joint) return await undoTogether(world, held, assignment);
    await store.load();
    const driver = await undoDriver(held, assignment, { surface, found, record, store });
    return await undoOpen(held, assignment, driver);
  });
  // What was asked for is the undo: having undone is success.
  return finished(ports, end.name === 'rolled-back' ? { ...end, name: 'done' } : end);
}
