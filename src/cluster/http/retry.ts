import { setTimeout as delay } from 'node:timers/promises';
import { isFieldError } from './field-errors.ts';
import { NetworkTrouble, type Reply } from './transport.ts';
import { monotonicMs } from '../../monotonic.ts';

/**
 * `read` may be sent again at will (dry runs too); `write` only where the server certainly has not
 * taken it up.
 */
export type Repeatable = 'read' | 'write';

export interface Patience {
  /** For how long, in ms, troubles that may pass are waited out. */
  readonly totalMs: number;
  /** The first pause, in ms; each one doubles, with jitter. */
  readonly firstMs: number;
}

/** What an attempt came to. */
export type Attempt = { readonly reply: Reply } | { readonly trouble: NetworkTrouble };

export interface Tried {
  readonly repeatable: Repeatable;
  /** Attempts so far, this one included. */
  readonly count: number;
  readonly elapsedMs: number;
  /** Whether this server has ever answered: a wrong address is told at once. */
  readonly answeredBefore: boolean;
}

const LONGEST_PAUSE_MS = 3_000;
const passingStatus = new Set([429, 500, 502, 503, 504]);
const neverReached = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'ECONNRESET',
]);
const brokenOff = new Set(['ECONNRESET', 'EPIPE', 'TIMEOUT', 'ETIMEDOUT']);

/** How long to pause before the next attempt, in ms; undefined: this answer stands. */
export function pauseBefore(
  attempt: Attempt,
  tried: Tried,
  patience: Patience,
  random: () => number,
): number | undefined {
  const asked = 'reply' in attempt ? attempt.reply.retryAfter : undefined;
  if (!mayPass(attempt, tried)) return undefined;
  const doubled = Math.min(patience.firstMs * 2 ** (tried.count - 1), LONGEST_PAUSE_MS);
  const pause = Math.max(asked ?? 0, doubled * (0.5 + random() / 2));
  return tried.elapsedMs + pause > patience.totalMs ? undefined : pause;
}

function mayPass(attempt: Attempt, { repeatable, answeredBefore, count }: Tried): boolean {
  if ('reply' in attempt) {
    const { status, retryAfter, body } = attempt.reply;
    if (status === 429) {
      // A disruption budget answers 429 too: that is for the caller, who may have to hold.
      if (body.includes('"DisruptionBudget"')) return false;
      return repeatable === 'read' || retryAfter !== undefined;
    }
    // A 500 is as often a broken webhook, which stays, as a change of etcd's leader, which passes.
    if (status === 500 && (count >= 3 || isFieldError(body))) return false;
    return repeatable === 'read' && passingStatus.has(status);
  }
  const { code, sent } = attempt.trouble;
  if (!sent) return (answeredBefore || code === 'ECONNRESET') && neverReached.has(code);
  return repeatable === 'read' && brokenOff.has(code);
}

/** Sends until there is an answer that stands; the trouble of the last attempt is thrown. */
export async function withRetry(
  send: () => Promise<Reply>,
  situation: { repeatable: Repeatable; answeredBefore: () => boolean; signal?: AbortSignal },
  patience: Patience,
): Promise<Reply> {
  const start = monotonicMs();
  for (let count = 1; ; count += 1) {
    const attempt: Attempt = await send().then(
      (reply) => ({ reply }),
      (error: unknown) => {
        if (error instanceof NetworkTrouble) return { trouble: error };
        throw error;
      },
    );
    const tried = {
      repeatable: situation.repeatable,
      count,
      elapsedMs: monotonicMs() - start,
      answeredBefore: situation.answeredBefore(),
    };
    const pause = pauseBefore(attempt, tried, patience, Math.random);
    if (pause === undefined) {
      if ('reply' in attempt) return attempt.reply;
      throw attempt.trouble;
    }
    await delay(pause, undefined, situation.signal && { signal: situation.signal });
  }
}
