import { base } from './codes-base.ts';
import { controller } from './codes-controller.ts';
import { documented } from './codes-documented.ts';
import { gateway } from './codes-gateway.ts';
import { outcomes } from './outcomes.ts';

export const codes = { base, controller, documented, gateway, outcomes };
