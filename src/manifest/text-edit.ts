/** Changes to a text by position. Everything between them stays byte for byte. */

export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Undefined where two of them touch the same characters; the same edit twice is one. */
export function withTextEdits(text: string, edits: readonly TextEdit[]): string | undefined {
  const unique = new Map(edits.map((edit) => [JSON.stringify(edit), edit]));
  // A stable sort: of two insertions at one place the inner one was found first.
  const sorted = [...unique.values()].sort((a, b) => a.start - b.start);
  let result = '';
  let at = 0;
  for (const { start, end, text: added } of sorted) {
    if (start < at) return undefined;
    result += text.slice(at, start) + added;
    at = end;
  }
  return result + text.slice(at);
}

/** Where the line of `offset` begins. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Where the line of `offset` ends, before its line break. */
export function lineEnd(text: string, offset: number): number {
  const next = text.indexOf('\n', offset);
  if (next === -1) return text.length;
  return text[next - 1] === '\r' && next > offset ? next - 1 : next;
}

/** Where the line after that of `offset` begins. */
export function nextLine(text: string, offset: number): number {
  const next = text.indexOf('\n', offset);
  return next === -1 ? text.length : next + 1;
}
