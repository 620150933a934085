import readline from 'node:readline';
import type { Line } from '../../world.ts';
import type { Sink } from '../streams.ts';
import { cleanText } from '../text/clean.ts';
import { lineText, paintLine, type Paint } from '../text/line.ts';
import { textWidth } from '../text/width.ts';

/** Draws the lines for a terminal of this size. */
export type Frame = (width: number, height: number) => readonly Line[];

/** The bottom of a terminal, redrawn in place; everything else is written above it. */
export interface LiveScreen {
  /** Shows this frame from now on, at most five times a second. */
  show(frame: Frame): void;
  /** Runs `write`, which may print whole lines, with the frame out of the way. */
  above(write: () => void): void;
  /** Leaves the frame where it is and draws nothing until `resume`: a prompt is up. */
  suspend(): void;
  resume(): void;
  /** Draws the last frame for good. */
  settle(): void;
}

const redrawMs = 200;
const tickMs = 1000;

/** `now` in ms; timers never keep the process alive. */
export function createLiveScreen(sink: Sink, paint: Paint, now: () => number): LiveScreen {
  return new Screen(sink, paint, now);
}

class Screen implements LiveScreen {
  private readonly sink: Sink;
  private readonly paint: Paint;
  private readonly now: () => number;
  private frame: Frame | undefined;
  /** Widths of the lines now standing on the screen. */
  private drawn: readonly number[] = [];
  private drawnAt = -Infinity;
  /** The frame shows something that the screen does not. */
  private dirty = false;
  private redraw: NodeJS.Timeout | undefined;
  private ticker: NodeJS.Timeout | undefined;
  private stopListening: (() => void) | undefined;
  private suspended = false;
  private held: (() => void)[] = [];

  constructor(sink: Sink, paint: Paint, now: () => number) {
    this.sink = sink;
    this.paint = paint;
    this.now = now;
  }

  show(frame: Frame): void {
    this.frame = frame;
    this.dirty = true;
    this.ticker ??= setInterval(() => {
      this.tick();
    }, tickMs).unref();
    this.stopListening ??= this.sink.onResize(() => {
      this.tick();
    });
    this.schedule();
  }

  above(write: () => void): void {
    if (this.suspended) {
      this.held.push(write);
      return;
    }
    const stood = this.drawn.length > 0;
    this.erase();
    write();
    if (stood) this.draw();
  }

  suspend(): void {
    if (this.dirty || this.drawn.length > 0) this.draw();
    this.suspended = true;
    this.drawn = [];
  }

  resume(): void {
    this.suspended = false;
    const held = this.held;
    this.held = [];
    for (const write of held) write();
    // The frame above the question says the same until something happens.
    if (this.dirty) this.schedule();
  }

  settle(): void {
    if (this.suspended) this.resume();
    if (this.dirty || this.drawn.length > 0) this.draw();
    clearTimeout(this.redraw);
    clearInterval(this.ticker);
    this.stopListening?.();
    this.frame = undefined;
    this.redraw = undefined;
    this.ticker = undefined;
    this.stopListening = undefined;
    this.drawn = [];
  }

  /** Ages grow; but a frame that a question has left behind is not drawn again for that. */
  private tick(): void {
    if (this.drawn.length > 0) this.schedule();
  }

  private schedule(): void {
    if (this.suspended || this.redraw !== undefined || this.frame === undefined) return;
    // A clock that was set back must not freeze the view.
    const wait = Math.min(redrawMs, Math.max(0, this.drawnAt + redrawMs - this.now()));
    if (wait === 0) this.draw();
    else
      this.redraw = setTimeout(() => {
        this.draw();
      }, wait).unref();
  }

  private draw(): void {
    clearTimeout(this.redraw);
    this.redraw = undefined;
    if (this.suspended || this.frame === undefined || this.sink.closed()) return;
    // The last column and the last row stay free: filling them makes terminals wrap or scroll.
    const lines = this.frame(this.columns() - 1, (this.sink.height() ?? 24) - 1);
    this.sink.stream.cork();
    this.erase();
    this.sink.write(lines.map((line) => `${paintLine(line, this.paint)}\n`).join(''));
    this.sink.stream.uncork();
    this.drawn = lines.map((line) => textWidth(cleanText(lineText(line)).trimEnd()));
    this.drawnAt = this.now();
    this.dirty = false;
  }

  private erase(): void {
    if (this.drawn.length === 0 || this.sink.closed()) return;
    // A terminal that became narrower has wrapped the old lines.
    const columns = this.columns();
    const rows = this.drawn.reduce(
      (sum, width) => sum + Math.max(1, Math.ceil(width / columns)),
      0,
    );
    readline.moveCursor(this.sink.stream, 0, -rows);
    readline.cursorTo(this.sink.stream, 0);
    readline.clearScreenDown(this.sink.stream);
    this.drawn = [];
  }

  private columns(): number {
    return this.sink.width() ?? 80;
  }
}
