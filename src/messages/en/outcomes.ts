import { outcomes as table, type OutcomeName } from '../../exit-code.ts';
import { code, type CodeText } from '../code.ts';

/** What an operator does after each way in which koupctl can end. */
const advice: Record<OutcomeName, string> = {
  done: 'nothing to do',
  bug: 'report it with the lines that were printed',
  invalid: 'mend what is named, and run it again',
  changes: 'look at the plan, and deploy it',
  refused: 'read the reason; what asks for consent takes --yes where nobody sits at a terminal',
  failed: 'read the causes; koupctl status tells how it stands, koupctl rollback goes back',
  'timed-out': 'koupctl status tells whether it got there; --timeout gives it longer',
  'awaiting-confirm': 'koupctl status, then koupctl confirm',
  superseded: 'look at what changed with koupctl status, and run it again',
  unreachable: 'check address, network and credentials that are named',
  'rolled-back': 'mend the cause that is named; what ran before runs again',
  'rollback-failed': 'look at once: koupctl status tells which bases serve what',
  unhealthy: 'read the rows that are not well',
  interrupted: 'run the command that was printed to come back',
  terminated: 'run the command that was printed to come back',
};

export const outcomes = Object.fromEntries(
  (Object.keys(table) as OutcomeName[]).map((name) => [
    `outcome:${name}`,
    code(table[name].meaning, advice[name]),
  ]),
) as Record<`outcome:${OutcomeName}`, CodeText>;
