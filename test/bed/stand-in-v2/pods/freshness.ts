import type { KubeObj } from '../../kube.ts';
import type { BizStatus } from './biz-status.ts';
import { keyOf } from '../names.ts';
import type { ModelTime } from '../model-time.ts';
import { seconds, statusesOf } from './pod-status.ts';

/**
 * Decides whether a module's state is news. The real controller compares seconds of the minute:
 * a pod that was last written at second 48 takes no news before second 49 of some minute, and as
 * bases are asked every 15 s, there is none for a long time. Waiting and empty states have no
 * time, which counts as second 0: they take news at once.
 */
export class Freshness {
  readonly #time: ModelTime;
  readonly #comparesSeconds: () => boolean;
  // The API server keeps whole seconds of wall time, too coarse for a clock that goes faster.
  readonly #written = new Map<string, { shown: string; second: number }>();

  constructor(time: ModelTime, comparesSeconds: () => boolean) {
    this.#time = time;
    this.#comparesSeconds = comparesSeconds;
  }

  isNews(pod: KubeObj, biz: BizStatus): boolean {
    if (!this.#comparesSeconds()) return true;
    return this.#time.secondOfMinute(biz.changedAt) > this.#secondShown(pod, biz.name);
  }

  /** To be told of every state that is written. */
  wrote(pod: KubeObj, biz: BizStatus): void {
    const shown = seconds(new Date(biz.changedAt));
    const second = this.#time.secondOfMinute(biz.changedAt);
    this.#written.set(`${keyOf(pod)}/${biz.name}`, { shown, second });
  }

  forget(podKey: string): void {
    for (const key of this.#written.keys()) {
      if (key.startsWith(`${podKey}/`)) this.#written.delete(key);
    }
  }

  #secondShown(pod: KubeObj, name: string): number {
    const state = statusesOf(pod).find((status) => status.name === name)?.state;
    const shown = state?.running?.startedAt ?? state?.terminated?.['finishedAt'];
    if (typeof shown !== 'string') return 0;
    const written = this.#written.get(`${keyOf(pod)}/${name}`);
    if (written?.shown === shown) return written.second;
    return this.#time.secondOfMinute(Date.parse(shown));
  }
}
