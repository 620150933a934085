import { FakeStream } from './fake-stream.ts';
import { textWidth } from '../../../src/terminal/text/width.ts';

/**
 * A terminal that shows what a person would see: it wraps at its width, keeps
 * a scrollback, and knows the few sequences that the live view uses. Anything
 * else that it is sent is an error.
 */
export class VirtualTerminal extends FakeStream {
  /** All lines since the start, the scrollback first. */
  private lines: string[] = [''];
  private row = 0;
  private column = 0;
  /** Lines above this one have scrolled off and can't be reached any more. */
  private top = 0;

  constructor(columns: number, rows: number) {
    super({ columns, rows });
  }

  override _write(chunk: string | Buffer, encoding: string, done: () => void): void {
    const text = chunk.toString();

    for (const part of text.match(/\u001B\[[0-9;]*[A-Za-z]|\n|[^\u001B\n]+|\u001B/g) ?? []) {
      if (part.startsWith('\u001B')) this.control(part);
      else if (part === '\n') this.newLine();
      else for (const character of part) this.put(character);
    }
    super._write(chunk, encoding, done);
  }

  /** What is on the screen and above it, without the empty last line. */
  screen(): string {
    return `\n${this.lines.map((line) => `${line.trimEnd()}\n`).join('')}`.replace(/\n\n$/, '\n');
  }

  /** A window made narrower wraps the lines that stand on it, as most terminals do. */
  resize(columns: number, rows = this.rows ?? 24): void {
    const wrapped = this.lines.map((line) => wrap(line, columns));
    this.row = wrapped.slice(0, this.row).reduce((sum, parts) => sum + parts.length, 0);
    this.lines = wrapped.flat();
    this.columns = columns;
    this.rows = rows;
    this.top = Math.max(0, this.lines.length - rows);
    this.emit('resize');
  }

  private control(sequence: string): void {
    const count = Number(sequence.slice(2, -1) || '1');
    if (sequence.endsWith('A')) this.row = Math.max(this.top, this.row - count);
    else if (sequence.endsWith('G')) this.column = count - 1;
    else if (sequence === '\u001B[0J') this.clearDown();
    else throw new Error(`unexpected ${JSON.stringify(sequence)}`);
  }

  private clearDown(): void {
    this.lines.length = this.row + 1;
    this.lines[this.row] = (this.lines[this.row] ?? '').slice(0, this.column);
  }

  private newLine(): void {
    this.row += 1;
    this.column = 0;
    this.lines[this.row] ??= '';
    this.top = Math.max(this.top, this.row - (this.rows ?? 24) + 1);
  }

  private put(character: string): void {
    const width = textWidth(character);
    if (this.column + width > (this.columns ?? 80)) this.newLine();
    const line = (this.lines[this.row] ?? '').padEnd(this.column);
    this.lines[this.row] = line.slice(0, this.column) + character + line.slice(this.column + width);
    this.column += width;
  }
}

function wrap(line: string, columns: number): string[] {
  const parts: string[] = [];
  for (let rest = line; ; rest = rest.slice(columns)) {
    parts.push(rest.slice(0, columns));
    if (rest.length <= columns) return parts;
  }
}
