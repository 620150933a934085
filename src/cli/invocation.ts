import type { OutcomeName } from '../exit-code.ts';
import type { Outcome } from '../outcome.ts';
import type { Plan } from '../plan/types.ts';
import type { Line } from '../world.ts';
import type { ChangeAsked } from '../commands/guard.ts';
import type { InspectWorld, Unguarded } from '../commands/world.ts';
import type { Config } from '../config/config.ts';
import type { Flags } from '../config/resolve.ts';

/** What a command gets from the composition root. */
export interface Tools {
  readonly world: InspectWorld;
  readonly config: Config;
  /** Shows a plan to people, on stderr. */
  readonly showPlan: (plan: Plan) => Promise<void>;
  /** A plan as lines for people. */
  readonly planLines: (plan: Plan) => Promise<readonly Line[]>;
}

/** A command line, understood: nobody below this sees argv or option strings. */
export interface Invocation {
  /** Options that are also settings, as typed. */
  readonly flags: Flags;
  readonly events: boolean;
  readonly color: boolean | undefined;
  readonly verbose: boolean;
  /** This outcome counts as 0. */
  readonly ok: OutcomeName | undefined;
  /** `trouble`: a command whose stdout says it all; its good end needs no words. */
  readonly speaks: 'always' | 'trouble';
  /** Print the outcome as a document too, with -o json or yaml. */
  readonly outcomeAsResult: boolean;
  /** What the change rules go by; undefined of a command that writes to no cluster and no base. */
  readonly change: ChangeAsked | undefined;
  readonly run: (tools: Tools) => Promise<Outcome>;
}

/** The tools before the guard stands at the doors; no command is given these. */
export type BareTools = Omit<Tools, 'world'> & { readonly world: Unguarded };

/** An invocation whose doors are guarded. */
export type GuardedInvocation = Omit<Invocation, 'run'> & {
  readonly run: (tools: BareTools) => Promise<Outcome>;
};
