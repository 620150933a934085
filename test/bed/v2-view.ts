import { setTimeout as delay } from 'node:timers/promises';
import { paths, type Kube, type KubeObj } from './kube.ts';
import { LEASE_NAMESPACE } from './stand-in-v2/names.ts';
import { until } from './until.ts';

type Listener = (type: string, obj: KubeObj) => void;

const PATIENCE_MS = 300_000;

/** The objects of one environment and namespace as a V2 controller leaves them, kept by watches. */
export class V2View {
  readonly #kube: Kube;
  readonly #env: string;
  readonly #namespace: string;
  readonly #objects = new Map<string, KubeObj>();
  readonly #listeners = new Set<Listener>();
  readonly #abort = new AbortController();
  #watches: Promise<unknown> = Promise.resolve();

  constructor(kube: Kube, env: string, namespace: string) {
    this.#kube = kube;
    this.#env = env;
    this.#namespace = namespace;
  }

  /** Resolves when the nodes and leases that are there have been seen. */
  async start(nodes: number): Promise<void> {
    const { signal } = this.#abort;
    const collections = [
      paths.pods(this.#namespace),
      paths.nodes(),
      paths.leases(LEASE_NAMESPACE),
      paths.deployments(this.#namespace),
    ];
    const see = (type: string, obj: KubeObj) => {
      this.#see(type, obj);
    };
    this.#watches = Promise.all(collections.map((path) => this.#kube.watch(path, see, signal)));
    await this.until('all nodes and leases', () => {
      return this.nodes.length === nodes && this.leases.length === nodes;
    });
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#watches;
  }

  onEvent(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get objects(): KubeObj[] {
    return [...this.#objects.values()];
  }

  get nodes(): KubeObj[] {
    return this.#of('Node');
  }

  get leases(): KubeObj[] {
    return this.#of('Lease');
  }

  /** Of one version, or all. */
  pods(version?: string): KubeObj[] {
    return this.#of('Pod').filter((pod) => version === undefined || versionOf(pod) === version);
  }

  async until(what: string, holds: (view: V2View) => boolean): Promise<void> {
    await until(what, () => holds(this), PATIENCE_MS);
  }

  /** Resolves after so much time of round trips: on a machine too busy to answer it doesn't pass. */
  async quiet(ms: number): Promise<void> {
    const tick = 100;
    for (let passed = 0; passed < ms; passed += tick) {
      await delay(tick);
      await this.#kube.get(paths.namespace(this.#namespace));
    }
  }

  #of(kind: string): KubeObj[] {
    return this.objects.filter((obj) => obj.kind === kind);
  }

  #see(type: string, obj: KubeObj): void {
    const { kind, metadata } = obj;
    // Nodes and leases of other environments are others' business.
    if (['Node', 'Lease'].includes(kind) && !metadata.name.endsWith(`.${this.#env}`)) return;
    const key = `${kind}/${metadata.name}`;
    if (type === 'DELETED') this.#objects.delete(key);
    else this.#objects.set(key, obj);
    for (const listener of [...this.#listeners]) listener(type, obj);
  }
}

export function versionOf(pod: KubeObj): string {
  return String(pod.spec.containers[0].env[0].value);
}

/** The `Ready` condition of a pod or node: `True`, `False`, `Unknown`, or `none`. */
export function readyCondition({ status }: KubeObj): string {
  const conditions = (status?.conditions ?? []) as { type: string; status: string }[];
  return conditions.find(({ type }) => type === 'Ready')?.status ?? 'none';
}

/** What the pod says of its module: `none` where it says nothing, `empty` for `{}`. */
export function containerState({ status }: KubeObj): string {
  const shown = status?.containerStatuses?.[0]?.state as Record<string, unknown> | undefined;
  if (!shown) return 'none';
  const [kind = 'empty', detail] = Object.entries(shown)[0] ?? [];
  const { reason = '' } = (detail ?? {}) as { reason?: string };
  return reason === '' ? kind : `${kind}: ${reason}`;
}
