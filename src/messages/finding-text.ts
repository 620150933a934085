import type { Finding, Saying } from '../manifest/rule.ts';
import type { Messages } from './messages.ts';
import type { Told } from './told.ts';

/** A finding as people read it, and as `-o json` gives it. */
export interface ToldFinding extends Omit<Finding, 'message' | 'isChange'> {
  readonly message: string;
  readonly fix?: string;
}

/** A rule's words. */
export function sayingText({ code, params }: Saying, { findings }: Messages): Told {
  const entry = findings[code];
  // `say` has compared the parameters with the entry's.
  return typeof entry === 'function'
    ? (entry as (...params: readonly unknown[]) => Told)(...params)
    : entry;
}

/** The finding in words; `fix` says who mends it, where koupctl can. */
export function toldFinding(finding: Finding, messages: Messages): ToldFinding {
  const { message, isChange, ...seen } = finding;
  const { text, fix } = sayingText(message, messages);
  const { deployDoes, deployAndFixDo } = messages.lint;
  const mend = isChange === true ? (finding.fixable === true ? deployAndFixDo : deployDoes) : fix;
  return { ...seen, message: text, ...(mend !== undefined && { fix: mend }) };
}
