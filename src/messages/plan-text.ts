import type { Saying as RuleSaying } from '../manifest/rule.ts';
import type { Saying } from '../plan/saying.ts';
import { sayingText } from './finding-text.ts';
import { Said } from '../said.ts';
import { messagesOf, type Messages } from './messages.ts';

/** What a plan says, in words. */
export function planText(saying: Saying, messages: Messages): string {
  if (isOfRule(saying, messages)) return sayingText(saying, messages).text;
  const entry = messages.plans[saying.code];
  if (typeof entry === 'string') return entry;
  const params = saying.params.map((param) => inWords(param, messages));
  // `say` has compared the parameters with the entry's.
  return (entry as (...params: readonly unknown[]) => string)(...params);
}

/** The same, to be asked for its language. */
export function planSaid(saying: Saying): Said {
  return new Said((language) => planText(saying, messagesOf(language)));
}

/** A parameter may be a sentence itself, or a list of them. */
function inWords(param: unknown, messages: Messages): unknown {
  if (Array.isArray(param)) return param.map((one) => inWords(one, messages));
  if (!isSaying(param)) return param;
  return isOfRule(param, messages) ? sayingText(param, messages) : planText(param, messages);
}

function isSaying(param: unknown): param is Saying {
  return typeof param === 'object' && param !== null && 'code' in param && 'params' in param;
}

function isOfRule(saying: Saying, { findings }: Messages): saying is RuleSaying {
  return saying.code in findings;
}
