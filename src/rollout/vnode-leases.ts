import * as labels from '../modules/labels.ts';
import { core } from '../modules/surface.ts';
import {
  clientIdOf,
  leaseNamespace,
  vnodeLeaseOf,
  type VnodeLease,
} from '../modules/vnode-lease.ts';
import type { Cluster, KubeObject, ObjectRef } from '../world.ts';
import { livingPodsOf } from './controller-pods.ts';
import type { Doors } from './install.ts';

/** Between two looks at the leases, ms. */
const lookMs = 1_000;
/** A controller tries for each lease every 10 s: after three times in vain it never gets it, ms. */
const settledMs = 30_000;
/** Whoever has renewed it that lately is still at it, ms. */
const lively = 25_000;

/** A vnode that the controller is not seen to tend. */
export interface Untended {
  readonly node: string;
  /** `stale`: nobody renews it; `other`: somebody else does; `none`: there is none. */
  readonly lease: 'stale' | 'other' | 'none';
  readonly holder: string;
}

export interface Tended {
  readonly vnodes: number;
  readonly untended: readonly Untended[];
  /** Nothing moves any more; else the time ran out. */
  readonly settled: boolean;
}

/** The vnodes of an environment. */
export async function vnodesOf(cluster: Cluster, env: string): Promise<KubeObject[]> {
  return await cluster.list({
    type: core.node,
    labels: `${labels.component}=${labels.componentVnode},${labels.env}=${env}`,
    freshness: 'quorum',
  });
}

/** The leases of these vnodes, as far as there are any. */
export async function leasesOf(
  cluster: Cluster,
  vnodes: readonly KubeObject[],
): Promise<VnodeLease[]> {
  const names = new Set(vnodes.map(({ metadata }) => metadata.name));
  const query = { type: core.lease, namespace: leaseNamespace, freshness: 'quorum' } as const;
  return await cluster.scan(query, (lease) =>
    names.has(lease.metadata.name) ? vnodeLeaseOf(lease) : undefined,
  );
}

/** Looks until the controller is seen to renew the lease of every vnode, or is seen not to. */
export async function untilTended(
  { cluster, clock, signal }: Doors,
  controller: ObjectRef,
  { env, deadline }: { readonly env: string; readonly deadline: number },
): Promise<Tended> {
  const sights = new LeaseSights();
  let movedAt = clock.now();
  let most = 0;
  for (;;) {
    const vnodes = await vnodesOf(cluster, env);
    const leases = await leasesOf(cluster, vnodes);
    const own = await clientIdsOf(cluster, controller);
    const names = vnodes.map(({ metadata }) => metadata.name);
    const now = clock.now();
    const untended = sights.untended(names, leases, { own, now });
    const tended = names.length - untended.length;
    if (tended > most) [most, movedAt] = [tended, now];
    const settled = untended.length === 0 || now - movedAt >= settledMs;
    if (settled || now >= deadline || signal.aborted) {
      return { vnodes: names.length, untended, settled };
    }
    await clock.sleep(lookMs, signal);
  }
}

/** The names under which its pods hold leases now; undefined: any may be one of them. */
async function clientIdsOf(
  cluster: Cluster,
  controller: ObjectRef,
): Promise<ReadonlySet<string> | undefined> {
  const deployment = await cluster.get(controller);
  if (deployment === undefined) return new Set();
  const clientId = clientIdOf(deployment);
  if (clientId === undefined) return undefined;
  if (clientId.is === 'fixed') return new Set([clientId.id]);
  const pods = await livingPodsOf(cluster, deployment);
  return new Set(pods.map(({ metadata }) => metadata.name));
}

/** What is seen of leases one look after the other: a renewal that comes proves a holder, no date does. */
export class LeaseSights {
  /** As last seen, and when it was last seen to change. */
  readonly #last = new Map<
    string,
    { readonly mark: string; readonly movedAt: number | undefined }
  >();

  /** The vnodes whose leases none of `own` is seen to renew. */
  untended(
    names: readonly string[],
    leases: readonly VnodeLease[],
    { own, now }: { readonly own: ReadonlySet<string> | undefined; readonly now: number },
  ): Untended[] {
    const byName = new Map(leases.map((lease) => [lease.name, lease]));
    return names.flatMap((node): Untended[] => {
      const lease = byName.get(node);
      const movedAt = this.#movedAt(node, lease, now);
      if (lease === undefined) return [{ node, lease: 'none', holder: '' }];
      const { holder } = lease;
      if (own?.has(holder) ?? true) {
        return movedAt === undefined ? [{ node, lease: 'stale', holder }] : [];
      }
      const alive = movedAt !== undefined && now - movedAt < lively;
      return [{ node, lease: alive ? 'other' : 'stale', holder }];
    });
  }

  /** When it was last seen to be another than before; undefined where it never was. */
  #movedAt(node: string, lease: VnodeLease | undefined, now: number): number | undefined {
    const mark = lease === undefined ? '' : `${lease.uid} ${lease.holder} ${lease.renewTime}`;
    const last = this.#last.get(node);
    const moved = last !== undefined && last.mark !== mark;
    const movedAt = moved ? now : last?.movedAt;
    this.#last.set(node, { mark, movedAt });
    return movedAt;
  }
}
