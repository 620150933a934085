import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Kube, type KubeObj } from '../bed/kube.ts';
import type { ControlPlane } from '../bed/control-plane.ts';
import { installVariables } from '../../src/manifest/install-variables.ts';
import { renderTemplate } from '../../src/manifest/templates.ts';
import { becomes, isReady, useControlPlane } from './v2-rig.ts';

const { withRig, plane } = useControlPlane();
const FOLDER = fileURLToPath(new URL('../../templates/install/v2', import.meta.url));
const RBAC = '/apis/rbac.authorization.k8s.io/v1';

const COLLECTIONS: Record<string, (namespace: string) => string> = {
  ServiceAccount: (namespace) => `/api/v1/namespaces/${namespace}/serviceaccounts`,
  Service: (namespace) => `/api/v1/namespaces/${namespace}/services`,
  Deployment: (namespace) => `/apis/apps/v1/namespaces/${namespace}/deployments`,
  ClusterRole: () => `${RBAC}/clusterroles`,
  ClusterRoleBinding: () => `${RBAC}/clusterrolebindings`,
};

function manifests(namespace: string, kubeletProxy = false): KubeObj[] {
  const image = 'registry.invalid/module-controller:v2.2.0';
  const settings = { namespace, env: 'dev', image, replicas: 1, kubeletProxy };
  const variables = installVariables(settings);
  return readdirSync(FOLDER).flatMap((file) => {
    const { docs, faults } = renderTemplate(
      readFileSync(`${FOLDER}/${file}`, 'utf8'),
      file,
      variables,
    );
    expect(faults).toEqual([]);
    return docs.map((doc) => doc.object as unknown as KubeObj);
  });
}

/** The controller as its ServiceAccount: with the rights of the manifests and no other. */
async function asServiceAccount(
  control: ControlPlane,
  namespace: string,
  kubeletProxy = false,
): Promise<Kube> {
  for (const manifest of manifests(namespace, kubeletProxy)) {
    if (!manifest.kind.startsWith('ClusterRole')) continue;
    const path = COLLECTIONS[manifest.kind]!(namespace);
    // Side by side with other tests: a name of its own for each.
    const name = `${manifest.metadata.name}-${namespace}`;
    const renamed: KubeObj = { ...manifest, metadata: { ...manifest.metadata, name } };
    if (manifest['roleRef'])
      renamed['roleRef'] = { ...manifest['roleRef'], name: renamedRole(namespace) };
    await control.kube.create(path, renamed);
  }
  const { cert, key } = control.issueUser(`system:serviceaccount:${namespace}:virtual-kubelet`);
  return new Kube({ server: control.server, ca: control.ca, cert, key });
}

const renamedRole = (namespace: string) => `virtual-kubelet-role-${namespace}`;

describe('templates/install/v2', () => {
  it('are accepted by the API server without a field dropped', async () => {
    const seen: string[] = [];
    for (const manifest of manifests('default')) {
      const path = COLLECTIONS[manifest.kind]!('default');
      await plane().kube.create(`${path}?dryRun=All&fieldValidation=Strict`, manifest);
      seen.push(manifest.kind);
    }
    expect(seen.sort()).toEqual(Object.keys(COLLECTIONS).sort());
  });

  it(
    'give the controller the rights it needs, for peer Deployments too',
    withRig(
      {
        count: 2,
        base: { clusterName: 'blue' },
        syncReplicasWithBases: true,
        as: asServiceAccount,
      },
      async (rig) => {
        const labels = {
          'virtual-kubelet.koupleless.io/component': 'module-deployment',
          'virtual-kubelet.koupleless.io/env': rig.env,
          'virtual-kubelet.koupleless.io/strategy': 'peer',
          'base.koupleless.io/cluster-name': 'blue',
        };
        await rig.deploy({ replicas: 1, version: '1.0.0', labels });
        await becomes(async () => (await rig.pods()).filter(isReady).length, 2);
        const replicas = async () => (await rig.kube.get(rig.deploymentPath())).spec.replicas;
        expect(await replicas()).toBe(2);
        await rig.bases.get(0).stop();
        await becomes(replicas, 1);
        // The pod of the vanished node is left to the pod garbage collector.
        await becomes(
          async () => (await rig.podLines()).filter((line) => line[0] !== '-'),
          ['Running 1/1'],
        );
        await rig.kube.mergePatch(rig.deploymentPath(), {
          metadata: { labels: { 'virtual-kubelet.koupleless.io/replicas-control': 'true' } },
          spec: { replicas: 0 },
        });
        await becomes(() => rig.bases.get(1).bizList.length, 0);
        expect(await replicas()).toBe(0);
      },
    ),
  );

  it.each([
    ['with the kubelet proxy it may find its Service and read logs', true],
    ['without it neither', false],
  ])('%s', async (_, kubeletProxy) => {
    const namespace = `proxy-${String(kubeletProxy)}`;
    const kube = await asServiceAccount(plane(), namespace, kubeletProxy);
    const may = async (verb: string, resource: string, subresource = ''): Promise<boolean> => {
      const resourceAttributes = { verb, resource, subresource, namespace: 'anywhere' };
      const review = await kube.create('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        metadata: { name: '' },
        spec: { resourceAttributes },
      });
      return (review['status'] as { allowed: boolean }).allowed;
    };
    // RBAC learns of a new binding a moment after it is made.
    await becomes(() => may('list', 'pods'), true);
    expect(await may('list', 'services')).toBe(kubeletProxy);
    expect(await may('get', 'pods', 'log')).toBe(kubeletProxy);
    for (const [verb, resource] of [
      ['get', 'secrets'],
      ['watch', 'services'],
      ['create', 'services'],
      ['create', 'pods'],
    ] as const) {
      expect(await may(verb, resource), `${verb} ${resource}`).toBe(false);
    }
  });
});
