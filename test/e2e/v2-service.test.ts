import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ControlPlane } from '../bed/control-plane.ts';
import { type SimulatedBase } from '../bed/simulated-base.ts';
import { paths, type KubeObj } from '../bed/kube.ts';
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

/** A base that died, and the pods that were there before. */
interface Lost {
  readonly base: SimulatedBase;
  readonly podsBefore: readonly string[];
}

async function podsNow(): Promise<readonly KubeObj[]> {
  return (await site.bench.kube.list(paths.pods(site.namespace))).items;
}

async function lose(version: string): Promise<Lost> {
  const podsBefore = (await podsNow()).map(({ metadata }) => metadata.name);
  const base = baseWith(version);
  await base.die();
  return { base, podsBefore };
}

async function cordonAllBut(node: string, unschedulable: boolean): Promise<void> {
  for (const { metadata } of await site.bench.vnodes()) {
    if (metadata.name === node) continue;
    await site.bench.kube.request(
      'PATCH',
      paths.node(metadata.name),
      { spec: { unschedulable } },
      'application/merge-patch+json',
    );
  }
}

/**
 * Its node is made anew: nothing installs what its pod brought before, until there is another pod.
 * That pod is to land here: a base of the new version has room for the old one, too, and may have it already.
 */
async function comesBack({ base, podsBefore }: Lost, version: string): Promise<void> {
  const node = base.nodeName(site.namespace);
  await cordonAllBut(node, true);
  await base.restart();
  await until('its node', async () =>
    (await site.bench.vnodes()).some((one) => one.metadata.name === node),
  );
  const serves = (): boolean => base.activeVersions('biz1').includes(version);
  // A pod that was bound before the controller took the node up is not looked at: the next one may be.
  const deleted = new Set<string>();
  await until(
    'it serves again',
    async () => {
      for (const { spec, metadata } of await podsNow()) {
        const { nodeName } = spec as { nodeName?: string };
        const elsewhere = nodeName !== node;
        const settled = Date.now() - Date.parse(metadata.creationTimestamp ?? '') > 8_000;
        if (serves() || nodeName === undefined || !settled) continue;
        if (metadata.deletionTimestamp !== undefined || deleted.has(metadata.name)) continue;
        if (elsewhere && podsBefore.includes(metadata.name)) continue;
        deleted.add(metadata.name);
        await site.bench.kube.delete(paths.pod(site.namespace, metadata.name));
      }
      return serves();
    },
    patienceMs,
  );
  await cordonAllBut(node, false);
}

describe('--max-unavailable 0', { timeout: testMs }, () => {
  test('no batch is opened while a base that serves the old version is down; when it is back, the same command goes on', async () => {
    const args = site.deployArgs('2.0.0', ...limited, '--gray', '3s', '--timeout', '12s');
    const run = site.koupctl.start(args);
    await run.saw(/batch 1\/3: healthy/);
    const held = await specNow();
    const lost = await lose('1.0.0');
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
    const lost = await lose('2.0.0');
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
    await lose('3.0.0');
    const { code, stderr } = await site.koupctl.run(site.deployArgs('4.0.0', ...limited));
    expect(stderr).toMatch(/batch 1 is not opened: 1 of 3 modules are out of service/);
    expect(code).toBe(4);
    expect(await specNow()).toEqual(before);
  });
});
