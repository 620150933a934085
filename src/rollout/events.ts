import type { OutcomeName } from '../exit-code.ts';
import type { Text } from '../said.ts';

/** What a base of the batch is doing, as judged from its own answer and Kubernetes. */
export type BaseState =
  | 'waiting' // nothing has reached it yet
  | 'installing'
  | 'dark' // installed, not activated
  | 'switching'
  | 'active' // activated on the base, still to be proven (soak, Kubernetes lagging)
  | 'healthy'
  | 'unseen' // Kubernetes says it runs, the base could not be asked
  | 'doomed';

export interface BaseProgress {
  /** The vnode's name or the base pod's name. */
  readonly base: string;
  readonly ip: string;
  readonly state: BaseState;
  /** Why it is not healthy. */
  readonly cause?: Text;
  /** What to do about it. */
  readonly next?: Text;
  /** When it got into this state, ms since the epoch. */
  readonly since: number;
}

export type WaitReason = 'confirm' | 'gray' | 'soak';

/**
 * What happens in a rollout. Reporters print these; `schema/events.schema.json`
 * publishes the same as JSON lines, in English, with `schema`, `seq` and `ts` added.
 */
export type RolloutEvent =
  | {
      readonly type: 'started';
      readonly rollout: string;
      readonly workload: string;
      readonly module: string;
      readonly version: string;
      readonly policy: string;
      /** Cumulative number of bases on the new version after each batch. */
      readonly batches: readonly number[];
      /** Batches that an earlier run had already finished. */
      readonly resumedAt?: number;
    }
  | {
      readonly type: 'batch-opened';
      readonly batch: number;
      readonly of: number;
      readonly size: number;
      readonly bases: readonly string[];
    }
  | {
      readonly type: 'batch-progress';
      readonly batch: number;
      readonly healthy: number;
      readonly size: number;
      /** Only those that are not healthy yet. */
      readonly pending: readonly BaseProgress[];
    }
  | {
      readonly type: 'batch-healthy';
      readonly batch: number;
      readonly tookMs: number;
      /** Names of the bases that the batch brought to the new version. */
      readonly bases: readonly string[];
    }
  | {
      readonly type: 'batch-failed';
      readonly batch: number;
      readonly doomed: readonly BaseProgress[];
      /** What keeps the whole batch from being made, where no single base is to blame. */
      readonly cause?: Text;
    }
  | {
      readonly type: 'switched';
      readonly batch: number;
      readonly version: string;
      readonly bases: readonly string[];
      readonly tookMs: number;
    }
  | { readonly type: 'retired'; readonly batch: number; readonly bases: readonly string[] }
  | {
      readonly type: 'waiting';
      readonly for: WaitReason;
      /** The batch that is done, or soaks; what comes is the next one. */
      readonly batch: number;
      /** ms since the epoch; absent when a person decides. */
      readonly until?: number;
    }
  | { readonly type: 'confirmed'; readonly batch: number; readonly by: string }
  | { readonly type: 'held'; readonly batch: number; readonly why: Text }
  | { readonly type: 'undo-started'; readonly why: Text }
  | { readonly type: 'undo-progress'; readonly remaining: number; readonly what: Text }
  | {
      readonly type: 'undone';
      readonly tookMs: number;
      /**
       * On how many bases the version before was seen active, and how long after the command, or
       * the decision to undo; absent where there is none before.
       */
      readonly activeAgain?: { readonly bases: number; readonly afterMs: number };
    }
  | { readonly type: 'wrote'; readonly object: string; readonly what: string }
  | { readonly type: 'warning'; readonly text: Text }
  | {
      readonly type: 'finished';
      readonly outcome: OutcomeName;
      readonly message: string;
      readonly causes: readonly string[];
      readonly next: readonly string[];
    };
