import { Fault, faultLine } from '../fault.ts';
import type { WritingCommand } from '../guard/policy.ts';
import { messagesOf } from '../messages/messages.ts';
import { said } from '../messages/said-of.ts';
import { outcome, type Outcome } from '../outcome.ts';
import type { Text } from '../said.ts';
import type { Cluster } from '../world.ts';
import type { Admitted, Change, Place } from './guard.ts';
import type { World } from './world.ts';

/** How a dry run ends. */
export const nothingWritten = said(({ commanded }) => commanded.dryRun);

export interface Consenting {
  readonly yes: boolean;
  /** Ask nobody and write nothing: only what the change rules would say is told. */
  readonly dryRun?: boolean;
  /** Contexts in which a person has to accept, from the configuration. */
  readonly protectedContexts: readonly string[];
}

export interface Question {
  /** What is written when it is accepted, for the change rules. */
  readonly change: Change;
  /** Undefined where bases are spoken to without one. */
  readonly cluster: Cluster | undefined;
  /** Undefined where it could not be found out. */
  readonly context: string | undefined;
  readonly text: Text;
  readonly declined: Text;
  /** At the end of a dry run; nothingWritten where absent. */
  readonly dryRun?: Text;
  /** Ctrl-C at the question. */
  readonly stopped: Text;
}

/**
 * Why what was shown is not carried out; undefined when the change rules let it through and it was
 * accepted: then, and not before, cluster and bases can be written to.
 */
export async function consentTo(
  world: Pick<World, 'ask' | 'language' | 'guard'>,
  consenting: Consenting,
  question: Question,
): Promise<Outcome | undefined> {
  const { change, cluster, context } = question;
  if (consenting.dryRun) {
    return await dryRunEnd(world, change, { cluster, context }, question.dryRun);
  }
  const admitted = await world.guard.admit(change, { cluster, context });
  const refusal = await askPerson(world, { ...consenting, ...question, ...admitted });
  if (refusal === undefined) await admitted.begin();
  return refusal;
}

/** What a command says around its question, where it goes by the context alone. */
interface AskingWords {
  /** Without a terminal and without --yes. */
  readonly refused: string;
  readonly question: (context: string) => string;
  readonly declined: string;
  readonly stopped: string;
}

/** The same, of a command that without a terminal names the one to type. */
export async function consentByYes(
  world: Pick<World, 'ask' | 'language' | 'guard' | 'typed'>,
  consenting: Consenting,
  say: AskingWords,
  { change, cluster }: { readonly change: Change; readonly cluster: Cluster },
): Promise<Outcome | undefined> {
  const { context } = cluster.target;
  const { declined, stopped } = say;
  if (!consenting.yes && !world.ask.interactive) {
    return outcome('refused', say.refused, { next: [`${world.typed} --yes`] });
  }
  const text = say.question(context);
  return await consentTo(world, consenting, {
    ...{ change, cluster, context, text, declined, stopped },
  });
}

/** How a dry run ends: with what the change rules would refuse the real one for, now. */
export async function dryRunEnd(
  world: Pick<World, 'language' | 'guard'>,
  change: Change,
  place: Place,
  text: Text = nothingWritten,
): Promise<Outcome> {
  return outcome('done', text, await foreseen(world, change, place));
}

/** What the change rules are against, if anything; of `command`, where the one that is typed writes nothing. */
export async function foreseen(
  { language, guard }: Pick<World, 'language' | 'guard'>,
  change: Change,
  place: Place,
  command?: WritingCommand,
): Promise<Pick<Outcome, 'causes'>> {
  const fault = (await guard.foresee(change, place, command))?.in(language);
  if (fault === undefined) return {};
  const { wouldRefuse } = messagesOf(language).consent;
  return { causes: [wouldRefuse(faultLine(fault)), ...fault.details] };
}

async function askPerson(
  { ask, language }: Pick<World, 'ask' | 'language'>,
  how: Omit<Consenting & Question, 'dryRun'> & Pick<Admitted, 'needsPerson'>,
): Promise<Outcome | undefined> {
  const { yes, protectedContexts, context, text, declined, stopped } = how;
  const isProtected =
    context === undefined ? protectedContexts.length > 0 : protectedContexts.includes(context);
  const guarded = isProtected || how.needsPerson;
  if (isProtected && !ask.interactive) {
    const say = messagesOf(language).consent;
    const why = context === undefined ? say.unknownContext : say.protectedContext(context);
    throw new Fault(why, { outcome: 'refused', fix: say.atTerminal });
  }
  if (yes && !guarded) return undefined;
  try {
    return (await ask.confirm(text)) ? undefined : outcome('refused', declined);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
    return outcome('interrupted', stopped);
  }
}
