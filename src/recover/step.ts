import type { JsonPatchOp, KubeObject, ObjectRef, ResourceType } from '../world.ts';
import type { FoundCode, StepId } from './codes.ts';
import type { FactName, Facts } from './facts.ts';

export type Params = Readonly<Record<string, string | number>>;

/** `dangerous`: can't be taken back, or breaks much if it is wrong: the object's name has to be typed. */
export type Danger = 'none' | 'writes' | 'dangerous';

/**
 * How a step stands, as seen just now. `under-way`: asked for, and it comes by itself; `blocked`: to
 * go on would do harm; `skipped`: a person said to go on without.
 */
export type State =
  'done' | 'under-way' | 'to-do' | 'manual' | 'not-applicable' | 'blocked' | 'skipped';

/** One write to exactly the object that was seen. */
export type Act =
  | {
      readonly does: 'delete';
      readonly ref: ObjectRef;
      readonly uid: string;
      readonly resourceVersion: string;
      /** 0: without waiting for the kubelet, which is gone. */
      readonly graceSeconds?: number;
    }
  | {
      readonly does: 'patch';
      readonly ref: ObjectRef;
      readonly uid: string;
      readonly ops: readonly JsonPatchOp[];
    }
  | { readonly does: 'etcd-snapshot'; readonly file: string }
  | { readonly does: 'keep-aside'; readonly folder: string }
  | { readonly does: 'etcd-restore'; readonly file: string; readonly folder: string };

/** What a check found for one object, or for the step as a whole. */
export interface Found {
  /** Which object of several, as in `NAMESPACE/NAME`. */
  readonly of?: string;
  readonly state: Exclude<State, 'skipped'>;
  readonly code: FoundCode;
  readonly params?: Params;
  /** What was seen, one line each: names and values of the cluster. */
  readonly seen?: readonly string[];
  /** What has to be typed before a dangerous step. */
  readonly name?: string;
  readonly acts?: readonly Act[];
  /** Of `under-way`: nothing behind it has to wait for it. */
  readonly later?: boolean;
}

/** A step as data: what is looked at, how dangerous it is, who does it. Its check is its verification too. */
export interface StepSpec {
  readonly id: StepId;
  readonly danger: Danger;
  /** Done by a person, with the console or on the machine. */
  readonly manual?: boolean;
  /** Of a manual step: nothing here can see it, so a person says that it is done. */
  readonly unseen?: boolean;
  /** Nothing found: it does not apply. */
  readonly check: (facts: Facts) => readonly Found[];
}

/** What has to be said on the command line for a runbook. */
export type Need = 'node' | 'object' | 'dns' | 'endpoint' | 'file' | 'data-dir' | 'etcdutl';

export interface Runbook {
  readonly id: string;
  readonly needs: readonly Need[];
  readonly reads: readonly FactName[];
  readonly steps: readonly StepSpec[];
}

/** A step of one run, as it stands. */
export interface Step extends Omit<Found, 'of' | 'state'> {
  /** `claims/shop/data-0`: what --confirm-step, --done and --skip name. */
  readonly id: string;
  readonly spec: StepId;
  readonly danger: Danger;
  readonly manual: boolean;
  readonly unseen: boolean;
  readonly state: State;
}

/** An object with the kind that the server has it under. */
export interface Typed {
  readonly type: ResourceType;
  readonly object: KubeObject;
}
