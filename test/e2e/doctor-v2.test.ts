import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ControlPlane } from '../bed/control-plane.ts';
import type { FakeKubelet } from '../bed/fake-kubelet.ts';
import { paths, type KubeObj } from '../bed/kube.ts';
import { until } from '../bed/until.ts';
import { v2Pace } from '../bed/v2-controller.ts';
import {
  checkup,
  controllerImage,
  controllerPath,
  controllerPods,
  hostController,
  statusOf,
  untilWrong,
  wrongIn,
} from './doctoring.ts';
import { startV2Plane, V2Site } from './v2-site.ts';

const bases = 3;
const role = '/apis/rbac.authorization.k8s.io/v1/clusterroles/virtual-kubelet-role';

let plane: ControlPlane;
let site: V2Site;
let kubelet: FakeKubelet;
let env: readonly string[];

beforeAll(async () => {
  plane = await startV2Plane();
  site = await V2Site.start(plane, 'clinic', { bases, clientId: 'koupleless-module-controller' });
  kubelet = await hostController(plane.kube, site.bench.controller, v2Pace());
  env = ['--env', site.bench.env];
  const install = ['install', 'v2', '--image', controllerImage, '-n', 'default', ...env];
  const { code, stderr } = await site.koupctl.run([...install, '--yes']);
  expect(code, stderr).toBe(0);
  await site.settle('1.0.0', bases);
});

afterAll(async () => {
  await site?.stop();
  await kubelet?.stop();
  await plane?.stop();
});

/** The controller is away until Kubernetes takes its nodes for lost, a minute in life. */
async function awayForAMinute(): Promise<void> {
  await site.bench.controller.kill();
  await until('all vnodes to be NotReady', async () => (await site.bench.vnodes()).length === 0);
  await until('the leases to have run out', async () => {
    const { items } = await plane.kube.list(paths.leases('kube-node-lease'));
    return items
      .filter((lease) => lease.metadata.name.startsWith('vnode.'))
      .every(
        ({ spec }) =>
          Date.parse(spec.renewTime) + spec.leaseDurationSeconds * 1000 + 6_000 < Date.now(),
      );
  });
}

async function expectWell(): Promise<void> {
  const { said, code } = await checkup(site.koupctl, ...env);
  expect(wrongIn(said)).toEqual([]);
  expect(code).toBe(0);
  expect(await site.bench.vnodes()).toHaveLength(bases);
  expect(site.active('1.0.0') + site.active('2.0.0')).toBe(bases);
}

describe('a bed that is well', () => {
  test('every check is ok, and nothing is to be repaired', async () => {
    const { said, code } = await checkup(site.koupctl, ...env);
    expect(wrongIn(said)).toEqual([]);
    const statuses = said.checks.map(({ check, status }) => `${check} ${status}`);
    expect(statuses.toSorted()).toEqual(
      [
        ...['api ok', 'bases ok', 'clock ok', 'controller-rights ok', 'controllers ok'],
        ...['crds skipped', 'env ok', 'liveness ok', 'user-rights ok'],
      ].toSorted(),
    );
    expect(said.outcome).toBe('done');
    expect(code).toBe(0);
    const repair = await site.koupctl.run(['doctor', '--repair', ...env]);
    expect(repair.stdout).toMatch(/^everything works\n/);
    expect(repair.code).toBe(0);
  });

  test('people read it, in their language', async () => {
    const en = await site.koupctl.run(['doctor', 'v2', ...env]);
    expect(en.stdout).toContain('ok   API server: Kubernetes v1.');
    expect(en.stdout).toContain(`environment ${site.bench.env}, tunnel http`);
    const zh = await site.koupctl.run(['doctor', ...env, '--lang', 'zh']);
    expect(zh.stdout).toContain('一切正常');
  });

  test('koupctl is set to an environment that no vnode has', async () => {
    const { said, code } = await checkup(site.koupctl, '--env', 'nowhere');
    expect(wrongIn(said)).toEqual(['fail env env-of-koupctl']);
    expect(code).toBe(12);
    // Nobody set it: told, and no fault.
    const unset = await checkup(site.koupctl);
    expect(wrongIn(unset.said)).toEqual(['warn env env-of-koupctl']);
    expect(unset.code).toBe(0);
  });

  test("a controller's clock and this machine's that are wrong", async () => {
    const clock = new URL('./faults/wrong-clock.js', import.meta.url).href;
    const wrong = { NODE_OPTIONS: `--import=${clock}`, KOUPCTL_TEST_CLOCK_MS: '86400000' };
    const { stdout, code } = await site.koupctl.run(['doctor', ...env], { env: wrong });
    expect(stdout).toMatch(/clocks: this machine's clock is 86\d{3} s ahead of the API server's/);
    expect(code).toBe(0);
    const lease = paths.leases('kube-node-lease');
    const renewTime = new Date(Date.now() - 3_600_000).toISOString().replace('Z', '000Z');
    const metadata = { name: 'late-node', namespace: 'kube-node-lease' };
    const spec = { holderIdentity: 'late-node', leaseDurationSeconds: 40, renewTime };
    await plane.kube.create(lease, { metadata, spec });
    const { said } = await checkup(site.koupctl, ...env);
    expect(wrongIn(said)).toEqual(['warn clock clock-there']);
    await plane.kube.delete(paths.lease('kube-node-lease', 'late-node'));
  });
});

describe('repairs', () => {
  test('a role that RBAC does not understand becomes the one that is installed', async () => {
    const rules = (await plane.kube.get(role))['rules'] as KubeObj[];
    await plane.kube.mergePatch(role, {
      rules: [
        ...rules.filter(({ apiGroups }) => !(apiGroups as string[]).includes('apps')),
        {
          apiGroups: ['apps'],
          resources: ['deployments', 'daemonSets'],
          verbs: ['get', 'list', 'watch'],
        },
      ],
    });
    const before = await checkup(site.koupctl, ...env);
    expect(wrongIn(before.said)).toEqual([
      'warn controller-rights controller-may-not-some',
      'warn controller-rights rbac-mis-cased',
    ]);
    expect(JSON.stringify(before.said)).toContain('patch deployments.apps');
    const { code, stderr } = await site.koupctl.run(['doctor', '--repair', '--yes', ...env]);
    expect(stderr).toContain('apply ClusterRole virtual-kubelet-role');
    expect(stderr).toContain('- daemonsets');
    expect(code, stderr).toBe(0);
    await expectWell();
  });

  test('the controller was killed for a minute: its successor is given its nodes back', async () => {
    await awayForAMinute();
    await site.bench.controller.restart();
    await untilWrong(site.koupctl, 'fail liveness leases-not-taken-over', ...env);
    const refused = await site.koupctl.run(['doctor', '--repair', ...env]);
    expect(refused.stderr).toContain('1. delete the lease vnode.');
    expect(refused.stderr).toContain('not a terminal, and no --yes: nothing was repaired');
    expect(refused.code).toBe(4);
    expect(await site.bench.vnodes()).toEqual([]);
    const { code, stdout, stderr } = await site.koupctl.run([
      ...['doctor', '--repair', '--yes', '--timeout', '120s'],
      ...env,
    ]);
    expect(code, `${stdout}${stderr}`).toBe(0);
    expect(stdout).toMatch(/^repaired, and seen well after \d+ s: everything works/);
    await expectWell();
    await site.settle('2.0.0', bases);
    expect(site.active('2.0.0')).toBe(bases);
  });

  test('scaled to 0: started, and given its nodes back, in one plan', async () => {
    await plane.kube.mergePatch(controllerPath, { spec: { replicas: 0 } });
    await until('its pod to be gone', async () => (await controllerPods(plane.kube)).length === 0);
    await awayForAMinute();
    const said = await untilWrong(site.koupctl, 'fail liveness controller-dead', ...env);
    expect(wrongIn(said)).toContain('fail controllers controller-scaled-down');
    expect(said.repairs.map(({ does }) => does)).toEqual([
      'scale-up',
      ...Array.from({ length: bases }, () => 'delete-lease'),
    ]);
    const { code, stderr } = await site.koupctl.run(['doctor', '--repair', '--yes', ...env]);
    expect(stderr).toContain('scale Deployment module-controller-pre in default to 1');
    expect(stderr).toContain('the controller is given time to hear from the bases');
    expect(code, stderr).toBe(0);
    await expectWell();
  });

  test('its pod is Ready and does nothing: leases first; seen not to help, it is restarted', async () => {
    await awayForAMinute();
    const args = ['doctor', '--repair', '--yes', ...env];
    const first = await site.koupctl.run([...args, '--timeout', '5s']);
    expect(first.stdout).toMatch(/^not well yet, \d+ s after the repair/);
    expect(first.code).toBe(6);
    const [pod] = await controllerPods(plane.kube);
    const { code, stderr } = await site.koupctl.run([...args, '--timeout', '120s']);
    expect(stderr).toContain('restart Deployment module-controller-pre in default');
    expect(code, stderr).toBe(0);
    await expectWell();
    const [now] = await controllerPods(plane.kube);
    expect(now?.metadata.uid).not.toBe(pod?.metadata.uid);
  });

  test('its pod waits after crashes: it is deleted, and another one starts', async () => {
    await awayForAMinute();
    const [pod] = await controllerPods(plane.kube);
    const path = `${paths.pod('default', pod?.metadata.name ?? '')}/status`;
    const [container] = pod?.status.containerStatuses as KubeObj[];
    const waiting = { reason: 'CrashLoopBackOff', message: 'back-off 5m0s restarting' };
    const conditions = (pod?.status.conditions as KubeObj[]).map((one) =>
      ['Ready', 'ContainersReady'].includes(one['type'] as string)
        ? { ...one, status: 'False' }
        : one,
    );
    const crashing = { ...container, ready: false, state: { waiting } };
    await plane.kube.mergePatch(path, { status: { conditions, containerStatuses: [crashing] } });
    const said = await untilWrong(site.koupctl, 'fail controllers controller-not-ready', ...env);
    expect(said.repairs.map(({ does }) => does)).toContain('delete-pod');
    const { code, stderr } = await site.koupctl.run(['doctor', '--repair', '--yes', ...env]);
    expect(code, stderr).toBe(0);
    await expectWell();
    expect(statusOf((await checkup(site.koupctl, ...env)).said, 'controllers')).toBe('ok');
  });
});
