import { describe, expect, it } from 'vitest';
import { paths, type KubeObj } from '../bed/kube.ts';
import { becomes, isReady, useControlPlane, type Rig } from './v2-rig.ts';

const { withRig } = useControlPlane();

const HOLD = { minReadySeconds: 2147483646, progressDeadlineSeconds: 2147483647 };

/** One write: template, hold and numbers, as koupctl makes it. */
function hold(rig: Rig, maxSurge: number, maxUnavailable: number, version?: string) {
  const image = `http://jars.invalid/biz1-${version}-ark-biz.jar`;
  const env = [{ name: 'BIZ_VERSION', value: version }];
  return rig.kube.request(
    'PATCH',
    rig.deploymentPath(),
    {
      spec: {
        ...HOLD,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } },
        ...(version ? { template: { spec: { containers: [{ name: 'biz1', image, env }] } } } : {}),
      },
    },
    'application/strategic-merge-patch+json',
  );
}

function release(rig: Rig) {
  const rollingUpdate = { maxSurge: '25%', maxUnavailable: '25%' };
  return rig.kube.mergePatch(rig.deploymentPath(), {
    spec: { minReadySeconds: 0, progressDeadlineSeconds: 600, strategy: { rollingUpdate } },
  });
}

const versions = async (rig: Rig) => {
  const alive = (await rig.pods()).filter(({ metadata }) => !metadata.deletionTimestamp);
  const count = (version: string) =>
    alive.filter((pod) => pod.spec.containers[0].env[0].value === version).length;
  return { old: count('1.0.0'), new: count('2.0.0') };
};

/** What reads over a whole second agree on: nothing is on its way any more. */
async function settled<T>(read: () => Promise<T>): Promise<T> {
  let last: T | undefined;
  let since = Date.now();
  const still = async () => {
    const now = await read();
    if (JSON.stringify(now) !== JSON.stringify(last)) since = Date.now();
    last = now;
    return Date.now() - since > 1_000;
  };
  await becomes(still, true);
  return last!;
}

const ready = (rig: Rig) => async () => (await rig.pods()).filter(isReady).length;

describe.concurrent('nodes', () => {
  it(
    'appear with labels, taints, addresses and capacity, and stay ready',
    withRig({ count: 1, base: { clusterName: 'blue', port: 12380 } }, async (rig) => {
      const base = rig.bases.get(0);
      const node = (await rig.nodes())[0]!;
      expect(node.metadata.name).toBe(`vnode.${base.ip}.${rig.env}`);
      expect(node.metadata.labels).toEqual({
        type: 'virtual-kubelet',
        'kubernetes.io/role': 'agent',
        'kubernetes.io/hostname': base.hostName,
        'base.koupleless.io/cluster-name': 'blue',
        'base.koupleless.io/host-name': base.hostName,
        'base.koupleless.io/name': 'base',
        'base.koupleless.io/tunnel-port': '12380',
        'base.koupleless.io/version': '1.0.0',
        'virtual-kubelet.koupleless.io/component': 'vnode',
        'virtual-kubelet.koupleless.io/env': rig.env,
      });
      expect(node.status.addresses).toEqual([
        { type: 'InternalIP', address: base.ip },
        { type: 'Hostname', address: base.hostName },
      ]);
      expect(node.status.capacity.pods).toBe('65535');
      const taints = async () =>
        ((await rig.nodes())[0]?.spec.taints as { key: string; value?: string }[]).map(
          ({ key, value }) => `${key}=${value}`,
        );
      await becomes(taints, [
        'schedule.koupleless.io/virtual-node=True',
        `schedule.koupleless.io/node-env=${rig.env}`,
      ]);
      const { conditions } = node.status as { conditions: Record<string, unknown>[] };
      expect(
        conditions.map(({ type, status }) => `${String(type)} ${String(status)}`).sort(),
      ).toEqual([
        'DiskPressure False',
        'MemoryPressure False',
        'NetworkUnavailable False',
        'PIDPressure False',
        'Ready True',
      ]);
      const times = conditions.map((condition) => condition['lastTransitionTime'] ?? null);
      expect(times).toEqual([null, null, null, null, null]);
      const lease = await rig.kube.get(paths.lease('kube-node-lease', node.metadata.name));
      expect(lease.metadata.labels).toMatchObject({
        'virtual-kubelet.koupleless.io/component': 'vnode-lease',
      });
    }),
  );

  it(
    'vanish with their base: at once when it says goodbye, later when it falls silent',
    withRig({ count: 2 }, async (rig) => {
      const names = async () => (await rig.nodes()).map(({ metadata }) => metadata.name);
      await rig.bases.get(0).stop();
      await becomes(names, [rig.bases.get(1).nodeName(rig.env)]);
      const silentAt = Date.now();
      await rig.bases.get(1).die();
      await becomes(names, []);
      expect(Date.now() - silentAt).toBeGreaterThan(4_900);
      const lease = paths.lease('kube-node-lease', rig.bases.get(1).nodeName(rig.env));
      await becomes(() => rig.kube.getOrUndefined(lease), undefined);
    }),
  );

  it(
    'turn NotReady when the controller dies, and module pods with them',
    withRig({ count: 2 }, async (rig) => {
      await rig.deploy({ replicas: 2, version: '1.0.0' });
      await becomes(ready(rig), 2);
      await rig.standIn.kill();
      await becomes(async () => (await rig.nodes()).filter(isReady).length, 0);
      await becomes(ready(rig), 0);
      expect(rig.bases.countActive('biz1', '1.0.0')).toBe(2);
    }),
  );

  it(
    'come back under the same CLIENT_ID if it is soon, after having vanished for a moment',
    withRig({ count: 1, clientId: 'mine' }, async (rig) => {
      const base = rig.bases.get(0);
      base.silence();
      await rig.standIn.restart();
      await becomes(async () => (await rig.nodes()).length, 0);
      base.beatTo(rig.standIn.heartbeatUrl);
      await rig.nodesReady(1);
    }),
  );
});

describe.concurrent('module pods', () => {
  it(
    'of a Deployment on four bases become ready, with the IPs of their bases',
    withRig({ count: 4 }, async (rig) => {
      await rig.deploy({ replicas: 4, version: '1.0.0' });
      await becomes(ready(rig), 4);
      expect(rig.bases.countActive('biz1', '1.0.0')).toBe(4);
      const pods = await rig.pods();
      expect(new Set(pods.map((pod) => pod.status.podIP))).toEqual(
        new Set(rig.bases.all.map((base) => base.ip)),
      );
      const [pod] = pods as [KubeObj];
      expect(pod.status.phase).toBe('Running');
      expect(pod.status.containerStatuses[0]).toMatchObject({
        name: 'biz1',
        containerID: 'biz1',
        ready: true,
      });
      const types = (pod.status.conditions as { type: string }[]).map(({ type }) => type);
      expect(types).toEqual(expect.arrayContaining(['Ready', 'ContainersReady']));
      const sent = rig.bases.get(0).callsOf('installBiz')[0]?.body;
      const bizUrl = 'http://jars.invalid/biz1-1.0.0-ark-biz.jar';
      expect(sent).toEqual({ bizName: 'biz1', bizVersion: '1.0.0', bizUrl });
    }),
  );

  it(
    'are uninstalled at once when deleted; their objects live for the grace period',
    withRig({ count: 1 }, async (rig) => {
      const path = await rig.createPod('p', { replicas: 1, version: '1.0.0' });
      await becomes(ready(rig), 1);
      const deletedAt = Date.now();
      await rig.kube.delete(path);
      await becomes(() => rig.bases.get(0).bizList, []);
      expect(await rig.kube.getOrUndefined(path)).toBeDefined();
      await becomes(() => rig.kube.getOrUndefined(path), undefined);
      expect(Date.now() - deletedAt).toBeGreaterThan(2_500);
    }),
  );

  it(
    'with several containers are several modules',
    withRig({ count: 1 }, async (rig) => {
      const spec = rig.podSpec({ replicas: 1, version: '1.0.0' }) as { containers: object[] };
      const second = {
        name: 'biz2',
        image: 'http://jars.invalid/biz2-3.0.0-ark-biz.jar',
        env: [{ name: 'BIZ_VERSION', value: '3.0.0' }],
      };
      spec.containers.push(second);
      const metadata = { name: 'both', labels: rig.podLabels() };
      await rig.kube.create(paths.pods(rig.namespace), { metadata, spec });
      await becomes(() => rig.podLines(), ['Running 2/2']);
      expect(rig.bases.countActive('biz2', '3.0.0')).toBe(1);
    }),
  );
});

describe.concurrent('the hold line', () => {
  it(
    'uninstall-then-install: batches of 1, 3, 4 of 4, exactly',
    withRig({ count: 4 }, async (rig) => {
      await rig.deploy({ replicas: 4, version: '1.0.0', apart: 'always' });
      await becomes(ready(rig), 4);
      const seen: object[] = [];
      for (const [batch, version] of [
        [1, '2.0.0'],
        [3, undefined],
        [4, undefined],
      ] as const) {
        await hold(rig, 0, batch, version);
        await becomes(() => versions(rig), { old: 4 - batch, new: batch });
        await becomes(() => rig.bases.countActive('biz1', '2.0.0'), batch);
        seen.push(await settled(() => versions(rig)));
        expect(rig.bases.countActive('biz1', '1.0.0')).toBe(4 - batch);
      }
      expect(seen).toEqual([
        { old: 3, new: 1 },
        { old: 1, new: 3 },
        { old: 0, new: 4 },
      ]);
      await release(rig);
      await becomes(() => progressing(rig), 'NewReplicaSetAvailable');
    }),
  );

  it(
    'install-then-uninstall: batches of 2 and 4 of 4, and never a base without a version',
    withRig({ count: 4, base: { activateNewModule: true } }, async (rig) => {
      await rig.deploy({ replicas: 4, version: '1.0.0' });
      await becomes(ready(rig), 4);
      const watch = rig.bases.sampler('biz1', 20);
      await hold(rig, 2, 0, '2.0.0');
      await becomes(() => versions(rig), { old: 4, new: 2 });
      await becomes(() => rig.bases.countActive('biz1', '2.0.0'), 2);
      expect(await settled(() => versions(rig))).toEqual({ old: 4, new: 2 });
      await hold(rig, 2, 2);
      await becomes(() => versions(rig), { old: 2, new: 4 });
      await becomes(() => rig.bases.countActive('biz1', '2.0.0'), 4);
      expect(await settled(() => versions(rig))).toEqual({ old: 2, new: 4 });
      await release(rig);
      await becomes(() => versions(rig), { old: 0, new: 4 });
      await becomes(() => progressing(rig), 'NewReplicaSetAvailable');
      await becomes(() => rig.bases.all.flatMap((base) => base.bizList).length, 4);
      watch.stop();
      expect(watch.gaps()).toEqual([]);
    }),
  );

  it(
    'blue-green on default bases: dark beside the old, switched, undone',
    withRig({ count: 4 }, async (rig) => {
      await rig.deploy({ replicas: 4, version: '1.0.0' });
      await becomes(ready(rig), 4);
      const before = await rig.kube.get(rig.deploymentPath());
      const watch = rig.bases.sampler('biz1', 20);
      await hold(rig, 4, 0, '2.0.0');
      const dark = Array.from({ length: 4 }, () => 'Running 0/1');
      await becomes(() => rig.podLines('2.0.0'), dark);
      const states = (await rig.pods('2.0.0')).map((pod) => pod.status.containerStatuses[0].state);
      expect(states).toEqual(Array.from({ length: 4 }, () => ({ waiting: {} })));
      expect(rig.bases.countActive('biz1', '1.0.0')).toBe(4);
      for (const base of rig.bases.all) {
        await base.run('switchBiz', { bizName: 'biz1', bizVersion: '2.0.0' });
      }
      expect(rig.bases.countActive('biz1', '2.0.0')).toBe(4);
      await becomes(async () => (await rig.pods('2.0.0')).filter(isReady).length, 4);
      for (const base of rig.bases.all) {
        await base.run('switchBiz', { bizName: 'biz1', bizVersion: '1.0.0' });
      }
      const { template, strategy, minReadySeconds = 0, progressDeadlineSeconds } = before.spec;
      await rig.kube.jsonPatch(rig.deploymentPath(), [
        { op: 'replace', path: '/spec/template', value: template },
        { op: 'replace', path: '/spec/strategy', value: strategy },
        { op: 'replace', path: '/spec/minReadySeconds', value: minReadySeconds },
        { op: 'replace', path: '/spec/progressDeadlineSeconds', value: progressDeadlineSeconds },
      ]);
      await becomes(() => rig.bases.all.flatMap((base) => base.bizList).length, 4);
      await becomes(() => versions(rig), { old: 4, new: 0 });
      expect(rig.bases.countActive('biz1', '1.0.0')).toBe(4);
      watch.stop();
      expect(watch.gaps()).toEqual([]);
    }),
  );
});

async function progressing(rig: Rig): Promise<string | undefined> {
  const { status } = await rig.kube.get(rig.deploymentPath());
  const conditions = status.conditions as { type: string; reason: string }[];
  return conditions.find(({ type }) => type === 'Progressing')?.reason;
}

describe.concurrent('the heartbeat listener', () => {
  it(
    'speaks as the real one',
    withRig({ count: 0 }, async (rig) => {
      const url = rig.standIn.heartbeatUrl;
      expect((await fetch(url)).status).toBe(405);
      const bad = await fetch(url, { method: 'POST', body: '{"a' });
      expect(bad.status).toBe(400);
      const baseline = async (clusterName: string) => {
        const body = JSON.stringify({ identity: 'x', clusterName });
        const answer = await fetch(url.replace('heartbeat', 'queryBaseline'), {
          method: 'POST',
          body,
        });
        return answer.json();
      };
      const labels = {
        'virtual-kubelet.koupleless.io/env': rig.env,
        'base.koupleless.io/cluster-name': 'blue',
      };
      await rig.deploy({ replicas: 0, version: '1.0.0', labels });
      const bizUrl = 'http://jars.invalid/biz1-1.0.0-ark-biz.jar';
      expect(await baseline('blue')).toEqual([{ bizName: 'biz1', bizVersion: '1.0.0', bizUrl }]);
      expect(await baseline('green')).toEqual([]);
    }),
  );
});
