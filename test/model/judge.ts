import type { ModelBase } from './koupleless/base.ts';

export interface Violation {
  /** Names the law, so that a shrunk run can be told from another failure. */
  readonly law: string;
  readonly text: string;
}

/** How often a law was looked at where it binds, and how often it was let go, by why. */
export interface Tally {
  judged: number;
  readonly excused: Map<string, number>;
}

/** Whoever watches over the laws, and counts: a law that is always excused is none. */
export abstract class Judge {
  readonly violations: Violation[] = [];
  readonly tallies = new Map<string, Tally>();

  /** Why the laws of batches don't hold at the moment: a person has changed the workload. */
  abstract get tainted(): string | undefined;

  /** One version stood everywhere when the rollout began: there is something to go back to. */
  abstract begunSettled: boolean;

  /** A fault is about to befall a base. */
  abstract befalls(base: ModelBase): void;

  accuse(law: string, text: string): void {
    this.violations.push({ law, text });
  }

  /** One look at a law that binds here; `otherwise` says how it was broken. */
  holds(law: string, so: boolean, otherwise: () => string): void {
    this.#tally(law).judged += 1;
    if (!so) this.accuse(law, otherwise());
  }

  /** Whether the law is not to be judged here: `why` is one word for it, undefined where it binds. */
  excuses(law: string, why: string | undefined): boolean {
    if (why === undefined) return false;
    const { excused } = this.#tally(law);
    excused.set(why, (excused.get(why) ?? 0) + 1);
    return true;
  }

  #tally(law: string): Tally {
    let tally = this.tallies.get(law);
    if (tally === undefined) {
      tally = { judged: 0, excused: new Map() };
      this.tallies.set(law, tally);
    }
    return tally;
  }
}
