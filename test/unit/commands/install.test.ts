import { describe, expect, test } from 'vitest';
import { install } from '../../../src/commands/install.ts';
import { uninstall } from '../../../src/commands/uninstall.ts';
import type { ControllerPlan } from '../../../src/plan/plan-install.ts';
import type { KubeObject } from '../../../src/world.ts';
import { installing, Office, podOf, SmallCluster, uninstalling } from './install-world.ts';

const name = 'module-controller-pre';

/** One that somebody has installed, with variables of his own. */
function installed(variables: Record<string, string> = {}, namespace = 'default'): KubeObject {
  const env = Object.entries({ ENABLE_HTTP_TUNNEL: 'true', ...variables }).map(([key, value]) => ({
    name: key,
    value,
  }));
  const labels = { app: 'module-controller' };
  const containers = [{ name: 'module-controller', image: 'registry.test/c:v2.2.0', env }];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers } },
    },
  };
}

function rulesOf(cluster: SmallCluster): string {
  return JSON.stringify(cluster.get('ClusterRole', 'virtual-kubelet-role')?.['rules']);
}

describe('where it goes', () => {
  test("without -n into the context's namespace, as every other command", async () => {
    const cluster = new SmallCluster();
    expect((await install(new Office(cluster).world, installing())).name).toBe('done');
    expect(cluster.get('Deployment', name)?.metadata.namespace).toBe('shop');
  });

  test('where it is installed already, that counts for more', async () => {
    const cluster = new SmallCluster([installed()]);
    await install(new Office(cluster).world, installing());
    expect([...cluster.objects.keys()]).toContain(`Deployment default/${name}`);
    expect([...cluster.objects.keys()]).not.toContain(`Deployment shop/${name}`);
  });

  test('--render without -n is for default', async () => {
    const office = new Office(new SmallCluster());
    await install(office.world, installing({ render: true }));
    expect(office.raw).toContain('namespace: default');
  });

  test('a protected context takes no --yes from a program', async () => {
    const cluster = new SmallCluster();
    const guarded = { protectedContexts: ['here'] };
    const { world } = new Office(cluster);
    await expect(install(world, installing(guarded))).rejects.toMatchObject({
      outcome: 'refused',
      message: 'context here is protected: a person has to accept the plan',
    });
    expect(cluster.get('Deployment', name)).toBeUndefined();
    await install(world, installing());
    await expect(uninstall(world, uninstalling(guarded))).rejects.toThrow('is protected');
    expect(cluster.get('Deployment', name)).toBeDefined();
    const { world: chinese } = new Office(cluster, 'zh');
    await expect(uninstall(chinese, uninstalling(guarded))).rejects.toThrow('受保护');
  });
});

describe('what V1 has not', () => {
  test('is refused by name, with or without a cluster', async () => {
    const options = { generation: 'v1', v2Only: ['--replicas', '--tunnel'] } as const;
    const cluster = new SmallCluster();
    for (const more of [{}, { render: true }, { mustExist: true }]) {
      const done = install(new Office(cluster).world, installing({ ...options, ...more }));
      await expect(done).rejects.toMatchObject({
        outcome: 'invalid',
        message: 'the controller V1 has no --replicas, --tunnel',
      });
    }
  });
});

describe('rights', () => {
  test('of the kubelet proxy only where it is on', async () => {
    const proxied = new SmallCluster([installed({ KUBELET_PROXY_ENABLED: 'true' })]);
    await install(new Office(proxied).world, installing());
    expect(rulesOf(proxied)).toContain(
      '{"apiGroups":[""],"resources":["pods/log"],"verbs":["get"]}',
    );
    expect(rulesOf(proxied)).toContain(
      '{"apiGroups":[""],"resources":["services"],"verbs":["list"]}',
    );
    const plain = new SmallCluster([installed()]);
    await install(new Office(plain).world, installing());
    expect(rulesOf(plain)).toContain('pods/status');
    expect(rulesOf(plain)).not.toMatch(/pods\/log|services/);
  });
});

describe('what others do meanwhile', () => {
  test('an object that somebody has made since is left as it is, and it is said', async () => {
    const cluster = new SmallCluster();
    const office = new Office(cluster);
    const theirs: KubeObject = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name: 'module-controller-v2',
        namespace: 'shop',
        managedFields: [{ manager: 'helm' }],
      },
      spec: { ports: [{ port: 1 }] },
    };
    const confirm = (): Promise<boolean> => {
      cluster.put(theirs);
      return Promise.resolve(true);
    };
    const world = { ...office.world, ask: { ...office.world.ask, interactive: true, confirm } };
    const end = await install(world, installing({ yes: false }));
    expect(end.name).toBe('superseded');
    expect(end.message).toBe(
      'Service module-controller-v2 was made by helm since this was planned, and is left as it is; 3 object(s) were written before',
    );
    expect(end.next).toEqual(['koupctl install v2']);
    expect(cluster.get('Service', 'module-controller-v2')?.['spec']).toEqual(theirs['spec']);
    expect(cluster.get('Deployment', name)).toBeUndefined();
  });
});

describe('uninstall', () => {
  test('the plan as a document shows no secret', async () => {
    const secrets = { MQTT_PASSWORD: 'hunter2', MQTT_BROKER: 'tcp://me:hunter2@broker.test' };
    const office = new Office(new SmallCluster([installed(secrets)]));
    const dry = { dryRun: true, asDocument: true };
    expect((await uninstall(office.world, uninstalling(dry))).name).toBe('done');
    const { objects } = office.shown as ControllerPlan;
    expect(objects.map(({ kind }) => kind)).toEqual(['Deployment']);
    expect(JSON.stringify(office.shown)).toContain('broker.test');
    expect(JSON.stringify(office.shown)).not.toContain('hunter2');
  });

  test('is over when the last pod of it has ended', async () => {
    const cluster = new SmallCluster();
    const deployment = cluster.put(installed());
    for (const one of podOf(deployment, 'module-controller-pre-1')) cluster.put(one);
    // Of V1, in the same namespace and under the same label.
    cluster.put({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'v1', namespace: 'default', labels: { app: 'module-controller' } },
    });
    const office = new Office(cluster);
    const short = uninstalling({ timeoutMs: 3_000 });
    office.passes = () => cluster.remove('ReplicaSet', 'set');
    const late = await uninstall(office.world, short);
    expect(late).toMatchObject({
      name: 'timed-out',
      message: 'not gone yet: Pod module-controller-pre-1',
    });
    cluster.put(deployment);
    for (const one of podOf(deployment, 'module-controller-pre-1')) cluster.put(one);
    office.passes = () => cluster.remove('Pod', 'module-controller-pre-1');
    const end = await uninstall(office.world, short);
    expect(end).toMatchObject({
      name: 'done',
      message: '1 object(s) deleted, seen gone with all its pods',
    });
  });
});
