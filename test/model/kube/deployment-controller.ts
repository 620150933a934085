import { isDeepStrictEqual } from 'node:util';
import type { KubeObject } from '../../../src/world.ts';
import { podTemplateHash } from './defaults.ts';
import type { Kube } from './kube.ts';
import {
  availableOf,
  desiredAnnotation,
  maxAnnotation,
  newSetReplicas,
  numbersOf,
  proportions,
  replicasOf,
  revisionAnnotation,
  sum,
  type Numbers,
} from './rolling-numbers.ts';

/** Annotations of a Deployment that its ReplicaSets don't get. */
const notCopied = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  revisionAnnotation,
  desiredAnnotation,
  maxAnnotation,
]);

interface Sets {
  readonly newSet: KubeObject | undefined;
  readonly old: readonly KubeObject[];
}

/** The Deployment controller of Kubernetes (pkg/controller/deployment), by name of the Deployment. */
export class DeploymentController {
  readonly #kube: Kube;
  readonly #due = new Set<string>();

  constructor(kube: Kube) {
    this.#kube = kube;
    kube.store.subscribe((plural, now, before) => {
      const object = (now ?? before)!;
      if (plural === 'deployments') this.#wake(object.metadata.name);
      else if (plural === 'replicasets') this.#wake(ownerOf(object) ?? '');
      else if (plural === 'pods' && now === undefined) this.#wakeByPod(object);
    });
  }

  #wakeByPod(pod: KubeObject): void {
    const set = this.#kube.store.get('replicasets', ownerOf(pod) ?? '', pod.metadata.namespace);
    if (set !== undefined) this.#wake(ownerOf(set) ?? '');
  }

  #wake(name: string): void {
    if (name === '' || this.#due.has(name)) return;
    this.#due.add(name);
    this.#kube.time.after(this.#kube.reaction(), () => {
      this.#due.delete(name);
      this.#sync(name);
    });
  }

  #sync(name: string): void {
    const { store, namespace } = this.#kube;
    const deployment = store.get('deployments', name, namespace);
    if (deployment === undefined) return;
    const spec = deployment['spec'] as Record<string, any>;
    const numbers = numbersOf(deployment);
    if (spec['paused'] === true || this.#wasScaled(deployment)) {
      this.#scale(deployment, numbers);
      this.#writeStatus(deployment);
    } else if (numbers.rolling) this.#roll(deployment, numbers);
    else this.#recreate(deployment, numbers);
  }

  #roll(deployment: KubeObject, numbers: Numbers): void {
    const { newSet, old } = this.#sets(deployment, numbers, true);
    if (newSet && !this.#growNew(deployment, numbers, { newSet, old })) {
      const shrunk = this.#shrinkOld(deployment, numbers, { newSet, old });
      if (!shrunk && isComplete(newSet, old, numbers)) this.#cleanUp(deployment, old);
    }
    this.#writeStatus(deployment, true);
  }

  #recreate(deployment: KubeObject, numbers: Numbers): void {
    const { old } = this.#sets(deployment, numbers, false);
    const active = old.filter((set) => replicasOf(set) > 0);
    for (const set of active) this.#resize(deployment, set, 0);
    const uids = new Set(old.map((set) => set.metadata.uid));
    const running = this.#kube.store
      .all('pods')
      .some((pod) => uids.has(ownerUid(pod)) && !isFinished(pod));
    if (active.length === 0 && !running) {
      const { newSet } = this.#sets(deployment, numbers, true);
      if (newSet) this.#resize(deployment, newSet, numbers.replicas);
      this.#cleanUp(deployment, old);
    }
    this.#writeStatus(deployment, true);
  }

  /** Resolves to true where the new set was changed: all else waits for the next turn. */
  #growNew(deployment: KubeObject, numbers: Numbers, sets: Required<Sets>): boolean {
    const newSet = sets.newSet!;
    const own = replicasOf(newSet);
    if (own === numbers.replicas) return false;
    const all = [newSet, ...sets.old];
    const wanted = own > numbers.replicas ? numbers.replicas : newSetReplicas(numbers, all, own);
    return this.#resize(deployment, newSet, wanted);
  }

  #shrinkOld(deployment: KubeObject, numbers: Numbers, sets: Required<Sets>): boolean {
    const newSet = sets.newSet!;
    const byAge = [...sets.old].sort((a, b) => ageOrder(a, b));
    if (sum(byAge, replicasOf) === 0) return false;
    const minAvailable = numbers.replicas - numbers.maxUnavailable;
    const unavailableNew = replicasOf(newSet) - availableOf(newSet);
    const total = sum([newSet, ...byAge], replicasOf);
    const most = total - minAvailable - unavailableNew;
    if (most <= 0) return false;
    const sizes = new Map(byAge.map((set) => [set, replicasOf(set)]));
    let cleaned = 0;
    for (const set of byAge) {
      const own = replicasOf(set);
      if (cleaned >= most || own === 0 || own === availableOf(set)) continue;
      const less = Math.min(most - cleaned, own - availableOf(set));
      cleaned += less;
      sizes.set(set, own - less);
    }
    let toGo = sum([newSet, ...byAge], availableOf) - minAvailable;
    for (const set of byAge) {
      const own = sizes.get(set) ?? 0;
      if (toGo <= 0 || own === 0) continue;
      const less = Math.min(own, toGo);
      toGo -= less;
      sizes.set(set, own - less);
    }
    let changed = false;
    for (const [set, size] of sizes) changed = this.#resize(deployment, set, size) || changed;
    return changed;
  }

  #scale(deployment: KubeObject, numbers: Numbers): void {
    const { newSet, old } = this.#sets(deployment, numbers, false);
    const all = newSet ? [...old, newSet] : [...old];
    const active = all.filter((set) => replicasOf(set) > 0);
    if (active.length <= 1) {
      const newest = [...old].sort((a, b) => -ageOrder(a, b))[0];
      const only = active[0] ?? newSet ?? newest;
      if (only) this.#resize(deployment, only, numbers.replicas);
      return;
    }
    if (newSet && isSaturated(newSet, numbers)) {
      for (const set of active.filter((one) => one !== newSet)) this.#resize(deployment, set, 0);
      return;
    }
    if (!numbers.rolling) return;
    const { replicas = 0 } = (deployment['status'] ?? {}) as { replicas?: number };
    for (const [set, size] of proportions(active, numbers, replicas)) {
      this.#resize(deployment, set, size, true);
    }
  }

  #wasScaled(deployment: KubeObject): boolean {
    const { replicas } = numbersOf(deployment);
    return this.#owned(deployment).some((set) => {
      const desired = set.metadata.annotations?.[desiredAnnotation];
      return replicasOf(set) > 0 && desired !== undefined && Number(desired) !== replicas;
    });
  }

  #sets(deployment: KubeObject, numbers: Numbers, create: boolean): Sets {
    const owned = this.#owned(deployment);
    const { template } = deployment['spec'] as { template: unknown };
    const hash = podTemplateHash(template);
    const found = owned.find((set) => set.metadata.labels?.['pod-template-hash'] === hash);
    const old = owned.filter((set) => set !== found);
    const revision = 1 + Math.max(0, ...old.map(revisionOf));
    const newSet = found
      ? this.#synced(deployment, found, revision)
      : create
        ? this.#created(deployment, { numbers, old, hash, revision })
        : undefined;
    return { newSet, old };
  }

  /** The present ReplicaSet takes minReadySeconds and annotations over from the Deployment. */
  #synced(deployment: KubeObject, set: KubeObject, least: number): KubeObject {
    const revision = Math.max(least, revisionOf(set));
    const annotations = {
      ...set.metadata.annotations,
      ...copied(deployment),
      [revisionAnnotation]: String(revision),
    };
    const { minReadySeconds = 0 } = deployment['spec'] as { minReadySeconds?: number };
    const spec = set['spec'] as { minReadySeconds?: number };
    this.#noteRevision(deployment, revision);
    const same = isDeepStrictEqual(annotations, set.metadata.annotations);
    if (same && (spec.minReadySeconds ?? 0) === minReadySeconds) return set;
    return this.#kube.store.put('replicasets', {
      ...set,
      metadata: { ...set.metadata, annotations },
      spec: { ...spec, minReadySeconds },
    });
  }

  #created(
    deployment: KubeObject,
    so: { numbers: Numbers; old: readonly KubeObject[]; hash: string; revision: number },
  ): KubeObject | undefined {
    const { numbers, old, hash, revision } = so;
    const { name, namespace, uid } = deployment.metadata;
    if (this.#kube.store.get('replicasets', `${name}-${hash}`, namespace)) {
      // Left by a Deployment of the same name that was deleted: it is about to go.
      this.#wake(name);
      return undefined;
    }
    const { template, minReadySeconds = 0, selector } = deployment['spec'] as Record<string, any>;
    const labels = { ...template.metadata.labels, 'pod-template-hash': hash };
    this.#noteRevision(deployment, revision);
    return this.#kube.api.create(
      'replicasets',
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: {
          name: `${name}-${hash}`,
          ...(namespace === undefined ? {} : { namespace }),
          labels,
          annotations: {
            ...copied(deployment),
            ...sizeAnnotations(numbers),
            [revisionAnnotation]: String(revision),
          },
          ownerReferences: [
            { apiVersion: 'apps/v1', kind: 'Deployment', name, uid: uid ?? '', controller: true },
          ],
        },
        spec: {
          replicas: newSetReplicas(numbers, old, 0),
          minReadySeconds,
          selector: { matchLabels: { ...selector.matchLabels, 'pod-template-hash': hash } },
          template: { ...template, metadata: { ...template.metadata, labels } },
        },
        status: { replicas: 0 },
      },
      { manager: 'kube-controller-manager' },
    );
  }

  /** By the status subresource, which takes annotations too and moves no generation. */
  #noteRevision({ metadata }: KubeObject, revision: number): void {
    const live = this.#kube.store.get('deployments', metadata.name, metadata.namespace);
    if (!live || live.metadata.annotations?.[revisionAnnotation] === String(revision)) return;
    const annotations = { ...live.metadata.annotations, [revisionAnnotation]: String(revision) };
    this.#kube.store.put('deployments', { ...live, metadata: { ...live.metadata, annotations } });
  }

  /** Its notes of the sizes are renewed with the size only, but for a proportional change. */
  #resize(deployment: KubeObject, set: KubeObject, replicas: number, always = false): boolean {
    const live = this.#kube.store.get('replicasets', set.metadata.name, set.metadata.namespace);
    if (live === undefined || (replicasOf(live) === replicas && !always)) return false;
    const annotations = { ...live.metadata.annotations, ...sizeAnnotations(numbersOf(deployment)) };
    const same = isDeepStrictEqual(annotations, live.metadata.annotations);
    if (replicasOf(live) === replicas && same) return false;
    const spec = { ...(live['spec'] as object), replicas };
    const metadata = { ...live.metadata, annotations };
    this.#kube.store.put('replicasets', { ...live, metadata, spec });
    return true;
  }

  #cleanUp(deployment: KubeObject, old: readonly KubeObject[]): void {
    const { revisionHistoryLimit } = deployment['spec'] as { revisionHistoryLimit: number };
    const excess = old.length - revisionHistoryLimit;
    const oldest = [...old].sort((a, b) => revisionOf(a) - revisionOf(b));
    for (const set of oldest.slice(0, Math.max(0, excess))) {
      const { replicas = 0 } = (set['status'] ?? {}) as { replicas?: number };
      if (replicas === 0 && replicasOf(set) === 0) this.#kube.store.remove('replicasets', set);
    }
  }

  #writeStatus(seen: KubeObject, rolling = false): void {
    const { store } = this.#kube;
    const live = store.get('deployments', seen.metadata.name, seen.metadata.namespace);
    if (live === undefined) return;
    const owned = this.#owned(live);
    const hash = podTemplateHash((seen['spec'] as { template: unknown }).template);
    const updated = owned.filter((set) => set.metadata.labels?.['pod-template-hash'] === hash);
    const total = (field: string): number =>
      sum(owned, (set) => Number((set['status'] as any)?.[field] ?? 0));
    const failure = owned.flatMap((set) => (set['status'] as any)?.conditions ?? []);
    const before = (live['status'] as any)?.conditions ?? [];
    const status = {
      observedGeneration: seen.metadata.generation,
      replicas: total('replicas'),
      updatedReplicas: sum(updated, (set) => Number((set['status'] as any)?.replicas ?? 0)),
      readyReplicas: total('readyReplicas'),
      availableReplicas: total('availableReplicas'),
      conditions: rolling ? failure : before,
    };
    if (!isDeepStrictEqual(status, live['status'])) store.put('deployments', { ...live, status });
  }

  #owned({ metadata }: KubeObject): KubeObject[] {
    return this.#kube.store.all('replicasets').filter((set) => ownerUid(set) === metadata.uid);
  }
}

export function ownerOf({ metadata }: KubeObject): string | undefined {
  return metadata.ownerReferences?.[0]?.name;
}

export function ownerUid({ metadata }: KubeObject): string | undefined {
  return metadata.ownerReferences?.[0]?.uid;
}

export function isFinished(pod: KubeObject): boolean {
  const { phase } = (pod['status'] ?? {}) as { phase?: string };
  return phase === 'Succeeded' || phase === 'Failed';
}

function isComplete(
  newSet: KubeObject,
  old: readonly KubeObject[],
  { replicas }: Numbers,
): boolean {
  return availableOf(newSet) === replicas && sum(old, replicasOf) === 0;
}

function isSaturated(set: KubeObject, { replicas }: Numbers): boolean {
  const desired = Number(set.metadata.annotations?.[desiredAnnotation] ?? -1);
  return replicasOf(set) === replicas && desired === replicas && availableOf(set) === replicas;
}

function sizeAnnotations({ replicas, maxSurge }: Numbers): Record<string, string> {
  return { [desiredAnnotation]: String(replicas), [maxAnnotation]: String(replicas + maxSurge) };
}

function copied({ metadata }: KubeObject): Record<string, string> {
  const own = Object.entries(metadata.annotations ?? {});
  return Object.fromEntries(own.filter(([key]) => !notCopied.has(key)));
}

function revisionOf(set: KubeObject): number {
  return Number(set.metadata.annotations?.[revisionAnnotation] ?? 0);
}

function ageOrder(a: KubeObject, b: KubeObject): number {
  const by = (a.metadata.creationTimestamp ?? '').localeCompare(b.metadata.creationTimestamp ?? '');
  return by || a.metadata.name.localeCompare(b.metadata.name);
}
