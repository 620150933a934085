import type { ProgressTexts } from '../../messages/progress.ts';
import type { Line } from '../../world.ts';
import { formatAge, formatTook } from '../text/age.ts';
import { fitLine, toned } from '../text/line.ts';
import { pad, textWidth } from '../text/width.ts';
import { baseLines } from './base-lines.ts';
import type { BatchView, RolloutView } from './rollout-view.ts';
import { batchLabel, nextText, partOf, type PartTexts } from './wording.ts';

/** The texts of the rollout's parts, and those of any. */
interface Words extends ProgressTexts {
  readonly part: PartTexts;
}

/** A batch, or a run of batches in one state that shares a line. */
interface Row {
  readonly label: string;
  readonly size: string;
  readonly status: Line;
  /** The batch whose bases are listed below. */
  readonly open: BatchView | undefined;
}

/**
 * The picture of a rollout: at most `height` lines, none wider than `width`.
 * Finished and coming batches share a line each where there is no room for all.
 */
export function viewLines(
  view: RolloutView,
  now: number,
  { width, height }: { readonly width: number; readonly height: number },
  texts: ProgressTexts,
): Line[] {
  const words = { ...texts, part: partOf(view, texts) };
  const head = headLines(view, words);
  const tail = tailLines(view, now, words);
  const room = Math.max(1, height - head.length - tail.length);
  const rows = rowsFor(view.batches, words, now, room);
  const labelWidth = widest(rows.map((row) => row.label));
  const sizeWidth = widest(rows.map((row) => row.size));
  const budget = room - rows.length;
  const body = rows.flatMap((row): Line[] => [
    [`${pad(row.label, labelWidth)}  ${pad(row.size, sizeWidth)}  `, ...parts(row.status)],
    ...baseLines(row.open?.pending ?? [], {
      now,
      width,
      words,
      budget: openShare(rows, row, budget),
    }),
  ]);
  const lines = [...head, ...body, ...tail].map((line) => fitLine(line, width));
  // On a screen of a few lines what comes next matters more than the title.
  return height > 0 ? lines.slice(-height) : [];
}

function headLines(view: RolloutView, words: Words): Line[] {
  const { title, batches } = view;
  if (title === undefined) return [];
  const { module, version, workload, policy } = title;
  const done = batches.reduce((sum, batch) => sum + batch.healthy, 0);
  const all = title.batches.at(-1) ?? 0;
  const on = words.title(module, version, workload);
  return [`${on}  ${words.part.goodOf(done, all)}  ${policy}`];
}

function tailLines(view: RolloutView, now: number, words: Words): Line[] {
  const { doing } = view;
  switch (doing.kind) {
    case 'held':
      return [[toned(words.part.held(doing.batch, doing.why), 'warn')]];
    case 'undoing': {
      const left =
        doing.left === undefined ? [] : [`  ${words.left(doing.left.remaining, doing.left.what)}`];
      return [[toned(words.undoing(doing.why), 'warn')], ...left];
    }
    case 'undone':
      return [[toned(words.undone(formatTook(doing.tookMs)), 'warn')]];
    case 'starting':
    case 'rolling':
    case 'waiting':
    case 'finished': {
      const next = nextText(view, now, words);
      return next === undefined ? [] : [[toned(words.next(next), 'dim')]];
    }
  }
}

function rowsFor(batches: readonly BatchView[], words: Words, now: number, room: number): Row[] {
  const full = batches.map((batch) => rowOf(batch, words, batches.length, now));
  // Up to eight lines for bases are worth more than one line per untouched batch.
  const bases = Math.min(
    8,
    batches.reduce((sum, batch) => sum + (isOpen(batch) ? batch.pending.length : 0), 0),
  );
  if (full.length + bases <= room) return full;
  const pendingFolded = foldRuns(batches, words, now, ['pending']);
  if (pendingFolded.length + bases <= room) return pendingFolded;
  return foldRuns(batches, words, now, ['pending', 'healthy']);
}

function rowOf(batch: BatchView, words: Words, of: number, now: number): Row {
  return {
    label: words.part.label(batchLabel(batch.number, of)),
    size: words.bases(batch.size),
    status: statusOf(batch, words, now),
    open: isOpen(batch) ? batch : undefined,
  };
}

function statusOf(batch: BatchView, words: Words, now: number): Line {
  const { part } = words;
  const retired = batch.retired === 0 ? '' : words.andOldOff(batch.retired);
  switch (batch.state) {
    case 'pending':
      return [toned(words.notStarted, 'dim')];
    case 'healthy': {
      const good =
        batch.tookMs === undefined ? part.goodBefore : part.goodIn(formatTook(batch.tookMs));
      return [toned(good, 'good'), toned(retired, 'dim')];
    }
    case 'failed': {
      return [toned(words.failed(whatFailed(batch, words)), 'bad')];
    }
    case 'open': {
      const age = batch.openedAt === undefined ? '' : `  ${formatAge(now - batch.openedAt)}`;
      const switched =
        batch.switchedMs === undefined ? '' : words.andSwitchedIn(formatTook(batch.switchedMs));
      return [`${part.goodOf(batch.healthy, batch.size)}${switched}${retired}${age}`];
    }
  }
}

/** A batch that ran out of time has no doomed base, one that was never made has none at all. */
function whatFailed({ cause, pending, size, healthy }: BatchView, words: Words): string {
  if (cause !== undefined) return cause;
  const doomed = pending.filter((base) => base.state === 'doomed').length;
  if (doomed > 0) return words.doomedOf(doomed, size);
  return words.part.notGood(size - healthy, size);
}

function foldRuns(
  batches: readonly BatchView[],
  words: Words,
  now: number,
  states: readonly BatchView['state'][],
): Row[] {
  const runs: BatchView[][] = [];
  for (const batch of batches) {
    const run = runs.at(-1);
    const joins = run?.[0]?.state === batch.state && states.includes(batch.state);
    if (run !== undefined && joins) run.push(batch);
    else runs.push([batch]);
  }
  return runs.flatMap((run) =>
    run.length === 1
      ? run.map((b) => rowOf(b, words, batches.length, now))
      : [folded(run, words, batches.length)],
  );
}

function folded(run: readonly BatchView[], words: Words, of: number): Row {
  const bases = run.reduce((sum, batch) => sum + batch.size, 0);
  const healthy = run[0]?.state === 'healthy';
  return {
    label: words.part.labelOfSeveral(`${run[0]?.number ?? 0}-${run.at(-1)?.number ?? 0}/${of}`),
    size: words.bases(bases),
    status: [healthy ? toned(words.part.good, 'good') : toned(words.notStarted, 'dim')],
    open: undefined,
  };
}

function isOpen(batch: BatchView): boolean {
  return batch.state === 'open' || batch.state === 'failed';
}

/** A later open batch gets what the earlier ones leave; usually there is one. */
function openShare(rows: readonly Row[], row: Row, budget: number): number {
  const open = rows.filter((other) => other.open !== undefined && other.open.pending.length > 0);
  return Math.floor(budget / Math.max(1, open.length)) * Number(row.open !== undefined);
}

function parts(line: Line): Exclude<Line, string> {
  return typeof line === 'string' ? [line] : line;
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, textWidth(text)), 0);
}
