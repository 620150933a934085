import { Fault } from '../fault.ts';
import { writingCommands, type WritingCommand } from '../guard/policy.ts';
import { matchesCommand } from '../guard/selects.ts';
import { judge, opensAt, type Objection, type Wanted } from '../guard/verdict.ts';
import { wallText } from '../guard/zone.ts';
import type { Policy } from '../guard/policy.ts';
import { messagesOf } from '../messages/messages.ts';
import { outcome, type Outcome } from '../outcome.ts';
import type { Listing } from '../world.ts';
import { opensText, whereOf } from './guard-refusal.ts';
import { clusterRules } from './guard-rules.ts';
import type { World } from './world.ts';

export interface GuardCheckInput {
  /** Undefined: every command that writes. */
  readonly commands: readonly string[] | undefined;
  readonly namespace: string | undefined;
  readonly module: string | undefined;
  readonly ticket: string | undefined;
  /** As it was written; now without it. */
  readonly at: string | undefined;
  /** Of the configuration. */
  readonly rules: Policy | undefined;
}

/** `needs`: nothing but time is there; a ticket, an approval or the like is missing. */
type Verdict = 'open' | 'closed' | 'needs';

interface Judged {
  readonly command: WritingCommand;
  readonly verdict: Verdict;
  readonly objections: readonly Objection[];
}

/** What the change rules would say of commands, now or at another time. Reads only. */
export async function guardCheck(world: World, input: GuardCheckInput): Promise<Outcome> {
  const say = messagesOf(world.language).guard.check;
  const commands = chosen(world, input.commands);
  const cluster = await world.openCluster();
  const there = await clusterRules(cluster, world.language);
  const policies = [there, input.rules].filter((one) => one !== undefined);
  const now = instantOf(world, input.at);
  const { context, namespace } = cluster.target;
  const about = {
    context,
    namespaces: [input.namespace ?? namespace],
    modules: input.module === undefined ? [] : [input.module],
    goesOn: false,
  };
  const all = commands.map((command) => judged(world, policies, { ...about, command }, now, input));
  world.reporter.listing(listingOf(world, all));
  if (policies.every(({ rules }) => rules.length === 0)) return outcome('done', say.noRules);
  const shut = all.filter(({ verdict }) => verdict !== 'open');
  const [first] = shut;
  const utc = wallText('UTC', now);
  if (first === undefined) return outcome('done', say.open(utc));
  const wanted = { ...about, command: first.command };
  const causes = whenAll(world, policies, wanted, first, now);
  const what =
    shut.length === 1 ? say.closed(first.command, utc) : say.someClosed(shut.length, utc);
  return outcome('refused', what, { causes });
}

/** When all rules together are open, where it is a matter of time alone. */
function whenAll(
  { language }: World,
  policies: readonly Policy[],
  wanted: Wanted,
  { verdict, objections }: Judged,
  now: number,
): string[] {
  const late = objections.find(({ rule }) => 'times' in rule.demand);
  if (verdict !== 'closed' || late === undefined) return [];
  const at = opensAt(policies, wanted, now);
  return [`${wanted.command}: ${opensText(language, late.rule, at)}`];
}

function judged(
  world: World,
  policies: readonly Policy[],
  wanted: Wanted & { readonly command: WritingCommand },
  now: number,
  { ticket }: GuardCheckInput,
): Judged {
  const say = messagesOf(world.language).guard;
  const objections = judge(policies, wanted, {
    now,
    ticket,
    interactive: world.ask.interactive,
    approvals: [],
    planner: undefined,
    rehearsed: ({ demand }) => ({
      why: say.rehearsals.due('context' in demand ? demand.context : ''),
    }),
  });
  const isShut = objections.some(({ code, rule }) => code === 'closed' || 'times' in rule.demand);
  const verdict = objections.length === 0 ? 'open' : isShut ? 'closed' : 'needs';
  return { command: wanted.command, verdict, objections };
}

function chosen(world: World, names: readonly string[] | undefined): readonly WritingCommand[] {
  if (names === undefined) return writingCommands;
  const say = messagesOf(world.language).guard.check;
  return names.flatMap((name) => {
    const found = writingCommands.filter((one) => matchesCommand(name, one));
    if (found.length > 0) return found;
    throw new Fault(say.unknownCommand(name), {
      fix: say.unknownCommandFix(writingCommands.join(', ')),
    });
  });
}

const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/;

function instantOf(world: World, at: string | undefined): number {
  if (at === undefined) return world.clock.now();
  const instant = form.test(at) ? Date.parse(at) : Number.NaN;
  if (!Number.isNaN(instant)) return instant;
  const say = messagesOf(world.language).guard.check;
  throw new Fault(say.badAt(at), { fix: say.badAtFix });
}

function listingOf({ language }: World, all: readonly Judged[]): Listing {
  const say = messagesOf(language).guard;
  const { check } = say;
  const cell = (key: string) => (item: Record<string, unknown>) =>
    (item[key] as string | undefined) ?? '-';
  return {
    kind: 'GuardVerdictList',
    items: all.flatMap(({ command, verdict, objections }) =>
      objections.length === 0
        ? [{ command, verdict }]
        : objections.map(({ code, rule, what, opensAt: at }) => ({
            command,
            verdict,
            rule: rule.name,
            code,
            why: say.objections[code](what),
            at: whereOf(rule),
            ...('times' in rule.demand ? { opens: opensText(language, rule, at) } : {}),
            ...(at === undefined ? {} : { opensAt: new Date(at).toISOString() }),
          })),
    ),
    columns: [
      { title: check.command, value: cell('command') },
      {
        title: check.verdict,
        value: ({ verdict }) => check.verdicts[verdict as Verdict],
        tone: ({ verdict }) => (verdict === 'open' ? 'good' : verdict === 'needs' ? 'warn' : 'bad'),
      },
      { title: check.rule, value: cell('rule') },
      { title: check.why, value: cell('why') },
      { title: check.where, value: cell('at') },
      { title: check.opens, value: cell('opens') },
    ],
    empty: check.noRules,
    name: cell('command'),
  };
}
