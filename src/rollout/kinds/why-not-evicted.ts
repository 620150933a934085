import { said } from '../../messages/said-of.ts';
import type { Said } from '../../said.ts';

/** Why a pod that is to go is still there; `refusal`: of a disruption budget, undefined where nobody has refused. */
export function whyNotEvicted(refusal: string | undefined): Said {
  return said(({ open, judged }) =>
    refusal === undefined ? judged.toBeEvicted : open.notEvicted(refusal),
  );
}
