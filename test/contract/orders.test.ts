import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCluster } from '../../src/cluster/open-cluster.ts';
import { Fault } from '../../src/fault.ts';
import { confirm } from '../../src/rollout/orders.ts';
import { RecordStore } from '../../src/rollout/record-store.ts';
import type { RolloutRecord } from '../../src/rollout/record.ts';
import { ensureAssets, startControlPlane, type ControlPlane } from '../bed/control-plane.ts';
import { newNamespace } from './cluster-door-objects.ts';

const BUILD_TIMEOUT_MS = 30 * 60_000;
const batches = 100;

let plane: ControlPlane;

beforeAll(async () => {
  const assets = await ensureAssets((line) => process.stderr.write(`${line}\n`));
  plane = await startControlPlane({ assets, timeFactor: 10 });
}, BUILD_TIMEOUT_MS);

afterAll(async () => {
  await plane?.stop();
});

/** A person's own door to the record. */
async function terminal(namespace: string): Promise<RecordStore> {
  const cluster = await openCluster({ kubeconfig: plane.kubeconfigPath, namespace, env: {} });
  return new RecordStore(cluster, namespace, { kind: 'Deployment', name: 'stock' });
}

test(`two terminals confirm each of ${batches} batches at once: one of them does`, async () => {
  const namespace = await newNamespace(plane);
  const [ann, bob] = [await terminal(namespace), await terminal(namespace)];
  const record = { version: 1, id: 'r1', phase: 'rolling', outcomes: [] };
  await ann.save(record as unknown as RolloutRecord);
  const won: string[] = [];
  for (let batch = 1; batch <= batches; batch += 1) {
    const both = Object.entries({ ann, bob }).map(async ([by, store]) => {
      try {
        await store.order((orders) => confirm(orders, { batch, by, at: 'now' }));
        won.push(`${batch} ${by}`);
        return undefined;
      } catch (error) {
        return error as Fault;
      }
    });
    const [refused, ...others] = (await Promise.all(both)).filter((one) => one !== undefined);
    expect(others).toEqual([]);
    const winner = won.at(-1)?.split(' ')[1] ?? '';
    expect(refused).toBeInstanceOf(Fault);
    expect(refused?.message).toBe(`batch ${batch} was already confirmed by ${winner}`);
  }
  expect(won.map((one) => Number(one.split(' ')[0]))).toEqual(
    Array.from({ length: batches }, (_, index) => index + 1),
  );
});
