import type { LiveRow } from './live-row.ts';

/** A module that serves in several versions. */
export interface Skew {
  readonly module: string;
  /** The version that most bases have first. */
  readonly versions: readonly { readonly version: string; readonly bases: number }[];
}

/** Modules of which the bases themselves have more than one version activated. */
export function skewOf(rows: readonly LiveRow[]): Skew[] {
  const modules = new Map<string, Map<string, Set<string>>>();
  for (const row of rows) {
    for (const { version, state } of row.onBase ?? []) {
      if (state !== 'activated') continue;
      const versions = modules.get(row.module) ?? new Map<string, Set<string>>();
      modules.set(row.module, versions);
      const bases = versions.get(version) ?? new Set<string>();
      versions.set(version, bases.add(row.base));
    }
  }
  return [...modules]
    .filter(([, versions]) => versions.size > 1)
    .map(([module, versions]) => ({
      module,
      versions: [...versions]
        .map(([version, bases]) => ({ version, bases: bases.size }))
        .sort((a, b) => b.bases - a.bases || (a.version < b.version ? 1 : -1)),
    }))
    .sort((a, b) => (a.module < b.module ? -1 : 1));
}
