import { paths, type Kube, type KubeObj } from '../../kube.ts';
import { LABELS, LEASE_NAMESPACE } from '../names.ts';

/** The vnode leases of an environment as the watch shows them. */
export class LeaseCache {
  readonly #leases = new Map<string, KubeObj>();
  readonly #path: string;

  constructor(env: string) {
    const selector = encodeURIComponent(`${LABELS.component}=vnode-lease,${LABELS.env}=${env}`);
    this.#path = `${paths.leases(LEASE_NAMESPACE)}?labelSelector=${selector}`;
  }

  get(nodeName: string): KubeObj | undefined {
    return this.#leases.get(nodeName);
  }

  /** Puts in what is there now, so that the first look is not at an empty cache. */
  async fill(kube: Kube): Promise<void> {
    for (const lease of (await kube.list(this.#path)).items) {
      this.#leases.set(lease.metadata.name, lease);
    }
  }

  async follow(kube: Kube, signal: AbortSignal): Promise<void> {
    await kube.watch(
      this.#path,
      (type, lease) => {
        if (type === 'DELETED') this.#leases.delete(lease.metadata.name);
        else this.#leases.set(lease.metadata.name, lease);
      },
      signal,
    );
  }
}
