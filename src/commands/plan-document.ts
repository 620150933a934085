import { masked } from '../manifest/mask.ts';
import { messagesOf } from '../messages/messages.ts';
import { planText } from '../messages/plan-text.ts';
import type { Saying } from '../plan/saying.ts';
import type { Note, Plan, Risk } from '../plan/types.ts';

/** A plan as machines read it: what it says is English, whatever people are shown; no secrets. */
export function planDocument(plan: Plan): object {
  const { spread } = plan;
  return {
    ...plan,
    policyReason: inEnglish(plan.policyReason),
    ...(spread !== undefined && { spread: inEnglish(spread) }),
    risks: plan.risks.map(({ level, message }: Risk) => ({ level, text: inEnglish(message) })),
    notes: plan.notes.map(({ field, message, ...at }: Note) => ({
      field,
      text: inEnglish(message),
      ...at,
    })),
    manifest: masked(plan.manifest),
  };
}

function inEnglish(saying: Saying): string {
  return planText(saying, messagesOf('en'));
}
