interface OutOfService {
  readonly count: number;
  readonly of: number;
  /** The batch that would be opened, and how many more it takes. */
  readonly next: number;
  readonly taken: number;
  /** What --max-unavailable comes to; undefined where it was not given. */
  readonly limit: string | undefined;
  readonly where: readonly string[];
}

const at = (batch: number, of: number) => `batch ${batch} of ${of}`;

/** How a rollout in batches ends, or stands. */
export const ends = {
  stopped: (what: string) => `stopped; ${what}`,
  after: (what: string, seconds: string, since: 'undo' | 'command') =>
    `${what}, ${seconds}s after ${since === 'undo' ? 'the undo began' : 'the command'}`,
  failed: (batch: number, of: number) =>
    `${at(batch, of)} can't become healthy; it stands held there`,
  timedOut: (batch: number, of: number) =>
    `${at(batch, of)} is not healthy after the time-out; it stands held there`,
  unavailable: (batch: number, of: number) =>
    `${at(batch, of)} is healthy, but too few modules would serve with the next one; it stands held there`,
  shut: (batch: number, of: number) =>
    `${at(batch, of)} is healthy, and no other may be opened now; it stands held there`,
  awaiting: (batch: number, of: number) =>
    `${at(batch, of)} is healthy; the next one waits for a confirmation`,
  held: (batch: number, of: number) => `held at ${at(batch, of)}, as asked`,
  leftAlone: (batch: number, of: number) =>
    `koupctl stopped at ${at(batch, of)} and touches it no more`,
  interrupted: (batch: number, of: number) =>
    `stopped; the rollout stands held at ${at(batch, of)}`,
  stillInstalling: 'bases of this batch may still be installing',
  untouched: 'stopped before the first change; nothing was written',
  undoInterrupted: 'stopped in the middle of the undo; what it began goes on',
  cutOff: (why: string, batch: number, of: number) =>
    `${why}; the rollout stands ${batch === 0 ? 'before its first batch' : `at ${at(batch, of)}`}`,
  mustHold: (batch: number, of: number, why: string) => `held at ${at(batch, of)}: ${why}`,
  undoStopped: (why: string) => `the undo stopped: ${why}`,
  pausedBy: (who: string, why: string | undefined) =>
    `paused by ${who}${why === undefined ? '' : `: ${why}`}`,
  outOfService: ({ count, of, next, taken, limit = 'not given', where }: OutOfService) => {
    const out = `${count} of ${of} ${of === 1 ? 'module is' : 'modules are'} out of service`;
    const more = taken > 0 ? `, batch ${next} takes ${taken} more` : '';
    const bases = where.length > 0 ? `: ${where.join(', ')}` : '';
    return `${out}${more}, --max-unavailable is ${limit}${bases}`;
  },
  lags: (what: string) => `Kubernetes lags: ${what}`,
  all: (what: readonly string[]) => what.join('; '),
  more: (count: number) => `and ${count} more`,
};

/** How a walk in steps ends, or stands; `doing` is what the steps do. */
export const walked = {
  stands: (doing: string, why: string) => `${doing} stands: ${why}`,
  cutOff: (why: string, doing: string, step: number, of: number) =>
    `${why}; ${doing} stands ${where(step, of)}`,
  shut: (doing: string, step: number, of: number) =>
    `${doing} stands ${where(step, of)}, which is proven; the next step may not be taken now`,
  awaiting: (doing: string, step: number, of: number) =>
    `${doing} stands ${where(step, of)}, which is proven; the next step waits for a confirmation`,
  failed: (doing: string, step: number, of: number) =>
    `${doing} can't be proven ${where(step, of)}`,
  'timed-out': (doing: string, step: number, of: number) =>
    `${doing} is not proven after the time-out ${where(step, of)}`,
  interrupted: (doing: string, step: number, of: number) =>
    `${doing} was interrupted ${where(step, of)}`,
  trouble: (where: string, cause: string, next: string | undefined) =>
    `${where}: ${cause}${next === undefined ? '' : ` → ${next}`}`,
  byKubernetes: (what: string) => `Kubernetes: ${what}`,
};

function where(step: number, of: number): string {
  return step === 0 ? 'before its first step' : `at step ${step} of ${of}`;
}
