import type { DeployFacts } from './deploy-plan.ts';
import type { Plan, Risk, RolloutOptions } from './types.ts';

/** How plans of both worlds say what an operator has to know. */

export function warning(text: string): Risk {
  return { level: 'warning', text };
}

export function info(text: string): Risk {
  return { level: 'info', text };
}

/** `a, b, c and 4 more`: enough to recognise a list. */
export function someOf(names: readonly string[], most = 4): string {
  const more = names.length - most;
  const shown = names.slice(0, most).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}

/** Fields of other managers that the apply takes over. */
export function takesOver({ takenOver }: Pick<DeployFacts, 'takenOver'>): Risk | undefined {
  if (takenOver.length === 0) return undefined;
  const managers = [...new Set(takenOver.map((one) => one.manager))].join(', ');
  const fields = takenOver.map((one) => one.field);
  return info(`takes ${fields.length} field(s) over from ${managers}: ${someOf(fields, 3)}`);
}

/** A base may be asked to do again what left no trace. */
export function asksAgain(
  _: unknown,
  { options, kind }: { readonly options: RolloutOptions; readonly kind: Plan['kind'] },
): Risk | undefined {
  if (!options.askAgain || options.proof === 'kubernetes' || kind === 'none') return undefined;
  return info(
    'where an install leaves no trace on a base of the open batch, that base is asked to repeat it, to learn the cause (--no-ask-again leaves that out)',
  );
}
