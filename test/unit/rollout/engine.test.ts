import { expect, test } from 'vitest';
import type { Plan, RolloutOptions } from '../../../src/plan/types.ts';
import type { Assignment, Ports } from '../../../src/rollout/context.ts';
import type { Driver, Observation } from '../../../src/rollout/driver.ts';
import { roll, undoOpen } from '../../../src/rollout/engine.ts';
import type { RolloutEvent } from '../../../src/rollout/events.ts';

const module = { name: 'stock', version: '2.0.0', url: '' };

/** A rollout of two batches by a driver that writes as soon as it begins, and sees `observation` ever after. */
function bench(observation: Partial<Observation>, proven = 0) {
  const events: RolloutEvent[] = [];
  const ports = {
    clock: { now: () => 0, sleep: () => Promise.resolve() },
    emit: (event: RolloutEvent) => events.push(event),
    signal: new AbortController().signal,
    ask: { interactive: false },
  } as unknown as Ports;
  const plan = {
    workload: { kind: 'Deployment', namespace: 'shop', name: 'stock' },
    module,
    policy: 'install-then-uninstall',
    batches: [{ cumulative: 1 }, { cumulative: 2 }],
  } as unknown as Plan;
  const options = { onFailure: 'hold', timeoutMs: 1_000 } as RolloutOptions;
  const assignment = { plan, options, id: 'r1', comeBack: 'again', undo: 'undo' } as Assignment;
  const driver: Partial<Driver> = {
    provenBefore: () => proven,
    begin: () => {
      events.push({ type: 'wrote', object: 'Deployment shop/stock', what: 'paused' });
      return Promise.resolve(proven + 1);
    },
    observe: () =>
      Promise.resolve({
        places: [],
        expected: 1,
        superseded: undefined,
        blocked: undefined,
        ...observation,
      }),
    undo: () => Promise.resolve({ proven: true, message: 'undone', open: [] }),
    noteHeld: () => Promise.resolve(),
    close: () => undefined,
  };
  return { events, ports, assignment, driver: driver as Driver };
}

test('a rollout is announced before its first write, with what an earlier run has proven', async () => {
  for (const proven of [0, 1]) {
    const { events, ports, assignment, driver } = bench({ superseded: 'it was deleted' }, proven);
    await roll(ports, assignment, driver);
    expect(events.map((event) => event.type).slice(0, 3)).toEqual([
      'started',
      'wrote',
      'batch-opened',
    ]);
    expect(events[0]).toMatchObject({ rollout: 'r1', batches: [1, 2] });
    expect(events[0]).toEqual(expect.objectContaining(proven > 0 ? { resumedAt: proven } : {}));
    expect('resumedAt' in events[0]!).toBe(proven > 0);
  }
});

test('so is an undo', async () => {
  const { events, ports, assignment, driver } = bench({}, 1);
  await undoOpen(ports, assignment, driver);
  expect(events.map((event) => event.type)).toEqual(['started', 'wrote', 'undo-started', 'undone']);
});

test.each([
  ['a switch that was seen', { bases: 2, at: 5_500 }, '1.5s'],
  ['what only the end proves', { bases: 2 }, '4.0s'],
])('an undo tells how long after the command the old version served: %s', async (_, back, told) => {
  const { events, ports, assignment, driver } = bench({}, 1);
  const clock = { now: () => 8_000, sleep: () => Promise.resolve() };
  const undo = () => Promise.resolve({ proven: true, message: 'undone', open: [], back });
  const given = { ...assignment, givenAt: 4_000 };
  const end = await undoOpen({ ...ports, clock }, given, { ...driver, undo });
  expect(end.message).toBe(`undone, ${told} after the command`);
  expect(events.at(-1)).toEqual({
    type: 'undone',
    tookMs: 0,
    activeAgain: { bases: 2, afterMs: Number(told.slice(0, -1)) * 1_000 },
  });
});

test('where Kubernetes creates no pods, the failure says so: no base is to blame', async () => {
  const why = 'Kubernetes does not create the pods: exceeded quota: few';
  const { events, ports, assignment, driver } = bench({ blocked: why });
  const end = await roll(ports, assignment, driver);
  expect(events.find((event) => event.type === 'batch-failed')).toEqual({
    type: 'batch-failed',
    batch: 1,
    doomed: [],
    cause: why,
  });
  expect([end.name, end.causes]).toEqual(['failed', [why]]);
});

test.each(['hold', 'rollback'] as const)(
  'a failure that heals when its base is asked for the cause is none (%s)',
  async (onFailure) => {
    const { events, ports, assignment, driver } = bench({});
    let asked = false;
    const broken = { state: 'doomed', cause: 'broken', askAgain: module };
    const place = () => ({
      key: 'p',
      name: 'a',
      ip: '',
      judgement: asked ? { state: 'active' } : broken,
    });
    const observe = () =>
      Promise.resolve({
        places: [place()],
        expected: 1,
        // What comes after is not this test's.
        superseded: asked && events.at(-1)?.type === 'batch-progress' ? 'enough' : undefined,
        blocked: undefined,
      } as unknown as Observation);
    const askAgain = () => Promise.resolve(void (asked = true));
    const options = { ...assignment.options, onFailure };
    const end = await roll(
      ports,
      { ...assignment, options },
      { ...driver, observe, askAgain, next: () => Promise.resolve() },
    );
    expect(end.name).toBe('superseded');
    expect(events.map((event) => event.type)).not.toContain('batch-failed');
  },
);

test('what was changed by whoever took the rollout over is told as taken over', async () => {
  const { ports, assignment, driver } = bench({ superseded: 'its pod template was changed' });
  const lost: NonNullable<Ports['lost']> = (asOf) =>
    Promise.resolve(asOf === 'now' ? 'bert/2' : undefined);
  const end = await roll({ ...ports, lost }, assignment, driver);
  expect(end.name).toBe('superseded');
  expect(end.message).toBe('Deployment shop/stock: taken over by bert/2');
});
