/** Why a base gave no usable answer, in a few words for a table cell. */
export class NoAnswer extends Error {
  /** The network failed, rather than what answered. */
  readonly network: boolean;
  /** Whether the base may have taken the command: false only where that is certain. */
  readonly reached: boolean;
  /** There is a machine at the address, and nobody listens. */
  readonly refused: boolean;

  constructor(why: string, network: boolean, reached: boolean, refused = false) {
    super(why);
    this.refused = refused;
    this.name = 'NoAnswer';
    this.network = network;
    this.reached = reached;
  }
}

/** The first 80 characters, on one line. */
export function beginning(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return line === '' ? '(nothing)' : line.slice(0, 80);
}
