import { paths, type Kube, type KubeObj } from '../../kube.ts';
import { keyOf, LABELS } from '../names.ts';

export type PodListener = (now: KubeObj | undefined, before: KubeObj | undefined) => void;

/** The module pods of the cluster as the watch shows them, by node. */
export class PodCache {
  readonly #pods = new Map<string, KubeObj>();
  readonly #byNode = new Map<string, Map<string, KubeObj>>();

  get(key: string): KubeObj | undefined {
    return this.#pods.get(key);
  }

  onNode(nodeName: string): KubeObj[] {
    return [...(this.#byNode.get(nodeName)?.values() ?? [])];
  }

  /** Follows until aborted; `listener` hears of every change after it is in the cache. */
  async follow(kube: Kube, listener: PodListener, signal: AbortSignal): Promise<void> {
    const selector = encodeURIComponent(`${LABELS.component}=module`);
    const path = `${paths.pods()}?labelSelector=${selector}`;
    await kube.watch(
      path,
      (type, pod) => {
        const before = this.#pods.get(keyOf(pod));
        const now = type === 'DELETED' ? undefined : pod;
        if (before) this.#drop(before);
        if (now) this.#keep(now);
        listener(now, before);
      },
      signal,
    );
  }

  #keep(pod: KubeObj): void {
    this.#pods.set(keyOf(pod), pod);
    const nodeName = pod.spec?.nodeName as string | undefined;
    if (!nodeName) return;
    const node = this.#byNode.get(nodeName) ?? new Map<string, KubeObj>();
    this.#byNode.set(nodeName, node.set(keyOf(pod), pod));
  }

  #drop(pod: KubeObj): void {
    this.#pods.delete(keyOf(pod));
    const nodeName = pod.spec?.nodeName as string | undefined;
    if (nodeName) this.#byNode.get(nodeName)?.delete(keyOf(pod));
  }
}
