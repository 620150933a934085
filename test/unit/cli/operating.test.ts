import { describe, expect, test } from 'vitest';
import { operating, walkHeld } from '../../../src/commands/operate.ts';
import type { World } from '../../../src/commands/world.ts';
import { Conflict } from '../../../src/conflict.ts';
import { outcome, type Outcome } from '../../../src/outcome.ts';
import type { Plan, RolloutOptions } from '../../../src/plan/types.ts';
import type { Ports } from '../../../src/rollout/context.ts';
import type { RolloutEvent } from '../../../src/rollout/events.ts';
import type { Stairs } from '../../../src/rollout/stairs.ts';
import type { Clock, JsonPatchOp, KubeObject } from '../../../src/world.ts';
import { outcomeIn } from '../../../src/outcome.ts';

const live: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'stock', namespace: 'shop', uid: 'u1' },
};

const batch = { size: 1, candidates: ['a'], exact: true };

const plan = {
  action: 'scale',
  kind: 'settings',
  workload: { kind: 'Deployment', namespace: 'shop', name: 'stock' },
  module: { name: 'stock', version: '1.0.0', url: '' },
  manifest: live,
  batches: [
    { ...batch, number: 1, cumulative: 1 },
    { ...batch, number: 2, cumulative: 2 },
  ],
} as unknown as Plan;

const options = {
  confirm: 'none',
  grayMs: 600_000,
  soakMs: 0,
  timeoutMs: 60_000,
} as unknown as RolloutOptions;

/** A Lease and a record in memory; time moves when somebody sleeps. */
class Bench {
  now = Date.UTC(2026, 0, 1);
  lease: KubeObject | undefined;
  record: object | undefined;
  readonly events: RolloutEvent[] = [];
  readonly calls: string[] = [];
  #version = 0;

  readonly clock: Clock = {
    now: () => this.now,
    sleep: async (ms, signal) => {
      // What keeps the Lease sleeps until it is let go of.
      if (ms === 5_000) {
        await new Promise<void>((resolve) => {
          signal?.addEventListener('abort', () => resolve(), { once: true });
        });
        return;
      }
      this.now += ms;
      await Promise.resolve();
    },
  };

  write(spec: object): { object: KubeObject } {
    this.#version += 1;
    const metadata = { name: 'l', resourceVersion: String(this.#version) };
    this.lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec };
    return { object: this.lease };
  }

  readonly cluster = {
    get: ({ type }: { type: { kind: string } }) => {
      if (type.kind === 'Lease') return Promise.resolve(this.lease);
      const data = { record: JSON.stringify({ current: this.record, history: [] }) };
      return Promise.resolve(this.record && { metadata: { uid: 'c' }, data });
    },
    create: (object: KubeObject) => Promise.resolve(this.write(object['spec'] as object)),
    patch: (_: unknown, ops: readonly JsonPatchOp[]) => {
      const spec = (this.lease?.['spec'] ?? {}) as { holderIdentity?: string };
      const kept = ops.find(({ op, path }) => op === 'test' && path.endsWith('holderIdentity'));
      if (kept && kept.value !== spec.holderIdentity) {
        return Promise.reject(new Conflict('changed', 'precondition'));
      }
      const whole = ops.find(({ path }) => path === '/spec')?.value as object | undefined;
      return Promise.resolve(this.write(whole ?? { ...spec, holderIdentity: '' }));
    },
  };

  readonly ports = {
    cluster: this.cluster,
    clock: this.clock,
    ask: { interactive: false },
    emit: (event: RolloutEvent) => void this.events.push(event),
    signal: new AbortController().signal,
  } as unknown as Ports;

  readonly world = { process: 'anna/1', isAlive: () => undefined } as unknown as World;

  readonly stairs: Stairs = {
    begin: () => this.called('begin'),
    step: (number) => this.called(`step ${number}`),
    look: () =>
      Promise.resolve({ done: [], pending: [], lag: [], busy: [], superseded: undefined }),
    next: () => Promise.resolve(),
    finish: () => this.called('finish'),
    leave: () => this.called('leave'),
    close: () => void this.calls.push('close'),
  };

  async called(what: string): Promise<void> {
    this.calls.push(what);
    await Promise.resolve();
  }

  operate(
    work: (ports: Ports) => Promise<Outcome>,
    more: { plan?: Plan; open?: { version: string; who: string } } = {},
  ): Promise<Outcome> {
    const operation = { plan, takeOver: false, open: undefined, ...more };
    return operating(this.world, this.ports, operation, work);
  }
}

function assignmentOf(): Parameters<typeof walkHeld>[1] {
  return { plan, options, id: 'i', who: 'anna', comeBack: 'again', undo: 'undo' };
}

const words = { done: () => 'all of it', doing: 'scaling', back: undefined };
const rollout = {
  version: 1,
  id: 'r',
  phase: 'rolling',
  workload: { kind: 'Deployment', name: 'stock', uid: 'u1' },
  module: { name: 'stock', version: '2.0.0' },
  who: 'bert',
};

describe('a workload is moved by one', () => {
  test('who holds it while it does, and lets go of it', async () => {
    const bench = new Bench();
    const end = await bench.operate(async ({ lost }) => {
      expect(bench.lease?.['spec']).toMatchObject({ holderIdentity: 'anna/1' });
      expect(await lost?.()).toBeUndefined();
      return outcome('done', 'done');
    });
    expect(end.name).toBe('done');
    expect(bench.lease?.['spec']).toMatchObject({ holderIdentity: '' });
  });

  test('who changes nothing needs no hold', async () => {
    const bench = new Bench();
    const none = { ...plan, kind: 'none' } as const;
    await bench.operate(() => Promise.resolve(outcome('done', 'done')), { plan: none });
    expect(bench.lease).toBeUndefined();
  });

  test('a rollout that was begun while the plan was read is left alone', async () => {
    const bench = new Bench();
    bench.record = rollout;
    const end = await bench.operate(() => Promise.reject(new Error('must not be done')));
    expect(end).toMatchObject({
      name: 'superseded',
      message: expect.stringContaining('a rollout to 2.0.0 by bert was begun') as string,
    });
  });

  test.each([
    ['the one that the plan shows', rollout],
    ['one that is over', { ...rollout, phase: 'done' }],
    ['one of an object that has gone', { ...rollout, workload: { uid: 'u0' } }],
  ])('%s is none that was begun since', async (_, record) => {
    const bench = new Bench();
    bench.record = record;
    const open = { version: '2.0.0', who: 'bert' };
    const end = await bench.operate(() => Promise.resolve(outcome('done', 'done')), { open });
    expect(end.name).toBe('done');
  });
});

describe('steps', () => {
  test('stand where the change rules let no further one be taken', async () => {
    const bench = new Bench();
    const end = await bench.operate((ports) => {
      const shut = (): string => 'rule nights';
      return walkHeld({ ...ports, shut }, assignmentOf(), bench.stairs, words);
    });
    expect(end).toMatchObject({ name: 'refused', causes: ['rule nights'] });
    expect(end.message).toContain('at step 1 of 2, which is proven');
    expect(bench.calls).toEqual(['begin', 'step 1', 'leave', 'close']);
  });

  test('go on to the end while the workload is held', async () => {
    const bench = new Bench();
    const end = await bench.operate((ports) => {
      return walkHeld(ports, assignmentOf(), bench.stairs, words);
    });
    expect(end).toMatchObject({ name: 'done', message: 'all of it' });
    expect(bench.calls).toEqual(['begin', 'step 1', 'step 2', 'finish', 'close']);
  });

  test('end where it is taken over: in the pause between two, and nothing is given back', async () => {
    const bench = new Bench();
    const startedAt = bench.now;
    const end = await bench.operate((ports) => {
      const emit = (event: RolloutEvent): void => {
        if (event.type === 'waiting') bench.write({ holderIdentity: 'bert/2' });
      };
      return walkHeld({ ...ports, emit }, assignmentOf(), bench.stairs, words);
    });
    expect(outcomeIn(end, 'en')).toEqual({
      name: 'superseded',
      message: 'Deployment shop/stock: taken over by bert/2',
      next: ['koupctl status deployment/stock -n shop'],
    });
    expect(bench.calls).toEqual(['begin', 'step 1', 'close']);
    expect(bench.now - startedAt).toBeLessThan(5_000);
    expect(bench.lease?.['spec']).toMatchObject({ holderIdentity: 'bert/2' });
  });
});
