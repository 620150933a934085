import type { Messages } from '../messages.ts';
import { plansAround } from './plans-around.ts';
import { plansOperations } from './plans-operations.ts';
import { plansSteps } from './plans-steps.ts';
import { plansV1 } from './plans-v1.ts';
import { plansV2 } from './plans-v2.ts';

export const plans: Messages['plans'] = {
  ...plansAround,
  ...plansSteps,
  ...plansV1,
  ...plansV2,
  ...plansOperations,
};
