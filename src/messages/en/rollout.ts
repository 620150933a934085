import { states as baseStates } from './progress.ts';
import { asks } from './rollout-asks.ts';
import { changed, changedObject } from './rollout-changes.ts';
import { commanded } from './rollout-commands.ts';
import { ends, walked } from './rollout-ends.ts';
import { holds } from './rollout-holds.ts';
import { advised, judged } from './rollout-judged.ts';
import { open, openWithBase } from './rollout-open.ts';
import { proofs } from './rollout-proofs.ts';
import { applied, jointStands, stands } from './rollout-stands.ts';
import { undoing, warned } from './rollout-told.ts';

/** How rollouts end or stand, and why. */
export const rollout = {
  advised,
  applied,
  asks,
  baseStates,
  changed,
  changedObject,
  commanded,
  ends,
  holds,
  jointStands,
  judged,
  open,
  openWithBase,
  proofs,
  stands,
  undoing,
  walked,
  warned,
};
