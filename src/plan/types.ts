import type { Origin, Release } from '../modules/release.ts';
import type { KubeObject } from '../world.ts';
import type { PlanSaying, Saying } from './saying.ts';

export type Policy = 'install-then-uninstall' | 'blue-green' | 'uninstall-then-install';
export type ConfirmMode = 'each' | 'first' | 'none';
export type OnFailure = 'hold' | 'rollback';
export type Proof = 'base' | 'kubernetes';

/** How big batches are, as the user said it. */
export type BatchSpec =
  | { readonly by: 'count'; readonly batches: number; readonly beta: boolean }
  | {
      readonly by: 'size';
      /** Increments; `percent` of the planned replicas, rounded up. The last repeats. */
      readonly sizes: readonly BatchSize[];
      readonly beta: boolean;
    };

export interface BatchSize {
  readonly value: number;
  readonly percent: boolean;
}

/** Everything about how to roll, from flags and configuration; durations in ms. */
export interface RolloutOptions {
  readonly batches: BatchSpec | undefined;
  readonly policy: Policy | undefined;
  /** How many modules may be out of service when a batch opens; percentages are rounded down. */
  readonly maxUnavailable?: BatchSize | undefined;
  readonly confirm: ConfirmMode;
  readonly grayMs: number;
  readonly soakMs: number;
  readonly timeoutMs: number;
  readonly onFailure: OnFailure;
  readonly rollbackTimeoutMs: number;
  readonly proof: Proof;
  /** Stop with `awaiting-confirm` after this batch (counted from 1). */
  readonly pauseAfter: number | undefined;
  /** On a base where an install left no trace, ask Arklet to repeat it to learn the cause. */
  readonly askAgain: boolean;
  readonly reason: string | undefined;
}

export type World = 'v1' | 'v2';

/** Something the operator must know before saying yes. */
export interface Risk {
  readonly level: 'info' | 'warning';
  readonly message: Saying;
}

/** One line of what normalisation changed in the user's manifest, and why. */
export interface Note {
  /** Dotted path of the field. */
  readonly field: string;
  readonly message: Saying;
  readonly at?: { readonly file: string; readonly line: number; readonly column: number };
}

export interface PlannedBatch {
  readonly number: number;
  /** Bases this batch adds. */
  readonly size: number;
  /** Bases on the new version when it is done. */
  readonly cumulative: number;
  /** Names of the bases that it will touch, or may touch where the scheduler chooses. */
  readonly candidates: readonly string[];
  /** True when exactly these bases will be touched. */
  readonly exact: boolean;
  /** Of a step: what it does, where a number of bases does not say it; in English, which approvals are of. */
  readonly what?: string;
  /** The same for whoever is shown the plan. */
  readonly says?: PlanSaying;
}

/** A Service that comes with a workload. */
export interface PlannedService {
  readonly name: string;
  readonly does: 'create' | 'change' | 'nothing';
  /** `ClusterIP, 80 → 8080`. */
  readonly what: string;
  /** It is koupctl's, and goes with the workload. */
  readonly own: boolean;
  readonly manifest: KubeObject;
  /** The apply takes fields over from a person's managers. */
  readonly force: boolean;
  /** What the plan was made from; absent where there is none yet. */
  readonly basedOn: { readonly uid: string; readonly resourceVersion: string } | undefined;
}

/** What a command is about to do, as data. Printed, serialised with `-o json`, executed. */
export interface Plan {
  readonly version: 1;
  readonly action:
    'deploy' | 'rollback' | 'scale' | 'replace' | 'offline' | 'base-limit' | 'co-release';
  readonly world: World;
  /** `first`: nothing there yet; `upgrade`: a new template; `settings`: no new template; `none`: no change; `resume`: go on with a held rollout. */
  readonly kind: 'first' | 'upgrade' | 'settings' | 'none' | 'resume';
  readonly target: { readonly context: string; readonly server: string; readonly user: string };
  readonly workload: { readonly kind: string; readonly namespace: string; readonly name: string };
  /** Where a pod has several modules: their names and versions joined, and each of them. */
  readonly module: Release;
  readonly from: Origin | undefined;
  readonly replicas: number;
  readonly policy: Policy;
  readonly policyReason: PlanSaying;
  /** How the pods or modules lie on the bases, and whether there is room for that; absent where nothing is placed. */
  readonly spread?: PlanSaying;
  readonly proof: Proof;
  readonly confirm: ConfirmMode;
  /** As a number of modules; absent where nobody counts. */
  readonly maxUnavailable?: number;
  readonly batches: readonly PlannedBatch[];
  readonly notes: readonly Note[];
  readonly risks: readonly Risk[];
  /** Unified diff of masked YAML, live against what the server would store. */
  readonly diff: string;
  readonly warnings: readonly string[];
  /** The manifest that will be applied. */
  readonly manifest: KubeObject;
  /** Services that were given with the manifest; absent where none was. */
  readonly services?: readonly PlannedService[];
  /** Where the version is one that the workload had before. */
  readonly toRevision?: number;
  /** uid and resourceVersion that the plan was made from; absent for a first deploy. */
  readonly basedOn: { readonly uid: string; readonly resourceVersion: string } | undefined;
}
