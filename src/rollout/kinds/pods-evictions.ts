import { Conflict } from '../../conflict.ts';
import type { ModulePod } from '../../modules/module-pod.ts';
import { core } from '../../modules/surface.ts';
import type { Ports } from '../context.ts';
import { each } from '../each.ts';

const concurrency = 16;
/** How long a disruption budget is left alone after it has refused, ms. */
const patienceMs = 3_000;

/** Evicts pods by their uid, again and again where a disruption budget refuses. */
export class Evictions {
  readonly #ports: Pick<Ports, 'cluster' | 'clock' | 'emit'>;
  readonly #refused = new Map<string, { readonly why: string; readonly at: number }>();
  readonly #done = new Set<string>();

  constructor(ports: Pick<Ports, 'cluster' | 'clock' | 'emit'>) {
    this.#ports = ports;
  }

  async evict(pods: readonly ModulePod[], why: string): Promise<void> {
    const { clock } = this.#ports;
    const due = pods.filter(({ uid }) => {
      const last = this.#refused.get(uid);
      return !this.#done.has(uid) && (last === undefined || clock.now() - last.at >= patienceMs);
    });
    await each(due, concurrency, (pod) => this.#evictOne(pod, why));
  }

  /** Why this pod is still there; undefined where nobody has refused. */
  refusalOf({ uid }: ModulePod): string | undefined {
    return this.#refused.get(uid)?.why;
  }

  /** Whether it was evicted here; a watch may show it for a moment longer. */
  isDone({ uid }: ModulePod): boolean {
    return this.#done.has(uid);
  }

  async #evictOne(pod: ModulePod, why: string): Promise<void> {
    const { cluster, clock, emit } = this.#ports;
    const ref = { type: core.pod, namespace: pod.namespace, name: pod.name };
    try {
      const eviction = await cluster.evict(ref, pod.uid);
      if (!eviction.evicted) {
        this.#refused.set(pod.uid, { why: eviction.why, at: clock.now() });
        return;
      }
    } catch (error) {
      // Another pod has its name by now: this one is gone.
      if (!(error instanceof Conflict)) throw error;
    }
    this.#refused.delete(pod.uid);
    this.#done.add(pod.uid);
    emit({ type: 'wrote', object: `Pod ${pod.namespace}/${pod.name}`, what: `evicted: ${why}` });
  }
}
