import { createPaint } from '../../../src/terminal/text/color.ts';
import { paintLine } from '../../../src/terminal/text/line.ts';
import { textWidth } from '../../../src/terminal/text/width.ts';
import type { Line } from '../../../src/world.ts';

const plain = createPaint(0);

/** What a screen shows of the lines, with a line break before so that it reads well in a test. */
export function screen(lines: readonly Line[]): string {
  return `\n${lines.map((line) => `${paintLine(line, plain)}\n`).join('')}`;
}

export function widest(lines: readonly Line[]): number {
  return Math.max(...lines.map((line) => textWidth(paintLine(line, plain))));
}

/** Lines with the tones spelled out: `<bad>doomed</bad>`. */
export function tonedScreen(lines: readonly Line[]): string {
  const mark = (text: string, tone: string | undefined): string =>
    tone === undefined || text === '' ? text : `<${tone}>${text}</${tone}>`;
  return `\n${lines.map((line) => `${paintLine(line, mark)}\n`).join('')}`;
}
