import type { BaseProgress, RolloutEvent } from '../rollout/events.ts';
import type { Line } from '../world.ts';
import { basesText, nextText, wordsOf } from './live/wording.ts';
import type { RolloutView } from './live/rollout-view.ts';
import { formatTook } from './text/age.ts';
import { toned } from './text/line.ts';

/** Names on a line, and doomed bases in a list: a log is read from top to bottom. */
const mostNames = 5;
const mostDoomed = 20;

/**
 * The lines that an event is worth in a log: as many as batches and failures,
 * not as events. `view` already has the event folded in.
 */
export function plainLines(event: RolloutEvent, view: RolloutView, now: number): Line[] {
  const of = view.batches.length;
  const { part, good } = wordsOf(view);
  switch (event.type) {
    case 'started':
      return startedLines(event);
    case 'batch-opened':
      return [`${part} ${event.batch}/${event.of}: opened, ${bases(event.bases, event.size)}`];
    case 'batch-healthy':
      return [
        [
          `${part} ${event.batch}/${of}: `,
          toned(`${good} in ${formatTook(event.tookMs)}`, 'good'),
          event.bases.length === 0 ? '' : `, ${bases(event.bases, event.bases.length)}`,
        ],
      ];
    case 'batch-failed':
      return [[`${part} ${event.batch}/${of}: `, toned(failedText(event, good), 'bad')]];
    case 'switched':
      return [
        `batch ${event.batch}/${of}: ${basesText(event.bases.length)} switched to ${event.version} in ${formatTook(event.tookMs)}`,
      ];
    case 'retired':
      return [`batch ${event.batch}/${of}: old version off ${basesText(event.bases.length)}`];
    case 'waiting': {
      const next = nextText(view, now);
      return next === undefined ? [] : [`next: ${next}`];
    }
    case 'confirmed':
      return [`${part} ${event.batch}/${of}: confirmed by ${event.by}`];
    case 'held':
      return [[toned(`held at ${part} ${event.batch}: ${event.why}`, 'warn')]];
    case 'undo-started':
      return [[toned(`undoing: ${event.why}`, 'warn')]];
    case 'undone':
      return [`undone in ${formatTook(event.tookMs)}`];
    case 'warning':
      return [[toned('warning: ', 'warn'), event.text]];
    // What is left is shown by others, or too often to be a line each.
    case 'batch-progress':
    case 'undo-progress':
    case 'wrote':
    case 'finished':
      return [];
  }
}

/** `failed: Kubernetes does not create the pods: …`, `failed, 2 bases doomed, 1 base not healthy` */
function failedText(
  { cause, doomed }: Extract<RolloutEvent, { type: 'batch-failed' }>,
  good: string,
): string {
  const lost = doomed.filter(({ state }) => state === 'doomed').length;
  const late = doomed.length - lost;
  const counts = [
    ...(lost > 0 ? [`${basesText(lost)} doomed`] : []),
    ...(late > 0 ? [`${basesText(late)} not ${good}`] : []),
  ];
  return [cause === undefined ? 'failed' : `failed: ${cause}`, ...counts].join(', ');
}

/** What became of bases that nothing will make healthy; `batch` is as in `batch 2/3`. */
export function doomedLines(batch: string, doomed: readonly BaseProgress[]): Line[] {
  const lines = doomed
    .slice(0, mostDoomed)
    .map(({ base, ip, cause, next }): Line => [
      `${batch}: ${base} (${ip}) doomed: `,
      toned(cause ?? 'no cause known', 'bad'),
      next === undefined ? '' : ` → ${next}`,
    ]);
  const more = doomed.length - mostDoomed;
  return more > 0 ? [...lines, `${batch}: … and ${more} more doomed`] : lines;
}

/** Said when a batch has been quiet for long: how far it is, and on whom it waits. */
export function reminderLine(
  event: Extract<RolloutEvent, { type: 'batch-progress' }>,
  view: RolloutView,
): Line {
  const waits = event.pending.map(({ base, state }) => `${base} ${state}`);
  const onWhom = waits.length === 0 ? '' : `; ${names(waits)}`;
  const { part, good } = wordsOf(view);
  return `${part} ${event.batch}/${view.batches.length}: ${event.healthy}/${event.size} ${good}${onWhom}`;
}

function startedLines(event: Extract<RolloutEvent, { type: 'started' }>): Line[] {
  const { rollout, module, version, workload, policy, batches, resumedAt } = event;
  const { part, parts } = wordsOf({ title: event });
  const count = batches.length === 1 ? `1 ${part}` : `${batches.length} ${parts}`;
  const planned = batches.length === 0 ? 'as it is' : `${count} (${names(batches.map(String))})`;
  const resumed = resumedAt === undefined ? '' : `, ${resumedAt} done before`;
  return [
    `rollout ${rollout}: ${module} ${version} on ${workload}, ${planned}${resumed}, ${policy}`,
  ];
}

function bases(list: readonly string[], size: number): string {
  return list.length === 0 ? basesText(size) : `${basesText(size)}: ${names(list)}`;
}

function names(list: readonly string[]): string {
  const more = list.length - mostNames;
  const shown = list.slice(0, mostNames).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}
