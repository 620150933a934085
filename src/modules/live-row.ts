import type { Answer, BizInfo, BizName, BizState } from '../world.ts';
import type { Base } from './base.ts';
import type { Installed } from './installed.ts';

/** How a module on a base stands; the words of it in people's languages are the catalogue's `states`. */
export type LiveState =
  | 'ok'
  /** Put on its base so lately that what is not seen yet may still come. */
  | 'installing'
  | 'missing-on-base'
  | 'orphan-on-base'
  | 'wrong-version'
  | 'inactive'
  | 'unreachable'
  | 'stale-in-kubernetes';

/** What the state was judged by. */
export type LiveReason =
  /** Activated, as Kubernetes says and the workload wants. */
  | { readonly code: 'running' }
  /** The version before, active: the rollout that stands has not come to this base. */
  | { readonly code: 'not-reached'; readonly wanted: string }
  /** It is being taken off, and its time for that is not over. */
  | { readonly code: 'leaving' }
  /** Installed beside another version of the same workload, which serves. */
  | { readonly code: 'dark'; readonly active: string }
  /** Deactivated, and no version of the module serves on the base. */
  | { readonly code: 'nothing-active' }
  /** Neither activated nor deactivated: broken, resolved, unresolved, stopped. */
  | { readonly code: 'listed-as'; readonly state: BizState }
  | { readonly code: 'not-listed'; readonly kubernetes: string }
  | { readonly code: 'no-base'; readonly kubernetes: string }
  | { readonly code: 'runs-other'; readonly running: string; readonly wanted: string }
  | { readonly code: 'no-answer'; readonly why: string }
  /** Its vnode, or its base pod, does not exist any more. */
  | { readonly code: 'base-gone' }
  | { readonly code: 'no-address' }
  /** No Kubernetes object is behind it. */
  | { readonly code: 'unclaimed'; readonly state: BizState }
  /** Its object has been going for longer than its grace period, and the base has it still. */
  | { readonly code: 'kept'; readonly state: BizState }
  /** The base has it activated, Kubernetes does not call it ready. */
  | { readonly code: 'kubernetes-behind'; readonly kubernetes: string }
  /** The base has let go of it; its object is still there after its grace period. */
  | { readonly code: 'object-lingers' };

/**
 * One module on one base, joined. Beside what `koupctl modules` says of it (`state` and `ready` are
 * Kubernetes' own words), in JSON:
 * `live`: what the join comes to. `fault`: it counts for exit code 12; only what is being
 * installed, and a version that a standing rollout keeps dark, is not ok and no fault.
 * `wanted`: the version that the workload's template has now, '' where nobody wants the module.
 * `onBase`: every version of the module that the base lists, null where it gave no answer.
 * `port`: the base's Arklet, null where there is no base.
 * `reason`: `code` says what `live` was judged by, its other fields with what.
 */
export interface LiveRow extends Installed {
  readonly live: LiveState;
  readonly fault: boolean;
  readonly wanted: string;
  readonly onBase: readonly VersionOnBase[] | null;
  readonly port: number | null;
  readonly reason: LiveReason;
}

export interface VersionOnBase {
  readonly version: string;
  readonly state: BizState;
}

/** A base and what it said. */
export interface AskedBase {
  readonly base: Base;
  /** Undefined where there is no address to ask. */
  readonly answer: Answer<readonly BizInfo[]> | undefined;
  /** The base application itself, which some runtimes list among the modules. */
  readonly master?: BizName | undefined;
}

/** What a workload wants now. */
export interface Wish {
  /** The version of each module of its template. */
  readonly versions: ReadonlyMap<string, string>;
  /** A rollout stands on it: what it had before is still wanted where it is. */
  readonly rolling: boolean;
}
