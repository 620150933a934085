import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ControlPlane } from '../bed/control-plane.ts';
import { until } from '../bed/until.ts';
import { Koupctl } from './koupctl.ts';
import { startV2Plane, V2Site } from './v2-site.ts';
import { WriteProxy } from './write-proxy.ts';

let plane: ControlPlane;
let site: V2Site;
let proxy: WriteProxy;
/** A koupctl whose every write passes the proxy. */
let watched: Koupctl;
let version = 1;

beforeAll(async () => {
  plane = await startV2Plane();
  site = await V2Site.start(plane, 'killed', { bases: 2, base: { activateNewModule: true } });
  await site.settle('1.0.0', 2);
  proxy = await WriteProxy.start(plane, 'watched');
  watched = new Koupctl(proxy.kubeconfigPath, 'killed');
});

afterAll(async () => {
  await proxy?.stop();
  await site?.stop();
  await plane?.stop();
});

const batches = ['--batch-size', '1', '--yes', '--confirm', 'none'];

function nextVersion(): { before: string; after: string } {
  const before = `${version}.0.0`;
  version += 1;
  return { before, after: `${version}.0.0` };
}

/** Which batch a status names; 0 where no rollout stands. */
function batchIn(text: string): number {
  return Number(/stands in batch (\d) of 2/.exec(text)?.[1] ?? 0);
}

describe('SIGKILL between any two writes', () => {
  // A rollout of two batches makes about as many writes; a later number is a run that is not killed.
  const numbers = Array.from({ length: 18 }, (_, index) => index + 1);

  test.each(numbers)('before write %i', async (number) => {
    await killAt(number, 'drop');
  });

  test.each(numbers)('after write %i', async (number) => {
    await killAt(number, 'lose');
  });

  /** Its other writes are dropped from then on, as a dead process would send none. */
  async function killAt(number: number, fate: 'drop' | 'lose'): Promise<void> {
    const { before, after } = nextVersion();
    const first = proxy.writes.length;
    let killed = false;
    const run = watched.start(site.deployArgs(after, ...batches));
    proxy.decide = ({ number: at }) => {
      if (killed || at !== first + number) return killed ? 'drop' : 'pass';
      killed = true;
      if (fate === 'drop') run.child.kill('SIGKILL');
      else proxy.onLost = () => void run.child.kill('SIGKILL');
      return fate;
    };
    const { code } = await run.done;
    proxy.decide = () => 'pass';
    proxy.onLost = () => undefined;
    expect(code).toBe(killed ? null : 0);
    const status = await site.koupctl.run(['status', 'biz1']);
    const on = site.active(after);
    // Never more than the batch that stands; what status says is what the bases run.
    const batch = batchIn(status.stdout);
    if (batch > 0) expect(on).toBeLessThanOrEqual(batch);
    else if (on > 0) {
      const proven = `biz1 ${after} is active on 2 of 2 bases`;
      const unrecorded = `rollout to ${after} is through all batches`;
      expect([proven, unrecorded].some((words) => status.stdout.includes(words))).toBe(true);
    } else expect(site.active(before)).toBe(2);
    const rest = await site.koupctl.run(site.deployArgs(after, ...batches));
    expect(rest.stderr).toMatch(/seen active on 2 of 2 bases|nothing to do/);
    expect(rest.code).toBe(0);
    expect(site.active(after)).toBe(2);
    const { spec } = await site.deployment();
    expect(spec.minReadySeconds).toBeUndefined();
    expect(spec.paused).toBeUndefined();
  }
});

describe('an API server that is away', () => {
  test('answers that are lost are looked up, not repeated', async () => {
    const { after } = nextVersion();
    proxy.decide = ({ number }) => (number % 3 === 0 ? 'lose' : 'pass');
    const { code, stderr } = await watched.run(site.deployArgs(after, ...batches));
    proxy.decide = () => 'pass';
    expect(stderr).toContain('the API server answers again; going on');
    expect(code).toBe(0);
    expect(site.active(after)).toBe(2);
  });

  test('20 s without it: the rollout stands, then goes on', async () => {
    const { before, after } = nextVersion();
    const run = watched.start(site.deployArgs(after, ...batches, '--gray', '2s'));
    await run.saw(/batch 1\/2: healthy/);
    proxy.close(true);
    await run.saw(/the rollout stands as it is and waits for it/, 30_000);
    expect(site.active(before)).toBe(1);
    proxy.close(false);
    const { code } = await run.done;
    expect(code).toBe(0);
    expect(site.active(after)).toBe(2);
  });

  test('Ctrl-C still ends the wait, and says where it stands', async () => {
    const { after } = nextVersion();
    const run = watched.start(site.deployArgs(after, ...batches, '--gray', '2s'));
    await run.saw(/batch 1\/2: healthy/);
    proxy.close(true);
    await run.saw(/the rollout stands as it is and waits for it/, 30_000);
    run.child.kill('SIGINT');
    const { code, stderr } = await run.done;
    proxy.close(false);
    expect(stderr).toContain('stands held at batch 1 of 2');
    expect(code).toBe(130);
    expect((await site.koupctl.run(site.deployArgs(after, ...batches))).code).toBe(0);
  });
});

test('two at once on one object: one rolls, the other is kept out', async () => {
  const { after } = nextVersion();
  const other = `${version + 1}.0.0`;
  version += 1;
  const both = await Promise.all(
    [after, other].map((one) => site.koupctl.run(site.deployArgs(one, ...batches))),
  );
  const [first, second] = both.map(({ code }) => code).sort();
  expect(first).toBe(0);
  // Kept out while the first is at it; where that one has finished meanwhile, the plan is stale.
  expect([4, 8]).toContain(second);
  const winner = both[0]?.code === 0 ? after : other;
  await until('the winner everywhere', () => site.active(winner) === 2);
});
