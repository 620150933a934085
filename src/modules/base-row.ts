import type { BizState, MemoryUse } from '../world.ts';
import type { LiveState } from './live-row.ts';

/** What is wrong with a base. */
export type BaseFinding =
  /** Kubernetes does not call it ready. */
  | { readonly code: 'not-ready' }
  /** Its vnode or pod does not exist any more; so many modules are still put on it. */
  | { readonly code: 'gone'; readonly modules: number }
  | { readonly code: 'unreachable'; readonly why: string }
  /** V2's controller has not renewed its lease for longer than that lasts. */
  | { readonly code: 'lease-expired'; readonly ageSeconds: number }
  | { readonly code: 'lease-missing' }
  /** Its actuator says that it is not well. */
  | { readonly code: 'health-down'; readonly status: string; readonly why: string }
  /** Used for more than 85 in a hundred. */
  | { readonly code: 'metaspace-high'; readonly percent: number }
  | {
      readonly code: 'module-broken';
      readonly module: string;
      readonly version: string;
      readonly state: BizState;
    }
  /** Kubernetes and the base disagree on so many modules, by how. */
  | { readonly code: 'disagrees'; readonly modules: Partial<Readonly<Record<LiveState, number>>> };

/** Bytes; `max` and `left` are null where there is no limit. */
export interface Memory {
  readonly used: number;
  readonly max: number | null;
  readonly left: number | null;
}

/** How many modules V1's controller may still put on a base pod; `max` and `left` are null where nothing limits it. */
export interface Capacity {
  readonly count: number;
  readonly max: number | null;
  readonly left: number | null;
}

/** What a base's actuator says: '' where it gives no answer. Words for people. */
export interface ActuatorSeen {
  readonly status: string;
  /** Why it is not UP, or why there is no answer; '' where there is nothing to say. */
  readonly why: string;
}

/**
 * One base. In JSON every field is there: '' is an unknown text, null what was not to be had.
 * `node`: its vnode (V2), or the node that its pod is on (V1). `pod`: its own pod; of V2 by its
 * host name. `leaseAgeSeconds`: since V2's controller renewed its lease; null in V1, which has none.
 * `modules`: how many modules the base itself lists, by state. `kubernetesModules`: how many
 * Kubernetes puts on it. `freeFor`: with `--module`, whether that module could come to it now.
 * `health`: with `--health`, what its actuator says; `status` in upper case, '' for no answer.
 */
export interface BaseRow {
  readonly world: 'v1' | 'v2';
  readonly name: string;
  readonly namespace: string;
  readonly ip: string;
  readonly port: number;
  readonly baseName: string;
  readonly version: string;
  readonly clusterName: string;
  readonly env: string;
  readonly node: string;
  readonly pod: string;
  readonly ready: boolean;
  readonly leaseAgeSeconds: number | null;
  readonly answered: boolean;
  readonly modules: Partial<Readonly<Record<BizState, number>>> | null;
  readonly kubernetesModules: number;
  readonly metaspace: Memory | null;
  readonly heap: Memory | null;
  readonly health: ActuatorSeen | null;
  readonly upSeconds: number | null;
  readonly javaVersion: string;
  readonly capacity: Capacity | null;
  readonly freeFor: boolean | null;
  readonly findings: readonly BaseFinding[];
}

export function memoryOf(use: MemoryUse | undefined): Memory | null {
  if (use === undefined) return null;
  const { used, max } = use;
  return max === undefined
    ? { used, max: null, left: null }
    : { used, max, left: Math.max(0, max - used) };
}
