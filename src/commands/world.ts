import type { Ask, Bases, Clock, Cluster, Reporter } from '../world.ts';

/** Everything a command may use of the outside; put together in main.ts, replaced in tests. */
export interface World {
  /** Opens the cluster that configuration and flags name; sends nothing yet. */
  openCluster(): Promise<Cluster>;
  openBases(cluster: Cluster): Promise<Bases>;
  readonly clock: Clock;
  readonly ask: Ask;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
  /** The whole of standard input, for `-f -`. */
  stdin(): Promise<string>;
  /** user@host, for the record. */
  readonly who: string;
  /** This process, told from all others everywhere; for leases. */
  readonly process: string;
  /** Whether a process that is named like that still runs; undefined where that can't be told from here. */
  isAlive(process: string): boolean | undefined;
  /** A new id for a rollout: short, unique, sortable by time. */
  newId(): string;
  /** The command as it was typed, for "come back with". */
  readonly typed: string;
}
