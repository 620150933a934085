import { noAnswerText } from '../no-answer-text.ts';

/** The same for what is no base. */
export function troubleText(error: NodeJS.ErrnoException): string {
  return noAnswerText(error).replace(' to the base', '');
}
