import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitLine, lineText, lineWidth } from '../../../src/terminal/text/line.ts';
import { fit, pad, textWidth } from '../../../src/terminal/text/width.ts';
import type { Line, Tone } from '../../../src/world.ts';

const text = fc.string({ unit: fc.constantFrom(...Array.from('ab中文ｆ한あ😀é'), 'e\u0301', '…') });
const width = fc.integer({ min: 0, max: 30 });
const line: fc.Arbitrary<Line> = fc.array(
  fc.oneof(text, fc.record({ text, tone: fc.constantFrom<Tone>('good', 'bad') })),
);

describe('textWidth', () => {
  it.each([
    ['abc', 3],
    ['上海', 4],
    ['ｆｕｌｌ', 8],
    ['한글', 4],
    ['かな', 4],
    ['é', 1],
    ['e\u0301', 1],
    ['😀', 2],
    ['…→', 2],
    ['𠮷', 2],
    ['', 0],
  ])('%s', (sample, columns) => {
    expect(textWidth(sample)).toBe(columns);
  });
});

describe('fit and pad', () => {
  it('fit never exceeds the width and leaves alone what fits', () => {
    fc.assert(
      fc.property(text, width, (sample, columns) => {
        const fitted = fit(sample, columns);
        expect(textWidth(fitted)).toBeLessThanOrEqual(columns);
        if (textWidth(sample) <= columns) expect(fitted).toBe(sample);
      }),
    );
  });

  it('pad fills exactly', () => {
    fc.assert(
      fc.property(text, width, (sample, columns) => {
        expect(textWidth(pad(sample, columns))).toBe(columns);
      }),
    );
  });

  it('never cuts a wide character in half', () => {
    expect(fit('上海北京', 6)).toBe('上海…');
    expect(fit('上海北京', 5)).toBe('上海…');
    expect(fit('上海北京', 4)).toBe('上…');
  });
});

describe('fitLine', () => {
  it('cuts like fit does, whatever the spans', () => {
    fc.assert(
      fc.property(line, width, (sample, columns) => {
        expect(lineWidth(fitLine(sample, columns))).toBeLessThanOrEqual(columns);
        expect(lineText(fitLine(sample, columns))).toBe(fit(lineText(sample), columns));
      }),
    );
  });
});
