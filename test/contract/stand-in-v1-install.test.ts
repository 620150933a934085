import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { ensureAssets, startControlPlane, type ControlPlane } from '../bed/control-plane.ts';
import { Kube, KubeError, paths, type KubeObj } from '../bed/kube.ts';
import { installV1Crds, v1Crds } from '../bed/stand-in-v1/crds.ts';
import { startStandInV1 } from '../bed/stand-in-v1/stand-in.ts';
import { moduleDeployment, toVersion, V1Bench } from '../bed/v1-bench.ts';

const BUILD_TIMEOUT_MS = 30 * 60_000;
const TIME_FACTOR = 20;
const TEMPLATES = new URL('../../templates/install/v1/', import.meta.url);
const OLD_GROUP = 'serverless.alipay.com';
const INSTALLED_IN = 'default';

let plane: ControlPlane;
let bench: V1Bench;
/** What was started, oldest first. */
const started: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  const assets = await ensureAssets((line) => process.stderr.write(`${line}\n`));
  plane = await startControlPlane({ assets, timeFactor: TIME_FACTOR });
  started.push(plane);
  await installV1Crds(plane.kube, { group: 'koupleless.io', dialect: 'confirmBatchNum' });
  await installV1Crds(plane.kube, { group: OLD_GROUP, dialect: 'pause' });
  bench = await V1Bench.start(plane, TIME_FACTOR);
  started.push(bench);
}, BUILD_TIMEOUT_MS);

afterAll(async () => {
  for (const part of started.reverse()) await part.stop();
}, 30_000);

describe('the CRDs', () => {
  const collection = () =>
    paths.customs('koupleless.io', 'v1alpha1', 'moduledeployments', 'default');
  const dryRun = (md: KubeObj) =>
    plane.kube.create(`${collection()}?dryRun=All&fieldValidation=Strict`, md);

  test('are served with the names that users type', async () => {
    const { resources } = (await plane.kube.request('GET', '/apis/koupleless.io/v1alpha1')) as {
      resources: { name: string; shortNames?: string[] }[];
    };
    const served = Object.fromEntries(resources.map(({ name, shortNames }) => [name, shortNames]));
    expect(served).toEqual({
      moduledeployments: ['mddeploy'],
      'moduledeployments/status': undefined,
      modulereplicasets: ['mdrs'],
      'modulereplicasets/status': undefined,
      modules: ['md'],
      'modules/status': undefined,
      moduletemplates: undefined,
    });
  });

  test('give defaults, and take a ModuleDeployment without a template', async () => {
    const bare = moduleDeployment({ replicas: -1 });
    delete bare.spec.template;
    bare.spec.schedulingStrategy = {};
    const { spec } = await dryRun(bare);
    expect(spec.confirmBatchNum).toBe(0);
    expect(spec.schedulingStrategy).toEqual({ schedulingPolicy: 'scatter' });
  });

  test.for([
    ['schedulingPolicy Scatter', { schedulingStrategy: { schedulingPolicy: 'Scatter' } }],
    ['no baseDeploymentName', { baseDeploymentName: undefined }],
    ['replicas -2', { replicas: -2 }],
    ['a confirmBatchNum below 0', { confirmBatchNum: -1 }],
    [
      'a url that is none',
      { template: { spec: { module: { name: 'a', version: '1', url: 'a' } } } },
    ],
    ['maxUnavailable 50%', { operationStrategy: { maxUnavailable: '50%' } }],
    ['pause', { pause: false }],
    ['grayTime', { operationStrategy: { grayTime: 1 } }],
  ])('refuse %s', async ([, spec]) => {
    const md = moduleDeployment({ replicas: 1, spec: spec as Record<string, unknown> });
    const refused: unknown = await dryRun(md).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(KubeError);
    expect([400, 422]).toContain((refused as KubeError).status);
  });

  test('in the old dialect have pause instead of confirmBatchNum', () => {
    const crd = v1Crds({ group: OLD_GROUP, dialect: 'pause' }).find(
      ({ metadata }) => metadata.name === `moduledeployments.${OLD_GROUP}`,
    );
    const { spec } = crd?.spec.versions[0].schema.openAPIV3Schema.properties ?? {};
    expect(spec.properties.pause.type).toBe('boolean');
    expect(spec.properties).not.toHaveProperty('confirmBatchNum');
  });
});

describe('the other manifests', () => {
  test('are accepted, and their rights are enough for a whole life of a release', async () => {
    const objects = installManifests();
    for (const obj of objects) {
      await plane.kube.create(`${collectionOf(obj)}?fieldValidation=Strict`, obj);
      onTestFinished(async () => {
        await plane.kube.delete(`${collectionOf(obj)}/${obj.metadata.name}`);
      });
    }
    const account = `system:serviceaccount:${INSTALLED_IN}:module-controller`;
    const { cert, key } = plane.issueUser(account, ['system:serviceaccounts']);
    const kube = new Kube({ server: plane.server, ca: plane.ca, cert, key });
    const site = await bench.site({ name: 'rights', bases: 2, timeFactor: TIME_FACTOR });
    const log: string[] = [];
    const controller = await startStandInV1({
      kube,
      namespace: site.namespace,
      timeFactor: TIME_FACTOR,
      log: (line) => log.push(line),
    });
    onTestFinished(async () => {
      await controller.stop();
      kube.close();
    });
    const service = paths.service(site.namespace, 'stock-service');
    const strategy = {
      upgradePolicy: 'scaleup_then_scaledown',
      serviceStrategy: { enableModuleService: true, port: 80, targetPort: 8080 },
    };
    await site.create(moduleDeployment({ replicas: 2, strategy }));
    await site.view.until('all of it', (view) => view.inPhase('Available') === 2);
    expect((await kube.get(service)).spec.type).toBe('NodePort');
    await site.view.until('the counts', (view) =>
      Object.keys(view.baseDeployment?.metadata.labels ?? {}).includes(site.names.label.maxOnBase),
    );
    await site.patch('stock', { spec: { replicas: 1 } });
    await site.view.until('a base pod less', (view) => view.modules.length === 1);
    await site.view.untilPhase('Completed 1 Completed');
    await site.kube.delete(site.path('stock'));
    await site.view.until('the end', (view) => view.deployment() === undefined);
    expect(await kube.getOrUndefined(service)).toBeUndefined();
    expect(log.filter((line) => line.includes('orbidden'))).toEqual([]);
  });

  test('never let two controllers run at a time', () => {
    const deployment = installManifests().find(({ kind }) => kind === 'Deployment');
    expect(deployment?.spec.strategy).toEqual({ type: 'Recreate' });
    expect(deployment?.spec.template.spec.containers[0].args).toContain('--leader-elect');
  });
});

test('only base pods land on the node of the fake kubelet, which stays Ready', async () => {
  const { kube } = plane;
  const containers = [{ name: 'a', image: 'a:1' }];
  const { metadata } = await kube.create(paths.pods('default'), {
    metadata: { generateName: 'module-' },
    spec: { containers },
  });
  const site = await bench.site({ name: 'node', bases: 1, timeFactor: TIME_FACTOR });
  expect(site.view.pods[0]).toMatchObject({
    spec: { nodeName: 'v1-bases' },
    status: { phase: 'Running', podIP: site.bases[0]?.ip },
  });
  await expect
    .poll(async () => (await kube.get(paths.pod('default', metadata.name))).status.conditions)
    .toMatchObject([{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' }]);
  const [pod] = site.view.pods;
  await kube.delete(paths.pod(site.namespace, pod?.metadata.name ?? ''));
  await site.view.until('another pod at the same address', (view) =>
    view.pods.some((one) => one.metadata.uid !== pod?.metadata.uid && one.status?.podIP),
  );
  const { status } = await kube.get(paths.node('v1-bases'));
  const ready = (status.conditions as { type: string }[]).find(({ type }) => type === 'Ready');
  expect(ready).toMatchObject({ status: 'True', reason: 'KubeletReady' });
});

describe('the dialect up to v0.9.0', () => {
  test('pauses by spec.pause and counts batches by itself', async () => {
    const site = await bench.site({
      name: 'old',
      bases: 5,
      group: OLD_GROUP,
      timeFactor: TIME_FACTOR,
    });
    const controller = await startStandInV1({
      kube: plane.kube,
      group: OLD_GROUP,
      dialect: 'pause',
      timeFactor: TIME_FACTOR,
      quirks: { actsOnStaleReads: false },
    });
    onTestFinished(() => controller.stop());
    const strategy = { needConfirm: true, batchCount: 2 };
    await site.create(moduleDeployment({ group: OLD_GROUP, replicas: 4, strategy }));
    await site.view.untilPhase('Paused 2 Completed');
    expect(site.view.deployment()?.spec.pause).toBe(true);
    expect(site.view.modules[0]?.metadata.labels).toHaveProperty([`${OLD_GROUP}/module-version`]);
    await site.patch('stock', { spec: { pause: false } });
    await site.view.untilPhase('Completed 3 Completed');
    expect(site.running('stock:1.0.0')).toBe(4);

    // Gray time needs no confirmation here, and a pause by the user stops everything.
    const gray = { needConfirm: false, grayTimeBetweenBatchSeconds: 10 };
    await site.patch('stock', { spec: { pause: true } });
    await site.patch('stock', { ...toVersion('2.0.0') });
    await site.patch('stock', { spec: { operationStrategy: gray } });
    await site.view.quiet(1_000);
    expect(site.view.replicaSets).toHaveLength(1);
    await site.patch('stock', { spec: { pause: false } });
    await site.view.until('the second release', (view) => {
      const { progress, currentBatch } = view.release();
      return view.replicaSets.length === 2 && progress === 'Completed' && currentBatch === 3;
    });
  });
});

function installManifests(): KubeObj[] {
  const values: Record<string, string> = {
    namespace: INSTALLED_IN,
    image: 'registry.test/module-controller:v1.0.0',
  };
  const files = readdirSync(TEMPLATES).filter((file) => !file.startsWith('crd-'));
  return files.map((file) => {
    const text = readFileSync(new URL(file, TEMPLATES), 'utf8');
    return parse(text.replace(/\$\{(\w+)\}/g, (_, name: string) => values[name] ?? '')) as KubeObj;
  });
}

function collectionOf({ kind, metadata }: KubeObj): string | undefined {
  const rbac = '/apis/rbac.authorization.k8s.io/v1';
  const inNamespace = `${rbac}/namespaces/${metadata.namespace}`;
  return {
    ServiceAccount: paths.serviceAccounts(metadata.namespace),
    Deployment: paths.deployments(metadata.namespace),
    ClusterRole: `${rbac}/clusterroles`,
    ClusterRoleBinding: `${rbac}/clusterrolebindings`,
    Role: `${inNamespace}/roles`,
    RoleBinding: `${inNamespace}/rolebindings`,
  }[kind];
}
