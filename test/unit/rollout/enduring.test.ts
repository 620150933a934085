import { expect, test } from 'vitest';
import { Conflict } from '../../../src/conflict.ts';
import { Fault } from '../../../src/fault.ts';
import { rolloutAnnotation } from '../../../src/modules/labels.ts';
import { enduring } from '../../../src/rollout/enduring.ts';
import type { Cluster, KubeObject } from '../../../src/world.ts';
import { group, moduleDeployment } from '../modules/v1-objects.ts';

const type = {
  group,
  version: 'v1alpha1',
  kind: 'ModuleDeployment',
  plural: 'moduledeployments',
  namespaced: true,
} as const;
const options = { manager: 'koupctl', force: true };
const strategy = { batchCount: 2, needConfirm: true, useBeta: false };
const marked = (id: string) => ({ annotations: { [rolloutAnnotation]: `${id}/abc` } });

function wanted(): KubeObject {
  const object = moduleDeployment({ version: '2.0.0', strategy, metadata: marked('r1') });
  return { ...object, metadata: { ...object.metadata, resourceVersion: '10' } };
}

/** The first apply loses its answer, the second finds that `live` has moved on. */
function clusterWith(live: KubeObject): Cluster {
  let applies = 0;
  const cluster = {
    get: () => Promise.resolve(live),
    apply: (object: KubeObject, _: unknown, { dryRun = false }: { dryRun?: boolean }) => {
      applies += 1;
      if (applies === 1) {
        throw new Fault('the server answered 503', { outcome: 'unreachable' });
      }
      if (!dryRun) throw new Conflict('the object has been modified', 'precondition');
      const { generation = 0 } = live.metadata;
      return Promise.resolve({
        object: { ...object, metadata: { ...object.metadata, generation: generation + 1 } },
      });
    },
  } as unknown as Cluster;
  const clock = { now: () => 0, sleep: () => Promise.resolve() };
  const { signal } = new AbortController();
  return enduring(cluster, { clock, signal, tell: () => undefined });
}

test('an apply whose answer was lost is known by its mark, whatever a controller has written back', async () => {
  const { useBeta: _zero, ...left } = strategy;
  const live = moduleDeployment({
    version: '2.0.0',
    strategy: left,
    spec: { pause: true },
    metadata: { ...marked('r1'), generation: 5, resourceVersion: '12' },
  });
  const written = await clusterWith(live).apply(wanted(), type, options);
  expect(written.object).toBe(live);
});

test.each([
  ['without the mark', { version: '2.0.0', strategy }],
  ['marked by another rollout', { version: '2.0.0', strategy, metadata: marked('r2') }],
  ['with another version', { version: '3.0.0', strategy, metadata: marked('r1') }],
])('an object %s shows no such apply', async (_, given) => {
  const written = clusterWith(moduleDeployment(given)).apply(wanted(), type, options);
  await expect(written).rejects.toThrow(/modified/);
});
