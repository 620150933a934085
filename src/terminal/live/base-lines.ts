import type { ProgressTexts } from '../../messages/progress.ts';
import type { BaseState } from '../../rollout/events.ts';
import type { Line } from '../../world.ts';
import { formatAge } from '../text/age.ts';
import { fitLine, lineWidth, toned } from '../text/line.ts';
import { pad, textWidth } from '../text/width.ts';
import type { ShownBase } from './shown-event.ts';
import { stateTones } from './wording.ts';

/** Most in need of a person's eye first. */
const urgency: readonly BaseState[] = [
  'doomed',
  'unseen',
  'dark',
  'installing',
  'switching',
  'active',
  'waiting',
  'healthy',
];

/** Narrower terminals do without the address. */
const roomForAddress = 60;

interface Room {
  readonly now: number;
  readonly width: number;
  /** Lines. */
  readonly budget: number;
  readonly words: ProgressTexts;
}

/**
 * One line per base, what is wrong under it where there is room, and what is
 * left over as counts: never more than `budget` lines.
 */
export function baseLines(
  pending: readonly ShownBase[],
  { now, width, budget, words }: Room,
): Line[] {
  if (budget <= 0 || pending.length === 0) return [];
  const sorted = [...pending].sort(byUrgency);
  const candidates = sorted.slice(0, budget);
  const nameWidth = columnWidth(candidates, (base) => base.base, nameLimit(width));
  const addressWidth = width < roomForAddress ? 0 : columnWidth(candidates, (base) => base.ip, 39);
  const lines: Line[] = [];
  let shown = 0;
  for (const base of candidates) {
    const own = linesOf(base, { now, width, words, nameWidth, addressWidth });
    // One line stays free for the counts, unless this is the last base.
    const room = budget - lines.length - (shown + 1 < sorted.length ? 1 : 0);
    if (room < 1) break;
    lines.push(...own.slice(0, room));
    shown += 1;
  }
  const rest = sorted.slice(shown);
  return rest.length === 0
    ? lines
    : [...lines, fitLine([toned(`  ${words.rest(countsOf(rest))}`, 'dim')], width)];
}

interface Layout extends Omit<Room, 'budget'> {
  readonly nameWidth: number;
  readonly addressWidth: number;
}

function linesOf(base: ShownBase, { now, width, words, nameWidth, addressWidth }: Layout): Line[] {
  const row: Line = [
    `  ${pad(base.base, nameWidth)}  `,
    addressWidth > 0 ? `${pad(base.ip, addressWidth)}  ` : '',
    toned(pad(words.states[base.state], 10), stateTones[base.state]),
    `  ${pad(formatAge(now - base.since), 6)}`,
  ];
  const { cause, next } = base;
  const under: Line[] = [];
  let first: Line = row;
  if (cause !== undefined) {
    const beside: Line = [...row, `  ${cause}`];
    if (lineWidth(beside) <= width) first = beside;
    else under.push(`    ${cause}`);
  }
  if (next !== undefined) under.push([toned(`    → ${next}`, 'dim')]);
  return [first, ...under].map((line) => fitLine(line, width));
}

/** On a narrow terminal the name gets all that state and age leave. */
function nameLimit(width: number): number {
  return width < roomForAddress ? Math.max(4, width - 22) : Math.floor(width * 0.4);
}

function columnWidth(
  bases: readonly ShownBase[],
  text: (base: ShownBase) => string,
  most: number,
): number {
  return Math.min(most, Math.max(...bases.map((base) => textWidth(text(base)))));
}

function byUrgency(a: ShownBase, b: ShownBase): number {
  return (
    urgency.indexOf(a.state) - urgency.indexOf(b.state) ||
    a.since - b.since ||
    (a.base < b.base ? -1 : 1)
  );
}

function countsOf(bases: readonly ShownBase[]): (readonly [BaseState, number])[] {
  const counts = new Map<BaseState, number>();
  for (const { state } of bases) counts.set(state, (counts.get(state) ?? 0) + 1);
  return urgency.flatMap((state) => {
    const count = counts.get(state);
    return count === undefined ? [] : [[state, count] as const];
  });
}
