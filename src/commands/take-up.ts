import { faultOf } from '../messages/fault-of.ts';
import { said } from '../messages/said-of.ts';
import { outcome, type Outcome } from '../outcome.ts';
import { makeResumePlan } from '../plan/plan-resume.ts';
import { typedName } from '../plan/operate-plan.ts';
import type { ConfirmMode, Plan } from '../plan/types.ts';
import type { Assignment } from '../rollout/context.ts';
import { roll } from '../rollout/engine.ts';
import * as orders from '../rollout/orders.ts';
import type { RolloutRecord } from '../rollout/record.ts';
import type { Text } from '../said.ts';
import { changeOnly } from './change-of.ts';
import { portsOf, refusalOf, refuseSilence } from './deploy.ts';
import type { Named } from './doors.ts';
import { holding, whyHeld } from './holding.ts';
import { finished, type OperateInput } from './operate.ts';
import { factsOf, openRollout, readStand, type Stand } from './stand.ts';
import { undoDriver } from './undo-driver.ts';
import { withDiagnosis } from './with-diagnosis.ts';
import type { World } from './world.ts';

export interface TakeUpInput extends OperateInput {
  /** Where it is not to be as the rollout began. */
  readonly confirmMode: ConfirmMode | undefined;
}

/** Goes on with a rollout that was begun elsewhere, from its record in the cluster alone. */
export async function attach(world: World, input: TakeUpInput): Promise<Outcome> {
  refuseSilence(world, input);
  const stand = await readStand(world, input);
  const record = goesOn(stand);
  const refusal = await planned(world, input, stand, record);
  return refusal ?? (await carryOn(world, input, stand, record));
}

/** Confirms the batch that waits, once, and goes on where nobody else is at it. */
export async function confirm(
  world: World,
  input: TakeUpInput & { readonly batch: number | undefined },
): Promise<Outcome> {
  refuseSilence(world, input);
  const stand = await readStand(world, input);
  const record = goesOn(stand);
  const batch = input.batch ?? provenBatches(record);
  refuseUnlessWaiting(stand, record, batch);
  const refusal = await planned(world, input, stand, record);
  if (refusal) return refusal;
  const order = { batch, by: world.who, at: new Date(world.clock.now()).toISOString() };
  await stand.store.order((known, current) => {
    refuseUnlessWaiting(stand, current, batch);
    return orders.confirm(known, order);
  });
  world.reporter.event({ type: 'confirmed', batch, by: world.who });
  const what = said(({ commanded }) => commanded.confirmedBatch(batch));
  return await carryOnUnlessHeld(world, input, stand, record, what);
}

/** Keeps a rollout from opening another batch, whoever is at it. */
export async function pause(
  world: World,
  input: Named & { readonly reason?: string },
): Promise<Outcome> {
  const stand = await readStand(world, input);
  openRollout(stand);
  const { reason: why } = input;
  const { cluster } = stand;
  await world.guard.letPass(changeOnly(typedName(stand.found.object)), {
    cluster,
    context: cluster.target.context,
  });
  const at = new Date(world.clock.now()).toISOString();
  const { paused } = await stand.store.order((known) =>
    orders.pause(known, { by: world.who, at, ...(why === undefined ? {} : { why }) }),
  );
  return outcome(
    'done',
    said(({ commanded }) => commanded.paused(paused?.by ?? world.who)),
    { next: [`koupctl resume ${typedName(stand.found.object)}`] },
  );
}

/** Takes a pause back, and goes on where nobody else is at it. */
export async function resume(world: World, input: TakeUpInput): Promise<Outcome> {
  refuseSilence(world, input);
  const stand = await readStand(world, input);
  const record = goesOn(stand);
  const refusal = await planned(world, input, stand, record);
  if (refusal) return refusal;
  await stand.store.order((known) => orders.resume(known));
  const what = said(({ commanded }) => commanded.pauseTaken);
  return await carryOnUnlessHeld(world, input, stand, record, what);
}

/** The open rollout, if it is one that goes forward. */
function goesOn(stand: Stand): RolloutRecord {
  const record = openRollout(stand);
  if (record.phase === 'rolling') return record;
  const { version } = record.module;
  const typed = typedName(stand.found.object);
  throw faultOf(
    ({ rollouts }) =>
      record.phase === 'undoing'
        ? rollouts.undoing(version, typed)
        : rollouts.stoppedEarly(version),
    { outcome: 'refused' },
  );
}

function provenBatches({ outcomes }: RolloutRecord): number {
  return Math.max(0, ...outcomes.filter((one) => one.healthyAt).map((one) => one.number));
}

function openBatch({ outcomes }: RolloutRecord): number {
  return Math.max(0, ...outcomes.map((one) => one.number));
}

function refuseUnlessWaiting(stand: Stand, record: RolloutRecord, batch: number): void {
  const open = openBatch(record);
  const of = record.batches.length;
  const typed = typedName(stand.found.object);
  if (batch < open) {
    throw faultOf(({ rollouts }) => rollouts.batchOver(batch, open, of, typed), {
      outcome: 'superseded',
    });
  }
  if (batch === open && provenBatches(record) === batch) return;
  throw faultOf(
    ({ rollouts }) =>
      batch === open || batch === 0
        ? rollouts.notHealthyYet(open, of, typed)
        : rollouts.notWaiting(batch, open, of, typed),
    { outcome: 'refused' },
  );
}

/** Shows what is to come and asks; resolves to an Outcome where it goes no further. */
async function planned(
  world: World,
  input: TakeUpInput,
  stand: Stand,
  record: RolloutRecord,
): Promise<Outcome | undefined> {
  const plan = planOf(stand, record, input);
  await input.show(plan);
  return await refusalOf(world, input, plan, stand.cluster);
}

function planOf(stand: Stand, record: RolloutRecord, { options, confirmMode }: TakeUpInput): Plan {
  const { confirm: asBegun } = record.options ?? options;
  return makeResumePlan({
    ...factsOf(stand, record, record.proof),
    confirm: confirmMode ?? asBegun,
    maxUnavailable: record.options?.maxUnavailable,
    proven: provenBatches(record),
  });
}

async function carryOnUnlessHeld(
  world: World,
  input: TakeUpInput,
  stand: Stand,
  record: RolloutRecord,
  what: Text,
): Promise<Outcome> {
  try {
    return await carryOn(world, input, stand, record);
  } catch (error) {
    const holder = whyHeld(error);
    if (holder === undefined) throw error;
    const message = said(({ commanded }, inWords) => commanded.goesOn(inWords(what), holder));
    return outcome('done', message, {
      next: [`koupctl status ${typedName(stand.found.object)}`],
    });
  }
}

/** Takes the rollout up and rolls it to its end, or to where it has to stop. */
async function carryOn(
  world: World,
  input: TakeUpInput,
  stand: Stand,
  record: RolloutRecord,
): Promise<Outcome> {
  const { cluster, bases, surface, found, store } = stand;
  const plan = planOf(stand, record, input);
  const name = typedName(stand.found.object);
  const assignment: Assignment = {
    plan,
    options: {
      ...input.options,
      ...record.options,
      // Where it began without, a limit of this machine's configuration is not its own.
      maxUnavailable: record.options?.maxUnavailable,
      confirm: plan.confirm,
    },
    id: record.id,
    who: world.who,
    asksFirst: world.ask.interactive && !input.yes,
    comeBack: `koupctl attach ${name}`,
    undo: `koupctl rollback ${name}`,
  };
  const ports = portsOf(world, cluster, bases);
  const end = await holding(world, ports, { plan, takeOver: input.takeOver }, async (held) => {
    // What the holder before did since it was read is known only now.
    await store.load();
    const driver = await undoDriver(held, assignment, { surface, found, record, store });
    return await roll(held, assignment, driver);
  });
  return finished(ports, await withDiagnosis(world, plan, end));
}
