/** What is said of something, and how to mend it. */
export interface Told {
  readonly text: string;
  readonly fix?: string;
}

export function told(text: string, fix?: string): Told {
  return fix === undefined ? { text } : { text, fix };
}
