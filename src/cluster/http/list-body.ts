/** A list's own fields; its items are left out. */
export interface ListEnvelope {
  readonly items?: readonly [] | null;
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
}

const quote = 0x22;
const backslash = 0x5c;
const [openArray, closeArray, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Brackets around an item: the list's and those of `items`, the only array among a list's own fields. */
const aroundItem = 2;

/**
 * Reads a Kubernetes list while it is coming: the items that a part completes are parsed together
 * and handed to `take`, so that the list as a whole is never held. A parser for any JSON takes five
 * times as long as `JSON.parse`; this finds only where items end. Text that is not JSON: a
 * SyntaxError, from `push` or from `end`.
 */
export class ListBody {
  readonly #take: (item: unknown) => void;
  readonly #wholeUpTo: number;
  /** A short list is parsed as it is; what came of it so far. Undefined once it has become long. */
  #short: Buffer[] | undefined = [];
  #bytes = 0;
  #depth = 0;
  #inItems = false;
  /** In the part at hand: where what has not been dealt with begins, and where the last whole item ends. */
  #from = 0;
  #itemsEnd = 0;
  #inString = false;
  /** 1 after a part that ends in a backslash: the next byte belongs to it. */
  #skip = 0;
  /** What has come of an item that is not complete. */
  #carry: Buffer[] = [];
  /** The list without its items. */
  #envelope: Buffer[] = [];

  constructor(take: (item: unknown) => void, wholeUpTo = 1024 * 1024) {
    this.#take = take;
    this.#wholeUpTo = wholeUpTo;
  }

  push(part: Buffer): void {
    if (this.#short === undefined) {
      this.#pushLong(part);
      return;
    }
    this.#short.push(part);
    this.#bytes += part.length;
    if (this.#bytes <= this.#wholeUpTo) return;
    const long = Buffer.concat(this.#short);
    this.#short = undefined;
    this.#pushLong(long);
  }

  #pushLong(part: Buffer): void {
    this.#from = 0;
    this.#itemsEnd = 0;
    this.#scan(part);
    if (!this.#inItems) {
      this.#envelope.push(part.subarray(this.#from));
      return;
    }
    if (this.#itemsEnd > this.#from) this.#parse(part.subarray(this.#from, this.#itemsEnd));
    this.#carry.push(part.subarray(Math.max(this.#from, this.#itemsEnd)));
  }

  /** Every byte of a list passes here: plain loops over locals, strings skipped in one of their own. */
  #scan(part: Buffer): void {
    const { length } = part;
    let at = this.#skip;
    let depth = this.#depth;
    let inString = this.#inString;
    while (at < length) {
      let byte = part[at] ?? 0;
      if (inString) {
        while (byte !== quote && byte !== backslash && ++at < length) byte = part[at] ?? 0;
        if (at >= length) break;
        inString = byte === backslash;
        at += inString ? 2 : 1;
        continue;
      }
      if (byte === quote) {
        inString = true;
      } else if (byte === openObject || byte === openArray) {
        depth += 1;
        if (depth === aroundItem && byte === openArray) this.#enterItems(part, at + 1);
      } else if (byte === closeObject || byte === closeArray) {
        depth -= 1;
        if (depth === aroundItem) this.#itemsEnd = at + 1;
        else if (depth < aroundItem && this.#inItems) this.#leaveItems(part, at);
      }
      at += 1;
    }
    this.#skip = Math.max(0, at - length);
    this.#depth = depth;
    this.#inString = inString;
  }

  #enterItems(part: Buffer, at: number): void {
    this.#envelope.push(part.subarray(this.#from, at));
    this.#inItems = true;
    this.#from = at;
  }

  #leaveItems(part: Buffer, at: number): void {
    this.#parse(part.subarray(this.#from, at));
    this.#inItems = false;
    this.#from = at;
  }

  /** The list's own fields, once all has come. */
  end(): ListEnvelope {
    const text = Buffer.concat(this.#short ?? this.#envelope).toString('utf8');
    const { items, ...envelope } = JSON.parse(text) as { items?: unknown[] | null };
    if (this.#short !== undefined) for (const item of items ?? []) this.#take(item);
    return items === undefined ? envelope : { ...envelope, items: items && [] };
  }

  /** What came first, for a message about it. */
  beginning(): string {
    return Buffer.concat(this.#short ?? this.#envelope.slice(0, 1)).toString('utf8', 0, 1_000);
  }

  #parse(last: Buffer): void {
    const whole = Buffer.concat([...this.#carry, last]);
    this.#carry = [];
    const items = whole.toString('utf8', whole.indexOf(openObject));
    for (const item of JSON.parse(`[${items}]`) as unknown[]) this.#take(item);
  }
}
