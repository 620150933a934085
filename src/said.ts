import type { Fault } from './fault.ts';
import type { Language } from './world.ts';

/** A sentence of our own: English, and the same in another language where that is asked for. */
export class Said {
  readonly #words: (language: Language) => string;

  constructor(words: (language: Language) => string) {
    this.#words = words;
  }

  in(language: Language): string {
    return this.#words(language);
  }

  toString(): string {
    return this.in('en');
  }

  /** What machines read is English. */
  toJSON(): string {
    return this.in('en');
  }
}

/** A sentence of our own; or a name, a command, a text of another component, which stay as they are. */
export type Text = string | Said;

export function textIn(text: Text, language: Language): string {
  return typeof text === 'string' ? text : text.in(language);
}

/** What a Fault says, for what is made of it. */
export function textsOf(fault: Fault): {
  readonly message: Text;
  readonly fix: Text | undefined;
  readonly details: readonly Text[];
} {
  const { fix, details } = fault;
  return {
    message: new Said((language) => fault.in(language).message),
    fix: fix === undefined ? undefined : new Said((language) => fault.in(language).fix ?? fix),
    details: details.map(
      (detail, index) => new Said((language) => fault.in(language).details[index] ?? detail),
    ),
  };
}
