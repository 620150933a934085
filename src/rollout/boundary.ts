import { Fault } from '../fault.ts';
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
        ports.emit({ type: 'warning', text: plan.diff === '' ? 'no difference' : plan.diff });
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
  return [
    { value: 'continue', label: last ? 'continue: remove the old version' : 'continue' },
    { value: 'hold', label: 'hold and leave' },
    { value: 'rollback', label: 'roll back' },
    { value: 'details', label: 'show details' },
    { value: 'diff', label: 'show the diff' },
  ];
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
    ports.emit({ type: 'warning', text: error.message });
  }
}

function question(driver: Driver, batch: number, last: boolean): string {
  if (last) return `Batch ${batch} is healthy. Remove the old version everywhere?`;
  const touches = driver.touches(batch + 1);
  const shown = touches.slice(0, 5).join(', ');
  const more = touches.length > 5 ? ` and ${touches.length - 5} more` : '';
  return `Batch ${batch} is healthy. The next one touches ${shown}${more}. Go on?`;
}

function detail(place: Place): string {
  const modules = place.sight.modules.map((module) => `${module.name}:${module.version}`);
  const ready = place.sight.pod.ready ? 'ready' : 'not ready';
  return `${place.name} (${place.ip}): ${modules.join(', ')} ${place.judgement.state} on the base, ${ready} in Kubernetes`;
}
