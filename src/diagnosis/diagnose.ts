import { bySureness, type Cause, type Comparison, type Finding } from './cause.ts';
import type { Evidence, PlaceSeen } from './evidence.ts';
import { bizOn } from './facts.ts';
import { rules } from './rules.ts';
import { unexplained } from './rules/unexplained.ts';

/** From so many places the facts of one cause are shown. */
const shownPlaces = 3;

/** All causes that the evidence shows, the surest and most special first. Pure. */
export function diagnose(evidence: Evidence): Cause[] {
  const goesOn = evidence.rollout?.holder !== undefined;
  const findings = rules
    .filter((rule) => !(goesOn && rule.settledOnly === true))
    .flatMap((rule) => rule.find(evidence));
  const told = goesOn || findings.some(({ confidence }) => confidence !== 'possible');
  const all = told ? findings : [...findings, ...unexplained(evidence)];
  return together(all, evidence).toSorted(bySureness);
}

/** The causes that both looks found: what was gone at the second was only passing. */
export function lasting(first: readonly Cause[], second: readonly Cause[]): Cause[] {
  const before = new Set(first.map(({ code }) => code));
  return second.filter(({ code }) => before.has(code));
}

/** The same cause on several bases is one cause. */
function together(findings: readonly Finding[], evidence: Evidence): Cause[] {
  const groups = new Map<string, Finding[]>();
  for (const one of findings) {
    const { module = '', reason = '' } = one.params;
    const key =
      one.base === undefined ? `${one.code} ${groups.size}` : `${one.code} ${module} ${reason}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].flatMap((group) => merged(group, evidence));
}

function merged(group: readonly Finding[], evidence: Evidence): Cause[] {
  const [first] = group.toSorted(bySureness);
  if (first === undefined) return [];
  const { base, ...cause } = first;
  if (base === undefined) return [cause];
  const some = group.slice(0, shownPlaces).flatMap((one) => one.evidence);
  const facts = [...new Map(some.map((one) => [`${one.object} ${one.field}`, one])).values()];
  return [{ ...cause, evidence: facts, comparison: compared(group, evidence) }];
}

function compared(group: readonly Finding[], { places, failures }: Evidence): Comparison {
  const bases = [...new Set(group.flatMap(({ base }) => base ?? []))];
  const all = new Set([
    ...places.filter(({ current }) => current).flatMap(({ baseName }) => baseName ?? []),
    ...bases,
  ]);
  const again = bases.filter((name) => failures[0]?.bases.includes(name) === true);
  const runs = places.filter(({ current, baseName }) => current && !bases.includes(baseName ?? ''));
  const unwell = new Set(runs.filter((one) => !isServing(one)).map(({ baseName }) => baseName));
  const fine = new Set(runs.flatMap(({ baseName }) => baseName ?? []));
  for (const name of unwell) if (name !== undefined) fine.delete(name);
  return { bases, of: all.size, fine: fine.size, again };
}

function isServing({ base, modules }: PlaceSeen): boolean {
  return modules.every((module) => bizOn(base, module)?.state === 'activated');
}
