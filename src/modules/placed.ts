import type { KubeObject } from '../world.ts';
import { installedByModule, installedByPod, type Installed } from './installed.ts';
import { modulePodOf } from './module-pod.ts';
import { isLeaving } from './v1-view.ts';
import { timeOf } from './time-of.ts';

/** One module that a Kubernetes object puts on a base, with what a comparison with the base needs. */
export interface Placed extends Installed {
  /** The id of its base; '' while none is chosen. */
  readonly baseId: string;
  /** It is to go: its object is being deleted, or V1 was told to uninstall it. */
  readonly leaving: boolean;
  /** Since when it is on its base, or in its state, as far as that is known; ms. */
  readonly since: number;
  /** When the grace period of its deletion ends, ms. */
  readonly goneBy: number | undefined;
  /** What Kubernetes says of this module alone; undefined where it speaks only of the pod, which has others too. */
  readonly ownReady: boolean | undefined;
}

/** V1 sets no grace period on a Module: its uninstall is one call to the base. */
const v1GraceMs = 30_000;

/** One per jar container. */
export function placedByPod(pod: KubeObject): Placed[] {
  const rows = installedByPod(pod);
  const { createdAt, boundAt = 0 } = modulePodOf(pod);
  const { deletionTimestamp } = pod.metadata;
  const { containerStatuses } = (pod['status'] ?? {}) as {
    containerStatuses?: { name: string; ready?: boolean }[] | null;
  };
  return rows.map((row) => {
    const own = containerStatuses?.find(({ name }) => name === row.module)?.ready;
    return {
      ...row,
      baseId: row.base,
      since: Math.max(createdAt, boundAt),
      leaving: deletionTimestamp !== undefined,
      goneBy: timeOf(deletionTimestamp),
      ownReady: own ?? (row.ready || rows.length === 1 ? row.ready : undefined),
    };
  });
}

export function placedByModule(object: KubeObject): Placed {
  const row = installedByModule(object);
  const deletedAt = timeOf(object.metadata.deletionTimestamp);
  const { last_transition_time: changed } = (object['status'] ?? {}) as {
    last_transition_time?: string;
  };
  return {
    ...row,
    baseId: row.base === '' ? '' : `${row.namespace}/${row.base}`,
    since: Math.max(timeOf(row.createdAt) ?? 0, timeOf(changed) ?? 0),
    leaving: isLeaving(object, object.apiVersion.split('/')[0] ?? ''),
    goneBy: deletedAt === undefined ? undefined : deletedAt + v1GraceMs,
    ownReady: row.ready,
  };
}
