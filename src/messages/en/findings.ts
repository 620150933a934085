import { findingsAround } from './findings-around.ts';
import { findingsV1 } from './findings-v1.ts';
import { findingsV2 } from './findings-v2.ts';
import { findingsV2Places } from './findings-v2-places.ts';

/** What the rules of `lint` find, by code: the rule's name, and which of its findings. */
export const findings = { ...findingsAround, ...findingsV1, ...findingsV2, ...findingsV2Places };
