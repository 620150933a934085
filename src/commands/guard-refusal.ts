import { Fault } from '../fault.ts';
import type { Rule } from '../guard/policy.ts';
import type { Objection } from '../guard/verdict.ts';
import { wallText } from '../guard/zone.ts';
import { messagesOf } from '../messages/messages.ts';
import type { Cluster, Language } from '../world.ts';
import { keepRequest, longestPlan } from './approvals.ts';
import type { Change, ChangeAsked } from './guard.ts';
import type { Facts } from './guard-facts.ts';
import type { Unguarded } from './world.ts';

/** Where a rule is written. */
export function whereOf({ at }: Rule): string {
  return `${at.file}:${String(at.line)}:${String(at.column)}`;
}

/** `changes are frozen (rule 11.11, koupctl.yaml:4:7)`. */
export function objectionText(language: Language, { code, rule, what }: Objection): string {
  const say = messagesOf(language).guard;
  return say.rule(say.objections[code](what), rule.name, whereOf(rule));
}

/** When a rule opens: by the clock of its zone, and in UTC. */
export function opensText(language: Language, { demand }: Rule, at: number | undefined): string {
  const say = messagesOf(language).guard;
  if (at === undefined) return say.opensNever;
  const zone = 'times' in demand ? demand.times.zone : 'UTC';
  return say.opens(wallText(zone, at), zone, wallText('UTC', at));
}

const timed: readonly Objection['code'][] = ['outside-window', 'frozen', 'peak'];

/** Every rule that is against it, where each is written, and when it opens. */
export function refusalOf(
  language: Language,
  objections: readonly Objection[],
  how: {
    /** When all rules together open. */
    readonly opensAt: number | undefined;
    /** It was said to be an emergency. */
    readonly hurry: boolean;
    readonly more: readonly string[];
  },
): Fault {
  const say = messagesOf(language).guard;
  const [only] = objections;
  const details = objections.flatMap((one) => [
    ...(objections.length === 1 ? [] : [objectionText(language, one)]),
    ...(timed.includes(one.code) ? [`  ${opensText(language, one.rule, one.opensAt)}`] : []),
  ]);
  const late = objections.filter(({ code }) => timed.includes(code));
  const zone = late[0]?.rule.demand;
  if (late.length > 1 && how.opensAt !== undefined && zone !== undefined && 'times' in zone) {
    const name = zone.times.zone;
    details.push(say.opensAll(wallText(name, how.opensAt), name, wallText('UTC', how.opensAt)));
  }
  const yields = objections.every((one) => one.yields);
  if (how.hurry && !yields) details.push(say.emergencyNot);
  return new Fault(
    only !== undefined && objections.length === 1
      ? objectionText(language, only)
      : say.refused(objections.length),
    {
      outcome: 'refused',
      details: [...details, ...how.more.slice(1)],
      fix: how.more[0] ?? (yields ? say.emergencyFix : say.writeFix),
    },
  );
}

/** Puts the plan where others can look at it and approve it. What to do first, then what went wrong. */
export async function askForApproval(
  world: Unguarded,
  about: {
    readonly door: Cluster | undefined;
    readonly asked: ChangeAsked;
    readonly change: Change;
    readonly digest: string;
    readonly facts: Facts;
  },
): Promise<readonly string[]> {
  const { door, asked, change, digest, facts } = about;
  const say = messagesOf(world.language).guard;
  const { content, object } = change;
  if (door === undefined) return [];
  if (JSON.stringify(content).length > longestPlan) return [say.requestTooBig];
  const at = new Date(world.clock.now()).toISOString();
  const by = facts.planner ?? world.who;
  try {
    const from = world.who;
    await keepRequest(door, { digest, content, command: asked.command, object, by, from, at });
    return [say.askApproval(digest.slice(0, 16))];
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return [say.requestNotKept(error.in(world.language).message)];
  }
}
