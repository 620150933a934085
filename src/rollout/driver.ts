import type { Text } from '../said.ts';
import type { Judgement, Sight } from './assess.ts';
import type { Orders } from './orders.ts';

/** One place that is to run the new version, with its judgement. */
export interface Place {
  /** Unique in the rollout: the pod's or Module's uid. */
  readonly key: string;
  /** The base's name, or the pod's while it has none. */
  readonly name: string;
  readonly ip: string;
  readonly sight: Sight;
  readonly judgement: Judgement;
}

/** A rollout's surroundings at one moment. */
export interface Observation {
  readonly places: readonly Place[];
  /** How many places the open batch and those before it call for. */
  readonly expected: number;
  /** The workload is no longer as the rollout left it, and how. */
  readonly superseded: Text | undefined;
  /** Kubernetes can't even create what the batch needs: so in words, and why. */
  readonly blocked: Text | undefined;
}

/** How bases are asked: now and then while they are fine, or each of them anew. */
export type Asking = 'relaxed' | 'anew';

/** How many modules serve in no version at one moment. */
export interface OutOfService {
  readonly count: number;
  /** How many places are to serve in all. */
  readonly of: number;
  /** Names of the bases, or pods, that are known to be without; fewer than `count` where some are gone. */
  readonly where: readonly string[];
  /** One line for each of them: why, and what can be done. */
  readonly troubles: readonly Text[];
  /** How many more the next batch takes away before it brings the new version. */
  readonly taken: number;
}

/**
 * How one kind of workload takes its batches. The engine calls these one after
 * another; each write inside is compare-and-swap. Batches count from 1.
 */
export interface Driver {
  /** Makes the first change, or takes up a rollout that stands held. Resolves to the batch that is open. */
  begin(): Promise<number>;
  /** Before `begin`: how many batches an earlier run has found healthy. */
  provenBefore(): number;
  /** After `begin`: an earlier run found the open batch healthy and stopped there. */
  stoodAtBoundary?(): boolean;
  observe(): Promise<Observation>;
  /**
   * Asks the bases of all versions; before `begin` too, where the workload is there already.
   * `anew`: whatever they said a moment ago, and waiting for the slow ones.
   */
  outOfService(how: Asking): Promise<OutOfService>;
  /** Resolves when something may have changed, at the latest after `maxMs`. */
  next(maxMs: number): Promise<void>;
  open(batch: number): Promise<void>;
  /** Activates the new version on all dark places together. */
  switchDark(places: readonly Place[]): Promise<void>;
  /** Asks a base that shows no trace of an install to repeat it. */
  askAgain(places: readonly Place[]): Promise<void>;
  /** Records the batch; resolves to the names of the bases that it brought to the new version. */
  noteHealthy(batch: number, places: readonly Place[]): Promise<readonly string[]>;
  /** Removes what is left of the old version, gives the borrowed fields back, proves the end state. */
  finish(): Promise<Finish>;
  undo(deadline: number): Promise<Finish>;
  /** What people asked of this rollout from elsewhere. */
  orders(): Promise<Orders>;
  /** Confirms the batch for all to see. A Fault `superseded` tells who was quicker. */
  confirm(batch: number): Promise<void>;
  /** Records that the rollout stands, and on which bases it failed. */
  noteHeld(why: string, failedOn?: readonly string[]): Promise<void>;
  /** Names of the bases that batch `batch` will, or may, touch. */
  touches(batch: number): readonly string[];
  close(): void;
}

/** How an end was reached: `proven` on all bases, or what is still open. */
export interface Finish {
  readonly proven: boolean;
  readonly message: Text;
  readonly open: readonly Text[];
  /**
   * Of an undo: how many bases have the version before active again, and when that was first seen
   * of all of them, ms; where `at` is absent, when it was proven.
   */
  readonly back?: { readonly bases: number; readonly at?: number | undefined };
}
