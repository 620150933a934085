import type { Plan, RolloutOptions } from '../plan/types.ts';
import type { Text } from '../said.ts';
import type { Ask, Bases, Clock, Cluster } from '../world.ts';
import type { CoReleaseRecord } from './co-release-record.ts';
import type { RolloutEvent } from './events.ts';

/** The doors a rollout may use. */
export interface Ports {
  readonly cluster: Cluster;
  readonly bases: Bases;
  readonly clock: Clock;
  readonly ask: Ask;
  readonly emit: (event: RolloutEvent) => void;
  /** Aborted by Ctrl-C or SIGTERM: nothing new is begun, the rollout stays held. */
  readonly signal: AbortSignal;
  /** Who has taken the rollout away from this process, as of a second ago or of now; undefined while it is its own. */
  readonly lost?: (asOf?: 'now') => Promise<string | undefined>;
  /** Why the change rules let no further batch be opened now; undefined while they let. */
  readonly shut?: () => string | undefined;
}

/** What one rollout is about; never changes while it runs. */
export interface Assignment {
  readonly plan: Plan;
  readonly options: RolloutOptions;
  /** Unique for this rollout, in the record and the workload's annotation. */
  readonly id: string;
  /** Who is at it, for the record: user@host. */
  readonly who: string;
  /** Where the base is released with the module: its pods wait for bases that are still to come. */
  readonly coRelease?: CoReleaseRecord;
  /** To take it up again where it stood at a batch's end is no confirmation: a person is asked. */
  readonly asksFirst?: boolean;
  /** When the command was given, ms, without the time that a person took to say yes. */
  readonly givenAt?: number;
  /** The command to come back with, as the user would type it. */
  readonly comeBack: string;
  /** The command that undoes the rollout from where it stands. */
  readonly undo: string;
}

/** The managers koupctl writes as: the user's intent, and what a rollout borrows. */
export const intentManager = 'koupctl';
export const rolloutManager = 'koupctl-rollout';

/** The object is no longer as the rollout left it: somebody else changed or replaced it. */
export class Superseded extends Error {
  readonly #what: Text;

  constructor(what: Text) {
    super(String(what));
    this.name = 'Superseded';
    this.#what = what;
  }

  get what(): Text {
    return this.#what;
  }
}

/** The rollout must stand where it is: going on would touch the wrong base. */
export class MustHold extends Error {
  readonly why: Text;
  readonly next: Text | undefined;

  constructor(why: Text, next?: Text) {
    super(String(why));
    this.name = 'MustHold';
    this.why = why;
    this.next = next;
  }
}
