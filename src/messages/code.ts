/** What a code means, and what to do about it. */
export interface CodeText {
  readonly meaning: string;
  readonly advice: string;
}

export function code(meaning: string, advice: string): CodeText {
  return { meaning, advice };
}
