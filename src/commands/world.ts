import type { Arklets } from '../arklets.ts';
import type { Etcd, EtcdOptions } from '../etcd-door.ts';
import type { NetworkProbes } from '../network-probes.ts';
import type { Guard } from './guard.ts';
import type { Ask, Bases, Clock, Cluster, Language, Probes, Reporter } from '../world.ts';

/** Everything a command may use of the outside; put together in main.ts, replaced in tests. */
export interface World {
  /** Opens the cluster that configuration and flags name, or one by its context; sends nothing yet. */
  openCluster(context?: string): Promise<Cluster>;
  openBases(cluster: Cluster): Promise<Bases>;
  readonly clock: Clock;
  readonly ask: Ask;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
  readonly language: Language;
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
  /** What lets a change through: without it, cluster and bases can only be read. */
  readonly guard: Guard;
}

/** Before a command gets it: no command can be given this one. */
export type Unguarded = Omit<InspectWorld, 'guard'>;

/** What commands on bases themselves need besides. */
export interface DirectWorld extends World {
  /** The bases' door with all behind it; without a cluster bases are asked directly only. */
  openArklets(cluster: Cluster | undefined): Promise<Arklets>;
  openProbes(): Promise<Probes>;
  openEtcd(options: EtcdOptions): Promise<Etcd>;
}

/** What an inspection needs besides. */
export interface InspectWorld extends DirectWorld {
  openNetworkProbes(): Promise<NetworkProbes>;
  /** The folder that koupctl was called in. */
  readonly folder: string;
  /** Where this user's programs keep what is to outlive them; undefined where nobody can tell. */
  readonly stateFolder: string | undefined;
}
