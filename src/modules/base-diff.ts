import type { BizInfo } from '../world.ts';
import type { VersionOnBase } from './live-row.ts';

/**
 * One module on two bases, as each lists it; in JSON: `left` and `right` are every version that the
 * base has, with its state, [] where it has none; `same`: there is no difference between the two.
 */
export interface DiffRow {
  readonly module: string;
  readonly same: boolean;
  readonly left: readonly VersionOnBase[];
  readonly right: readonly VersionOnBase[];
}

/** What one base has and the other has not, side by side, by module. */
export function diffBases(left: readonly BizInfo[], right: readonly BizInfo[]): DiffRow[] {
  const modules = [...new Set([...left, ...right].map(({ name }) => name))].sort();
  return modules.map((module) => {
    const [here, there] = [versionsOf(module, left), versionsOf(module, right)];
    const same =
      here.length === there.length &&
      here.every((one, at) => one.version === there[at]?.version && one.state === there[at].state);
    return { module, same, left: here, right: there };
  });
}

/** Every version of a module that a base lists, in order. */
export function versionsOf(module: string, biz: readonly BizInfo[]): VersionOnBase[] {
  return biz
    .filter((one) => one.name === module)
    .map(({ version, state }) => ({ version, state }))
    .sort((a, b) => a.version.localeCompare(b.version, 'en', { numeric: true }));
}

/** `2.0.0 activated, 1.0.0 deactivated`; '' for none. */
export function versionsText(versions: readonly VersionOnBase[]): string {
  return versions.map(({ version, state }) => `${version} ${state}`).join(', ');
}
