import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shrink, tableLines } from '../../../src/terminal/table.ts';
import { createPaint } from '../../../src/terminal/text/color.ts';
import { textWidth } from '../../../src/terminal/text/width.ts';
import type { Listing } from '../../../src/world.ts';

const paint = createPaint(0);

function listing(rows: readonly (readonly string[])[], titles: readonly string[]): Listing {
  return {
    kind: 'ModuleList',
    columns: titles.map((title, index) => ({
      title,
      value: (item) => (item['cells'] as string[])[index] ?? '',
    })),
    items: rows.map((cells) => ({ cells })),
    empty: 'nothing',
    name: (item) => (item['cells'] as string[])[0] ?? '',
  };
}

const cell = fc.string({
  unit: fc.constantFrom(...Array.from('abc-上海京😀\u001B[m\u202E\n')),
  maxLength: 20,
});
const rows = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 8 });
const titles = ['NAME', 'VERSION', 'STATE'];

describe('tableLines', () => {
  it('looks the same however long it is: cli-table3 and the padded rows agree', () => {
    fc.assert(
      fc.property(rows, fc.option(fc.integer({ min: 30, max: 80 })), (cells, columns) => {
        const options = { wide: false, width: columns ?? undefined, paint };
        const short = tableLines(listing(cells, titles), options);
        const repeated = Array.from(
          { length: 600 },
          (_, index) => cells[index % cells.length] ?? [],
        );
        const long = tableLines(listing(repeated, titles), options);
        expect(long.slice(0, short.length)).toEqual(short);
      }),
      { numRuns: 50 },
    );
  });

  it('fits a terminal and is never cut in a pipe', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 30, max: 80 }), (cells, columns) => {
        const fitted = tableLines(listing(cells, titles), { wide: false, width: columns, paint });
        expect(Math.max(...fitted.map(textWidth))).toBeLessThanOrEqual(columns);
        const piped = tableLines(listing(cells, titles), { wide: false, width: undefined, paint });
        expect(piped.join('')).not.toContain('…');
      }),
    );
  });

  it('lays out 50,000 rows in well under the time that cli-table3 would need', () => {
    const many = Array.from({ length: 50_000 }, (_, i) => [`vnode.${i}.上海`, '1.0.2', 'active']);
    const began = performance.now();
    expect(tableLines(listing(many, titles), { wide: false, width: 80, paint })).toHaveLength(
      50_001,
    );
    expect(performance.now() - began).toBeLessThan(10_000);
  }, 60_000);
});

describe('shrink', () => {
  it('never widens, and fits unless even the narrowest would not', () => {
    const widths = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(widths, fc.integer({ min: 10, max: 200 }), (natural, width) => {
        const shrunk = shrink(natural, width);
        shrunk.forEach((own, index) => {
          expect(own).toBeLessThanOrEqual(natural[index] ?? 0);
        });
        const gaps = 3 * (natural.length - 1);
        const least = natural.reduce((sum, own) => sum + Math.min(own, 6), gaps);
        const total = shrunk.reduce((sum, own) => sum + own, gaps);
        if (least <= width) expect(total).toBeLessThanOrEqual(width);
        else expect(shrunk).toEqual(natural);
      }),
    );
  });
});
