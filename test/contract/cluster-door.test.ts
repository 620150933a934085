import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openCluster } from '../../src/cluster/open-cluster.ts';
import type { Cluster } from '../../src/world.ts';
import { ensureAssets, startControlPlane, type ControlPlane } from '../bed/control-plane.ts';
import { paths } from '../bed/kube.ts';
import {
  configMap,
  configMaps,
  deployment,
  deployments,
  newNamespace,
  pods,
  type,
} from './cluster-door-objects.ts';

const BUILD_TIMEOUT_MS = 30 * 60_000;
const us = { manager: 'koupctl' };

let plane: ControlPlane;
/** A test's own, and the door's for what names none. */
let namespace: string;
let door: Cluster;

beforeAll(async () => {
  const assets = await ensureAssets((line) => process.stderr.write(`${line}\n`));
  plane = await startControlPlane({ assets, timeFactor: 10 });
}, BUILD_TIMEOUT_MS);

beforeEach(async () => {
  namespace = await newNamespace(plane);
  door = await openCluster({ kubeconfig: plane.kubeconfigPath, namespace, env: {} });
});

afterAll(async () => {
  await plane.stop();
}, 30_000);

test('discovery agrees with what kubectl would use', async () => {
  const types = await door.resourceTypes();
  expect(types).toContainEqual(deployments);
  expect(types).toContainEqual({
    group: 'autoscaling',
    version: 'v2',
    kind: 'HorizontalPodAutoscaler',
    plural: 'horizontalpodautoscalers',
    namespaced: true,
  });
  expect(types).toContainEqual(
    expect.objectContaining({ kind: 'Node', group: '', namespaced: false }),
  );
  expect(await door.serverVersion()).toMatchObject({ major: 1, minor: expect.any(Number) });
});

test('a custom kind is found, and the way back when a definition goes', async () => {
  const group = `${namespace}.test`;
  const name = `gadgets.${group}`;
  await plane.kube.create(paths.crds(), {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name },
    spec: {
      group,
      names: { kind: 'Gadget', plural: 'gadgets' },
      scope: 'Namespaced',
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
          },
        },
      ],
    },
  });
  const fresh = async () =>
    (await openCluster({ kubeconfig: plane.kubeconfigPath, env: {} })).resourceTypes();
  await expect
    .poll(async () => (await fresh()).map(({ kind }) => kind), { timeout: 30_000 })
    .toContain('Gadget');
  const gadgets = type(group, 'Gadget', 'gadgets');
  const gadget = {
    apiVersion: `${group}/v1`,
    kind: 'Gadget',
    metadata: { name: 'g' },
    anything: { goes: [1, { deep: null }] },
  };
  const { object } = await door.create(gadget, gadgets, us);
  expect(object['anything']).toEqual(gadget.anything);
  await plane.kube.delete(paths.crd(name));
  await expect
    .poll(() => door.list({ type: gadgets, freshness: 'quorum' }).catch(String), {
      timeout: 30_000,
    })
    .toBe(`Fault: the server does not know ${name}`);
});

describe('writes', () => {
  test('a dry run changes nothing', async () => {
    const { object } = await door.apply(deployment('dry'), deployments, { ...us, dryRun: true });
    expect(object['spec']).toMatchObject({ revisionHistoryLimit: 10 });
    expect(await door.get({ type: deployments, name: 'dry' })).toBeUndefined();
  });

  test('unknown fields are refused by name, in apply, create and patch', async () => {
    const rejected = { outcome: 'invalid', details: ['unknown field "spec.bogus"'] };
    const bogus = deployment('strict', { bogus: 1 });
    await expect(door.apply(bogus, deployments, us)).rejects.toMatchObject(rejected);
    await expect(door.create(bogus, deployments, us)).rejects.toMatchObject(rejected);
    await door.create(deployment('strict'), deployments, us);
    const ops = [{ op: 'add', path: '/spec/bogus', value: 1 }] as const;
    await expect(door.patch({ type: deployments, name: 'strict' }, ops, us)).rejects.toMatchObject(
      rejected,
    );
  });

  test('invalid values are told field by field', async () => {
    const wrong = deployment('wrong', { replicas: -1, minReadySeconds: -2 });
    await expect(door.create(wrong, deployments, us)).rejects.toMatchObject({
      outcome: 'invalid',
      message: `the server rejects Deployment ${namespace}/wrong`,
      details: [
        'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
        'spec.minReadySeconds: Invalid value: -2: must be greater than or equal to 0',
      ],
    });
  });

  test('warnings come with the answer', async () => {
    const twice = [
      { name: 'A', value: '1' },
      { name: 'A', value: '2' },
    ];
    const spec = { containers: [{ name: 'c', image: 'i', env: twice }] };
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'warned' }, spec };
    const { warnings } = await door.create(pod, pods, { ...us, dryRun: true });
    expect(warnings).toEqual([expect.stringContaining('hides previous definition of "A"')]);
  });

  test('fields of another manager: whose, and taken by force', async () => {
    await door.apply(deployment('owned', { replicas: 2 }), deployments, { manager: 'hpa' });
    const mine = deployment('owned', { replicas: 5 });
    await expect(door.apply(mine, deployments, us)).rejects.toMatchObject({
      name: 'Conflict',
      kind: 'fields',
      outcome: 'superseded',
      fields: [{ field: '.spec.replicas', manager: 'hpa' }],
    });
    const { object } = await door.apply(mine, deployments, { ...us, force: true });
    expect(object['spec']).toMatchObject({ replicas: 5 });
  });

  test('an old resourceVersion, another uid, a vanished object, a taken name', async () => {
    const { object } = await door.create(deployment('cas'), deployments, us);
    await expect(door.create(deployment('cas'), deployments, us)).rejects.toMatchObject({
      kind: 'exists',
    });
    const precondition = { name: 'Conflict', kind: 'precondition' };
    const old = deployment('cas', {}, { resourceVersion: '1' });
    await expect(door.apply(old, deployments, us)).rejects.toMatchObject(precondition);
    const uid = '00000000-0000-0000-0000-000000000000';
    const other = deployment('cas', {}, { uid });
    await expect(door.apply(other, deployments, us)).rejects.toMatchObject(precondition);
    const ref = { type: deployments, name: 'cas' };
    await expect(door.delete(ref, uid)).rejects.toMatchObject(precondition);
    const earlier = door.delete(ref, object.metadata.uid ?? '', { resourceVersion: '1' });
    await expect(earlier).rejects.toMatchObject(precondition);
    await door.delete(ref, object.metadata.uid ?? '');
    await expect.poll(() => door.get(ref)).toBeUndefined();
    await door.delete(ref, object.metadata.uid ?? '');
    // The server alone would create it anew.
    const { resourceVersion = '' } = object.metadata;
    const gone = deployment('cas', {}, { resourceVersion });
    await expect(door.apply(gone, deployments, us)).rejects.toMatchObject(precondition);
    const add = [{ op: 'add', path: '/spec/paused', value: true }] as const;
    await expect(door.patch(ref, add, us)).rejects.toMatchObject(precondition);
    expect(await door.get(ref)).toBeUndefined();
  });

  test('an apply of what must be new makes it, and leaves what is there alone', async () => {
    const isNew = { ...us, force: true, isNew: true };
    for (const [wanted, type] of [
      [deployment('new', { replicas: 0 }), deployments],
      [configMap('new', { a: 'mine' }), configMaps],
    ] as const) {
      await expect(door.apply(wanted, type, { ...isNew, dryRun: true })).resolves.toBeDefined();
      const { object } = await door.apply(wanted, type, isNew);
      expect(object.metadata.managedFields).toMatchObject([
        { manager: 'koupctl', operation: 'Apply' },
      ]);
      const other = { ...wanted, metadata: { name: 'new', labels: { whose: 'other' } } };
      await expect(door.apply(other, type, isNew)).rejects.toMatchObject({
        name: 'Conflict',
        kind: 'precondition',
      });
      const now = await door.get({ type, name: 'new' });
      expect(now?.metadata.labels).toEqual(object.metadata.labels);
    }
  });

  test('a patch whose test fails tells which', async () => {
    const { object } = await door.create(deployment('tested', { replicas: 3 }), deployments, us);
    const ref = { type: deployments, name: 'tested' };
    const { uid } = object.metadata;
    const good = [
      { op: 'test', path: '/metadata/uid', value: uid },
      { op: 'add', path: '/spec/paused', value: true },
    ] as const;
    expect((await door.patch(ref, good, us)).object['spec']).toMatchObject({ paused: true });
    const bad = [
      { op: 'test', path: '/spec/replicas', value: 4 },
      { op: 'remove', path: '/spec/strategy/nothing' },
    ] as const;
    await expect(door.patch(ref, bad, us)).rejects.toMatchObject({
      kind: 'precondition',
      details: [
        '/spec/replicas: expected 4, but it is 3',
        '/spec/strategy/nothing: it is not there',
      ],
    });
  });

  test('a namespace that is not there', async () => {
    const nowhere = deployment('x', {}, { namespace: 'nowhere' });
    await expect(door.apply(nowhere, deployments, us)).rejects.toMatchObject({
      outcome: 'invalid',
      message: expect.stringContaining('namespaces "nowhere" not found'),
    });
  });
});

test('evictions are of one pod, and held by a disruption budget', async () => {
  const spec = { containers: [{ name: 'c', image: 'i' }] };
  const ref = { type: pods, namespace, name: 'guarded' };
  const labels = { guarded: 'yes' };
  const { metadata } = await plane.kube.create(paths.pods(namespace), {
    metadata: { name: 'guarded', labels },
    spec,
  });
  const uid = metadata.uid ?? '';
  const status = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };
  await plane.kube.mergePatch(`${paths.pod(namespace, 'guarded')}/status`, { status });
  await expect(door.evict(ref, 'another')).rejects.toMatchObject({ kind: 'precondition' });
  await plane.kube.create(paths.podDisruptionBudgets(namespace), {
    metadata: { name: 'guard' },
    spec: { minAvailable: 1, selector: { matchLabels: labels } },
  });
  const budget = paths.podDisruptionBudget(namespace, 'guard');
  await expect
    .poll(async () => (await plane.kube.get(budget)).status?.expectedPods, { timeout: 30_000 })
    .toBe(1);
  expect(await door.evict(ref, uid)).toEqual({
    evicted: false,
    why: expect.stringContaining('guard'),
  });
  await plane.kube.delete(budget);
  expect(await door.evict(ref, uid)).toEqual({ evicted: true });
  await expect.poll(() => door.get(ref), { timeout: 30_000 }).toBeUndefined();
  expect(await door.evict(ref, uid)).toEqual({ evicted: true });
});
