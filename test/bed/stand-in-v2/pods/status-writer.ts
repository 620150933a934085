import { KubeError, paths, type Kube, type KubeObj } from '../../kube.ts';
import { keyOf } from '../names.ts';
import { KeyedQueue } from '../keyed-queue.ts';
import type { ModelTime } from '../model-time.ts';
import type { PodStatus } from './pod-status.ts';

// Statuses that follow each other closely become one write; this is what lets an install's
// outcome vanish under the blank status that comes right after it.
const GATHERING_MS = 5;

/** Writes pod statuses, always the last one given. */
export class StatusWriter {
  readonly #kube: Kube;
  readonly #current: (key: string) => KubeObj | undefined;
  readonly #latest = new Map<string, PodStatus>();
  readonly #queue: KeyedQueue;

  /** `current` gives the pod as the API server last showed it. */
  constructor(
    kube: Kube,
    current: (key: string) => KubeObj | undefined,
    time: ModelTime,
    signal: AbortSignal,
  ) {
    this.#kube = kube;
    this.#current = current;
    this.#queue = new KeyedQueue((key) => this.#write(key), time, signal);
  }

  put(pod: KubeObj, status: PodStatus): void {
    this.#latest.set(keyOf(pod), status);
    setTimeout(() => {
      this.#queue.add(keyOf(pod));
    }, GATHERING_MS).unref();
  }

  async #write(key: string): Promise<void> {
    const status = this.#latest.get(key);
    const pod = this.#current(key);
    this.#latest.delete(key);
    // The end of a pod is never taken back.
    if (!status || !pod || ['Succeeded', 'Failed'].includes(pod.status?.phase)) return;
    const path = `${paths.pod(pod.metadata.namespace ?? '', pod.metadata.name)}/status`;
    try {
      await this.#kube.mergePatch(path, { status });
    } catch (error) {
      if (error instanceof KubeError && error.status === 404) return;
      if (!this.#latest.has(key)) this.#latest.set(key, status);
      throw error;
    }
  }
}
