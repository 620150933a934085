import { messagesOf } from '../messages/messages.ts';
import { planText } from '../messages/plan-text.ts';
import type { LeavingBase } from './co-release-steps.ts';
import { say, type PlanSaying } from './saying.ts';
import type { PlannedBatch } from './types.ts';

/** A diff under a title; nothing where there is none. */
export function titled(what: string, diff: string): string {
  return diff === '' ? '' : `--- ${what}\n${diff}`;
}

/** Which bases leave, with what. */
export function basesLeave(bases: readonly LeavingBase[], count: number): PlanSaying {
  if (bases.length === 0) return say('some-leave', count);
  const shown = bases
    .slice(0, 4)
    .map(({ name, modules }) => (modules.length === 0 ? name : say('base-with', name, modules)));
  return say('leave', shown, count);
}

/** What a step does. */
export function doing(says: PlanSaying): Required<Pick<PlannedBatch, 'what' | 'says'>> {
  return { what: planText(says, messagesOf('en')), says };
}
