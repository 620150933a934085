import { matches } from '../wildcard.ts';
import type { Check, CheckResult, Finding, Readings, Situation, Skip, Status } from './check.ts';
import { found } from './check.ts';
import type { Acceptance } from './settings.ts';
import type { SourceName, Sources } from './sources.ts';

/** Judges what was read; what could not be read is skipped, or fails where it should have answered. */
export function judge(
  checks: readonly Check[],
  readings: Readings,
  situation: Situation,
  accept: readonly Acceptance[],
): CheckResult[] {
  return checks.map((one) => judgeOne(one, readings, situation, accept));
}

function judgeOne(
  check: Check,
  readings: Readings,
  situation: Situation,
  accept: readonly Acceptance[],
): CheckResult {
  const { name } = check;
  const lacking = missing(check, readings);
  if (lacking !== undefined && 'skip' in lacking) {
    return { check: name, status: 'skipped', looked: 0, findings: [], skip: lacking.skip };
  }
  if (lacking !== undefined) {
    const broken = found('fail', 'unreadable', lacking.source, { why: lacking.broken });
    return { check: name, status: 'fail', looked: 0, findings: [broken] };
  }
  const { looked, findings } = check.judge(valuesOf(check, readings), situation);
  const judged = findings.map((one) => accepted(name, one, accept)).sort(byGravity);
  return { check: name, status: statusOf(judged), looked, findings: judged };
}

type Lacking = { readonly skip: Skip } | { readonly broken: string; readonly source: string };

/** What fails is told before what may not be read. */
function missing({ reads }: Check, readings: Readings): Lacking | undefined {
  let skipped: Lacking | undefined;
  for (const source of reads) {
    const reading = readings[source];
    if (reading === undefined) return { broken: 'it was not read', source };
    if (reading.ok) continue;
    if ('broken' in reading) return { broken: reading.broken, source };
    skipped ??= { skip: reading.skip };
  }
  return skipped;
}

function valuesOf({ reads }: Check, readings: Readings): Sources {
  const pairs = reads.map((source: SourceName) => {
    const reading = readings[source];
    return [source, reading?.ok === true ? reading.value : undefined];
  });
  return Object.fromEntries(pairs) as Sources;
}

const gravity: readonly Finding['status'][] = ['fail', 'warn', 'ok'];

function byGravity(a: Finding, b: Finding): number {
  return gravity.indexOf(a.status) - gravity.indexOf(b.status);
}

function statusOf(findings: readonly Finding[]): Status {
  return gravity.find((one) => findings.some(({ status }) => status === one)) ?? 'ok';
}

function accepted(check: string, one: Finding, accept: readonly Acceptance[]): Finding {
  if (one.status === 'ok') return one;
  const why = accept.find((each) => matches(each.check, check) && matches(each.object, one.object));
  return why === undefined ? one : { ...one, status: 'ok', accepted: why.why };
}
