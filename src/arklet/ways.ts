import { Fault } from '../fault.ts';
import { monotonicMs } from '../monotonic.ts';
import { seconds } from '../no-answer-text.ts';
import type { BaseAddress, Cluster } from '../world.ts';
import { postDirectly } from './direct-post.ts';
import { NoAnswer } from './no-answer.ts';

export type Mode = 'auto' | 'direct' | 'proxy';

export interface Call {
  readonly command: string;
  readonly body: string;
  readonly timeoutMs: number;
  /** Asking twice does no harm. */
  readonly harmless: boolean;
  /** Gives it up, whichever way it goes. */
  readonly signal?: AbortSignal | undefined;
}

export type Post = (base: BaseAddress, call: Call) => Promise<string>;

type Way = 'direct' | 'proxy';

// A pod's address that is reachable at all answers within milliseconds; where it isn't, most
// networks say nothing.
const FIRST_CONNECT_MS = 1_500;

/**
 * How bases are reached. `auto`: directly, and where the network fails through the API server's pod
 * proxy; the way that worked is kept for each base and tried first for bases not asked yet.
 */
export function openWays(mode: Mode, proxyPost: Cluster['proxyPost'] | undefined): Post {
  const proven = new Map<string, Way>();
  let lately: Way = 'direct';
  let answeredDirectly = false;

  async function go(way: Way, base: BaseAddress, call: Call, connectMs: number) {
    const answer =
      way === 'direct'
        ? await postDirectly({ ip: base.ip, port: base.port, ...call, connectMs })
        : await postThroughProxy(proxyPost, base, call);
    proven.set(base.id, way);
    answeredDirectly ||= way === 'direct';
    lately = way;
    return answer;
  }

  return async (base, call) => {
    if (mode !== 'auto') return go(mode, base, call, call.timeoutMs);
    if (base.via === undefined || proxyPost === undefined) {
      return go('direct', base, call, call.timeoutMs);
    }
    const known = proven.get(base.id);
    const first = known ?? lately;
    const second = first === 'direct' ? 'proxy' : 'direct';
    const connectMs = Math.min(call.timeoutMs, FIRST_CONNECT_MS);
    try {
      return await go(first, base, call, connectMs);
    } catch (error) {
      if (!(error instanceof NoAnswer) || !worthAnother(error, call, known !== undefined)) {
        throw error;
      }
      // Where others answer at their addresses, one that refuses there is believed.
      if (error.refused && answeredDirectly) throw error;
      return await go(second, base, call, connectMs).catch((other: unknown) => {
        if (!(other instanceof NoAnswer)) throw other;
        const [direct, proxied] = first === 'direct' ? [error, other] : [other, error];
        const why = `${direct.message}; through the API server: ${proxied.message}`;
        throw new NoAnswer(why, true, error.reached || other.reached);
      });
    }
  };
}

/** A command that the base may have taken is never sent again by the other way. */
function worthAnother(error: NoAnswer, call: Call, proven: boolean): boolean {
  if (!error.network || call.signal?.aborted === true) return false;
  // A base that hangs would only hang again.
  return error.reached ? call.harmless && !proven : true;
}

async function postThroughProxy(
  proxyPost: Cluster['proxyPost'] | undefined,
  { via }: BaseAddress,
  { command, body, timeoutMs, signal }: Call,
): Promise<string> {
  if (via === undefined || proxyPost === undefined) {
    throw new NoAnswer('no pod is known to ask it through the API server', true, false);
  }
  const startedAt = monotonicMs();
  try {
    return await proxyPost(via, `/${command}`, body, timeoutMs, signal);
  } catch (error) {
    if (signal?.aborted === true) {
      throw new NoAnswer(`no answer within ${seconds(monotonicMs() - startedAt)}`, true, true);
    }
    if (!(error instanceof Fault)) throw error;
    throw new NoAnswer(error.message, !error.message.startsWith('answered '), true);
  }
}
