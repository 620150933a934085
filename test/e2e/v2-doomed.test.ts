import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ControlPlane } from '../bed/control-plane.ts';
import { paths } from '../bed/kube.ts';
import type { SimulatedBase } from '../bed/simulated-base.ts';
import { until } from '../bed/until.ts';
import type { Result } from './koupctl.ts';
import { startV2Plane, V2Site } from './v2-site.ts';

let plane: ControlPlane;
let site: V2Site;
let full: V2Site;

const mebi = 1024 * 1024;

beforeAll(async () => {
  plane = await startV2Plane();
  [site, full] = await Promise.all([
    V2Site.start(plane, 'doomed', { bases: 4 }),
    // Room for one version beside the base itself, not for two.
    V2Site.start(plane, 'full', {
      bases: 2,
      base: { metaspace: { max: 110 * mebi, bizBytes: 20 * mebi } },
    }),
  ]);
  await Promise.all([site.settle('1.0.0', 4), full.settle('1.0.0', 2)]);
});

afterAll(async () => {
  await Promise.all([site?.stop(), full?.stop()]);
  await plane?.stop();
});

/** Whatever went wrong, the rollout stood held, and undoing it leaves all as before. */
async function undo(at: V2Site): Promise<void> {
  for (const base of at.bench.bases.all) {
    base.heal();
    await base.up();
  }
  const undone = await at.koupctl.run(['rollback', 'biz1', '--yes']);
  const count = at.bench.bases.all.length;
  expect(undone.stderr).toContain(`biz1 1.0.0 is active again on ${count} of ${count} bases`);
  expect(undone.code).toBe(0);
  expect(at.active('1.0.0')).toBe(count);
}

async function deploy(at: V2Site, version: string, ...more: string[]): Promise<Result> {
  const args = at.deployArgs(version, '--yes', '--confirm', 'none', ...more);
  return await at.koupctl.run(args);
}

/** How many bases were asked to install this version. */
function touched(at: V2Site, version: string): number {
  const asked = (base: SimulatedBase): boolean =>
    base.callsOf('installBiz').some((call) => call.body?.['bizVersion'] === version);
  return at.bench.bases.all.filter(asked).length;
}

describe('a batch that cannot become healthy is found soon, told, and held', () => {
  let at: V2Site | undefined;

  beforeEach(() => {
    at = site;
  });

  afterEach(async () => {
    if (at) await undo(at);
  });

  /** Bases of a test's own: a controller that waits for a base for ever is of no use to the next test. */
  async function ownSite(name: string): Promise<V2Site> {
    at = undefined;
    const own = await V2Site.start(plane, name, { bases: 4 });
    await own.settle('1.0.0', 4);
    return own;
  }

  test('the jar is missing: no trace in Kubernetes, the cause is asked from the base', async () => {
    const { code, stderr } = await deploy(site, '2.0.0-missing', '--batch-size', '1');
    expect(stderr).toContain('FileNotFoundException');
    expect(stderr).toContain('can read http://jars.invalid/biz1-2.0.0-missing-ark-biz.jar');
    expect(stderr).toMatch(/next: koupctl rollback deployment\/biz1 -n doomed/);
    expect(code).toBe(5);
    expect(touched(site, '2.0.0-missing')).toBe(1);
    expect(site.active('1.0.0')).toBe(4);
    const status = await site.koupctl.run(['status', 'biz1']);
    expect(status.stdout).toContain('rollout to 2.0.0-missing stands in batch 1 of 4');
  });

  test('the module throws at start', async () => {
    const { code, stderr } = await deploy(site, '2.1.0-throws', '--batch-size', '2');
    expect(stderr).toContain('IllegalStateException: stock table missing');
    expect(stderr).toContain('mend the module and deploy it under a new version');
    expect(code).toBe(5);
    expect(touched(site, '2.1.0-throws')).toBe(2);
    expect(site.active('1.0.0')).toBe(4);
  });

  test('the base rejects the install', async () => {
    for (const base of site.bench.bases.all) {
      base.faults.reject = { message: 'blacklisted by the platform', only: ['installBiz'] };
    }
    const { code, stderr } = await deploy(site, '2.2.0', '--batch-size', '1');
    expect(stderr).toContain('rejects biz1:2.2.0: blacklisted by the platform');
    expect(code).toBe(5);
    expect(touched(site, '2.2.0')).toBe(1);
  });

  test('the base is full', async () => {
    at = full;
    const { code, stderr } = await deploy(full, '2.0.0', '--batch-size', '1');
    expect(stderr).toContain('Metaspace');
    expect(code).toBe(5);
    expect(touched(full, '2.0.0')).toBe(1);
    expect(full.active('1.0.0')).toBe(2);
  });

  test('a base is down', async () => {
    const [one, two] = site.bench.bases.all;
    await Promise.all([one?.down(), two?.down()]);
    const { code, stderr } = await deploy(site, '2.3.0', '--batch-size', '3');
    expect(stderr).toMatch(/the base is down: .*refused/);
    expect(stderr).toContain('restart the base');
    expect(code).toBe(5);
    expect(site.active('2.3.0')).toBeLessThanOrEqual(3);
  });

  test('every base is down: nothing can be proven, and it is not the fault of one', async () => {
    for (const base of site.bench.bases.all) await base.down();
    const { code, stderr } = await deploy(site, '2.4.0', '--batch-size', '1', '--timeout', '10s');
    expect(stderr).toContain('4 of 4 bases do not answer from here');
    expect(code).toBe(6);
  });

  test('a base hangs', async () => {
    const own = await ownSite('hanging');
    for (const base of own.bench.bases.all.slice(0, 2)) base.faults.hang = {};
    const { code, stderr } = await deploy(own, '2.5.0', '--batch-size', '3');
    await own.stop();
    expect(stderr).toMatch(/the base hangs: no answer within/);
    expect(code).toBe(5);
  });

  test('quota refuses the pods', async () => {
    const quotas = `/api/v1/namespaces/${site.namespace}/resourcequotas`;
    await plane.kube.create(quotas, { metadata: { name: 'few' }, spec: { hard: { pods: '1' } } });
    await until('the quota is counted', async () => {
      const { status } = await plane.kube.get(`${quotas}/few`);
      return Number(status?.used?.pods) >= 4;
    });
    const { code, stderr } = await deploy(site, '2.6.0', '--batch-size', '1');
    await plane.kube.delete(`${quotas}/few`);
    expect(stderr).toContain('exceeded quota: few');
    expect(code).toBe(5);
    expect(touched(site, '2.6.0')).toBe(0);
  });

  test('no free base', async () => {
    // No longer one pod on each base at most, but one of each version on a base that does not exist.
    const set = ['--base-version', '9.9.9'];
    const { code, stderr } = await deploy(site, '2.7.0', '--batches', '1', ...set);
    expect(stderr).toContain('only 0 base(s) fit the affinity');
    expect(stderr).toContain('no free base');
    expect(code).toBe(5);
    expect(touched(site, '2.7.0')).toBe(0);
  });

  test('a vnode vanishes in the middle', async () => {
    const own = await ownSite('vanishing');
    for (const base of own.bench.bases.all) base.faults.hang = { only: ['installBiz'] };
    const run = own.koupctl.start(
      own.deployArgs('2.8.0', '--yes', '--confirm', 'none', '--batch-size', '1'),
    );
    const pod = await until('the new pod on a base', async () => {
      const { items } = await plane.kube.list(paths.pods(own.namespace));
      return items.find(
        (one) => one.spec.nodeName && one.spec.containers[0].env[0].value === '2.8.0',
      );
    });
    const base = own.bench.bases.all.find(
      (one) => one.nodeName(own.namespace) === pod.spec.nodeName,
    );
    await base?.stop();
    const { code, stderr } = await run.done;
    await own.stop();
    expect(stderr).toContain('the base is gone');
    expect(stderr).toContain('bring the base back');
    expect(code).toBe(5);
  });
});
