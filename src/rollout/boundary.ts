import { Fault } from '../fault.ts';
import { said } from '../messages/said-of.ts';
import { textsOf, type Said } from '../said.ts';
import type { Choice } from '../world.ts';
import type { Assignment, Ports } from './context.ts';
import type { Verdict } from './decide.ts';
import type { Driver, Place } from './driver.ts';

type Reply = Verdict | 'details' | 'diff';

/** How often it is looked whether the question was answered elsewhere, ms. */
const lookMs = 1_000;

/**
 * Asks a person at a batch boundary; details and the diff are shown as often as wanted. Undefined:
 * the question was answered from elsewhere while it stood here.
 */
export async function askAtBoundary(
  ports: Ports,
  assignment: Assignment,
  driver: Driver,
  batch: number,
  places: readonly Place[],
): Promise<Verdict | undefined> {
  const { plan } = assignment;
  const last = batch >= plan.batches.length;
  ports.emit({ type: 'waiting', for: 'confirm', batch });
  const elsewhere = new AbortController();
  const over = new AbortController();
  const listening = listen(ports, driver, batch, elsewhere, over.signal);
  try {
    for (;;) {
      const reply = await ports.ask.choose<Reply>(
        question(driver, batch, last),
        choices(last),
        elsewhere.signal,
      );
      if (reply === 'details') {
        for (const place of places) ports.emit({ type: 'warning', text: detail(place) });
      } else if (reply === 'diff') {
        ports.emit({
          type: 'warning',
          text: plan.diff === '' ? said(({ asks }) => asks.noDifference) : plan.diff,
        });
      } else {
        if (reply === 'continue') await confirmHere(ports, assignment, driver, batch);
        return reply;
      }
    }
  } catch (error) {
    if (elsewhere.signal.aborted) return undefined;
    throw error;
  } finally {
    over.abort();
    await listening;
  }
}

function choices(last: boolean): Choice<Reply>[] {
  const values = ['continue', 'hold', 'rollback', 'details', 'diff'] as const;
  return values.map((value) => {
    const key = value === 'continue' && last ? 'finish' : value;
    return { value, label: said(({ asks }) => asks.choices[key]) };
  });
}

/** Takes the question back when the batch is confirmed, or the rollout paused, from elsewhere. */
async function listen(
  { clock, lost }: Ports,
  driver: Driver,
  batch: number,
  elsewhere: AbortController,
  over: AbortSignal,
): Promise<void> {
  for (;;) {
    await clock.sleep(lookMs, over);
    if (over.aborted) return;
    // A look that fails is made again; the rollout itself tells what stays wrong.
    const orders = await driver.orders().catch(() => undefined);
    const confirmed = orders?.confirmed?.batch === batch;
    if (confirmed || orders?.paused !== undefined || (await lost?.()) !== undefined) {
      elsewhere.abort();
      return;
    }
  }
}

async function confirmHere(
  ports: Ports,
  { who }: Assignment,
  driver: Driver,
  batch: number,
): Promise<void> {
  try {
    await driver.confirm(batch);
    ports.emit({ type: 'confirmed', batch, by: who });
  } catch (error) {
    // Somebody was quicker, and it is confirmed all the same.
    if (!(error instanceof Fault) || error.outcome !== 'superseded') throw error;
    ports.emit({ type: 'warning', text: textsOf(error).message });
  }
}

function question(driver: Driver, batch: number, last: boolean): Said {
  if (last) return said(({ asks }) => asks.lastBatch(batch));
  const touches = driver.touches(batch + 1);
  return said(({ asks }) => asks.nextBatch(batch, touches));
}

function detail({ name, ip, sight, judgement: { state } }: Place): Said {
  const modules = sight.modules.map((module) => `${module.name}:${module.version}`);
  const where = `${name} (${ip})`;
  return said(({ asks }) => asks.placeDetail(where, modules, state, sight.pod.ready));
}
