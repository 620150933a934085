import { afterAll, beforeAll, expect, test } from 'vitest';
import type { V1Site } from '../bed/v1-bench.ts';
import { until } from '../bed/until.ts';
import type { Koupctl } from './koupctl.ts';
import { deployArgs, group, V1Rig } from './v1-rig.ts';

let rig: V1Rig;
let site: V1Site;
let koupctl: Koupctl;

beforeAll(async () => {
  rig = await V1Rig.start();
  ({ site, koupctl } = await rig.siteWith('services-v1', 3));
});

afterAll(async () => {
  await rig?.stop();
});

const marker = `module.${group}/stock`;

function moduleDeployment(serviceStrategy: object | undefined, version = '1.0.0'): string {
  return JSON.stringify({
    apiVersion: `${group}/v1alpha1`,
    kind: 'ModuleDeployment',
    metadata: { name: 'stock', labels: { app: 'stock' } },
    spec: {
      baseDeploymentName: 'base',
      replicas: 2,
      template: {
        spec: {
          module: {
            name: 'stock',
            version,
            url: `http://jars.test/stock-${version}-ark-biz.jar`,
          },
        },
      },
      operationStrategy: { batchCount: 1, ...(serviceStrategy && { serviceStrategy }) },
      schedulingStrategy: { schedulingPolicy: 'scatter' },
    },
  });
}

const strategy = { enableModuleService: true, port: 8080, targetPort: 8080 };
const deploy = (input: string, ...more: string[]) =>
  koupctl.run(['deploy', '-f', '-', '--yes', '--soak', '0s', '--confirm', 'none', ...more], {
    input,
  });

const servicesPath = (): string => `/api/v1/namespaces/${site.namespace}/services`;

async function service(name: string) {
  const { items } = await rig.plane.kube.list(servicesPath());
  return items.find((one) => one.metadata.name === name);
}

test('serviceStrategy of a new ModuleDeployment: the plan says what the controller makes of it', async () => {
  const bad = await deploy(moduleDeployment({ enableModuleService: true }));
  expect(bad.stderr).toContain('a Service needs a port');
  expect(bad.code).toBe(2);
  const run = await deploy(moduleDeployment(strategy), '--batches', '2');
  expect(run.stderr).toContain('makes the Service stock-service, a NodePort open on every node');
  expect(run.code).toBe(0);
  const made = await until('the Service', () => service('stock-service'));
  expect(made).toMatchObject({
    spec: { type: 'NodePort', selector: { [marker]: 'true' }, ports: [{ port: 8080 }] },
  });
  const { stdout } = await koupctl.run(['status', 'stock']);
  expect(stdout).toContain('Service stock-service (NodePort, 8080 → 8080): ');
  expect(stdout).toMatch(/of 2 base pods with the module are ready endpoints/);
});

test('a later change of it does nothing on V1: refused, with the way out', async () => {
  const run = await deploy(moduleDeployment({ ...strategy, port: 8081 }));
  expect(run.stderr).toContain('makes the Service only when the object is created');
  expect(run.stderr).toContain(
    `write a Service beside it in the file, with the selector ${marker}`,
  );
  expect(run.stderr).toMatch(/stdin:1:\d+/);
  expect(run.code).toBe(2);
  const off = await koupctl.run(['plan', '-f', '-'], { input: moduleDeployment(undefined) });
  expect(off.stdout).toContain('the Service stock-service stays, and would be left behind');
});

test('the way out works: a Service beside it, by the group of the documentation too', async () => {
  const beside = (key: string, version: string): string =>
    `${moduleDeployment(strategy, version)}
---
apiVersion: v1
kind: Service
metadata:
  name: stock-web
spec:
  selector:
    ${key}: "true"
  ports:
    - port: 81
      targetPort: 8080
`;
  const bare = await deploy(beside('app', '2.0.0'));
  expect(bare.stderr).toContain(`it does not ask for ${marker}: base pods without the module`);
  expect(bare.code).toBe(2);
  const run = await deploy(beside('module.koupleless.alipay.com/stock', '2.0.0'));
  expect(run.stderr).toContain(`module.koupleless.alipay.com/stock becomes ${marker}`);
  expect(run.stderr).toContain('stock-web (ClusterIP, 81 → 8080) is created');
  expect(run.code).toBe(0);
  expect(site.running('stock:2.0.0')).toBe(2);
  expect((await service('stock-web'))?.spec.selector).toEqual({ [marker]: 'true' });
});

test('one that the controller should have made and is gone is told', async () => {
  await rig.plane.kube.delete(`${servicesPath()}/stock-service`);
  const { stdout } = await koupctl.run(['status', 'stock']);
  expect(stdout).toContain(
    'Service stock-service is not there, though serviceStrategy asks for it',
  );
});

test('offline: what koupctl made goes, and nothing is left behind', async () => {
  const run = await koupctl.run(['offline', 'stock', '--yes']);
  expect(run.stderr).toContain('Service stock-web: deleted when the module is gone');
  expect(run.stderr).not.toContain('left behind');
  expect(run.code).toBe(0);
  expect(await service('stock-web')).toBeUndefined();
});

test('by flags: koupctl makes the Service, which offline deletes; the controller’s own goes by itself', async () => {
  const ports = ['--service-port', '80', '--target-port', '8080'];
  const args = deployArgs('3.0.0', '--replicas', '2', '--confirm', 'none', ...ports);
  expect((await koupctl.run(args)).code).toBe(0);
  expect(await service('stock')).toMatchObject({
    metadata: { annotations: { 'koupctl.koupleless.io/service-of': 'ModuleDeployment/stock' } },
    spec: { type: 'ClusterIP', selector: { [marker]: 'true' } },
  });
  expect((await koupctl.run(['offline', 'stock', '--yes'])).code).toBe(0);
  expect(await service('stock')).toBeUndefined();
  expect((await deploy(moduleDeployment(strategy, '4.0.0'))).code).toBe(0);
  await until('the Service', () => service('stock-service'));
  const gone = await koupctl.run(['offline', 'stock', '--yes']);
  expect(gone.stderr).toContain("deleted by V1's controller with it");
  expect(gone.stderr).not.toContain('left behind');
  expect(await service('stock-service')).toBeUndefined();
});
