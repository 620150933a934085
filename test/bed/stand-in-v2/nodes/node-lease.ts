import { KubeError, paths, type KubeObj } from '../../kube.ts';
import type { Life } from '../life.ts';
import { LEASE_ATTEMPTS, LEASE_NAMESPACE, SECONDS } from '../names.ts';
import { leaseObject, leaseSeconds, microTime } from './node-object.ts';

/** The lease of a node: whoever created it leads. */
export class NodeLease {
  readonly path: string;
  readonly #nodeName: string;
  readonly #life: Life;
  #seen: KubeObj | undefined;

  constructor(nodeName: string, life: Life) {
    this.path = paths.lease(LEASE_NAMESPACE, nodeName);
    this.#nodeName = nodeName;
    this.#life = life;
  }

  isMine(): boolean {
    const spec = this.#seen?.spec;
    if (spec?.holderIdentity !== this.#life.clientId) return false;
    const age = Date.now() - Date.parse(spec.renewTime);
    return age <= leaseSeconds(this.#life.time) * 1000;
  }

  /**
   * Renews what is held, creates what is missing; `leading` is called whenever this side leads.
   * `signal` ends with the node, whose lease must not come back after it.
   */
  async renew(signal: AbortSignal, leading: () => void): Promise<void> {
    const { time } = this.#life;
    for (let attempt = 0; attempt < LEASE_ATTEMPTS; attempt++) {
      if (!(await time.sleep(SECONDS.leaseAttemptPause, signal))) return;
      const settled = await this.#attempt(leading).then(
        () => true,
        () => false,
      );
      if (settled) return;
    }
  }

  async #attempt(leading: () => void): Promise<void> {
    const { leases, kube, env, clientId, time, quirks } = this.#life;
    let lease = leases.get(this.#nodeName);
    const missing = lease === undefined;
    lease ??= await kube.create(
      paths.leases(LEASE_NAMESPACE),
      leaseObject(this.#nodeName, env, clientId, time),
    );
    this.#seen = lease;
    if (!this.isMine()) {
      // Nobody ever takes over: a lease that ran out or that another process holds stays as it is.
      if (quirks.shunsLeases) return;
      await this.#renewal();
    } else if (!missing) {
      await this.#renewal();
    }
    leading();
  }

  async #renewal(): Promise<void> {
    const { kube, clientId } = this.#life;
    const spec = { holderIdentity: clientId, renewTime: microTime(new Date()) };
    try {
      this.#seen = await kube.mergePatch(this.path, { spec });
    } catch (error) {
      // Gone behind the watch's back: the next attempt makes a new one.
      if (error instanceof KubeError && error.status === 404) this.#seen = undefined;
      throw error;
    }
  }
}
