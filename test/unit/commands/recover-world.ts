import type { RecoverInput } from '../../../src/commands/recover.ts';
import type { DirectWorld } from '../../../src/commands/world.ts';
import { Conflict } from '../../../src/conflict.ts';
import { Fault } from '../../../src/fault.ts';
import { core } from '../../../src/modules/surface.ts';
import type {
  Cluster,
  DeleteOptions,
  JsonPatchOp,
  KubeObject,
  Line,
  ListQuery,
  ObjectRef,
  ResourceType,
} from '../../../src/world.ts';
import { target } from '../recover/facts-of.ts';
import { noRules } from '../no-rules.ts';

export const machineType: ResourceType = {
  group: 'machine.sigma.alipay.com',
  version: 'v1',
  kind: 'Machine',
  plural: 'machines',
  namespaced: false,
};
const types = [
  core.pod,
  core.node,
  core.configMap,
  core.namespace,
  core.claim,
  core.volume,
  machineType,
];

/** What kills a process: it can't be caught by what it kills. */
export class Killed extends Error {}

/** A Kubernetes that keeps finalizers and preconditions, and nothing else. */
export class StrictCluster {
  readonly objects = new Map<string, KubeObject>();
  /** Every write that was taken, `delete Pod db-0`. */
  readonly writes: string[] = [];
  now = Date.parse('2026-01-01T12:00:00Z');
  /** What `/readyz` says; an API server without its etcd knows its version, and can read nothing. */
  ready = { status: 200, body: 'ok' };
  /** Called before each write. */
  onWrite: (write: string) => void = () => undefined;
  #version = 100;

  put(object: KubeObject): KubeObject {
    this.#version += 1;
    const { uid = `uid-${this.#version}` } = object.metadata;
    const metadata = { ...object.metadata, uid, resourceVersion: String(this.#version) };
    const put = { ...object, metadata };
    this.objects.set(keyOf(object.kind, metadata.namespace, metadata.name), put);
    return put;
  }

  get(kind: string, name: string): KubeObject | undefined {
    return [...this.objects.values()].find(
      (one) => one.kind === kind && one.metadata.name === name,
    );
  }

  get door(): Cluster {
    const listed = ({ type, namespace, fields }: ListQuery): KubeObject[] =>
      [...this.objects.values()].filter(
        (one) =>
          one.kind === type.kind &&
          (namespace === undefined || one.metadata.namespace === namespace) &&
          (fields === undefined ||
            fields ===
              `spec.nodeName=${String((one['spec'] as { nodeName?: string } | undefined)?.nodeName)}`),
      );
    const got = ({ type, namespace, name }: ObjectRef): KubeObject | undefined =>
      this.objects.get(keyOf(type.kind, type.namespaced ? namespace : undefined, name));
    return {
      target: { context: 'here', server: 'https://here', user: 'me', namespace: 'shop' },
      serverVersion: () => Promise.resolve({ major: 1, minor: 34, gitVersion: 'v1.34.4' }),
      resourceTypes: () => Promise.resolve(types),
      read: () => Promise.resolve(this.ready),
      get: (ref: ObjectRef) => {
        if (this.ready.status === 200) return Promise.resolve(got(ref));
        return Promise.reject(new Fault('no answer within 30 s', { outcome: 'unreachable' }));
      },
      list: (query: ListQuery) => Promise.resolve(listed(query)),
      scan: (query: ListQuery, pick: (object: KubeObject) => unknown) =>
        Promise.resolve(listed(query).flatMap((one) => pick(one) ?? [])),
      create: async (object: KubeObject) => {
        await this.#begins(`create ${object.kind} ${object.metadata.name}`);
        return { object: this.put(object), warnings: [] };
      },
      patch: async (ref: ObjectRef, ops: readonly JsonPatchOp[]) => {
        await this.#begins(`patch ${ref.type.kind} ${ref.name}`);
        return { object: this.#patch(got(ref), ops), warnings: [] };
      },
      delete: async (ref: ObjectRef, uid: string, options?: DeleteOptions) => {
        await this.#begins(`delete ${ref.type.kind} ${ref.name}`);
        this.#delete(got(ref), uid, options);
      },
    } as unknown as Cluster;
  }

  async #begins(write: string): Promise<void> {
    await Promise.resolve();
    this.onWrite(write);
    this.writes.push(write);
  }

  #delete(
    live: KubeObject | undefined,
    uid: string,
    { resourceVersion }: DeleteOptions = {},
  ): void {
    if (live === undefined) return;
    const { metadata } = live;
    const other = resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion;
    if (metadata.uid !== uid || other)
      throw new Conflict(`${metadata.name} is another`, 'precondition');
    if ((metadata.finalizers ?? []).length === 0) {
      this.objects.delete(keyOf(live.kind, metadata.namespace, metadata.name));
      return;
    }
    const deletionTimestamp = new Date(this.now).toISOString();
    this.put({ ...live, metadata: { ...metadata, deletionTimestamp } });
  }

  #patch(live: KubeObject | undefined, ops: readonly JsonPatchOp[]): KubeObject {
    if (live === undefined) throw new Conflict('gone', 'precondition');
    const next = structuredClone(live) as unknown as Record<string, unknown>;
    for (const { op, path, value } of ops) {
      const keys = path.slice(1).split('/');
      const last = keys.pop() ?? '';
      const parent = keys.reduce<Record<string, unknown>>(
        (at, key) => at[key] as Record<string, unknown>,
        next,
      );
      if (op === 'test' && JSON.stringify(parent[last]) !== JSON.stringify(value)) {
        throw new Conflict(`${path} is another`, 'precondition');
      }
      if (op === 'remove') Reflect.deleteProperty(parent, last);
      if (op === 'add' || op === 'replace') parent[last] = value;
    }
    const { metadata, kind } = next as unknown as KubeObject;
    if (metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).length === 0) {
      this.objects.delete(keyOf(kind, metadata.namespace, metadata.name));
      return next as unknown as KubeObject;
    }
    return this.put(next as unknown as KubeObject);
  }
}

function keyOf(kind: string, namespace: string | undefined, name: string): string {
  return `${kind} ${namespace ?? ''}/${name}`;
}

interface Screen {
  readonly said: string[];
  document: Record<string, unknown>;
}

/** Somebody at koupctl; `types` answers every question for a name, without it nobody is there. */
export function somebody(
  cluster: StrictCluster,
  answers?: { yes?: boolean; types?: (question: string) => string },
): { world: DirectWorld; screen: Screen } {
  const screen: Screen = { said: [], document: {} };
  const world = {
    language: 'en',
    typed: 'koupctl recover',
    who: 'me@here',
    newId: () => 'id',
    signal: new AbortController().signal,
    clock: {
      now: () => cluster.now,
      sleep: (ms: number) => {
        cluster.now += ms;
        return Promise.resolve();
      },
    },
    guard: noRules,
    ask: {
      interactive: answers !== undefined,
      confirm: () => Promise.resolve(answers?.yes ?? true),
      text: (question: string) => Promise.resolve(answers?.types?.(question) ?? ''),
    },
    reporter: {
      say: (line: Line) =>
        screen.said.push(
          typeof line === 'string'
            ? line
            : line.map((part) => (typeof part === 'string' ? part : part.text)).join(''),
        ),
      document: (value: Record<string, unknown>) => {
        screen.document = value;
      },
    },
    openCluster: () => Promise.resolve(cluster.door),
    openEtcd: () => Promise.reject(new Fault('no etcd here')),
  } as unknown as DirectWorld;
  return { world, screen };
}

export function inputOf(more: Partial<RecoverInput>): RecoverInput {
  return {
    runbook: 'node-gone',
    target: target({ nodes: ['a'] }),
    etcd: {
      endpoint: undefined,
      ca: undefined,
      cert: undefined,
      key: undefined,
      etcdutl: undefined,
      member: {},
    },
    yes: true,
    dryRun: false,
    confirmSteps: [],
    done: [],
    skip: [],
    recordNamespace: 'kube-system',
    timeoutMs: 60_000,
    reason: undefined,
    protectedContexts: [],
    ...more,
  };
}
