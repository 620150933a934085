import { describe, expect, test } from 'vitest';
import { askBases } from '../../../src/commands/ask-bases.ts';
import { Patience } from '../../../src/commands/patience.ts';
import type { DirectWorld } from '../../../src/commands/world.ts';
import type { Answer, BaseAddress, Bases, BizInfo } from '../../../src/world.ts';
import { baseOf } from '../modules/live-site.ts';
import { stillCluster } from './still-cluster.ts';

/** A clock that moves by hand: whoever sleeps is woken at each move. */
class HandClock {
  ms = 0;
  #wake: () => void = () => undefined;

  now(): number {
    return this.ms;
  }

  sleep(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  async move(ms: number): Promise<void> {
    this.ms += ms;
    this.#wake();
    await new Promise(setImmediate);
  }
}

function setUp() {
  const clock = new HandClock();
  const stop = new AbortController();
  const patience = new Patience(clock, stop.signal);
  /** So many bases that each take so long. */
  const answer = async (count: number, ms: number): Promise<void> => {
    const waiting = Array.from({ length: count }, () => patience.begin(false));
    await clock.move(ms);
    for (const one of waiting) one.end(true);
  };
  return { clock, stop, patience, answer };
}

describe('silent bases', () => {
  test('are given up where many others answer at once', async () => {
    const { clock, patience, answer } = setUp();
    const silent = patience.begin(false);
    await answer(40, 20);
    await clock.move(1_200);
    expect(silent.signal.aborted).toBe(false);
    await clock.move(100);
    expect(silent.signal.aborted).toBe(true);
    patience.end();
  });

  test('are waited for longer where the others are slow', async () => {
    const { clock, patience, answer } = setUp();
    const silent = patience.begin(false);
    await answer(40, 1_000);
    await clock.move(900);
    expect(silent.signal.aborted).toBe(false);
    await clock.move(200);
    expect(silent.signal.aborted).toBe(true);
    patience.end();
  });

  test('have their whole time where few answer, and where they are asked again', async () => {
    const { clock, patience, answer } = setUp();
    const silent = patience.begin(false);
    const again = patience.begin(true);
    await answer(31, 20);
    await clock.move(60_000);
    expect(silent.signal.aborted).toBe(false);
    await answer(1, 20);
    await clock.move(60_000);
    expect([silent.signal.aborted, again.signal.aborted]).toEqual([true, false]);
    patience.end();
  });

  test('an answer in time ends the waiting; what gives no answer shows nothing of how quick others are', async () => {
    const { clock, patience, answer } = setUp();
    const refusing = patience.begin(false);
    const late = patience.begin(false);
    await answer(40, 20);
    await clock.move(900);
    refusing.end(false);
    expect(patience.slowestMs).toBe(20);
    late.end(true);
    await clock.move(60_000);
    expect(late.signal.aborted).toBe(false);
    expect(patience.slowestMs).toBe(920);
    patience.end();
  });

  test('Ctrl-C gives all of them up', () => {
    const { stop, patience } = setUp();
    const silent = patience.begin(true);
    stop.abort();
    expect(silent.signal.aborted).toBe(true);
    patience.end();
  });
});

describe('a listing', () => {
  /** The last of so many bases answers only when it is given up. */
  async function asked(
    count: number,
  ): Promise<readonly (Answer<readonly BizInfo[]> | undefined)[]> {
    let ms = 0;
    const sleep = (forMs: number) =>
      new Promise<void>((resolve) => {
        ms += forMs;
        setImmediate(resolve);
      });
    const clock = { now: () => ms, sleep };
    const world = {
      clock,
      reporter: {},
      signal: new AbortController().signal,
      language: 'en',
    } as unknown as DirectWorld;
    const query = (
      { id }: BaseAddress,
      signal?: AbortSignal,
    ): Promise<Answer<readonly BizInfo[]>> => {
      if (id !== 'base-0') return Promise.resolve({ ok: true, value: [], at: 0 });
      return new Promise((resolve) => {
        const end = (why: string) => () => {
          resolve({ ok: false, why, at: 0 });
        };
        signal?.addEventListener('abort', end('given up'));
        if (count < 32) setImmediate(end('no answer within 3 s'));
      });
    };
    const cluster = stillCluster({ objects: [], forbidden: [] });
    const door = { cluster, bases: { query } as unknown as Bases };
    const all = Array.from({ length: count }, (_, at) =>
      baseOf({ id: `base-${at}`, name: `base-${at}`, ip: `10.0.0.${at}` }),
    );
    return (await askBases(world, door, all)).map(({ answer }) => answer);
  }

  test('of many bases gives the silent one up, and tells what all others said', async () => {
    const [silent, ...others] = await asked(200);
    expect(silent).toMatchObject({ ok: false, why: 'given up' });
    expect(others.every((answer) => answer?.ok)).toBe(true);
  });

  test('of few waits for it to the end', async () => {
    const [silent] = await asked(5);
    expect(silent).toMatchObject({ ok: false, why: 'no answer within 3 s' });
  });
});
