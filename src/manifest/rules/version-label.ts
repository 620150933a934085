import { labelSafe } from '../label-safe.ts';
import type { ModuleClaim } from '../module-of.ts';

/** The value of `module.koupleless.io/version`: of several modules in a pod, all versions. */
export function versionLabelOf({ modules }: ModuleClaim): string {
  const versions = modules.map(({ version }) => version);
  return labelSafe([...new Set(versions)].join('_'));
}
