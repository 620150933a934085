import { isDeepStrictEqual } from 'node:util';
import type { KubeObject } from '../../../src/world.ts';
import { isFinished, ownerOf, ownerUid } from './deployment-controller.ts';
import type { Kube } from './kube.ts';

const retryMs = 5_000;

interface Term {
  labelSelector: { matchLabels?: Record<string, string>; matchExpressions?: object[] };
  matchLabelKeys?: string[];
}

/** The ReplicaSet controller of Kubernetes, with its choice of which pods go. */
export class ReplicaSetController {
  readonly #kube: Kube;
  readonly #due = new Set<string>();

  constructor(kube: Kube) {
    this.#kube = kube;
    kube.store.subscribe((plural, now, before) => {
      const object = (now ?? before)!;
      if (plural === 'replicasets') this.#wake(object.metadata.name);
      else if (plural === 'pods') this.#wake(ownerOf(object) ?? '');
    });
  }

  #wake(name: string, afterMs = this.#kube.reaction()): void {
    if (name === '' || this.#due.has(name)) return;
    this.#due.add(name);
    this.#kube.time.after(afterMs, () => {
      this.#due.delete(name);
      this.#sync(name);
    });
  }

  #sync(name: string): void {
    const { store, namespace, api } = this.#kube;
    const set = store.get('replicasets', name, namespace);
    if (set === undefined) return;
    const { replicas } = set['spec'] as { replicas: number };
    const pods = this.#activePodsOf(set);
    let failure: string | undefined;
    for (let missing = replicas - pods.length; missing > 0 && !failure; missing--) {
      failure = this.#create(set);
    }
    for (const pod of this.#inOrder(set, pods).slice(0, Math.max(0, pods.length - replicas))) {
      api.remove('pods', pod);
    }
    this.#writeStatus(set, failure);
    if (failure !== undefined) this.#wake(name, retryMs);
  }

  #create(set: KubeObject): string | undefined {
    const { store, api, quota, namespace } = this.#kube;
    const used = store.all('pods').filter((pod) => !isFinished(pod)).length;
    const name = api.newName(`${set.metadata.name}-`);
    if (used >= quota) {
      return `pods "${name}" is forbidden: exceeded quota: few, requested: pods=1, used: pods=${used}, limited: pods=${quota}`;
    }
    const { template } = set['spec'] as { template: { metadata: object; spec: object } };
    api.create(
      'pods',
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          ...template.metadata,
          name,
          namespace,
          ownerReferences: [
            {
              apiVersion: 'apps/v1',
              kind: 'ReplicaSet',
              name: set.metadata.name,
              uid: set.metadata.uid ?? '',
              controller: true,
            },
          ],
        },
        spec: withLabelKeys(template),
        status: { phase: 'Pending' },
      },
      { manager: 'kube-controller-manager' },
    );
    return undefined;
  }

  /** ActivePodsWithRanks of pkg/controller/controller_utils.go; what it leaves open, chance decides. */
  #inOrder(set: KubeObject, pods: readonly KubeObject[]): KubeObject[] {
    const siblings = new Map<string, number>();
    const owner = ownerUid(set);
    for (const other of this.#kube.store.all('replicasets')) {
      if (ownerUid(other) !== owner) continue;
      for (const pod of this.#activePodsOf(other)) {
        const node = nodeOf(pod);
        if (node !== '') siblings.set(node, (siblings.get(node) ?? 0) + 1);
      }
    }
    const ranked = pods.map((pod) => ({
      pod,
      rank: rankOf(pod, siblings),
      luck: this.#kube.random.next(),
    }));
    ranked.sort((a, b) => {
      const index = a.rank.findIndex((value, at) => value !== b.rank[at]);
      return index < 0 ? a.luck - b.luck : a.rank[index]! - b.rank[index]!;
    });
    return ranked.map(({ pod }) => pod);
  }

  #writeStatus(seen: KubeObject, failure: string | undefined): void {
    const { store } = this.#kube;
    const live = store.get('replicasets', seen.metadata.name, seen.metadata.namespace);
    if (live === undefined) return;
    const pods = this.#activePodsOf(live);
    const ready = pods.filter(isReady);
    const { minReadySeconds = 0 } = live['spec'] as { minReadySeconds?: number };
    const condition = {
      type: 'ReplicaFailure',
      status: 'True',
      reason: 'FailedCreate',
      message: failure,
    };
    const status = {
      replicas: pods.length,
      readyReplicas: ready.length,
      // Module pods carry no transition time: with minReadySeconds none is ever available.
      availableReplicas: minReadySeconds > 0 ? 0 : ready.length,
      conditions: failure === undefined ? [] : [condition],
    };
    if (!isDeepStrictEqual(status, live['status'])) store.put('replicasets', { ...live, status });
  }

  #activePodsOf({ metadata }: KubeObject): KubeObject[] {
    return this.#kube.store
      .all('pods')
      .filter(
        (pod) =>
          ownerUid(pod) === metadata.uid &&
          pod.metadata.deletionTimestamp === undefined &&
          !isFinished(pod),
      );
  }
}

export function isReady(pod: KubeObject): boolean {
  const { conditions = [] } = (pod['status'] ?? {}) as {
    conditions?: { type: string; status: string }[];
  };
  return conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
}

export function nodeOf(pod: KubeObject): string {
  return (pod['spec'] as { nodeName?: string }).nodeName ?? '';
}

function rankOf(pod: KubeObject, siblings: ReadonlyMap<string, number>): readonly number[] {
  const { phase = 'Pending' } = pod['status'] as { phase?: string };
  const cost = Number(
    pod.metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost'] ?? 0,
  );
  return [
    nodeOf(pod) === '' ? 0 : 1,
    ['Pending', 'Unknown', 'Running'].indexOf(phase),
    isReady(pod) ? 1 : 0,
    cost,
    -(siblings.get(nodeOf(pod)) ?? 0),
    -Date.parse(pod.metadata.creationTimestamp ?? ''),
  ];
}

/** What the API server makes of matchLabelKeys when a pod is created. */
function withLabelKeys(template: { metadata: any; spec: any }): unknown {
  const { spec } = template;
  const terms: Term[] =
    spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  if (!terms.some((term) => term.matchLabelKeys)) return spec;
  const merged = terms.map((term) => {
    const keys = (term.matchLabelKeys ?? []).filter((key) => template.metadata.labels?.[key]);
    const added = keys.map((key) => ({
      key,
      operator: 'In',
      values: [template.metadata.labels[key]],
    }));
    const { labelSelector } = term;
    const matchExpressions = [...(labelSelector.matchExpressions ?? []), ...added];
    return { ...term, labelSelector: { ...labelSelector, matchExpressions } };
  });
  const podAntiAffinity = { requiredDuringSchedulingIgnoredDuringExecution: merged };
  return { ...spec, affinity: { ...spec.affinity, podAntiAffinity } };
}
