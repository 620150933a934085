import { expect, test } from 'vitest';
import { viewV1 } from '../../../src/modules/v1-view.ts';
import { ModuleDeploymentSight } from '../../../src/rollout/kinds/module-deployment-sight.ts';
import type { V1Target } from '../../../src/rollout/kinds/module-deployment-target.ts';
import type { Bases, Cluster, JsonPatchOp, KubeObject } from '../../../src/world.ts';
import { basePods, group, module, moduleDeployment, replicaSet } from '../modules/v1-objects.ts';

const now = Date.parse('2025-01-01T00:01:00Z');

/** The base runs the module, but its Module has been Upgrading for a minute. */
async function askAgain(live: KubeObject | undefined): Promise<readonly JsonPatchOp[] | undefined> {
  let written: readonly JsonPatchOp[] | undefined;
  const cluster = {
    get: () => Promise.resolve(live),
    patch: (_: unknown, ops: readonly JsonPatchOp[]) => {
      written = ops;
      return Promise.resolve({ object: live, warnings: [] });
    },
  } as unknown as Cluster;
  const done = { success: true, code: 'SUCCESS', innerCode: '', reason: '' };
  const bases = {
    query: () =>
      Promise.resolve({
        ok: true,
        value: [{ name: 'stock', version: '2.0.0', state: 'activated' }],
        at: now,
      }),
    uninstall: () => Promise.resolve({ ok: true, value: done, at: now }),
  } as unknown as Bases;
  const clock = { now: () => now, sleep: () => new Promise<void>(() => undefined) };
  const ports = { cluster, bases, clock, emit: () => undefined };
  const target = { surface: { module: {} }, namespace: 'shop' } as unknown as V1Target;
  const sight = new ModuleDeploymentSight(ports, target, 'base');
  const view = viewV1({
    group,
    name: 'stock',
    moduleName: 'stock',
    deployment: moduleDeployment({ version: '2.0.0' }),
    replicaSets: [replicaSet(2, '2.0.0', { replicas: 1 })],
    modules: [stuck],
    pods: basePods(1),
  });
  await sight.ask(view);
  await sight.askAgain(sight.places(view), 1_000);
  return written;
}

const stuck = module(2, 'base-1', { state: 'Upgrading' });
const lookAgain = 'koupctl.koupleless.io/look-again';

test('a Module that is made to be looked at again keeps its other annotations', async () => {
  const { metadata } = stuck;
  const same = { op: 'test', path: '/metadata/uid', value: metadata.uid };
  const told = { ...stuck, metadata: { ...metadata, annotations: { owner: 'ann' } } };
  expect(await askAgain(told)).toEqual([
    same,
    {
      op: 'add',
      path: `/metadata/annotations/${lookAgain.replace('/', '~1')}`,
      value: String(now),
    },
  ]);
  expect(await askAgain(stuck)).toEqual([
    same,
    { op: 'add', path: '/metadata/annotations', value: { [lookAgain]: String(now) } },
  ]);
});

test('one that is gone, or another of its name, is not touched', async () => {
  expect(await askAgain(undefined)).toBeUndefined();
  expect(
    await askAgain({ ...stuck, metadata: { ...stuck.metadata, uid: 'other' } }),
  ).toBeUndefined();
});
