const QUOTE = 0x22;
const BACKSLASH = 0x5c;
// Brackets and braces are 0x20 apart: one comparison does for both.
const APART = 0x20;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/**
 * Collects an answer until its first JSON object or array is whole. Arklet gives no length, may
 * leave the connection open, and after an unknown command sends a second answer behind the first.
 */
export class FirstJson {
  #bytes = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #begun = false;
  #kept: Buffer[] = [];

  /** Bytes so far. */
  get length(): number {
    return this.#bytes;
  }

  /** Takes the next bytes; true once the value is whole. */
  take(chunk: Buffer): boolean {
    const end = this.#endIn(chunk);
    const part = end === undefined ? chunk : chunk.subarray(0, end);
    this.#kept.push(part);
    this.#bytes += part.length;
    return end !== undefined;
  }

  /** Everything up to the end of the value, or all there was. */
  text(): string {
    return Buffer.concat(this.#kept).toString('utf8');
  }

  #endIn(chunk: Buffer): number | undefined {
    for (let index = 0; index < chunk.length; index += 1) {
      const byte = chunk[index] ?? 0;
      if (!this.#begun && byte <= 0x20) continue;
      // Whatever begins otherwise is no object: keep all of it for the message.
      if (!this.#begun && (byte | APART) !== OPEN) this.#depth = Infinity;
      this.#begun = true;
      if (this.#closesWith(byte)) return index + 1;
    }
    return undefined;
  }

  #closesWith(byte: number): boolean {
    if (this.#escaped) this.#escaped = false;
    else if (this.#inString && byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) this.#inString = !this.#inString;
    else if (this.#inString) return false;
    else if ((byte | APART) === OPEN) this.#depth += 1;
    else if ((byte | APART) === CLOSE) this.#depth -= 1;
    return this.#depth === 0;
  }
}
