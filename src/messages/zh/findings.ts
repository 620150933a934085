import type { Messages } from '../messages.ts';
import { findingsAround } from './findings-around.ts';
import { findingsV1 } from './findings-v1.ts';
import { findingsV2 } from './findings-v2.ts';
import { findingsV2Places } from './findings-v2-places.ts';

export const findings: Messages['findings'] = {
  ...findingsAround,
  ...findingsV1,
  ...findingsV2,
  ...findingsV2Places,
};
