import { firstInstant, isWithin, type Times } from './calendar.ts';
import type { Policy, Rule } from './policy.ts';
import { selects, type Selected } from './selects.ts';

/** What somebody wants to do. */
export interface Wanted extends Selected {
  /** It goes on with what was begun, and had what it needed to be begun. */
  readonly goesOn: boolean;
}

export interface Approval {
  readonly by: string;
  /** ms */
  readonly at: number;
}

/** Whether a rehearsal was seen, ms; or why not. */
export type Rehearsed = { readonly at: number } | { readonly why: string };

/** What is known beside the rules. */
export interface Known {
  readonly now: number;
  /** A person can be asked. */
  readonly interactive: boolean;
  readonly ticket: string | undefined;
  /** Of this very plan. */
  readonly approvals: readonly Approval[];
  /** Whose plan it is; undefined where nobody can tell. */
  readonly planner: string | undefined;
  readonly rehearsed: (rule: Rule) => Rehearsed;
}

export type ObjectionCode =
  | 'outside-window'
  | 'frozen'
  | 'peak'
  | 'needs-person'
  | 'closed'
  | 'ticket-missing'
  | 'ticket-unfit'
  | 'approvals-missing'
  | 'not-rehearsed';

/** A rule that stands against it. */
export interface Objection {
  readonly code: ObjectionCode;
  readonly rule: Rule;
  /** An emergency passes it. */
  readonly yields: boolean;
  /** When this rule alone would let it pass, ms; absent where that is no matter of time. */
  readonly opensAt?: number;
  /** What is missing, where a word says it. */
  readonly what: string;
}

/** Everything that stands against it, in the order of the rules. */
export function judge(
  policies: readonly Policy[],
  wanted: Wanted,
  known: Known,
): readonly Objection[] {
  return policies.flatMap((policy) =>
    policy.rules
      .filter((rule) => selects(rule, wanted))
      .flatMap((rule) => {
        const found = objectionOf(rule, wanted, known);
        return found === undefined ? [] : [{ ...found, rule, yields: policy.emergency }];
      }),
  );
}

type Found = Omit<Objection, 'rule' | 'yields'>;

function objectionOf({ demand, ...rule }: Rule, wanted: Wanted, known: Known): Found | undefined {
  const { now } = known;
  switch (demand.kind) {
    case 'window':
    case 'freeze':
    case 'peak':
      if (letsPass({ ...rule, demand }, now)) return undefined;
      return { code: timed[demand.kind], what: '', ...opening([{ ...rule, demand }], now) };
    case 'protected':
      if (demand.how === 'closed') return { code: 'closed', what: '' };
      return known.interactive ? undefined : { code: 'needs-person', what: '' };
    case 'ticket':
      return wanted.goesOn ? undefined : ticketOf(demand.pattern, known.ticket);
    case 'approvals': {
      const good = approversAmong(known, demand.validMs);
      const enough = wanted.goesOn || good.length >= demand.count;
      const what = `${String(good.length)}/${String(demand.count)}`;
      return enough ? undefined : { code: 'approvals-missing', what };
    }
    case 'rehearsal': {
      if (wanted.goesOn) return undefined;
      const seen = known.rehearsed({ ...rule, demand });
      if ('why' in seen) return { code: 'not-rehearsed', what: seen.why };
      return now - seen.at <= demand.withinMs ? undefined : { code: 'not-rehearsed', what: '' };
    }
  }
}

const timed = { window: 'outside-window', freeze: 'frozen', peak: 'peak' } as const;

function ticketOf(pattern: string, ticket: string | undefined): Found | undefined {
  if (ticket === undefined) return { code: 'ticket-missing', what: pattern };
  const fits = new RegExp(`^(?:${pattern})$`, 'u').test(ticket);
  return fits ? undefined : { code: 'ticket-unfit', what: pattern };
}

/** Who has approved it and may have: nobody approves a plan of his own, and nobody twice. */
export function approversAmong({ approvals, planner, now }: Known, validMs: number): string[] {
  const good = approvals.filter(({ by, at }) => by !== planner && now - at <= validMs);
  return planner === undefined ? [] : [...new Set(good.map(({ by }) => by))];
}

/** Whether a rule that is a matter of time lets it pass at this instant; any other does. */
export function letsPass({ demand }: Rule, instant: number): boolean {
  if (!('times' in demand)) return true;
  return isWithin(demand.times, instant) === (demand.kind === 'window');
}

function opening(rules: readonly Rule[], from: number): { readonly opensAt?: number } {
  const times = rules.flatMap(({ demand }): Times[] => ('times' in demand ? [demand.times] : []));
  const at = firstInstant(times, from, (instant) => rules.every((rule) => letsPass(rule, instant)));
  return at === undefined ? {} : { opensAt: at };
}

/** When all rules together would let it pass, as far as that is a matter of time. */
export function opensAt(
  policies: readonly Policy[],
  wanted: Selected,
  from: number,
): number | undefined {
  const rules = policies.flatMap((policy) => policy.rules.filter((rule) => selects(rule, wanted)));
  return opening(rules, from).opensAt;
}

/** Whether a person has to say yes, whatever --yes says. */
export function needsPerson(policies: readonly Policy[], wanted: Selected): boolean {
  return policies.some(({ rules }) =>
    rules.some(({ demand, ...rule }) => {
      return demand.kind === 'protected' && selects({ ...rule, demand }, wanted);
    }),
  );
}

/** The rule that a rollout under way runs into at this instant, and that wants it held. */
export function holdingRule(
  policies: readonly Policy[],
  wanted: Selected,
  instant: number,
): Rule | undefined {
  return policies
    .flatMap(({ rules }) => rules)
    .find(
      (rule) =>
        'running' in rule.demand &&
        rule.demand.running === 'hold' &&
        selects(rule, wanted) &&
        !letsPass(rule, instant),
    );
}
