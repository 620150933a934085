import type { Base } from '../modules/base.ts';
import type { Wish } from '../modules/live-row.ts';
import type { Placed } from '../modules/placed.ts';
import { hostsOf } from '../modules/vnodes.ts';
import type { Cluster, Freshness, KubeObject } from '../world.ts';
import { readLiveV1 } from './live-v1.ts';
import { readLiveV2 } from './live-v2.ts';

/** Which bases are meant; all where nothing is said. */
export interface BaseFilter {
  readonly baseIp: string | undefined;
  /** Any name of a base: vnode, host, base application (V2), base pod or its Deployment (V1). */
  readonly base: string | undefined;
  /** A vnode. */
  readonly node?: string | undefined;
}

export interface LiveScope {
  readonly cluster: Cluster;
  /** All where absent. Vnodes belong to none. */
  readonly namespace: string | undefined;
  readonly filter: BaseFilter;
  readonly freshness: Freshness;
}

/** What Kubernetes says of bases and the modules on them. */
export interface LiveFacts {
  readonly bases: readonly Base[];
  /** What lies on these bases, or is to: of V2 from every namespace, whichever was asked for. */
  readonly placed: readonly Placed[];
  /** V1's workloads tell what they want themselves; by `wishKey`. */
  readonly wishes: ReadonlyMap<string, Wish>;
  /** False: other namespaces' pods may not be read, so that nothing can be called an orphan. */
  readonly whole: boolean;
  readonly fleets: readonly V1Fleet[];
}

/** The pods of one base Deployment of V1, or those that carry marks of modules without one that is known. */
export interface V1Fleet {
  readonly group: string;
  readonly namespace: string;
  /** '' where it is not known. */
  readonly deployment: string;
  readonly pods: readonly KubeObject[];
}

/** Both worlds at once. */
export async function readLive(scope: LiveScope): Promise<LiveFacts> {
  const [v1, v2] = await Promise.all([readLiveV1(scope), readLiveV2(scope)]);
  return {
    bases: [...v1.bases, ...v2.bases],
    placed: [...v1.placed, ...v2.placed],
    wishes: v1.wishes,
    whole: v2.whole,
    fleets: v1.fleets,
  };
}

/** Whether a base is meant, by any name of its own. */
export function isMeant(base: Base, { baseIp, base: name, node }: BaseFilter): boolean {
  const names = [base.name, base.baseName, ...hostsOf(base)];
  return (
    (baseIp === undefined || base.ip === baseIp) &&
    (node === undefined || (base.world === 'v2' && base.name === node)) &&
    (name === undefined || names.includes(name))
  );
}

/** Of a base that is gone its objects tell the name and the address. */
export function isPlacedAt(placed: Placed, { baseIp, base, node }: BaseFilter): boolean {
  return (
    (baseIp === undefined || placed.baseIp === baseIp) &&
    (node === undefined || (placed.world === 'v2' && placed.base === node)) &&
    (base === undefined || placed.base === base)
  );
}
