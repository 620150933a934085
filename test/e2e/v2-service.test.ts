import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ControlPlane } from '../bed/control-plane.ts';
import { type SimulatedBase } from '../bed/simulated-base.ts';
import { paths } from '../bed/kube.ts';
import { until } from '../bed/until.ts';
import { startV2Plane, V2Site } from './v2-site.ts';

let plane: ControlPlane;
let site: V2Site;

beforeAll(async () => {
  plane = await startV2Plane();
  site = await V2Site.start(plane, 'service', { bases: 3 });
  await site.settle('1.0.0', 3);
});

afterAll(async () => {
  await site?.stop();
  await plane?.stop();
});

const limited = ['--yes', '--confirm', 'none', '--batch-size', '1', '--max-unavailable', '0'];

/** A base that serves this version and has no other. */
function baseWith(version: string): SimulatedBase {
  const found = site.bench.bases.all.find(
    (base) => base.bizList.length === 1 && base.activeVersions('biz1').includes(version),
  );
  if (found === undefined) throw new Error(`no base has ${version} alone`);
  return found;
}

async function specNow(): Promise<unknown> {
  return (await site.deployment())['spec'];
}

/** A busy machine's controllers take their time to bring a pod to the node that is back. */
const patienceMs = 150_000;
const testMs = 360_000;

/** Its node is made anew: nothing installs what its pod brought before, until there is another pod. */
async function comesBack(base: SimulatedBase, version: string): Promise<void> {
  await base.restart();
  const node = base.nodeName(site.namespace);
  const { kube } = site.bench;
  await until('its node', async () =>
    (await site.bench.vnodes()).some((one) => one.metadata.name === node),
  );
  const pods = paths.pods(site.namespace);
  const serves = (): boolean => base.activeVersions('biz1').includes(version);
  // A pod that was bound before the controller took the node up is not looked at: the next one may be.
  let deleted = '';
  await until(
    'it serves again',
    async () => {
      const [pod] = (await kube.list(pods)).items.filter(
        ({ spec, metadata }) =>
          (spec as { nodeName?: string }).nodeName === node &&
          metadata.deletionTimestamp === undefined &&
          Date.now() - Date.parse(metadata.creationTimestamp ?? '') > 8_000,
      );
      if (pod && pod.metadata.name !== deleted && !serves()) {
        deleted = pod.metadata.name;
        await kube.delete(`${pods}/${deleted}`);
      }
      return serves();
    },
    patienceMs,
  );
}

describe('--max-unavailable 0', { timeout: testMs }, () => {
  test('no batch is opened while a base that serves the old version is down; when it is back, the same command goes on', async () => {
    const args = site.deployArgs('2.0.0', ...limited, '--gray', '3s', '--timeout', '12s');
    const run = site.koupctl.start(args);
    await run.saw(/batch 1\/3: healthy/);
    const held = await specNow();
    const lost = baseWith('1.0.0');
    await lost.die();
    const { code, stderr } = await run.done;
    expect(code).toBe(5);
    expect(stderr).toMatch(
      /batch 2 is not opened as it is: 1 of 3 modules are out of service, --max-unavailable is 0: /,
    );
    expect(stderr).toContain(
      'failed: batch 1 of 3 is healthy, but too few modules would serve with the next one; it stands held there',
    );
    expect(await specNow()).toEqual(held);
    expect(site.active('2.0.0')).toBe(1);

    // The record knows the limit, too.
    const attached = await site.koupctl.run(['attach', 'biz1', '--yes', '--confirm', 'none']);
    expect(attached.stderr).toContain(
      'no batch opens while any module is, or would be, out of service',
    );
    expect(attached.stderr).toMatch(/1 of 3 modules are out of service, --max-unavailable is 0/);
    expect(attached.code).toBe(5);
    expect(await specNow()).toEqual(held);

    await comesBack(lost, '1.0.0');
    expect((await site.koupctl.run(args)).code).toBe(0);
    expect(site.active('2.0.0')).toBe(3);
  });

  test('one that comes back in time only delays the next batch', async () => {
    const args = site.deployArgs('3.0.0', ...limited, '--gray', '3s', '--timeout', '150s');
    const run = site.koupctl.start(args);
    await run.saw(/batch 1\/3: healthy/);
    const lost = baseWith('2.0.0');
    await lost.die();
    await run.saw(/batch 2 is not opened as it is: 1 of 3 modules are out of service/);
    expect(site.active('3.0.0')).toBe(1);
    await comesBack(lost, '2.0.0');
    const { code, stderr } = await run.done;
    expect(stderr).toContain('biz1 3.0.0 seen active on 3 of 3 bases');
    expect(code).toBe(0);
    expect(site.active('3.0.0')).toBe(3);
  });

  test('a batch that takes away more than that is refused with its plan', async () => {
    const before = await specNow();
    const args = site.deployArgs('4.0.0', ...limited, '--policy', 'uninstall-then-install');
    const { code, stderr } = await site.koupctl.run(args);
    expect(stderr).toContain('batch 1 of 3 takes 1 module(s) out of service');
    expect(stderr).toContain('--batch-size 1 --max-unavailable 1');
    expect(code).toBe(2);
    expect(await specNow()).toEqual(before);
  });

  test('nothing is begun where one is down already', async () => {
    const before = await specNow();
    const lost = baseWith('3.0.0');
    await lost.die();
    const { code, stderr } = await site.koupctl.run(site.deployArgs('4.0.0', ...limited));
    expect(stderr).toMatch(/batch 1 is not opened: 1 of 3 modules are out of service/);
    expect(code).toBe(4);
    expect(await specNow()).toEqual(before);
  });
});
