import type { InstallInput } from '../../../src/commands/install.ts';
import type { UninstallInput } from '../../../src/commands/uninstall.ts';
import type { World } from '../../../src/commands/world.ts';
import { Conflict } from '../../../src/conflict.ts';
import { core } from '../../../src/modules/surface.ts';
import type {
  ApplyOptions,
  Cluster,
  KubeObject,
  Line,
  ListQuery,
  ObjectRef,
  ResourceType,
} from '../../../src/world.ts';
import { noRules } from '../no-rules.ts';

const keyOf = (kind: string, namespace: string | undefined, name: string): string =>
  `${kind} ${namespace ?? ''}/${name}`;

const refKey = ({ type, namespace, name }: ObjectRef): string =>
  keyOf(type.kind, type.namespaced ? namespace : undefined, name);

/** A Kubernetes of objects alone: what is applied is there, a Deployment is ready at once. */
export class SmallCluster {
  readonly objects = new Map<string, KubeObject>();
  #count = 100;

  constructor(objects: readonly KubeObject[] = []) {
    for (const one of objects) this.put(one);
    this.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    this.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } });
  }

  put(object: KubeObject): KubeObject {
    const { kind, metadata } = object;
    const key = keyOf(kind, metadata.namespace, metadata.name);
    const live = this.objects.get(key);
    const stamp = String((this.#count += 1));
    const uid = live?.metadata.uid ?? metadata.uid ?? `uid-${stamp}`;
    const own = { uid, resourceVersion: stamp };
    const put = { ...live, ...object, metadata: { ...metadata, ...own } };
    this.objects.set(key, put);
    return put;
  }

  get(kind: string, name: string): KubeObject | undefined {
    return [...this.objects.values()].find(
      (one) => one.kind === kind && one.metadata.name === name,
    );
  }

  remove(kind: string, name: string): void {
    const found = this.get(kind, name);
    if (found) this.objects.delete(keyOf(kind, found.metadata.namespace, name));
  }

  get door(): Cluster {
    const all = ({ type, namespace, labels = '', fields }: ListQuery): KubeObject[] =>
      [...this.objects.values()].filter(
        (one) =>
          one.kind === type.kind &&
          (namespace === undefined || one.metadata.namespace === namespace) &&
          (fields === undefined || fields === `metadata.name=${one.metadata.name}`) &&
          labels.split(',').every((part) => {
            const [key = '', value] = part.split('=');
            return part === '' || one.metadata.labels?.[key] === value;
          }),
      );
    return {
      target: { context: 'here', server: 'https://here', user: 'me', namespace: 'shop' },
      resourceTypes: () => Promise.resolve(types),
      get: (ref: ObjectRef) => Promise.resolve(this.objects.get(refKey(ref))),
      list: (query: ListQuery) => Promise.resolve(all(query)),
      scan: (query: ListQuery, pick: (object: KubeObject) => unknown) =>
        Promise.resolve(all(query).flatMap((one) => pick(one) ?? [])),
      apply: (object: KubeObject, _: ResourceType, options: ApplyOptions) =>
        this.#apply(object, options),
      delete: (ref: ObjectRef) => Promise.resolve(void this.objects.delete(refKey(ref))),
    } as unknown as Cluster;
  }

  async #apply(object: KubeObject, { dryRun, isNew }: ApplyOptions) {
    await Promise.resolve();
    const { kind, metadata } = object;
    const live = this.objects.get(keyOf(kind, metadata.namespace, metadata.name));
    if (isNew === true && live !== undefined) throw new Conflict('it is there', 'precondition');
    const { replicas = 1 } = (object['spec'] ?? {}) as { replicas?: number };
    const status = { updatedReplicas: replicas, availableReplicas: replicas, replicas };
    const stored = kind === 'Deployment' ? { ...object, status } : object;
    return { object: dryRun === true ? { ...live, ...stored } : this.put(stored), warnings: [] };
  }
}

const rbac = (kind: string, plural: string, namespaced: boolean): ResourceType => ({
  ...{ group: 'rbac.authorization.k8s.io', version: 'v1', kind, plural, namespaced },
});

const types: readonly ResourceType[] = [
  ...Object.values(core),
  rbac('ClusterRoleBinding', 'clusterrolebindings', false),
  rbac('Role', 'roles', true),
  rbac('RoleBinding', 'rolebindings', true),
  { group: '', version: 'v1', kind: 'ServiceAccount', plural: 'serviceaccounts', namespaced: true },
];

/** What was said and shown; `passes` is called whenever somebody waits. */
export class Office {
  said = '';
  shown: unknown;
  raw = '';
  now = Date.parse('2026-01-01T00:00:00Z');
  passes: () => void = () => undefined;
  readonly world: World;

  constructor(cluster: SmallCluster, language: 'en' | 'zh' = 'en') {
    this.world = {
      language,
      typed: 'koupctl install v2',
      clock: {
        now: () => this.now,
        sleep: (ms: number) => {
          this.now += ms;
          this.passes();
          return Promise.resolve();
        },
      },
      signal: new AbortController().signal,
      ask: { interactive: false, confirm: () => Promise.reject(new Error('nobody is here')) },
      openCluster: () => Promise.resolve(cluster.door),
      reporter: {
        say: (line: Line) => (this.said += `${textOf(line)}\n`),
        document: (shown: unknown) => (this.shown = shown),
        raw: (text: string) => (this.raw += text),
      },
      guard: noRules,
    } as unknown as World;
  }
}

function textOf(line: Line): string {
  return typeof line === 'string'
    ? line
    : line.map((span) => (typeof span === 'string' ? span : span.text)).join('');
}

const consent = {
  ...{ yes: true, dryRun: false, protectedContexts: [], asDocument: false },
  ...{ namespace: undefined, timeoutMs: 300_000 },
};

export function installing(more: Partial<InstallInput> = {}): InstallInput {
  return {
    ...consent,
    generation: 'v2',
    v2Only: [],
    image: 'registry.test/module-controller-v2:v2.2.0',
    env: undefined,
    replicas: undefined,
    tunnel: undefined,
    mqtt: undefined,
    mustExist: false,
    render: false,
    ...more,
  };
}

export function uninstalling(more: Partial<UninstallInput> = {}): UninstallInput {
  return { ...consent, generation: 'v2', withCrds: false, force: false, ...more };
}

/** A vnode of the environment `dev`. */
export function vnode(name: string): KubeObject {
  const labels = {
    'virtual-kubelet.koupleless.io/component': 'vnode',
    'virtual-kubelet.koupleless.io/env': 'dev',
  };
  const status = { conditions: [{ type: 'Ready', status: 'True' }] };
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, status };
}

export function lease(name: string, holder: string, renewedAt: number): KubeObject {
  const renewTime = new Date(renewedAt).toISOString();
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace: 'kube-node-lease' },
    spec: { holderIdentity: holder, renewTime, leaseDurationSeconds: 40 },
  };
}

/** A pod of the Deployment that `put` gave, and its ReplicaSet. */
export function podOf(deployment: KubeObject, name: string): KubeObject[] {
  const { namespace = 'default', uid = '' } = deployment.metadata;
  const labels = { app: 'module-controller' };
  const own = (apiVersion: string, kind: string, owner: string) => ({
    ...{ apiVersion, kind, name: 'any', uid: owner, controller: true },
  });
  const meta = { namespace, labels };
  const set = { name: 'set', uid: 'uid-set', ...meta };
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { ...set, ownerReferences: [own('apps/v1', 'Deployment', uid)] },
    },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, ...meta, ownerReferences: [own('apps/v1', 'ReplicaSet', 'uid-set')] },
    },
  ];
}
