import { isHeld } from '../../src/rollout/hold.ts';
import { isMarked } from '../../src/rollout/ownership.ts';
import { ordersIn, type Orders } from '../../src/rollout/orders.ts';
import type { RecordFile, RolloutRecord } from '../../src/rollout/record.ts';
import { templateHash } from '../../src/rollout/template-hash.ts';
import type { KubeObject } from '../../src/world.ts';
import { isFinished, ownerUid } from './kube/deployment-controller.ts';
import type { Kube } from './kube/kube.ts';
import type { ModelBase } from './koupleless/base.ts';
import { moduleName } from './manifest.ts';

/** What a fault on a base may still be unknown to koupctl, ms: answers grow 5 s old, soaking lasts as long. */
const excuseMs = 20_000;

export interface Spec {
  readonly replicas: number;
  readonly paused?: boolean;
  readonly template: unknown;
  readonly minReadySeconds?: number;
  readonly progressDeadlineSeconds?: number;
  readonly strategy: {
    readonly type: string;
    readonly rollingUpdate?: Record<string, number | string>;
  };
}

/** What really is, for whoever checks what koupctl did and said. */
export class Truth {
  protected readonly kube: Kube;
  protected readonly bases: readonly ModelBase[];
  #file: KubeObject | undefined;
  #record: RolloutRecord | undefined;

  constructor(kube: Kube, bases: readonly ModelBase[]) {
    this.kube = kube;
    this.bases = bases;
  }

  get deployment(): KubeObject | undefined {
    return this.kube.store.all('deployments')[0];
  }

  get record(): RolloutRecord | undefined {
    const [file] = this.kube.store.all('configmaps');
    if (file !== this.#file) {
      this.#file = file;
      this.#record = file && (JSON.parse(dataOf(file).record) as RecordFile).current;
    }
    return this.#record;
  }

  /** What people have asked of the rollout that stands. */
  get orders(): Partial<Orders> {
    const [file] = this.kube.store.all('configmaps');
    return file === undefined ? {} : ordersIn(dataOf(file).orders, this.record?.id ?? '');
  }

  /** Bases on which the version serves. */
  serving(version: string): ModelBase[] {
    return this.bases.filter((base) => base.active(moduleName).includes(version));
  }

  /** Bases on which any version serves. */
  servingAny(): ModelBase[] {
    return this.bases.filter((base) => base.active(moduleName).length > 0);
  }

  /** Bases of which koupctl may not know yet what befell them. */
  excused(): number {
    const since = this.kube.time.now() - excuseMs;
    return this.bases.filter((base) => base.faultedAt > since || base.reach !== 'up').length;
  }

  /** Pods that are to stay, of the templates for which `of` holds. */
  pods(of: (hash: string) => boolean): KubeObject[] {
    const uids = new Set(
      this.kube.store
        .all('replicasets')
        .filter((set) => of(hashOf(set)))
        .map((set) => set.metadata.uid),
    );
    return this.kube.store.all('pods').filter((pod) => uids.has(ownerUid(pod)) && isStaying(pod));
  }

  /** One template runs everywhere, in the number that is wanted. */
  isSettled(): boolean {
    const { deployment } = this;
    if (deployment === undefined) return this.servingAny().length === 0;
    const { template, replicas } = specOf(deployment);
    const all = this.pods(() => true).length;
    const own = templateHash(template);
    const version = versionIn(template);
    return (
      all === replicas &&
      this.pods((hash) => hash === own).length === all &&
      this.serving(version).length === replicas &&
      this.servingAny().length === replicas
    );
  }
}

function dataOf(file: KubeObject): { record: string; orders: string } {
  return file['data'] as { record: string; orders: string };
}

export function specOf(object: KubeObject): Spec {
  return object['spec'] as Spec;
}

/** Of the template of a Deployment or a ReplicaSet, as records have it. */
export function hashOf(object: KubeObject): string {
  return templateHash(specOf(object).template);
}

export function versionIn(template: unknown): string {
  const { spec } = template as { spec: { containers: { env: { value: string }[] }[] } };
  return spec.containers[0]?.env[0]?.value ?? '';
}

/** What koupctl borrows, as one text. */
export function borrowed(object: KubeObject): string {
  const { minReadySeconds = 0, progressDeadlineSeconds, strategy } = specOf(object);
  const { type, rollingUpdate = {} } = strategy;
  const { maxSurge, maxUnavailable } = rollingUpdate;
  return JSON.stringify({
    minReadySeconds,
    progressDeadlineSeconds,
    type,
    maxSurge,
    maxUnavailable,
  });
}

export function held(object: KubeObject): boolean {
  return isHeld(specOf(object) as unknown as Record<string, unknown>);
}

export function marked(object: KubeObject): boolean {
  return isMarked(object);
}

/** Up to how many pods of the present template the hold lets come, and how many of the others go. */
export function holdOf(object: KubeObject): { updated: number; retired: number } {
  const { maxSurge = 0, maxUnavailable = 0 } = specOf(object).strategy.rollingUpdate ?? {};
  return { updated: Number(maxSurge) + Number(maxUnavailable), retired: Number(maxUnavailable) };
}

function isStaying(pod: KubeObject): boolean {
  return pod.metadata.deletionTimestamp === undefined && !isFinished(pod);
}
