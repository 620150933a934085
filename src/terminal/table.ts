import { createRequire } from 'node:module';
import type Table from 'cli-table3';
import type { Listing, Tone } from '../world.ts';
import { cleanText } from './text/clean.ts';
import type { Paint } from './text/line.ts';
import { fit, pad, textWidth } from './text/width.ts';

const require = createRequire(import.meta.url);

const gap = '   ';
const narrowest = 6;

/**
 * cli-table3 looks for spanning cells in quadratic time: 8,000 rows took two
 * seconds, and 50 rows a third of a whole `koupctl modules`; to load it takes
 * 12 ms. Longer tables, and those that no person waits for, are padded here.
 */
const longest = 10;

export interface TableOptions {
  readonly wide: boolean;
  /** Columns of the terminal; undefined: never cut. */
  readonly width: number | undefined;
  readonly paint: Paint;
}

interface Cell {
  readonly text: string;
  readonly width: number;
  readonly tone: Tone | undefined;
}

/** kubectl's look: no borders, upper-case titles, columns three spaces apart. */
export function tableLines(listing: Listing, { wide, width, paint }: TableOptions): string[] {
  const columns = listing.columns.filter((column) => wide || column.wide !== true);
  const inTone = once((tone: Tone | undefined) => once((raw: string) => cell(raw, tone)));
  const rows = [
    columns.map((column) => inTone(undefined)(column.title)),
    ...listing.items.map((item) =>
      columns.map((column) => inTone(column.tone?.(item))(column.value(item))),
    ),
  ];
  const natural = columns.map((_, index) =>
    rows.reduce((widest, row) => Math.max(widest, row[index]?.width ?? 0), 0),
  );
  const widths = width === undefined ? natural : shrink(natural, width);
  return rows.length > longest || width === undefined
    ? padded(rows, widths, paint)
    : drawn(rows, widths, paint);
}

/** What stands in one row stands in many others: each text is looked at once. */
function once<In, Out>(make: (from: In) => Out): (from: In) => Out {
  const made = new Map<In, Out>();
  return (from) => {
    const known = made.get(from);
    if (known !== undefined) return known;
    const fresh = make(from);
    made.set(from, fresh);
    return fresh;
  };
}

function cell(raw: string, tone: Tone | undefined): Cell {
  const text = cleanText(raw);
  return { text, width: textWidth(text), tone };
}

/**
 * Takes from the widest columns until the table fits; from the first, which
 * says what the row is about, only when the others can't give enough. Where
 * even six columns each are too many, nothing is cut: a wrapped line still
 * says everything.
 */
export function shrink(natural: readonly number[], width: number): number[] {
  const room = width - gap.length * (natural.length - 1);
  if (narrowestTotal(natural, narrowest) > room) return [...natural];
  const [first = 0, ...others] = natural;
  const left = room - first;
  return first <= width / 2 && narrowestTotal(others, 2 * narrowest) <= left
    ? [first, ...level(others, left)]
    : level(natural, room);
}

function narrowestTotal(widths: readonly number[], cap: number): number {
  return widths.reduce((sum, own) => sum + Math.min(own, cap), 0);
}

/** Cuts all columns to one width, the largest that fits; what rounding left goes to the left. */
function level(natural: readonly number[], room: number): number[] {
  let cap = Math.max(...natural, 0);
  while (narrowestTotal(natural, cap) > room) cap -= 1;
  let spare = room - narrowestTotal(natural, cap);
  return natural.map((own) => {
    if (own <= cap || spare <= 0) return Math.min(own, cap);
    spare -= 1;
    return cap + 1;
  });
}

function padded(rows: readonly Cell[][], widths: readonly number[], paint: Paint): string[] {
  const inColumn = widths.map((room) => once((one: Cell) => paddedCell(one, room, paint)));
  return rows.map((row) =>
    row
      .map((one, index) => inColumn[index]?.(one) ?? '')
      .join(gap)
      .trimEnd(),
  );
}

function paddedCell({ text, width, tone }: Cell, room: number, paint: Paint): string {
  if (width <= room) return paint(text, tone) + ' '.repeat(room - width);
  const shown = fit(text, room);
  return paint(shown, tone) + ' '.repeat(Math.max(0, room - textWidth(shown)));
}

function drawn(rows: readonly Cell[][], widths: readonly number[], paint: Paint): string[] {
  const CliTable = require('cli-table3') as typeof Table;
  const table = new CliTable({
    chars: { ...noBorders, middle: gap },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  rows.forEach((row, at) => {
    table.push(
      row.map(({ text, tone }, index) => {
        const width = widths[index] ?? 0;
        // Filled titles give every column its width, also where a wide character did not fit.
        return at === 0 ? pad(text, width) : paint(fit(text, width), tone);
      }),
    );
  });
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}

const noBorders = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
};
