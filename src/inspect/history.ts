import type { CheckResult, Status } from './check.ts';

/** How many things a run remembers of one check: enough to tell what is new. */
const remembered = 200;

/** One run, one line of the history. */
export interface Run {
  /** ISO time. */
  readonly at: string;
  readonly cluster: string;
  readonly profile: string;
  readonly checks: Readonly<Record<string, PastCheck>>;
}

export interface PastCheck {
  readonly status: Status;
  /** `code object` of what was wrong. */
  readonly wrong: readonly string[];
}

export function runOf(results: readonly CheckResult[], about: Omit<Run, 'checks'>): Run {
  const checks = results.map(({ check, status, findings }): [string, PastCheck] => {
    const wrong = findings.filter((one) => one.status !== 'ok').map(keyOf);
    return [check, { status, wrong: wrong.slice(0, remembered) }];
  });
  return { ...about, checks: Object.fromEntries(checks) };
}

function keyOf({ code, object }: { readonly code: string; readonly object: string }): string {
  return `${code} ${object}`;
}

/** What the runs before say about this one. */
export interface Trend {
  /** When the check was first seen wrong without a good run since; undefined: it is new now. */
  readonly since: string | undefined;
  /** In a row, this one too. */
  readonly runs: number;
  /** Of what is wrong now, so much was not so in the run before; all of it where there was none. */
  readonly fresh: number;
}

/** By check, of those that fail or warn now. */
export function trendsOf(run: Run, past: readonly Run[]): Map<string, Trend> {
  const trends = new Map<string, Trend>();
  for (const [name, { status, wrong }] of Object.entries(run.checks)) {
    if (!isWrong(status)) continue;
    const before = past
      .filter(({ cluster }) => cluster === run.cluster)
      .flatMap(({ at, checks }) => {
        const one = checks[name];
        return one === undefined || one.status === 'skipped' ? [] : [{ at, ...one }];
      });
    let since: string | undefined;
    let runs = 1;
    for (const one of before.reverse()) {
      if (!isWrong(one.status)) break;
      since = one.at;
      runs += 1;
    }
    const known = new Set(before[0]?.wrong ?? []);
    trends.set(name, { since, runs, fresh: wrong.filter((key) => !known.has(key)).length });
  }
  return trends;
}

/** Checks that are well now and were not when they were last judged. */
export function mended(run: Run, past: readonly Run[]): string[] {
  return Object.entries(run.checks).flatMap(([name, { status }]) => {
    if (status !== 'ok') return [];
    const before = past
      .filter(({ cluster, checks }) => {
        const one = checks[name];
        return cluster === run.cluster && one !== undefined && one.status !== 'skipped';
      })
      .at(-1);
    return isWrong(before?.checks[name]?.status ?? 'ok') ? [name] : [];
  });
}

function isWrong(status: Status): boolean {
  return status === 'fail' || status === 'warn';
}

/** The runs of a history's lines; lines that are none (cut off, of somebody else) are left out. */
export function parseRuns(text: string): Run[] {
  return text.split('\n').flatMap((line) => {
    try {
      const run = JSON.parse(line) as Partial<Run> | null;
      const { at, cluster, profile, checks } = run ?? {};
      const whole =
        typeof at === 'string' &&
        typeof cluster === 'string' &&
        typeof profile === 'string' &&
        typeof checks === 'object' &&
        Object.values(checks).every((one) => Array.isArray((one as PastCheck | null)?.wrong));
      return whole ? [run as Run] : [];
    } catch {
      return [];
    }
  });
}
