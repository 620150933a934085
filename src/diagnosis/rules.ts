import type { Rule } from './evidence.ts';
import { goneBases, neverPickedUp, restartedBases, silentBases } from './rules/bases.ts';
import { v2Controller } from './rules/controller-v2.ts';
import { holds, paused } from './rules/holds.ts';
import { installs } from './rules/install.ts';
import { unscheduled } from './rules/scheduling.ts';
import { creation, roles, traps } from './rules/traps.ts';
import { v1Controller, v1Killers } from './rules/v1-controller.ts';
import { v1Release, v1Stuck } from './rules/v1-release.ts';
import { darkVersions, orphans, sameVersions } from './rules/versions.ts';

/** Every rule. Their order does not matter: causes are put in order by how sure and special they are. */
export const rules: readonly Rule[] = [
  v1Killers,
  v1Controller,
  v2Controller,
  creation,
  installs,
  goneBases,
  silentBases,
  restartedBases,
  neverPickedUp,
  unscheduled,
  darkVersions,
  sameVersions,
  orphans,
  v1Release,
  v1Stuck,
  holds,
  paused,
  traps,
  roles,
];
