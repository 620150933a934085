import type { Assignment, Ports } from './context.ts';
import type { Verdict } from './decide.ts';
import type { Driver, Place } from './driver.ts';

type Reply = Verdict | 'details' | 'diff';

/** Asks a person at a batch boundary; details and the diff are shown as often as wanted. */
export async function askAtBoundary(
  ports: Ports,
  assignment: Assignment,
  driver: Driver,
  batch: number,
  places: readonly Place[],
): Promise<Verdict> {
  const { plan } = assignment;
  const last = batch >= plan.batches.length;
  ports.emit({ type: 'waiting', for: 'confirm', batch });
  for (;;) {
    const reply: Reply = await ports.ask.choose<Reply>(question(driver, batch, last), [
      { value: 'continue', label: last ? 'continue: remove the old version' : 'continue' },
      { value: 'hold', label: 'hold and leave' },
      { value: 'rollback', label: 'roll back' },
      { value: 'details', label: 'show details' },
      { value: 'diff', label: 'show the diff' },
    ]);
    if (reply === 'details') {
      for (const place of places) ports.emit({ type: 'warning', text: detail(place) });
    } else if (reply === 'diff') {
      ports.emit({ type: 'warning', text: plan.diff === '' ? 'no difference' : plan.diff });
    } else {
      if (reply === 'continue') ports.emit({ type: 'confirmed', batch, by: assignment.who });
      return reply;
    }
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
