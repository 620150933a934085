import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ControlPlane } from '../bed/control-plane.ts';
import type { KubeObj } from '../bed/kube.ts';
import { paths } from '../bed/kube.ts';
import { Koupctl } from './koupctl.ts';
import { severalModules } from './several-manifest.ts';
import { startV2Plane, V2Site } from './v2-site.ts';
import { WriteProxy, type Write } from './write-proxy.ts';

let plane: ControlPlane;
let site: V2Site;

beforeAll(async () => {
  plane = await startV2Plane();
  site = await V2Site.start(plane, 'services', { bases: 2 });
});

afterAll(async () => {
  await site?.stop();
  await plane?.stop();
});

const servicesPath = (): string => `/api/v1/namespaces/${site.namespace}/services`;

async function service(name: string): Promise<KubeObj | undefined> {
  const { items } = await site.bench.kube.list(servicesPath());
  return items.find((one) => one.metadata.name === name);
}

describe('by flags', () => {
  const withService = (version: string, ...more: string[]): string[] =>
    site.deployArgs(version, '--replicas', '2', '--yes', '--confirm', 'none', ...more);
  const ports = ['--service-port', '80', '--target-port', '8080'];
  const offline = ['offline', 'biz1', '--yes'];

  test('render gives both objects; a port alone is refused', async () => {
    const args = [
      'render',
      'biz1',
      '--version',
      '1',
      '--url',
      'http://a/b-1.jar',
      '--base',
      'base',
    ];
    const both = await site.koupctl.run([...args, ...ports]);
    expect(both.stdout).toMatch(/kind: Deployment[\s\S]*---[\s\S]*kind: Service/);
    expect(both.stdout).toContain('targetPort: 8080');
    const half = await site.koupctl.run([...args, '--service-port', '80']);
    expect(half.stderr).toContain('--service-port needs --target-port beside it');
    expect(half.code).toBe(2);
  });

  test('the Service is in the plan and its diff, and is applied with the workload', async () => {
    const dry = await site.koupctl.run(withService('1.0.0', ...ports, '--dry-run'));
    expect(dry.stderr).toContain('biz1 (ClusterIP, 80 → 8080) is created');
    expect(dry.stderr).toContain('+kind: Service');
    expect(dry.stderr).toContain('Service biz1: bases serve all their modules on one port');
    expect(dry.stderr).toContain(
      'Service biz1: callers must reach the bases at their own addresses',
    );
    expect(await service('biz1')).toBeUndefined();
    const run = await site.koupctl.run(withService('1.0.0', ...ports));
    expect(run.code).toBe(0);
    expect(await service('biz1')).toMatchObject({
      metadata: { annotations: { 'koupctl.koupleless.io/service-of': 'Deployment/biz1' } },
      spec: {
        selector: { 'app.kubernetes.io/instance': 'biz1', 'module.koupleless.io/name': 'biz1' },
        ports: [{ port: 80, targetPort: 8080 }],
      },
    });
  });

  test('again nothing is left to do; a changed port is the only change, and no pod is touched', async () => {
    const again = await site.koupctl.run(withService('1.0.0', ...ports));
    expect(again.stderr).toContain('biz1 (ClusterIP, 80 → 8080) stays as it is');
    expect(again.stderr).toContain('nothing to do');
    const { metadata } = await site.deployment();
    const other = ['--service-port', '81', '--target-port', '8080'];
    const changed = await site.koupctl.run(withService('1.0.0', ...other));
    expect(changed.stderr).toContain('biz1 (ClusterIP, 81 → 8080) is changed');
    expect(changed.stderr).toContain('Service biz1 applied');
    expect(changed.code).toBe(0);
    expect((await site.deployment()).metadata['generation']).toBe(metadata['generation']);
    expect((await service('biz1'))?.spec.ports).toMatchObject([{ port: 81 }]);
  });

  test('an upgrade and a rollback keep it, though neither names it', async () => {
    const uid = (await service('biz1'))?.metadata.uid;
    expect((await site.koupctl.run(withService('2.0.0'))).code).toBe(0);
    expect((await site.koupctl.run(['rollback', 'biz1', '--yes', '--confirm', 'none'])).code).toBe(
      0,
    );
    expect(site.active('1.0.0')).toBe(2);
    expect((await service('biz1'))?.metadata.uid).toBe(uid);
  });

  test('status tells whom it calls', async () => {
    const { items } = await site.bench.kube.list(paths.pods(site.namespace));
    // The bed's bases are on loopback addresses, which no EndpointSlice may hold.
    await site.bench.kube.create(
      `/apis/discovery.k8s.io/v1/namespaces/${site.namespace}/endpointslices`,
      {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { name: 'biz1-bed', labels: { 'kubernetes.io/service-name': 'biz1' } },
        addressType: 'IPv4',
        ports: [{ name: 'http', port: 8080 }],
        endpoints: items.map((pod, index) => ({
          addresses: [`10.1.0.${index + 1}`],
          conditions: { ready: index === 0 },
          targetRef: { kind: 'Pod', namespace: site.namespace, name: pod.metadata.name },
        })),
      },
    );
    const { stdout } = await site.koupctl.run(['status', 'biz1']);
    expect(stdout).toContain(
      'Service biz1 (ClusterIP, 81 → 8080): 1 of 2 module pods are ready endpoints, says Kubernetes',
    );
    const json = await site.koupctl.run(['status', 'biz1', '-o', 'json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      outcome: 'done',
      services: [{ name: 'biz1', own: true, selected: 2 }],
    });
  });

  test('offline deletes what koupctl made, and tells what stays', async () => {
    await site.bench.kube.create(servicesPath(), {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'by-hand' },
      spec: { selector: { 'module.koupleless.io/name': 'biz1' }, ports: [{ port: 80 }] },
    });
    const run = await site.koupctl.run(offline);
    expect(run.stderr).toContain('Service biz1: deleted when the module is gone');
    expect(run.stderr).toContain('Service by-hand, which koupctl did not make');
    expect(run.code).toBe(0);
    expect(await service('biz1')).toBeUndefined();
    expect(await service('by-hand')).toBeDefined();
  });

  test('the undo of a first deploy takes the Service that it created along', async () => {
    const throws = withService('3.0.0', ...ports, '--on-failure', 'rollback').map((arg) =>
      arg.replace('biz1-3.0.0', 'biz1-3.0.0-throws'),
    );
    const run = await site.koupctl.run(throws);
    expect(run.stderr).toContain('the first deploy of biz1 is removed');
    expect(run.code).toBe(10);
    expect(await service('biz1')).toBeUndefined();
  });

  test('offline that was killed before it deleted the Service is finished by offline', async () => {
    expect((await site.koupctl.run(withService('1.0.0', ...ports))).code).toBe(0);
    const proxy = await WriteProxy.start(plane, 'services-watched');
    try {
      const run = new Koupctl(proxy.kubeconfigPath, site.namespace).start(offline);
      const deletes = ({ method, path }: Write): boolean =>
        method === 'DELETE' && /\/services\/biz1\b/.test(path);
      expect((await proxy.killAt(run, deletes))?.code).toBe(null);
    } finally {
      await proxy.stop();
    }
    expect(await service('biz1')).toBeDefined();
    const rest = await site.koupctl.run(offline);
    expect(rest.stderr).toContain('biz1 is offline: seen gone from 2 of 2 bases');
    expect(rest.code).toBe(0);
    expect(await service('biz1')).toBeUndefined();
    const again = await site.koupctl.run(offline);
    expect(again.stderr).toContain('there is no module workload biz1');
    expect(again.code).toBe(2);
  });

  test('a Service of that name which somebody else has made is left alone', async () => {
    const run = await site.koupctl.run(withService('1.0.0', ...ports, '--name', 'by-hand'));
    expect(run.stderr).toContain('there is a Service by-hand already, and koupctl did not make it');
    expect(run.code).toBe(4);
    expect(site.active('1.0.0')).toBe(0);
  });
});

describe('in the file', () => {
  const manifest = (spec: object, version = '1.0.0'): string =>
    [
      severalModules({ modules: [['orders', version]], env: site.bench.env, replicas: 2 }),
      '---',
      `apiVersion: v1
kind: Service
metadata:
  name: shop-web
spec: ${JSON.stringify(spec)}
`,
    ].join('\n');
  const deploy = (text: string, ...more: string[]) =>
    site.koupctl.run(['deploy', '-f', '-', '--yes', '--soak', '0s', '--confirm', 'none', ...more], {
      input: text,
    });
  const good = { selector: { app: 'shop' }, ports: [{ port: 80, targetPort: 8080 }] };

  test.each([
    [
      'a selector that leads to no pod',
      { ...good, selector: { app: 'store' } },
      'it leads to no pod of Deployment shop: those carry app: shop, and it asks for store',
    ],
    [
      'a named port, which module pods do not have',
      { ...good, ports: [{ port: 80, targetPort: 'web' }] },
      "the module's pods declare no port named web",
    ],
    [
      'the port of Arklet',
      { ...good, ports: [{ port: 80, targetPort: 1238 }] },
      "1238 is Arklet's: every caller could install and uninstall modules",
    ],
  ])('%s is refused with its place', async (_, spec, words) => {
    const run = await deploy(manifest(spec));
    expect(run.stderr).toContain(words);
    expect(run.stderr).toMatch(/stdin:\d+:\d+/);
    expect(run.code).toBe(2);
    const lint = await site.koupctl.run(['lint', '-f', '-'], { input: manifest(spec) });
    expect(lint.stdout).toContain(words);
    expect(lint.code).toBe(2);
  });

  test('a good one comes with the workload', async () => {
    const run = await deploy(manifest(good));
    expect(run.stderr).toContain('shop-web (ClusterIP, 80 → 8080) is created');
    expect(run.code).toBe(0);
    expect(await service('shop-web')).toBeDefined();
  });

  test('a selector that the pods of today do not meet would cut the calls off: refused', async () => {
    const text = manifest({ ...good, selector: { app: 'shop', new: 'yes' } }, '2.0.0').replace(
      '"app":"shop","virtual-kubelet',
      '"app":"shop","new":"yes","virtual-kubelet',
    );
    const run = await deploy(text);
    expect(run.stderr).toContain('the pods that run now do not carry new so');
    expect(run.code).toBe(2);
  });

  test('pods that are no module, and pods of another module, are told', async () => {
    const pod = (name: string, labels: object, spec: object) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, labels },
      spec: { schedulerName: 'nobody', containers: [{ name: 'a', image: 'a' }], ...spec },
    });
    const { kube } = site.bench;
    await kube.create(paths.pods(site.namespace), pod('some-base', { app: 'shop' }, {}));
    const component = { 'virtual-kubelet.koupleless.io/component': 'module' };
    const jar = { containers: [{ name: 'stock', image: 'http://a.invalid/stock-1.jar' }] };
    const other = pod('stock-pod', { app: 'shop', ...component }, jar);
    await kube.create(paths.pods(site.namespace), other);
    const run = await site.koupctl.run(['plan', '-f', '-'], { input: manifest(good) });
    expect(run.stdout).toContain('it leads to 1 pod(s) that are no module too (some-base)');
    expect(run.stdout).toContain('it leads to pods of other modules too (stock)');
  });

  test('anything else beside the workload is still refused', async () => {
    const text = `${manifest(good)}---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n`;
    const run = await deploy(text);
    expect(run.stderr).toContain('also has ConfigMap c, which koupctl does not roll');
    expect(run.code).toBe(2);
  });
});
