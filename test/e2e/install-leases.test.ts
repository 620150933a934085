import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureAssets, startControlPlane, type ControlPlane } from '../bed/control-plane.ts';
import { startFakeKubelet, type FakeKubelet } from '../bed/fake-kubelet.ts';
import { paths } from '../bed/kube.ts';
import { until } from '../bed/until.ts';
import { V2Bench } from '../bed/v2-bench.ts';
import { startV2Controller, v2Pace, type V2Controller } from '../bed/v2-controller.ts';
import { Koupctl } from './koupctl.ts';

const image = 'registry.test/module-controller-v2:v2.2.0';
const args = ['install', 'v2', '--image', image, '--yes', '--timeout', '5m'];

let plane: ControlPlane;
let kubelet: FakeKubelet;
let koupctl: Koupctl;
/** With a controller as the public manifest starts it: a new CLIENT_ID at every start. */
let bench: V2Bench;
/** What the installed pod would do, which the bed's kubelet runs in name only. */
let own: V2Controller | undefined;

beforeAll(async () => {
  plane = await startControlPlane({
    assets: await ensureAssets(console.error),
    timeFactor: v2Pace(),
  });
  kubelet = await startFakeKubelet({
    kube: plane.kube,
    nodeName: 'any-node',
    assignIp: () => '127.0.0.9',
    timeFactor: 10,
  });
  await plane.kube.mergePatch(paths.node('any-node'), { spec: { taints: [] } });
  koupctl = new Koupctl(plane.kubeconfigPath);
  bench = await V2Bench.start({ plane, bases: 3 });
});

afterAll(async () => {
  await own?.stop();
  await bench?.stop();
  await kubelet?.stop();
  await plane?.stop();
});

async function names(): Promise<string[]> {
  return (await bench.vnodes()).map(({ metadata }) => metadata.name).sort();
}

test('while another controller renews the leases it is not ready', async () => {
  const { code, stderr } = await koupctl.run(args);
  expect(stderr).toContain('3 vnode(s) stay with whoever has their Leases now');
  expect(stderr).toContain('unhealthy: applied, and 1 replica(s) run');
  expect(stderr).toContain('does not tend 3 of 3 vnode(s)');
  expect(stderr).toContain('renews the Lease, which is no pod of this controller');
  expect(stderr).toContain('next: kubectl get pods -A -l app=module-controller');
  expect(code).toBe(12);
});

test('nor when that one is gone: its leases stay, and they are named', async () => {
  const nodes = await names();
  await bench.controller.kill();
  const clientId = 'koupleless-module-controller';
  own = await startV2Controller({ plane, env: bench.env, timeFactor: v2Pace(), clientId });
  bench.bases.beatTo(own.heartbeatUrl);
  const { code, stderr } = await koupctl.run(args);
  expect(stderr).toContain('is renewed no more');
  expect(stderr).toContain(`next: kubectl delete lease -n kube-node-lease ${nodes.join(' ')}`);
  expect(code).toBe(12);
});

test('what it says to do helps, and is seen', async () => {
  const leases = paths.leases('kube-node-lease');
  const { items } = await plane.kube.list(leases);
  const stale = items.filter(({ metadata }) => metadata.name.startsWith('vnode.'));
  expect(stale).toHaveLength(3);
  for (const { metadata } of stale) await plane.kube.delete(`${leases}/${metadata.name}`);
  const { code, stderr } = await koupctl.run(args);
  expect(stderr).toContain('module controller V2 is ready: 1 of 1 replica(s)');
  expect(code).toBe(0);
  await until('the vnodes', async () => (await names()).length === 3);
});
