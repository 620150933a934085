import type { DeployFacts } from './deploy-plan.ts';
import { say, type ParamsOf, type PlanCode, type PlanSaying } from './saying.ts';
import type { Plan, Risk, RolloutOptions } from './types.ts';

/** How plans of both worlds say what an operator has to know. */

/** In a plan's own words. */
export interface OwnRisk extends Risk {
  readonly message: PlanSaying;
}

export function warning<Code extends PlanCode>(code: Code, ...params: ParamsOf<Code>): OwnRisk {
  return { level: 'warning', message: say(code, ...params) };
}

export function info<Code extends PlanCode>(code: Code, ...params: ParamsOf<Code>): OwnRisk {
  return { level: 'info', message: say(code, ...params) };
}

/** Fields of other managers that the apply takes over. */
export function takesOver({ takenOver }: Pick<DeployFacts, 'takenOver'>): Risk | undefined {
  if (takenOver.length === 0) return undefined;
  const managers = [...new Set(takenOver.map((one) => one.manager))].join(', ');
  const fields = takenOver.map((one) => one.field);
  return info('takes-over', fields, managers);
}

/** A base may be asked to do again what left no trace. */
export function asksAgain(
  _: unknown,
  { options, kind }: { readonly options: RolloutOptions; readonly kind: Plan['kind'] },
): Risk | undefined {
  if (!options.askAgain || options.proof === 'kubernetes' || kind === 'none') return undefined;
  return info('asks-again');
}
