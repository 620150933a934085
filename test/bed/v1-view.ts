import { setTimeout as delay } from 'node:timers/promises';
import { paths, type Kube, type KubeObj } from './kube.ts';
import type { V1Names } from './stand-in-v1/names.ts';

export interface Release {
  currentBatch?: number;
  realBatchCount?: number;
  originalDeltaReplicas?: number;
  progress?: string;
  batchProgress?: string;
}

type Listener = (type: string, obj: KubeObj) => void;

const TIMEOUT_MS = 60_000;
const QUIET_TICK_MS = 100;

/** The V1 objects of one namespace as they are now, kept by watches. */
export class V1View {
  readonly #kube: Kube;
  readonly #names: V1Names;
  readonly #namespace: string;
  readonly #collections: string[];
  readonly #objects = new Map<string, KubeObj>();
  readonly #listeners = new Set<Listener>();
  readonly #abort = new AbortController();
  #watches: Promise<unknown> = Promise.resolve();

  constructor(kube: Kube, namespace: string, names: V1Names) {
    this.#kube = kube;
    this.#names = names;
    this.#namespace = namespace;
    const custom = (plural: string) => paths.customs(names.group, 'v1alpha1', plural, namespace);
    this.#collections = [
      custom('moduledeployments'),
      custom('modulereplicasets'),
      custom('modules'),
      paths.pods(namespace),
      paths.deployments(namespace),
    ];
  }

  start(): void {
    const { signal } = this.#abort;
    const watch = (path: string) =>
      this.#kube.watch(
        path,
        (type, obj) => {
          this.#see(type, obj);
        },
        signal,
      );
    this.#watches = Promise.all(this.#collections.map(watch));
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#watches;
  }

  /** Called on every event, before the waits are looked at. */
  onEvent(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  deployment(name = 'stock'): KubeObj | undefined {
    return this.#of('ModuleDeployment').find((md) => md.metadata.name === name);
  }

  release(name = 'stock'): Release {
    return (this.deployment(name)?.status?.releaseStatus ?? {}) as Release;
  }

  /** Oldest revision first. */
  get replicaSets(): KubeObj[] {
    const revision = (rs: KubeObj) => Number(rs.metadata.labels?.[this.#names.label.revision]);
    return this.#of('ModuleReplicaSet').sort((a, b) => revision(a) - revision(b));
  }

  get newest(): KubeObj | undefined {
    return this.replicaSets.at(-1);
  }

  get modules(): KubeObj[] {
    return this.#of('Module');
  }

  get baseDeployment(): KubeObj | undefined {
    return this.#of('Deployment')[0];
  }

  get pods(): KubeObj[] {
    return this.#of('Pod');
  }

  /** Progress, batch and batchProgress in short: `Paused 1 Completed`. */
  phase(name = 'stock'): string {
    const { progress = '-', currentBatch = 0, batchProgress = '-' } = this.release(name);
    return `${progress} ${currentBatch} ${batchProgress}`;
  }

  /** How many Modules are in this phase. */
  inPhase(phase: string): number {
    return this.modules.filter((module) => module.status?.status === phase).length;
  }

  /** Looks again at every event until it holds; rejects with what there is instead. */
  async until(
    what: string,
    holds: (view: V1View) => boolean,
    timeoutMs = TIMEOUT_MS,
  ): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!holds(this)) return;
        finish();
        resolve();
      };
      const stopListening = this.onEvent(look);
      // Some conditions are about bases, which send no events.
      const poll = setInterval(look, 100);
      const timer = setTimeout(() => {
        finish();
        reject(new Error(`not seen: ${what}; there is ${this.summary()}`));
      }, timeoutMs);
      const finish = () => {
        stopListening();
        clearInterval(poll);
        clearTimeout(timer);
      };
      look();
    });
  }

  untilPhase(phase: string, name = 'stock'): Promise<void> {
    return this.until(phase, (view) => view.phase(name) === phase);
  }

  /**
   * Resolves when nothing at all has happened in the namespace for so long. The time is counted in
   * round trips to the API server: on a machine that is too busy to answer it doesn't pass.
   */
  async quiet(ms: number): Promise<void> {
    let calm = 0;
    const stopListening = this.onEvent(() => (calm = 0));
    while (calm < ms / QUIET_TICK_MS) {
      await delay(QUIET_TICK_MS);
      await this.#kube.get(paths.namespace(this.#namespace));
      calm += 1;
    }
    stopListening();
  }

  summary(): string {
    const deployments = this.#of('ModuleDeployment').map(
      (md) => `${md.metadata.name}: ${this.phase(md.metadata.name)}`,
    );
    const sets = this.replicaSets.map(
      (rs) => `${rs.metadata.name} ${rs.spec.replicas ?? 0} ${JSON.stringify(rs.status ?? {})}`,
    );
    const modules = this.modules.map(
      (module) =>
        `${module.spec.module.version} ${module.status?.status} on ${module.metadata.labels?.[this.#names.label.baseName]}`,
    );
    const pods = this.pods.map((pod) => `${pod.metadata.name} ${pod.status?.phase}`);
    return [...deployments, ...sets, ...modules, ...pods].join('\n  ');
  }

  #of(kind: string): KubeObj[] {
    return [...this.#objects.values()].filter((obj) => obj.kind === kind);
  }

  #see(type: string, obj: KubeObj): void {
    const key = `${obj.kind}/${obj.metadata.name}`;
    if (type === 'DELETED') this.#objects.delete(key);
    else this.#objects.set(key, obj);
    for (const listener of [...this.#listeners]) listener(type, obj);
  }
}
