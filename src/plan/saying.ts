import type { Saying as RuleSaying } from '../manifest/rule.ts';
import type { Messages } from '../messages/messages.ts';
import type { Told } from '../messages/told.ts';

type Texts = Messages['plans'];

/** Which sentence of a plan is meant. */
export type PlanCode = keyof Texts;

/** What a plan says, as data; the catalogue makes words of it (messages/plan-text.ts). */
export interface PlanSaying {
  readonly code: PlanCode;
  readonly params: readonly unknown[];
}

/** What is said of a plan: by itself, or by a rule of the manifest. */
export type Saying = PlanSaying | RuleSaying;

/** A sentence may stand in another one, where that has a place for words. */
type Given<Param> = string extends Param
  ? Param | PlanSaying
  : Param extends Told
    ? RuleSaying
    : Param extends readonly string[]
      ? readonly (string | PlanSaying)[]
      : Param;

/** The parameters that the catalogue's entry takes. */
export type ParamsOf<Code extends PlanCode> = Texts[Code] extends (
  ...params: infer Params
) => string
  ? { [Index in keyof Params]: Given<Params[Index]> }
  : [];

export function say<Code extends PlanCode>(code: Code, ...params: ParamsOf<Code>): PlanSaying {
  return { code, params };
}
