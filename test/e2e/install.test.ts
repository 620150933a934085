import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { ensureAssets, startControlPlane, type ControlPlane } from '../bed/control-plane.ts';
import { startFakeKubelet, type FakeKubelet } from '../bed/fake-kubelet.ts';
import { paths, type KubeObj } from '../bed/kube.ts';
import { moduleDeployment } from '../bed/v1-bench.ts';
import { nodeObject } from '../bed/stand-in-v2/nodes/node-object.ts';
import { until } from '../bed/until.ts';
import { Koupctl, Run } from './koupctl.ts';

const rbac = '/apis/rbac.authorization.k8s.io/v1';
const role = `${rbac}/clusterroles/virtual-kubelet-role`;
const v2 = 'registry.test/module-controller-v2:v2.2.0';
const v1 = 'registry.test/module-controller:v1.0.0';

let plane: ControlPlane;
let kubelet: FakeKubelet;
let koupctl: Koupctl;

beforeAll(async () => {
  plane = await startControlPlane({ assets: await ensureAssets(console.error), timeFactor: 10 });
  kubelet = await startFakeKubelet({
    kube: plane.kube,
    nodeName: 'any-node',
    // An image that can't be pulled never runs.
    assignIp: (pod) =>
      String(pod.spec.containers[0].image).includes('missing') ? undefined : '127.0.0.9',
    timeFactor: 10,
  });
  await plane.kube.mergePatch(paths.node('any-node'), { spec: { taints: [] } });
  await plane.createNamespace('kube-tools');
  koupctl = new Koupctl(plane.kubeconfigPath);
});

afterAll(async () => {
  await kubelet?.stop();
  await plane?.stop();
});

async function controller(namespace = 'default', name = 'module-controller-pre') {
  const { spec } = await plane.kube.get(paths.deployment(namespace, name));
  const [container] = spec.template.spec.containers as KubeObj[];
  const env = (container?.['env'] ?? []) as { name: string; value?: string; valueFrom?: object }[];
  return { spec, image: container?.['image'] as string, env: new Map(env.map((e) => [e.name, e])) };
}

/** As the public manifests have it: three that are each alone, a role that RBAC does not understand. */
async function installAsDocumented(): Promise<void> {
  const labels = { app: 'module-controller' };
  const name = 'virtual-kubelet';
  await plane.kube.create(paths.serviceAccounts('default'), {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name },
  });
  await plane.kube.create(`${rbac}/clusterroles`, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'virtual-kubelet-role' },
    rules: [
      {
        apiGroups: ['apps'],
        resources: ['deployments', 'daemonSets'],
        verbs: ['get', 'watch', 'list'],
      },
    ],
  });
  await plane.kube.create(`${paths.deployments('default')}?fieldManager=kubectl-create`, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'module-controller-pre' },
    spec: {
      replicas: 3,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: name,
          containers: [
            {
              name: 'module-controller',
              image: 'registry.test/module-controller-v2:v2.1.2',
              env: [
                { name: 'ENABLE_HTTP_TUNNEL', value: 'true' },
                { name: 'IS_CLUSTER', value: 'false' },
                { name: 'ENV', value: 'prod' },
              ],
            },
          ],
        },
      },
    },
  });
}

describe('install v2', () => {
  test('without an image: which one?', async () => {
    const { code, stderr } = await koupctl.run(['install', 'v2', '--yes']);
    expect(stderr).toContain('which image of the controller V2 is to run?');
    expect(stderr).toContain('--image IMAGE:TAG');
    expect(code).toBe(2);
  });

  test('nobody can accept it: nothing is written', async () => {
    const { code, stderr } = await koupctl.run(['install', 'v2', '--image', v2]);
    expect(stderr).toContain('not a terminal, and no --yes');
    expect(code).toBe(4);
  });

  test('--dry-run shows every object, and writes none', async () => {
    const args = ['install', 'v2', '--image', v2, '--dry-run'];
    const { code, stderr } = await koupctl.run(args);
    for (const kind of ['ServiceAccount', 'ClusterRole', 'ClusterRoleBinding', 'Service']) {
      expect(stderr).toMatch(new RegExp(`create +${kind} `));
    }
    expect(stderr).toContain('create  Deployment module-controller-pre');
    expect(stderr).toContain('each of which believes it is alone');
    expect(code).toBe(0);
    const { items } = await plane.kube.get(paths.deployments('default'));
    expect(items).toEqual([]);
    const ofV1 = await koupctl.run(['upgrade', 'v1', '--replicas', '3', '--env', 'prod', '--yes']);
    expect(ofV1.stderr).toContain('the controller V1 has no --env, --replicas');
    expect(ofV1.code).toBe(2);
    const json = await koupctl.run([...args, '-o', 'json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ action: 'install', controller: 'v2' });
  });

  test('the help says where it goes without -n', async () => {
    const { stdout } = await koupctl.run(['install', '--help']);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      "namespace of the controller; without it where it is installed, else the context's",
    );
  });

  test('--render needs no cluster', async () => {
    const env = { KUBECONFIG: '/nonexistent' };
    const { code, stdout } = await new Run(['install', 'v2', '--image', v2, '--render'], { env })
      .done;
    const kinds = parseAllDocuments(stdout).map((doc) => (doc.toJS() as KubeObj).kind);
    expect(kinds.at(-1)).toBe('Deployment');
    expect(kinds).toContain('ClusterRole');
    expect(code).toBe(0);
  });

  test('over what was installed by the public manifests: its mistakes are mended, its settings stay', async () => {
    await installAsDocumented();
    const { code, stderr } = await koupctl.run(['install', 'v2', '--yes', '--timeout', '60s']);
    expect(stderr).toMatch(/change +ClusterRole virtual-kubelet-role/);
    expect(stderr).toMatch(/change +Deployment module-controller-pre/);
    expect(stderr).toContain('the controller is away while it is replaced');
    expect(stderr).toContain('module controller V2 is ready: 1 of 1 replica(s)');
    expect(code).toBe(0);
    const { spec, image, env } = await controller();
    expect(spec.replicas).toBe(1);
    expect(image).toBe('registry.test/module-controller-v2:v2.1.2');
    expect(env.get('ENV')?.value).toBe('prod');
    expect(env.get('CLIENT_ID')?.value).toBe('koupleless-module-controller');
    const { rules } = await plane.kube.get(role);
    expect(JSON.stringify(rules)).toContain('daemonsets');
    expect(JSON.stringify(rules)).not.toContain('daemonSets');
  });

  test('again: nothing is left to do, and it is seen ready', async () => {
    const { code, stderr } = await koupctl.run(['install', 'v2', '--yes']);
    expect(stderr).not.toMatch(/^ +(create|change) /m);
    expect(stderr).toContain('module controller V2 is ready');
    expect(code).toBe(0);
  });

  test('upgrade: the image, and several that share the nodes', async () => {
    const args = ['upgrade', 'v2', '--image', v2, '--replicas', '2', '--yes', '--timeout', '60s'];
    const { code, stderr } = await koupctl.run(args);
    expect(stderr).toContain(`ready: 2 of 2 replica(s) of ${v2}`);
    expect(code).toBe(0);
    const { spec, env } = await controller();
    expect(spec.strategy.type).toBe('RollingUpdate');
    expect(env.get('IS_CLUSTER')?.value).toBe('true');
    expect(env.get('CLIENT_ID')?.valueFrom).toEqual({
      fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' },
    });
  });

  test('an image that never runs: said, not hoped for', async () => {
    const image = 'registry.test/missing:1';
    const args = ['upgrade', 'v2', '--image', image, '--replicas', '1', '--yes', '--timeout', '5s'];
    const { code, stderr } = await koupctl.run(args);
    expect(stderr).toContain('timed-out: applied; after 5 s 0 of 1 replica(s) are ready');
    expect(stderr).toContain('next: kubectl describe deployment/module-controller-pre -n default');
    expect(code).toBe(6);
    expect((await koupctl.run(['upgrade', 'v2', '--image', v2, '--yes'])).code).toBe(0);
  });

  test('a second one elsewhere is told as a risk, and in Chinese', async () => {
    const args = ['install', 'v2', '--image', v2, '-n', 'kube-tools', '--dry-run'];
    const { stderr } = await koupctl.run(args);
    expect(stderr).toContain('there is one in namespace default too');
    const chinese = await koupctl.run([...args, '--lang', 'zh']);
    expect(chinese.stderr).toContain('命名空间 default 中已有一个');
  });

  test('one that bases reach over MQTT keeps its tunnel, and the other one its rights', async () => {
    const elsewhere = ['-n', 'kube-tools', '--yes', '--timeout', '60s'];
    const tunnel = ['--tunnel', 'mqtt', '--mqtt-broker', 'broker.test'];
    const first = await koupctl.run(['install', 'v2', '--image', v2, ...tunnel, ...elsewhere]);
    expect(first.code, first.stderr).toBe(0);
    const { env } = await controller('kube-tools');
    expect(env.get('MQTT_BROKER')?.value).toBe('broker.test');
    expect(env.get('ENABLE_HTTP_TUNNEL')?.value).toBe('false');
    const binding = `${rbac}/clusterrolebindings/virtual-kubelet-cluster-role-binding`;
    const { subjects } = await plane.kube.get(binding);
    expect((subjects as KubeObj[]).map((one) => one['namespace'])).toEqual([
      'default',
      'kube-tools',
    ]);
    const { code, stderr } = await koupctl.run(['upgrade', 'v2', '--image', v2, ...elsewhere]);
    expect(stderr).toContain('bases report to this controller over MQTT');
    expect(code).toBe(4);
    const gone = await koupctl.run(['uninstall', 'v2', ...elsewhere]);
    expect(gone.code, gone.stderr).toBe(0);
    await plane.kube.get(binding);
  });

  test('one under another name is left alone', async () => {
    const labels = { app: 'module-controller' };
    const path = paths.deployments('kube-tools');
    const env = [{ name: 'ENABLE_HTTP_TUNNEL', value: 'true' }];
    const containers = [{ name: 'controller', image: v2, env }];
    await plane.kube.create(path, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'ours', labels },
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers } },
      },
    });
    const { code, stderr } = await koupctl.run(['uninstall', 'v2', '-n', 'kube-tools', '--yes']);
    expect(stderr).toContain('Deployment ours in namespace kube-tools runs a module controller');
    expect(code).toBe(4);
    await plane.kube.delete(`${path}/ours`);
  });

  test('a namespace that is not there', async () => {
    const { code, stderr } = await koupctl.run(['install', 'v2', '-n', 'nowhere', '--yes']);
    expect(stderr).toContain('which image');
    expect(code).toBe(2);
    const named = await koupctl.run(['install', 'v2', '--image', v2, '-n', 'nowhere', '--yes']);
    expect(named.stderr).toContain('there is no namespace nowhere');
    expect(named.code).toBe(2);
  });

  test('is not removed while modules need it', async () => {
    await aModuleOnAVnode();
    const refused = await koupctl.run(['uninstall', 'v2', '--yes']);
    expect(refused.stderr).toContain('1 module(s) are still looked after by it');
    expect(refused.code).toBe(4);
    const { code, stderr } = await koupctl.run(['uninstall', 'v2', '--force', '--yes']);
    expect(stderr).toContain('1 module(s) go on running on their bases');
    expect(stderr).toContain('5 object(s) deleted, seen gone with all its pods');
    expect(code).toBe(0);
    const { items: pods } = await plane.kube.get(
      `${paths.pods('default')}?labelSelector=app%3Dmodule-controller`,
    );
    expect(pods).toEqual([]);
    await until('the Deployment to be gone', async () => {
      const { items } = await plane.kube.get(paths.deployments('default'));
      return (items as KubeObj[]).length === 0;
    });
    const again = await koupctl.run(['uninstall', 'v2', '--yes']);
    expect(again.stderr).toContain('no module controller V2 is installed here');
    expect(again.code).toBe(2);
  });
});

/** A pod on a node of the controller's environment. */
async function aModuleOnAVnode(): Promise<void> {
  const info = {
    ...{ identity: '127.0.0.3', ip: '127.0.0.3', port: 1238, hostName: 'base-1' },
    ...{ name: 'base', version: '1.0.0', clusterName: 'default', state: 'ACTIVATED' },
  };
  const node = nodeObject(info, 'prod');
  await plane.kube.create(paths.nodes(), node);
  await plane.kube.create(paths.pods('default'), {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'biz1',
      labels: { 'virtual-kubelet.koupleless.io/component': 'module' },
    },
    spec: {
      nodeName: node.metadata.name,
      tolerations: [{ operator: 'Exists' }],
      containers: [{ name: 'biz1', image: 'http://jars.test/biz1-1.0.0-ark-biz.jar' }],
    },
  });
}

describe('install v1', () => {
  test('brings its kinds, its rights and the controller', async () => {
    const args = ['install', 'v1', '--image', v1, '--yes', '--timeout', '60s'];
    const { code, stderr } = await koupctl.run(args);
    expect(stderr).toContain('create: CustomResourceDefinition moduledeployments.koupleless.io');
    expect(stderr).toContain('module controller V1 is ready: 1 of 1 replica(s)');
    expect(code).toBe(0);
    const { image } = await controller('default', 'module-controller');
    expect(image).toBe(v1);
  });

  test('is not removed with its kinds while there is a ModuleDeployment', async () => {
    const path = paths.customs('koupleless.io', 'v1alpha1', 'moduledeployments', 'default');
    await plane.kube.create(path, moduleDeployment({ replicas: 1 }));
    const args = ['uninstall', 'v1', '--yes'];
    const { code, stderr } = await koupctl.run([...args, '--with-crds', '--force']);
    expect(stderr).toContain('--with-crds would delete');
    expect(code).toBe(4);
    expect((await koupctl.run(args)).code).toBe(4);
    await plane.kube.delete(`${path}/stock`);
    const done = await koupctl.run([...args, '--with-crds']);
    expect(done.stderr).toContain('deleted, seen gone');
    expect(done.code).toBe(0);
    const { items } = await plane.kube.get(paths.crds());
    expect(items).toEqual([]);
  });
});
