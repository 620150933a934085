import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureAssets, startControlPlane, type ControlPlane } from '../bed/control-plane.ts';
import { paths, type KubeObj } from '../bed/kube.ts';
import { runInPty } from '../bed/pty.ts';
import { until } from '../bed/until.ts';
import { Koupctl, launcher } from './koupctl.ts';
import { confirmations, defineKind, lostNode, podOn, recovery, states } from './recovering.ts';

const machineGroup = 'machine.sigma.alipay.com';
const machines = `/apis/${machineGroup}/v1/machines`;
const finalizer = 'finalizer.k8s.alipay.com/machine';
const leftBehind = 'sigma-operator-machine-conditions';

let plane: ControlPlane;
let koupctl: Koupctl;

beforeAll(async () => {
  plane = await startControlPlane({ assets: await ensureAssets(console.error), timeFactor: 10 });
  koupctl = new Koupctl(plane.kubeconfigPath);
  const { kube } = plane;
  const machine = { group: machineGroup, kind: 'Machine', plural: 'machines', namespaced: false };
  await defineKind(kube, machine);
  const ip = {
    group: 'rama.alipay.com',
    kind: 'IPInstance',
    plural: 'ipinstances',
    namespaced: true,
  };
  await defineKind(kube, ip);
  await plane.createNamespace(leftBehind);
  await abandon();
});

afterAll(async () => {
  await plane?.stop();
});

/** What has to be old when its test begins. */
async function abandon(): Promise<void> {
  const { kube } = plane;
  await lostNode(kube, 'ake-9');
  await plane.createNamespace('left');
  const spec = { apiVersion: 'rama.alipay.com/v1', kind: 'IPInstance' };
  const ips = paths.customs('rama.alipay.com', 'v1', 'ipinstances', 'left');
  await kube.create(ips, {
    ...spec,
    metadata: { name: 'held', finalizers: ['example.com/never'] },
  });
  await kube.create(
    paths.pods('left'),
    podOn('ake-9', 'late', { terminationGracePeriodSeconds: 1 }),
  );
  await kube.delete(paths.namespace('left'));
  const { metadata } = await stuckMachine('ake-7');
  const owner = {
    apiVersion: `${machineGroup}/v1`,
    kind: 'Machine',
    name: 'ake-7',
    uid: metadata.uid,
  };
  await kube.create(paths.configMaps('default'), {
    metadata: { name: 'of-ake-7', ownerReferences: [owner] },
  });
  await kube.create(paths.pods('default'), podOn('ake-7', 'left-on-ake-7'));
  await kube.delete(`${machines}/ake-7`);
}

async function stuckMachine(name: string): Promise<KubeObj> {
  const { kube } = plane;
  await lostNode(kube, name);
  for (const part of ['conditions', 'readiness-gates']) {
    await kube.create(paths.configMaps(leftBehind), { metadata: { name: `${name}-${part}` } });
  }
  return await kube.create(machines, {
    apiVersion: `${machineGroup}/v1`,
    kind: 'Machine',
    metadata: { name, finalizers: [finalizer] },
  });
}

describe('a machine that stays in deletion', () => {
  const asked = ['stuck-deletion', '--object', 'machine/ake-7'];

  test('is removed after it was shown what hangs on it, and after its name was typed', async () => {
    const { kube } = plane;
    const plan = await recovery(koupctl, ...asked, '--dry-run');
    expect(plan.code).toBe(0);
    expect(plan.said.steps[0]?.seen).toEqual([
      'ConfigMap default/of-ake-7',
      'Node ake-7: NotReady',
      'Pod default/left-on-ake-7',
    ]);
    expect(states(plan.said)).toMatchObject({ 'delete-object': 'done', 'delete-node': 'to-do' });

    const unsaid = await recovery(koupctl, ...asked, '--yes');
    expect(unsaid.code).toBe(4);
    expect(unsaid.said.next[0]).toContain('--confirm-step remove-finalizers=ake-7');
    const there = await kube.get(`${machines}/ake-7`);
    expect(there.metadata.finalizers).toEqual([finalizer]);

    const env = {
      PATH: process.env['PATH'],
      HOME: '/nonexistent',
      TERM: 'dumb',
      KUBECONFIG: plane.kubeconfigPath,
    };
    const typing = await runInPty(process.execPath, [launcher, 'recover', ...asked], {
      cols: 160,
      env,
    });
    await typing.waitFor(/Do the steps of stuck-deletion on bed\?/, 60_000);
    typing.write('y\r');
    await typing.waitFor(/remove-finalizers .*type ake-7 to do it/, 60_000);
    typing.write('ake-8\r');
    expect(await typing.exited).toBe(4);
    expect((await kube.get(`${machines}/ake-7`)).metadata.finalizers).toEqual([finalizer]);

    const flags = confirmations(plan.said);
    const did = await recovery(koupctl, ...asked, '--yes', ...flags);
    expect(did.said.message).toBe('4 write(s), every step seen done');
    expect(did.code).toBe(0);
    expect(await kube.getOrUndefined(`${machines}/ake-7`)).toBeUndefined();
    expect(await kube.getOrUndefined(paths.node('ake-7'))).toBeUndefined();
    expect(
      (await kube.list(paths.configMaps(leftBehind))).items.map(({ metadata: { name } }) => name),
    ).not.toContain('ake-7-conditions');
    const record = await kube.get(
      paths.configMap('kube-system', 'koupctl.recover.stuck-deletion.machine.ake-7'),
    );
    expect(JSON.parse(record.data.record).current).toMatchObject({ phase: 'done', version: 1 });

    const again = await recovery(koupctl, ...asked);
    expect(again.said.message).toBe('nothing was to be done');
    expect(again.code).toBe(0);
  });
});

describe('a node that is gone', () => {
  test('goes in the order of the guide, from one machine to the next', async () => {
    const { kube } = plane;
    await stuckMachine('ake-8');
    const affinity = {
      required: {
        nodeSelectorTerms: [
          {
            matchExpressions: [
              { key: 'kubernetes.io/hostname', operator: 'In', values: ['ake-8'] },
            ],
          },
        ],
      },
    };
    const size = { storage: '1Gi' };
    const modes = { accessModes: ['ReadWriteOnce'], storageClassName: '' };
    const volumes = '/api/v1/persistentvolumes';
    await kube.create(volumes, {
      metadata: { name: 'disk-8' },
      spec: {
        ...modes,
        capacity: size,
        local: { path: '/data' },
        nodeAffinity: affinity,
        persistentVolumeReclaimPolicy: 'Retain',
      },
    });
    const claims = '/api/v1/namespaces/default/persistentvolumeclaims';
    await kube.create(claims, {
      metadata: { name: 'data-db-0' },
      spec: { ...modes, volumeName: 'disk-8', resources: { requests: size } },
    });
    await until(
      'the claim to be bound',
      async () => (await kube.get(`${claims}/data-db-0`)).status?.phase === 'Bound',
    );
    const mounts = [{ name: 'data', persistentVolumeClaim: { claimName: 'data-db-0' } }];
    await kube.create(paths.pods('default'), podOn('ake-8', 'db-0', { volumes: mounts }));
    const ips = paths.customs('rama.alipay.com', 'v1', 'ipinstances', 'default');
    await kube.create(ips, {
      apiVersion: 'rama.alipay.com/v1',
      kind: 'IPInstance',
      metadata: { name: 'ip-1' },
      spec: { podName: 'db-0' },
    });

    const asked = ['node-gone', '--node', 'ake-8'];
    const first = await recovery(koupctl, ...asked, '--yes');
    expect(first.code).toBe(7);
    expect(first.said.message).toContain('machine-is-off/ake-8');
    expect(first.said.steps.filter(({ state }) => state === 'to-do').map(({ id }) => id)).toEqual([
      'delete-claims/default/data-db-0',
      'delete-volumes/disk-8',
      'release-ips/ake-8',
      'delete-pods/ake-8',
      'delete-machine/ake-8',
      'remove-finalizers/ake-8',
      'delete-node/ake-8',
      'delete-leftovers',
    ]);
    // No other node is there to take the pod.
    const off = await recovery(koupctl, ...asked, '--done', 'machine-is-off/ake-8', '--yes');
    expect(off.said.message).toContain('room-elsewhere/ake-8');
    const skipped = ['--skip', 'room-elsewhere/ake-8', '--yes'];
    const unsaid = await recovery(koupctl, ...asked, ...skipped);
    expect(unsaid.code).toBe(4);
    expect(unsaid.said.message).toContain('7 dangerous step(s)');
    // Another machine knows from the record what was said on the first.
    const flags = confirmations(first.said);
    const running = koupctl.start(['recover', ...asked, ...skipped, ...flags]);
    await running.saw(/delete-pods\/ake-8: delete Pod default\/db-0/);
    running.child.kill('SIGKILL');
    await running.done;
    const { said, code } = await recovery(koupctl, ...asked, '--yes', ...flags);
    expect(code, said.message).toBe(0);
    expect(states(said)).toMatchObject({
      'machine-is-off/ake-8': 'done',
      'delete-claims/default/data-db-0': 'done',
      'delete-volumes/disk-8': 'done',
      'delete-pods/ake-8': 'done',
      'remove-finalizers/ake-8': 'done',
      'delete-node/ake-8': 'done',
    });
    for (const path of [
      `${volumes}/disk-8`,
      `${claims}/data-db-0`,
      `${ips}/ip-1`,
      `${machines}/ake-8`,
      paths.node('ake-8'),
      paths.pod('default', 'db-0'),
    ]) {
      expect(await kube.getOrUndefined(path), path).toBeUndefined();
    }
  });
});

describe('what stays Terminating', () => {
  test('a pod without a kubelet, and a namespace with an object that a finalizer holds', async () => {
    const { kube } = plane;
    // Over its grace period by half a minute it counts as stuck.
    const asked = ['stuck-terminating', '-n', 'left'];
    const plan = await until(
      'the pod to be late',
      async () => {
        const { said } = await recovery(koupctl, ...asked, '--dry-run');
        return states(said)['force-pods/left'] === 'to-do' ? said : undefined;
      },
      120_000,
    );
    const inside = plan.steps.find(({ id }) => id === 'inside-namespace/left');
    expect(inside?.seen.join('\n')).toContain('NamespaceDeletionContentFailure');
    expect(inside?.seen).toContain('IPInstance left/held');
    const { said, code } = await recovery(koupctl, ...asked, '--yes', ...confirmations(plan));
    expect(code, said.message).toBe(0);
    expect(await kube.getOrUndefined(paths.namespace('left'))).toBeUndefined();
  });
});
