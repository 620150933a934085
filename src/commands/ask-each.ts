import { messagesOf } from '../messages/messages.ts';
import type { Base } from '../modules/base.ts';
import { addressOf } from '../modules/vnodes.ts';
import { each } from '../rollout/each.ts';
import type { Cluster, Bases } from '../world.ts';
import { throughOwnPods } from './own-pods.ts';
import { Patience } from './patience.ts';
import type { World } from './world.ts';

/** Many enough that some dozens of bases that say nothing until their time-out hold nobody up. */
const atOnce = 128;
/** Where even bases that answer took longer, ms, the silence of others may be this machine's own load. */
const slowMs = 1_000;
const atOnceAgain = 16;
/** Whoever waits longer is told how far it is, ms. */
const patienceMs = 1_000;
const showEveryMs = 200;

/** What bases are asked through. */
export interface Door {
  readonly cluster: Cluster;
  readonly bases: Bases;
}

/** A base as it was reached, and what came of it; `got` is undefined where it has no address. */
export interface Reached<T> {
  readonly base: Base;
  readonly got: T | undefined;
}

export interface Question<T> {
  readonly ask: (base: Base, signal: AbortSignal) => Promise<T>;
  readonly isAnswer: (got: T) => boolean;
}

/**
 * Asks all of them by Arklet. A vnode that gives no answer, and on which no pod lies that is a way
 * through the API server, is asked by the base's own pod, where that is found.
 */
export async function askByAnyWay<T>(
  world: World,
  { cluster }: Pick<Door, 'cluster'>,
  all: readonly Base[],
  question: Question<T>,
): Promise<Reached<T>[]> {
  const first = await askEach(world, all, question);
  const silent = first
    .filter(({ got }) => got === undefined || !question.isAnswer(got))
    .map(({ base }) => base)
    .filter((base) => base.world === 'v2' && base.via === undefined);
  const found = silent.length === 0 ? [] : await throughOwnPods(cluster, silent);
  if (found.length === 0) return first;
  const again = await askEach(world, found, question);
  const byId = new Map(again.map((one) => [one.base.id, one]));
  return first.map((one) => byId.get(one.base.id) ?? one);
}

/** Each once, in their order, and one Arklet once, however many nodes lead to it. */
export async function askEach<T>(
  world: World,
  all: readonly Base[],
  question: Question<T>,
): Promise<Reached<T>[]> {
  const answers = await askAddresses(world, all, question);
  return all.map((base) => ({ base, got: answers.get(addressOf(base)) }));
}

/** By address. Bases without one are not asked. */
async function askAddresses<T>(
  world: World,
  all: readonly Base[],
  { ask, isAnswer }: Question<T>,
): Promise<Map<string, T>> {
  const there = new Map<string, Base>();
  for (const base of all.filter(({ ip }) => ip !== '')) {
    const address = addressOf(base);
    // Of several nodes of one Arklet the one with a way through the API server.
    if (there.get(address)?.via === undefined) there.set(address, base);
  }
  const answers = new Map<string, T>();
  const watcher = progressOf(world, there.size);
  const patience = new Patience(world.clock, world.signal);
  const askOne = async (base: Base, endless: boolean): Promise<void> => {
    if (world.signal.aborted) return;
    const waiting = patience.begin(endless);
    const got = await ask(base, waiting.signal);
    waiting.end(isAnswer(got));
    answers.set(addressOf(base), got);
    watcher.tell(answers.size);
  };
  try {
    await each([...there.values()], atOnce, (base) => askOne(base, false));
    if (patience.slowestMs > slowMs) {
      const silent = [...there.values()].filter((base) => {
        const got = answers.get(addressOf(base));
        return got !== undefined && !isAnswer(got);
      });
      await each(silent, atOnceAgain, (base) => askOne(base, true));
    }
  } finally {
    watcher.end();
    patience.end();
  }
  world.signal.throwIfAborted();
  return answers;
}

/** `asked 640 of 1000 bases`, once it takes long and while somebody looks on. */
function progressOf(
  { reporter, clock, language }: World,
  of: number,
): { tell(done: number): void; end(): void } {
  const words = messagesOf(language).live.asked;
  const startedAt = clock.now();
  let shownAt: number | undefined;
  return {
    tell(done) {
      const now = clock.now();
      if (now - startedAt < patienceMs || now - (shownAt ?? 0) < showEveryMs) return;
      shownAt = now;
      reporter.progress?.(words(done, of));
    },
    end() {
      if (shownAt !== undefined) reporter.progress?.(undefined);
    },
  };
}
