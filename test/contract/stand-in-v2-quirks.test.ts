import { describe, expect, it } from 'vitest';
import { paths } from '../bed/kube.ts';
import type { SimulatedBase } from '../bed/simulated-base.ts';
import type { Quirks } from '../bed/stand-in-v2/quirks.ts';
import { becomes, isReady, useControlPlane, type Rig, type RigOptions } from './v2-rig.ts';

const { withRig } = useControlPlane();
const JARS = 'http://jars.invalid';

/** Both sides of one switch: what the real controller does, and what one would expect. */
function quirk(
  name: keyof Quirks,
  said: { real: string; expected: string },
  options: Partial<RigOptions>,
  body: (rig: Rig, lies: boolean) => Promise<void>,
): void {
  const rigged = (lies: boolean) => {
    const quirks = { ...options.quirks, [name]: lies };
    return withRig({ count: 1, ...options, quirks }, (rig) => body(rig, lies));
  };
  describe.concurrent(name, () => {
    it(said.real, rigged(true));
    it(said.expected, rigged(false));
  });
}

/** So many further calls of a command have come: whatever they bring has had its chance. */
async function calls(base: SimulatedBase, command: string, more: number): Promise<void> {
  const before = base.callsOf(command).length;
  await becomes(() => base.callsOf(command).length >= before + more, true);
}

async function shown(rig: Rig, path: string) {
  const pod = await rig.kube.get(path);
  const state = pod.status.containerStatuses?.[0]?.state as object | undefined;
  return { phase: pod.status.phase as string, ready: isReady(pod), state };
}

const bind = (
  rig: Rig,
  version: string,
  more: { name?: string; url?: string; base?: number } = {},
) =>
  rig.createPod(`p-${version}-${more.name ?? 'biz1'}`, {
    replicas: 1,
    version,
    ...more,
    node: rig.bases.get(more.base ?? 0).nodeName(rig.env),
  });

quirk(
  'blanksStatusAfterInstall',
  { real: 'forgets that an install went well', expected: 'shows a finished install' },
  // What comes in second 0 of a minute is never news: one run in sixty would fail by it.
  { quirks: { comparesSecondOfMinute: false } },
  async (rig, lies) => {
    const base = rig.bases.get(0);
    base.faults.hang = { only: ['queryAllBiz'] };
    const path = await bind(rig, '1.0.0');
    await becomes(() => base.activeVersions('biz1'), ['1.0.0']);
    await calls(base, 'health', 2);
    expect((await shown(rig, path)).ready).toBe(!lies);
  },
);

quirk(
  'believesInstallAnswer',
  { real: 'takes a dark version for active', expected: 'reads the state in the answer' },
  { quirks: { blanksStatusAfterInstall: false, comparesSecondOfMinute: false } },
  async (rig, lies) => {
    const base = rig.bases.get(0);
    base.faults.hang = { only: ['queryAllBiz'] };
    await bind(rig, '1.0.0');
    await becomes(() => base.activeVersions('biz1'), ['1.0.0']);
    const path = await bind(rig, '2.0.0');
    await becomes(async () => (await shown(rig, path)).phase, 'Running');
    expect((await shown(rig, path)).ready).toBe(lies);
    expect(base.activeVersions('biz1')).toEqual(['1.0.0']);
  },
);

quirk(
  'hidesInstallFailure',
  { real: 'leaves no trace of a bad package', expected: 'tells why' },
  {},
  async (rig, lies) => {
    const path = await bind(rig, '1.0.0', { url: `${JARS}/biz1-missing-1.0.0-ark-biz.jar` });
    await calls(rig.bases.get(0), 'installBiz', 1);
    await calls(rig.bases.get(0), 'queryAllBiz', 2);
    if (lies) {
      const nothing = { phase: 'Pending', ready: false, state: {} };
      await becomes(() => shown(rig, path), nothing);
      expect((await rig.kube.list(paths.events(rig.namespace))).items).toEqual([]);
      expect(rig.bases.get(0).callsOf('installBiz')).toHaveLength(1);
      return;
    }
    const message = `Caused by: java.io.FileNotFoundException: ${JARS}/biz1-missing-1.0.0-ark-biz.jar`;
    const waiting = { reason: 'CMD_PROCESS_INTERNAL_ERROR', message };
    await becomes(async () => (await shown(rig, path)).state, { waiting });
  },
);

quirk(
  'queriesOneBaseAtATime',
  { real: 'lets one hanging base blind it', expected: 'asks every base for itself' },
  { count: 2 },
  async (rig, lies) => {
    const [stuck, other] = rig.bases.all as [SimulatedBase, SimulatedBase];
    stuck.faults.hang = { only: ['queryAllBiz'] };
    await calls(stuck, 'queryAllBiz', 1);
    const path = await bind(rig, '1.0.0', { base: 1 });
    await becomes(() => other.activeVersions('biz1'), ['1.0.0']);
    if (lies) await calls(other, 'health', 4);
    else await becomes(async () => (await shown(rig, path)).ready, true);
    expect((await shown(rig, path)).ready).toBe(!lies);
  },
);

quirk(
  'omitsTransitionTimes',
  { real: 'never makes a pod available under minReadySeconds', expected: 'makes it available' },
  {},
  async (rig, lies) => {
    await rig.deploy({ replicas: 1, version: '1.0.0', spec: { minReadySeconds: 1 } });
    const status = async () => (await rig.kube.get(rig.deploymentPath())).status;
    await becomes(async () => (await status()).readyReplicas, 1);
    if (lies) {
      await calls(rig.bases.get(0), 'queryAllBiz', 3);
      expect((await status()).availableReplicas).toBeUndefined();
    } else await becomes(async () => (await status()).availableReplicas, 1);
  },
);

quirk(
  'keepsPodForGracePeriod',
  { real: 'keeps the object long after the uninstall', expected: 'removes both' },
  {},
  async (rig, lies) => {
    const path = await bind(rig, '1.0.0');
    await becomes(async () => (await shown(rig, path)).ready, true);
    const deletedAt = Date.now();
    await rig.kube.delete(path);
    await becomes(() => rig.bases.get(0).bizList, []);
    await becomes(() => rig.kube.getOrUndefined(path), undefined);
    expect(Date.now() - deletedAt > 2_500).toBe(lies);
  },
);

quirk(
  'removesIdlePodsFirst',
  { real: 'drops a waiting pod before its module', expected: 'uninstalls first' },
  { base: { uninstallMs: 1_000 } },
  async (rig, lies) => {
    const base = rig.bases.get(0);
    await bind(rig, '1.0.0');
    await becomes(() => base.activeVersions('biz1'), ['1.0.0']);
    const path = await bind(rig, '2.0.0');
    await becomes(async () => (await shown(rig, path)).state, { waiting: {} });
    await rig.kube.delete(path);
    await becomes(() => rig.kube.getOrUndefined(path), undefined);
    expect(base.bizList).toHaveLength(lies ? 2 : 1);
    await becomes(() => base.bizList.length, 1);
  },
);

quirk(
  'uninstallsOrphans',
  { real: 'uninstalls what was installed by hand', expected: 'leaves it alone' },
  {},
  async (rig, lies) => {
    const base = rig.bases.get(0);
    const bizUrl = `${JARS}/hand-1.0.0-ark-biz.jar`;
    await base.run('installBiz', { bizName: 'hand', bizVersion: '1.0.0', bizUrl });
    await calls(base, 'queryAllBiz', 2);
    if (lies) await becomes(() => base.bizList, []);
    else expect(base.activeVersions('hand')).toEqual(['1.0.0']);
  },
);

quirk(
  'backsOffForMinutes',
  { real: 'gives up for a minute and a half', expected: 'keeps trying' },
  {},
  async (rig, lies) => {
    const base = rig.bases.get(0);
    await base.down();
    const path = await bind(rig, '1.0.0');
    await becomes(async () => (await shown(rig, path)).state, { waiting: {} });
    // Its heartbeat keeps the node alive through all of the quick attempts, 44 s together.
    const back = Date.now() + 7_000;
    await becomes(() => Date.now() > back, true);
    await base.up();
    await calls(base, 'queryAllBiz', 2);
    expect(base.activeVersions('biz1')).toEqual(lies ? [] : ['1.0.0']);
    if (lies) expect(await shown(rig, path)).toMatchObject({ phase: 'Pending', state: {} });
    await becomes(() => base.activeVersions('biz1'), ['1.0.0']);
  },
);

quirk(
  'forgetsPodsOfSilentBases',
  { real: 'forgets a pod that came in the silence', expected: 'installs when the base is back' },
  {},
  async (rig, lies) => {
    const base = rig.bases.get(0);
    base.silence();
    await base.down();
    const quietSince = Date.now();
    await becomes(() => Date.now() - quietSince > 3_500, true);
    await bind(rig, '1.0.0');
    await base.up();
    base.beatTo(rig.standIn.heartbeatUrl);
    await calls(base, 'queryAllBiz', 2);
    if (lies) expect(base.callsOf('installBiz')).toEqual([]);
    else await becomes(() => base.activeVersions('biz1'), ['1.0.0']);
  },
);

quirk(
  'ignoresEarlierPods',
  { real: 'does not see pods bound before the node', expected: 'takes them on' },
  { count: 2 },
  async (rig, lies) => {
    const [base, other] = rig.bases.all as [SimulatedBase, SimulatedBase];
    await base.stop();
    await becomes(async () => (await rig.nodes()).length, 1);
    await bind(rig, '1.0.0');
    // Events come in order: when the second pod has been seen, so has the first.
    await bind(rig, '1.0.0', { base: 1, name: 'biz2' });
    await becomes(() => other.callsOf('installBiz').length, 1);
    await base.restart();
    await rig.nodesReady(2);
    await calls(base, 'queryAllBiz', 2);
    expect(base.callsOf('installBiz')).toHaveLength(lies ? 0 : 1);
  },
);

quirk(
  'updatesOnlyAfterTerminated',
  { real: 'uninstalls for a new image and stops there', expected: 'installs the new image' },
  {},
  async (rig, lies) => {
    const base = rig.bases.get(0);
    const path = await bind(rig, '1.0.0');
    await becomes(async () => (await shown(rig, path)).ready, true);
    const value = `${JARS}/mirror/biz1-1.0.0-ark-biz.jar`;
    await rig.kube.jsonPatch(path, [{ op: 'replace', path: '/spec/containers/0/image', value }]);
    await becomes(() => base.callsOf('uninstallBiz').length, 1);
    // Five queries are 75 s: the controller has stopped waiting after 60.
    await calls(base, 'queryAllBiz', 5);
    expect(base.activeVersions('biz1')).toEqual(lies ? [] : ['1.0.0']);
    if (!lies) expect(base.bizList[0]?.bizUrl).toBe(value);
  },
);

quirk(
  'shunsLeases',
  { real: 'a new process gets no node back before its lease is deleted', expected: 'takes over' },
  {},
  async (rig, lies) => {
    const node = rig.bases.get(0).nodeName(rig.env);
    await rig.standIn.kill();
    await becomes(async () => (await rig.nodes()).some(isReady), false);
    await rig.standIn.restart();
    if (lies) {
      const health = rig.bases.get(0).callsOf('health').length;
      const seen = Date.now() + 3_000;
      await becomes(() => Date.now() > seen, true);
      expect((await rig.nodes()).some(isReady)).toBe(false);
      expect(rig.bases.get(0).callsOf('health')).toHaveLength(health);
      await rig.kube.delete(paths.lease('kube-node-lease', node));
    }
    await rig.nodesReady(1);
  },
);

quirk(
  'waitsForEver',
  { real: 'waits for an answer that never comes', expected: 'asks again' },
  {},
  async (rig, lies) => {
    const base = rig.bases.get(0);
    base.faults.hang = { only: ['installBiz'] };
    await bind(rig, '1.0.0');
    await becomes(() => base.callsOf('installBiz').length, 1);
    base.heal();
    await calls(base, 'queryAllBiz', 3);
    expect(base.activeVersions('biz1')).toEqual(lies ? [] : ['1.0.0']);
  },
);

quirk(
  'overflowsOnFailedOrphan',
  { real: 'dies of a failed uninstall without a pod', expected: 'lives' },
  {},
  async (rig, dies) => {
    const base = rig.bases.get(0);
    const path = await bind(rig, '1.0.0', { url: `${JARS}/biz1-missing-1.0.0-ark-biz.jar` });
    await becomes(() => base.callsOf('installBiz')[0]?.code, 'CMD_PROCESS_INTERNAL_ERROR');
    await rig.kube.delete(path, { gracePeriodSeconds: 0 });
    await becomes(() => base.callsOf('uninstallBiz')[0]?.code, 'FAILED');
    if (dies) await becomes(() => rig.standIn.alive, false);
    else await calls(base, 'queryAllBiz', 1);
    expect(rig.standIn.crashReason).toEqual(dies ? expect.stringContaining('overflow') : undefined);
  },
);
