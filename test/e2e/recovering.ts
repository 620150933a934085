import { paths, type Kube, type KubeObj } from '../bed/kube.ts';
import { until } from '../bed/until.ts';
import type { Koupctl } from './koupctl.ts';

export interface SeenStep {
  readonly id: string;
  readonly state: string;
  readonly danger: string;
  readonly code: string;
  readonly text: string;
  readonly seen: readonly string[];
  readonly name?: string;
  readonly acts: readonly string[];
}

export interface Recovery {
  readonly outcome: string;
  readonly message: string;
  readonly steps: readonly SeenStep[];
  readonly next: readonly string[];
}

/** What `recover` says, and its exit code. */
export async function recovery(
  koupctl: Koupctl,
  ...args: string[]
): Promise<{ said: Recovery; code: number | null; stderr: string }> {
  const { code, stdout, stderr } = await koupctl.run(['recover', ...args, '-o', 'json']);
  if (stdout === '') throw new Error(`recover ended with ${String(code)}:\n${stderr}`);
  return { said: JSON.parse(stdout) as Recovery, code, stderr };
}

/** `delete-node/ake-7: to-do`, of all steps. */
export function states({ steps }: Recovery): Record<string, string> {
  return Object.fromEntries(steps.map(({ id, state }) => [id, state]));
}

/** Every flag that a script needs for what is to do. */
export function confirmations({ steps }: Recovery): string[] {
  return steps
    .filter(({ danger, state }) => danger === 'dangerous' && state === 'to-do')
    .flatMap(({ id, name = '' }) => ['--confirm-step', `${id}=${name}`]);
}

export interface CustomKind {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

/** A kind without a controller: whatever is asked of its objects, nobody does. */
export async function defineKind(kube: Kube, custom: CustomKind): Promise<void> {
  const { group, kind, plural, namespaced } = custom;
  const schema = {
    openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  };
  await kube.create(paths.crds(), {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      scope: namespaced ? 'Namespaced' : 'Cluster',
      versions: [{ name: 'v1', served: true, storage: true, schema }],
    },
  });
  await until(`${kind} to be served`, async () => {
    await kube.list(paths.customs(group, 'v1', plural));
    return true;
  });
}

/** A node whose kubelet said nothing for an hour. */
export async function lostNode(kube: Kube, name: string): Promise<KubeObj> {
  await kube.create(paths.nodes(), { apiVersion: 'v1', kind: 'Node', metadata: { name } });
  const since = new Date(Date.now() - 3_600_000).toISOString().replace(/\.\d+/, '');
  const ready = { type: 'Ready', status: 'Unknown', reason: 'NodeStatusUnknown' };
  const conditions = [{ ...ready, lastTransitionTime: since, lastHeartbeatTime: since }];
  return await kube.mergePatch(`${paths.node(name)}/status`, { status: { conditions } });
}

/** A pod that lies on a node by name, for ever: no kubelet is there. */
export function podOn(node: string, name: string, more: object = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: {
      nodeName: node,
      tolerations: [{ operator: 'Exists' }],
      containers: [{ name: 'app', image: 'registry.test/app:1' }],
      ...more,
    },
  };
}
