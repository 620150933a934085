/** What is wrong with a base; every one may be limited to some commands (all when absent). */
export interface Faults {
  /** Answers late; the command itself runs at once. Milliseconds of real time. */
  slow: (Only & { ms: number }) | undefined;
  /** Answers FAILED without doing anything. */
  reject: (Only & { message: string }) | undefined;
  /** Takes the request and never answers, nor does anything. */
  hang: Only | undefined;
  /** Does the work, then closes the connection without an answer. */
  cut: Only | undefined;
  /** Does the work and answers something that is not JSON. */
  garbage: Only | undefined;
  /** queryAllBiz calls everything activated, and lists `also` beside it. */
  lie: { also: { bizName: string; bizVersion: string }[] } | undefined;
}

export interface Only {
  only?: readonly string[] | undefined;
}

export const noFaults = (): Faults => ({
  slow: undefined,
  reject: undefined,
  hang: undefined,
  cut: undefined,
  garbage: undefined,
  lie: undefined,
});

/** The fault where it is set and concerns this command. */
export function strikes<T extends Only>(fault: T | undefined, command: string): T | undefined {
  return fault && (fault.only?.includes(command) ?? true) ? fault : undefined;
}
