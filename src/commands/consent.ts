import { Fault } from '../fault.ts';
import { messagesOf } from '../messages/messages.ts';
import { outcome, type Outcome } from '../outcome.ts';
import type { Text } from '../said.ts';
import type { Cluster } from '../world.ts';
import type { Admitted, Change } from './guard.ts';
import type { World } from './world.ts';

export interface Consenting {
  readonly yes: boolean;
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
  readonly text: string;
  readonly declined: Text;
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
  const admitted = await world.guard.admit(change, { cluster, context });
  const refusal = await askPerson(world, { ...consenting, ...question, ...admitted });
  if (refusal === undefined) await admitted.begin();
  return refusal;
}

async function askPerson(
  { ask, language }: Pick<World, 'ask' | 'language'>,
  how: Consenting & Question & Pick<Admitted, 'needsPerson'>,
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
