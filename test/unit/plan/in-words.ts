import { messagesOf } from '../../../src/messages/messages.ts';
import { planText } from '../../../src/messages/plan-text.ts';
import type { Saying } from '../../../src/plan/saying.ts';

const messages = messagesOf('en');

/** What a plan says, in English; '' where it says nothing. */
export function english(saying: Saying | undefined): string {
  return saying === undefined ? '' : planText(saying, messages);
}

/** Risks and notes with their English text. */
export function inWords<One extends { readonly message: Saying }>(
  ones: readonly One[],
): (Omit<One, 'message'> & { readonly text: string })[] {
  return ones.map(({ message, ...one }) => ({ ...one, text: english(message) }));
}
