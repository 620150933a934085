import { plansAround } from './plans-around.ts';
import { plansOperations } from './plans-operations.ts';
import { plansSteps } from './plans-steps.ts';
import { plansV1 } from './plans-v1.ts';
import { plansV2 } from './plans-v2.ts';

/** What a plan says of itself, by code: why it is so, what is at risk, what was changed in a manifest. */
export const plans = { ...plansAround, ...plansSteps, ...plansV1, ...plansV2, ...plansOperations };
