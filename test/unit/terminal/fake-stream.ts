import { PassThrough, Writable } from 'node:stream';

/** A terminal or a pipe that keeps what is written to it. */
export class FakeStream extends Writable {
  text = '';
  isTTY: boolean | undefined;
  columns: number | undefined;
  rows: number | undefined;

  constructor(tty?: { columns?: number; rows?: number }) {
    super({ decodeStrings: false });
    this.isTTY = tty === undefined ? undefined : true;
    this.columns = tty?.columns;
    this.rows = tty?.rows;
  }

  override _write(chunk: string | Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** A keyboard: `type` what a person would. */
export class FakeKeyboard extends PassThrough {
  readonly isTTY = true;
  isRaw = false;

  setRawMode(raw: boolean): this {
    this.isRaw = raw;
    return this;
  }
}
