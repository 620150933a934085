import type { KubeObject } from '../../../src/world.ts';
import { isFinished } from './deployment-controller.ts';
import type { Kube } from './kube.ts';
import { nodeOf } from './replica-set-controller.ts';

/** A pod that nothing wakes is looked at again after so long. */
const flushMs = 300_000;

interface Selector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

/** The scheduler: node affinity, taints, and required pod anti-affinity by host name in both directions. */
export class Scheduler {
  readonly #kube: Kube;
  readonly #due = new Set<string>();

  constructor(kube: Kube) {
    this.#kube = kube;
    kube.store.subscribe((plural, now, before) => {
      if (plural === 'pods') this.#podChanged(now, before);
      // A node that came, or whose taints went.
      else if (plural === 'nodes' && now && now['spec'] !== before?.['spec']) this.#wakeAll();
    });
  }

  #podChanged(now: KubeObject | undefined, before: KubeObject | undefined): void {
    if (now && !before) this.#wake(now.metadata.name);
    if (now || !before || nodeOf(before) === '') return;
    // One that was kept off by the leaving pod's own anti-affinity is not woken (seen on 1.34).
    for (const pod of this.#waiting()) {
      if (termsOf(pod).some((selector) => matches(selector, before.metadata.labels))) {
        this.#wake(pod.metadata.name);
      }
    }
  }

  #wakeAll(): void {
    for (const pod of this.#waiting()) this.#wake(pod.metadata.name);
  }

  #waiting(): KubeObject[] {
    return this.#kube.store.all('pods').filter((pod) => nodeOf(pod) === '');
  }

  #wake(name: string, afterMs = this.#kube.reaction()): void {
    if (this.#due.has(name)) return;
    this.#due.add(name);
    this.#kube.time.after(afterMs, () => {
      this.#due.delete(name);
      this.#place(name);
    });
  }

  #place(name: string): void {
    const { store, namespace, random, time } = this.#kube;
    const pod = store.get('pods', name, namespace);
    if (pod === undefined || nodeOf(pod) !== '' || pod.metadata.deletionTimestamp) return;
    const nodes = store.all('nodes');
    const fit = nodes.filter((node) => this.#fits(pod, node));
    const status = pod['status'] as { conditions?: { type: string }[] };
    const others = (status.conditions ?? []).filter(({ type }) => type !== 'PodScheduled');
    if (fit.length === 0) {
      const condition = {
        type: 'PodScheduled',
        status: 'False',
        reason: 'Unschedulable',
        message: `0/${nodes.length} nodes are available: ${nodes.length} node(s) didn't match pod anti-affinity rules.`,
      };
      store.put('pods', { ...pod, status: { ...status, conditions: [...others, condition] } });
      time.after(flushMs, () => {
        this.#wake(name);
      });
      return;
    }
    const nodeName = random.pick(fit).metadata.name;
    const condition = { type: 'PodScheduled', status: 'True', lastTransitionTime: time.text() };
    store.put('pods', {
      ...pod,
      spec: { ...(pod['spec'] as object), nodeName },
      status: { ...status, conditions: [...others, condition] },
    });
  }

  #fits(pod: KubeObject, node: KubeObject): boolean {
    const spec = pod['spec'] as Record<string, any>;
    const { taints = [] } = (node['spec'] ?? {}) as { taints?: Taint[] };
    const tolerations = (spec['tolerations'] ?? []) as Toleration[];
    if (!taints.every((taint) => tolerations.some((one) => tolerates(one, taint)))) return false;
    const [term] =
      spec['affinity']?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
        ?.nodeSelectorTerms ?? [];
    const matchExpressions = term?.matchExpressions ?? [];
    if (!matches({ matchExpressions }, node.metadata.labels)) return false;
    return this.#kube.store
      .all('pods')
      .filter((other) => nodeOf(other) === node.metadata.name && !isFinished(other))
      .every((other) => !keepsApart(pod, other) && !keepsApart(other, pod));
  }
}

interface Taint {
  key: string;
  value?: string;
  effect: string;
}

interface Toleration {
  key?: string;
  operator?: string;
  value?: string;
  effect?: string;
}

function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect !== undefined && toleration.effect !== taint.effect) return false;
  if (toleration.key !== undefined && toleration.key !== taint.key) return false;
  return toleration.operator === 'Exists' || (toleration.value ?? '') === (taint.value ?? '');
}

function keepsApart(one: KubeObject, other: KubeObject): boolean {
  return termsOf(one).some((selector) => matches(selector, other.metadata.labels));
}

function termsOf(pod: KubeObject): Selector[] {
  const { affinity } = pod['spec'] as Record<string, any>;
  const terms = affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  return terms.map((term: { labelSelector: Selector }) => term.labelSelector);
}

export function matches(
  { matchLabels = {}, matchExpressions = [] }: Selector,
  labels: Readonly<Record<string, string>> = {},
): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const own = labels[key];
      if (operator === 'In') return own !== undefined && values.includes(own);
      if (operator === 'NotIn') return own === undefined || !values.includes(own);
      return operator === 'Exists' ? own !== undefined : own === undefined;
    })
  );
}
