import { needsPerson, opensAt, type Objection, type Wanted } from '../guard/verdict.ts';
import { holdingRule, judge, type Known } from '../guard/verdict.ts';
import {
  freeCommands,
  type GuardedCommand,
  type Policy,
  type WritingCommand,
} from '../guard/policy.ts';
import { Fault } from '../fault.ts';
import { messagesOf } from '../messages/messages.ts';
import type { Outcome } from '../outcome.ts';
import type { Cluster } from '../world.ts';
import { ChangeRecord } from './change-record.ts';
import { digestOf, type PlanContent } from './approvals.ts';
import { factsFor, type Facts } from './guard-facts.ts';
import { askForApproval, opensText, refusalOf, whereOf } from './guard-refusal.ts';
import { clusterRules } from './guard-rules.ts';
import type { Unguarded } from './world.ts';

/** The command line of a writing command, as far as the rules go by it. */
export interface ChangeAsked {
  readonly command: GuardedCommand;
  readonly ticket: string | undefined;
  /** Why it can't wait. */
  readonly emergency: string | undefined;
  readonly reason: string | undefined;
}

/** What is about to be written. */
export interface Change {
  /** `deployment/biz1`. */
  readonly object: string;
  readonly namespaces: readonly string[];
  readonly modules: readonly string[];
  /** As people call what is brought; '' where it is no version of a module. */
  readonly module: string;
  readonly version: string;
  /** It goes on with a rollout that was let through when it began. */
  readonly goesOn: boolean;
  readonly content: PlanContent;
}

/** Where it is written: no cluster where bases are spoken to directly. */
export interface Place {
  readonly cluster: Cluster | undefined;
  readonly context: string | undefined;
}

/** A change that the rules let through, if a person says yes where that is needed. */
export interface Admitted {
  readonly needsPerson: boolean;
  /** It was accepted: judges the time once more, records the beginning, and unlocks the doors. */
  begin(): Promise<void>;
}

/** Stands before every write. */
export interface Guard {
  /** What `admit` would refuse a change for now; nothing is kept, and nothing let through. */
  foresee(change: Change, place: Place, command?: WritingCommand): Promise<Fault | undefined>;
  /** Judges a change. Throws a Fault with outcome `refused` that names each rule that is against it. */
  admit(change: Change, place: Place): Promise<Admitted>;
  /** For what only ever holds things: recorded where that can be, never refused. */
  letPass(change: Change, place: Place): Promise<void>;
  /** Why no further batch is to be opened now; undefined while one may be. */
  shut(): string | undefined;
}

interface Open {
  readonly policies: readonly Policy[];
  readonly wanted: Wanted;
}

interface Judged {
  readonly door: Cluster | undefined;
  readonly policies: readonly Policy[];
  readonly wanted: Wanted;
  readonly facts: Facts;
  readonly change: Change;
  readonly digest: string;
}

/** The rules of the file and of the cluster together: whichever is stricter counts. */
export class ChangeGuard implements Guard {
  readonly #world: Unguarded;
  readonly #file: Policy | undefined;
  readonly #asked: ChangeAsked | undefined;
  readonly #behind = new WeakMap<Cluster, Cluster>();
  #open: Open | undefined;
  #free = false;
  #record: ChangeRecord | undefined;

  constructor(world: Unguarded, file: Policy | undefined, asked: ChangeAsked | undefined) {
    this.#world = world;
    this.#file = file;
    this.#asked = asked;
  }

  /** Whether the doors are unlocked. */
  get isOpen(): boolean {
    return this.#free;
  }

  /** Remembers which door is behind a locked one: the guard's own records are written through it. */
  locked(cluster: Cluster, behind: Cluster): Cluster {
    this.#behind.set(cluster, behind);
    return cluster;
  }

  async foresee(
    change: Change,
    place: Place,
    command: GuardedCommand | undefined = this.#asked?.command,
  ): Promise<Fault | undefined> {
    if (command === undefined) throw new Error('a command that only reads wants to write');
    try {
      const { policies, wanted, facts } = await this.#judged(change, place, command);
      const objections = judge(policies, wanted, this.#known(facts));
      const hurry = this.#asked?.emergency !== undefined;
      if (objections.length === 0 || (hurry && objections.every(({ yields }) => yields))) {
        return undefined;
      }
      const at = opensAt(policies, wanted, this.#world.clock.now());
      return refusalOf(this.#world.language, objections, { opensAt: at, hurry, more: [] });
    } catch (error) {
      if (error instanceof Fault && error.outcome === 'refused') return error;
      throw error;
    }
  }

  async admit(change: Change, place: Place): Promise<Admitted> {
    const asked = this.#asked;
    if (asked === undefined) throw new Error('a command that only reads wants to write');
    const judged = await this.#judged(change, place, asked.command);
    const { policies, wanted, facts, digest, door } = judged;
    const objections = judge(policies, wanted, this.#known(facts));
    const passed = await this.#passedBy(objections, judged);
    const strict = passed.length === 0 ? policies : policies.filter((one) => !one.emergency);
    this.#open = { policies: strict, wanted };
    this.#record = new ChangeRecord(this.#world, {
      ...{ door, asked, change, digest, facts, passed },
      audit: this.#audit(policies, passed),
    });
    return { needsPerson: needsPerson(strict, wanted), begin: () => this.#begin(facts) };
  }

  async letPass(change: Change, { cluster }: Place): Promise<void> {
    const asked = this.#asked;
    if (!freeCommands.some((one) => one === asked?.command) || asked === undefined) {
      throw new Error(`${asked?.command ?? 'a command that only reads'} has to be judged`);
    }
    const door = cluster && (this.#behind.get(cluster) ?? cluster);
    this.#free = true;
    const policies = await this.#policies(door).catch(() => []);
    if (policies.every(({ audit }) => audit === 'off')) return;
    const digest = digestOf(change.content);
    const wanted = { ...change, command: asked.command, context: undefined };
    const about = { door, policies: [], wanted, change, digest, identity: true };
    // What only ever holds something is not kept from it by what can't be known for its record.
    const facts = await factsFor(this.#world, about).catch(() => undefined);
    if (facts === undefined) return;
    const what = { door, asked, change, digest, facts, passed: [], audit: 'wanted' as const };
    this.#record = new ChangeRecord(this.#world, what);
  }

  shut(): string | undefined {
    if (this.#open === undefined) return undefined;
    const { policies, wanted } = this.#open;
    const now = this.#world.clock.now();
    const rule = holdingRule(policies, wanted, now);
    if (rule === undefined) return undefined;
    const { language } = this.#world;
    const opens = opensAt(policies, wanted, now);
    const why = messagesOf(language).guard.held(rule.name, whereOf(rule));
    return opens === undefined ? why : `${why}; ${opensText(language, rule, opens)}`;
  }

  /** Notes how a change ended that had begun. */
  async ended(end: Outcome): Promise<void> {
    if (this.#free) await this.#record?.ended(end);
  }

  /** The rules there are, and what they go by. */
  async #judged(
    change: Change,
    { cluster, context }: Place,
    command: GuardedCommand,
  ): Promise<Judged> {
    const door = cluster && (this.#behind.get(cluster) ?? cluster);
    const policies = await this.#policies(door);
    const { namespaces, modules, goesOn } = change;
    const wanted: Wanted = { command, context, namespaces, modules, goesOn };
    const digest = digestOf(change.content);
    const facts = await factsFor(this.#world, {
      ...{ door, policies, wanted, change, digest },
      identity:
        policies.some(({ audit }) => audit !== 'off') || this.#asked?.emergency !== undefined,
    });
    return { door, policies, wanted, facts, change, digest };
  }

  async #policies(door: Cluster | undefined): Promise<readonly Policy[]> {
    const there = door && (await clusterRules(door, this.#world.language));
    return [there, this.#file].filter((one) => one !== undefined);
  }

  #known(facts: Facts): Known {
    const { clock, ask } = this.#world;
    return {
      ...facts,
      now: clock.now(),
      interactive: ask.interactive,
      ticket: this.#asked?.ticket,
    };
  }

  /** The rules that an emergency passes. Throws where any other is against it. */
  async #passedBy(objections: readonly Objection[], about: Judged): Promise<readonly Objection[]> {
    const { reporter, language } = this.#world;
    const say = messagesOf(language).guard;
    const asked = this.#asked;
    const hurry = asked?.emergency !== undefined;
    if (objections.length === 0) {
      if (hurry) reporter.say(say.emergencyIdle);
      return [];
    }
    if (hurry && objections.every(({ yields }) => yields)) {
      const rules = objections.map(({ rule }) => rule.name).join(', ');
      reporter.say([{ text: say.emergencyPassed(rules), tone: 'warn' }]);
      return objections;
    }
    const at = opensAt(about.policies, about.wanted, this.#world.clock.now());
    const wantsApproval = objections.some(({ code }) => code === 'approvals-missing');
    const more =
      wantsApproval && asked ? await askForApproval(this.#world, { ...about, asked }) : [];
    throw refusalOf(language, objections, { opensAt: at, hurry, more });
  }

  /** Whoever reads a plan for long may accept it in another time than it was judged in. */
  async #begin(facts: Facts): Promise<void> {
    const open = this.#open;
    if (open === undefined) throw new Error('begun without having been admitted');
    const { language, clock } = this.#world;
    // Whether a person was there has been settled by now.
    const known = { ...this.#known(facts), interactive: true };
    const late = judge(open.policies, open.wanted, known);
    if (late.length > 0) {
      const at = opensAt(open.policies, open.wanted, clock.now());
      throw refusalOf(language, late, { opensAt: at, hurry: false, more: [] });
    }
    await this.#record?.begin();
    this.#free = true;
  }

  #audit(policies: readonly Policy[], passed: readonly Objection[]): Policy['audit'] {
    const wishes = policies.map(({ audit }) => audit);
    if (passed.length > 0 || wishes.includes('required')) return 'required';
    return wishes.includes('wanted') ? 'wanted' : 'off';
  }
}
