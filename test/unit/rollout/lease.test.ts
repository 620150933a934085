import { describe, expect, test } from 'vitest';
import { Conflict } from '../../../src/conflict.ts';
import {
  hold,
  HeldByOther,
  holderNow,
  type Claim,
  type Holding,
} from '../../../src/rollout/lease.ts';
import type { Text } from '../../../src/said.ts';
import type { Clock, Cluster, JsonPatchOp, KubeObject } from '../../../src/world.ts';

/** One Lease in memory, and a clock that moves when somebody sleeps. */
class Bench {
  now = Date.UTC(2026, 0, 1);
  lease: KubeObject | undefined;
  #version = 0;
  /** Runs at every sleep: the life of another holder. */
  meanwhile: () => void = () => undefined;
  readonly told: string[] = [];

  clock: Clock = {
    now: () => this.now,
    sleep: async (ms, signal) => {
      if (signal?.aborted) return;
      // What keeps a lease sleeps until it is let go of.
      if (ms >= 5_000) {
        await new Promise<void>((resolve) => {
          signal?.addEventListener('abort', () => resolve(), { once: true });
        });
        return;
      }
      this.now += ms;
      this.meanwhile();
      await Promise.resolve();
    },
  };

  write(spec: Record<string, unknown>, annotations: Record<string, string> = {}): KubeObject {
    this.#version += 1;
    this.lease = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: 'l', resourceVersion: String(this.#version), annotations },
      spec,
    };
    return this.lease;
  }

  get spec(): { holderIdentity?: string; leaseTransitions?: number } {
    return this.lease?.['spec'] ?? {};
  }

  cluster = {
    get: () => Promise.resolve(this.lease),
    create: (object: KubeObject) =>
      Promise.resolve({ object: this.write(object['spec'] as Record<string, unknown>) }),
    patch: (_: unknown, ops: readonly JsonPatchOp[]) => {
      const tests = ops.filter(({ op }) => op === 'test');
      const holds = tests.every(({ path, value }) =>
        path === '/metadata/resourceVersion'
          ? value === this.lease?.metadata.resourceVersion
          : value === this.spec.holderIdentity,
      );
      if (!holds) return Promise.reject(new Conflict('changed', 'precondition'));
      let next: Record<string, unknown> = { ...this.spec };
      for (const { op, path, value } of ops) {
        if (op === 'test') continue;
        if (path === '/spec') next = value as Record<string, unknown>;
        else if (path.startsWith('/spec/')) next[path.slice(6)] = value;
      }
      return Promise.resolve({ object: this.write(next) });
    },
  } as unknown as Cluster;

  hold(holder: string, more: Partial<Claim> = {}): Promise<Holding> {
    const { cluster, clock } = this;
    const tell = (text: Text): void => void this.told.push(String(text));
    const around = { cluster, clock, signal: new AbortController().signal, tell };
    return hold(around, {
      namespace: 'shop',
      workload: { kind: 'Deployment', name: 'stock' },
      holder,
      why: 'deploy of stock 2.0.0',
      takeOver: false,
      isAlive: () => undefined,
      ...more,
    });
  }
}

describe('a lease', () => {
  test('is made, kept and let go of', async () => {
    const bench = new Bench();
    const held = await bench.hold('anna/1');
    expect(held.before).toBeUndefined();
    expect(bench.spec.holderIdentity).toBe('anna/1');
    await held.release();
    expect(bench.spec.holderIdentity).toBe('');
    await expect(bench.hold('bert/2')).resolves.toMatchObject({ before: undefined });
  });

  test('of a holder that renews is not had: it is named', async () => {
    const bench = new Bench();
    await bench.hold('anna/1');
    bench.meanwhile = () => void bench.write({ ...bench.spec });
    await expect(bench.hold('bert/2')).rejects.toThrow(HeldByOther);
    await expect(bench.hold('bert/2')).rejects.toThrow('anna/1 is at it');
    const fault = (await bench.hold('bert/2').catch((error: unknown) => error)) as HeldByOther;
    expect([fault.name, fault.outcome, fault.holder]).toEqual(['HeldByOther', 'refused', 'anna/1']);
    expect(fault.details[0]).toMatch(/^since \d/);
    expect(fault.in('zh').message).toMatch(/^anna\/1 正在处理：/);
    expect(fault.in('zh').details[0]).toMatch(/^自 \d/);
  });

  test.each([
    ['deploy of stock 2.0.0', true],
    ['scale of stock 1.0.0', false],
    ['offline of stock 1.0.0', false],
    ['rollback of stock 1.0.0', false],
  ])(
    'of a holder that is at a %s: orders are advised where they are heeded',
    async (why, orders) => {
      const bench = new Bench();
      await bench.hold('anna/1', { why });
      bench.write({ ...bench.spec }, { 'koupctl.koupleless.io/why': why });
      const error = await bench
        .hold('bert/2', { isAlive: () => true })
        .catch((one: unknown) => one);
      const { fix, details } = error as HeldByOther;
      expect(fix).toContain('koupctl status deployment/stock -n shop --watch looks on; ');
      expect(fix?.includes('confirm, pause or resume')).toBe(orders);
      expect(details).toEqual(['since 2026-01-01T00:00:00Z']);
    },
  );

  test('tells at one look who has it', async () => {
    const bench = new Bench();
    const workload = { kind: 'Deployment', name: 'stock' };
    const look = (isAlive: Claim['isAlive']) =>
      holderNow(bench.cluster, { namespace: 'shop', workload, isAlive });
    expect(await look(() => undefined)).toBeUndefined();
    const held = await bench.hold('anna/1');
    expect(await look(() => true)).toEqual({
      holder: 'anna/1',
      since: '2026-01-01T00:00:00Z',
      heardOf: '2026-01-01T00:00:00Z',
      alive: true,
    });
    expect(await look(() => undefined)).toMatchObject({ holder: 'anna/1', alive: false });
    expect(await look(() => false)).toBeUndefined();
    await held.release();
    expect(await look(() => true)).toBeUndefined();
  });

  test('of a holder that was killed is had after its renewals stay away, whatever the clocks say', async () => {
    const bench = new Bench();
    await bench.hold('anna/1');
    const startedAt = bench.now;
    const held = await bench.hold('bert/2');
    expect(held.before).toBe('anna/1');
    expect(bench.now - startedAt).toBeGreaterThanOrEqual(15_000);
    expect(bench.told).toEqual(['held by anna/1: looking whether it is still alive']);
    expect(bench.spec.leaseTransitions).toBe(2);
  });

  test('of a process of this machine that runs is refused at once', async () => {
    const bench = new Bench();
    await bench.hold('anna/1');
    const startedAt = bench.now;
    await expect(bench.hold('anna/2', { isAlive: () => true })).rejects.toThrow(HeldByOther);
    expect(bench.now).toBe(startedAt);
  });

  test('of a process of this machine that is gone is had at once', async () => {
    const bench = new Bench();
    await bench.hold('anna/1');
    const startedAt = bench.now;
    await bench.hold('anna/2', { isAlive: () => false });
    expect(bench.now).toBe(startedAt);
  });

  test('taken over: the holder before learns by whom', async () => {
    const bench = new Bench();
    const first = await bench.hold('anna/1');
    const second = await bench.hold('bert/2', { takeOver: true });
    expect(second.before).toBe('anna/1');
    expect(await first.lost()).toBeUndefined();
    expect(await first.lost('now')).toBe('bert/2');
    bench.now += 1_000;
    expect(await first.lost()).toBe('bert/2');
    expect(await second.lost()).toBeUndefined();
    // What is lost is not let go of: it is another's.
    await first.release();
    expect(bench.spec.holderIdentity).toBe('bert/2');
  });
});
