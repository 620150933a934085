import type { Line, Tone } from '../../world.ts';
import { cleanText } from './clean.ts';
import { fit, textWidth } from './width.ts';

export interface Span {
  readonly text: string;
  readonly tone: Tone | undefined;
}

/** Colours a piece of text, or leaves it alone where colours are off. */
export type Paint = (text: string, tone: Tone | undefined) => string;

export function spans(line: Line): Span[] {
  const parts = typeof line === 'string' ? [line] : line;
  return parts.map((part) =>
    typeof part === 'string' ? { text: part, tone: undefined } : { ...part },
  );
}

/** A line from text and tone, without the noise of an absent tone. */
export function toned(text: string, tone: Tone | undefined): string | { text: string; tone: Tone } {
  return tone === undefined ? text : { text, tone };
}

export function lineText(line: Line): string {
  return spans(line)
    .map((span) => span.text)
    .join('');
}

export function lineWidth(line: Line): number {
  return textWidth(lineText(line));
}

/** The line cut to `width` columns, keeping its tones. */
export function fitLine(line: Line, width: number): Line {
  if (lineWidth(line) <= width) return line;
  const kept: (string | { text: string; tone: Tone })[] = [];
  let room = width;
  for (const span of spans(line)) {
    const own = textWidth(span.text);
    // A span that just fills the room still needs the `…` when more follows it.
    const text = own < room ? span.text : fit(`${span.text}  `, room);
    kept.push(toned(text, span.tone));
    room -= own;
    if (room <= 0) break;
  }
  return kept;
}

/** The one way from a line to what is written: cleaned, then coloured. */
export function paintLine(line: Line, paint: Paint): string {
  return spans(line)
    .map((span) => paint(cleanText(span.text), span.tone))
    .join('')
    .trimEnd();
}
