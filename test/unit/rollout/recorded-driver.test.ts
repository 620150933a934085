import { expect, test } from 'vitest';
import type { Base } from '../../../src/modules/base.ts';
import type { Finish, Observation, OutOfService, Place } from '../../../src/rollout/driver.ts';
import { beginRecord, closeUndone } from '../../../src/rollout/record-life.ts';
import { RecordStore } from '../../../src/rollout/record-store.ts';
import { RecordedDriver } from '../../../src/rollout/recorded-driver.ts';
import type { Rolling } from '../../../src/rollout/rolling.ts';
import type { Cluster, JsonPatchOp, KubeObject } from '../../../src/world.ts';

interface Watch {
  next: () => Promise<void>;
  switchTo: (places: readonly Place[]) => Promise<readonly Base[]>;
  askAgain: (places: readonly Place[], patienceMs: number) => Promise<void>;
  close: () => void;
}

/** Opens batches and nothing else. */
class Opener extends RecordedDriver<Rolling<Watch>> {
  begin = (): Promise<number> => Promise.resolve(1);
  observe = (): Promise<Observation> => Promise.reject(new Error('not asked'));
  outOfService = (): Promise<OutOfService> => Promise.reject(new Error('not asked'));
  finish = (): Promise<Finish> => Promise.reject(new Error('not asked'));
  undo = this.finish;
  async open(batch: number): Promise<void> {
    await this.noteOpened(batch);
  }
}

/** A store whose ConfigMap is kept here. */
function store(): RecordStore {
  const stored = (record: unknown): { object: KubeObject } => ({
    object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'r' }, data: { record } },
  });
  const cluster = {
    create: (object: KubeObject) => Promise.resolve(stored((object['data'] as any).record)),
    patch: (_: unknown, ops: readonly JsonPatchOp[]) =>
      Promise.resolve(stored(ops.find((op) => op.path === '/data/record')?.value)),
  } as unknown as Cluster;
  return new RecordStore(cluster, 'shop', { kind: 'Deployment', name: 'stock' });
}

async function bench(resume = false) {
  const told: unknown[] = [];
  const asked: number[] = [];
  let now = Date.UTC(2026, 0, 1);
  const plan = {
    workload: { kind: 'Deployment', name: 'stock' },
    module: { name: 'stock', version: '2.0.0', url: '' },
    batches: [{ cumulative: 1, candidates: ['a', 'b'] }, { cumulative: 2 }],
  };
  const state = {
    ports: { clock: { now: () => (now += 1_000) }, emit: (event: unknown) => told.push(event) },
    assignment: { id: 'x', who: 'me', plan, options: { askAgain: true } },
    facts: { resume },
    workload: { known: { metadata: { uid: 'u' } } },
    store: store(),
    watch: {
      switchTo: (places: readonly Place[]) => Promise.resolve(places as unknown as Base[]),
      askAgain: (_: unknown, ms: number) => Promise.resolve(void asked.push(ms)),
    },
    batch: 0,
  } as unknown as Rolling<Watch>;
  await beginRecord(state, { templateHash: 'abc', oldTemplate: undefined });
  return { told, asked, state, driver: new Opener(state), record: () => state.store.current! };
}

const places = (state: string, ...names: string[]): Place[] =>
  names.map(
    (name) =>
      ({
        name,
        judgement: { state },
        sight: { modules: [{ name: 'stock', version: '2.0.0' }] },
      }) as unknown as Place,
  );

test('the record tells when each batch opened, was healthy, and which bases were its own', async () => {
  const { driver, record } = await bench();
  const workload = { kind: 'Deployment', name: 'stock', uid: 'u' };
  expect(record()).toMatchObject({ phase: 'preparing', workload, batches: [1, 2], outcomes: [] });
  expect(record()).not.toHaveProperty('oldTemplate');
  await driver.open(1);
  expect(await driver.noteHealthy(1, places('active', 'a'))).toEqual(['a']);
  await driver.open(2);
  expect(await driver.noteHealthy(2, places('active', 'a', 'b'))).toEqual(['b']);
  await driver.noteHeld('asked to');
  const time = expect.stringMatching(/^2026-01-01T00:00:0\d\.000Z$/);
  const times = { openedAt: time, healthyAt: time };
  expect(record()).toMatchObject({ phase: 'rolling', note: 'asked to' });
  expect(record().outcomes).toEqual([
    { number: 1, ...times, bases: ['a'] },
    { number: 2, ...times, bases: ['b'] },
  ]);
  expect(driver.touches(1)).toEqual(['a', 'b']);
  expect(driver.touches(3)).toEqual([]);
});

test('only a rollout that is taken up can have stood at a boundary, or proven a batch before', async () => {
  for (const resume of [true, false]) {
    const { driver } = await bench(resume);
    await driver.open(1);
    expect(driver.stoodAtBoundary()).toBe(false);
    expect(driver.provenBefore()).toBe(0);
    await driver.noteHealthy(1, places('active', 'a'));
    expect(driver.stoodAtBoundary()).toBe(resume);
    await driver.open(2);
    expect(driver.stoodAtBoundary()).toBe(false);
    expect(driver.provenBefore()).toBe(resume ? 1 : 0);
  }
});

test('only an undo that is proven is over', async () => {
  const { state, record } = await bench();
  await closeUndone(state, false);
  expect(record()).toMatchObject({ phase: 'undoing' });
  expect(record()).not.toHaveProperty('endedAt');
  await closeUndone(state, true);
  expect(record()).toMatchObject({ phase: 'rolled-back', endedAt: expect.any(String) });
});

test('dark places are switched, and only what was switched is told', async () => {
  const { driver, told, state } = await bench();
  state.batch = 2;
  const active = places('active', 'a');
  await driver.switchDark(active);
  expect(told).toEqual([]);
  await driver.switchDark([...places('active', 'a'), ...places('dark', 'b')]);
  const event = { type: 'switched', batch: 2, version: '2.0.0', bases: ['b'], tookMs: 1_000 };
  expect(told).toEqual([event]);
});

test('the cause of a failure is waited for longer', async () => {
  const { driver, asked } = await bench();
  await driver.askAgain([]);
  await driver.askAgain(places('installing', 'a'));
  await driver.askAgain([...places('installing', 'a'), ...places('doomed', 'b')]);
  expect(asked).toEqual([1_000, 15_000]);
});
