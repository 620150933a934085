import type { Code as CauseCode, Fact, Params } from '../cause.ts';
import type { Repair } from './repair.ts';

/** What doctor looks at, in the order in which one thing needs the other. */
export const checks = [
  'api',
  'crds',
  'controllers',
  'controller-rights',
  'user-rights',
  'liveness',
  'env',
  'clock',
  'bases',
] as const;

export type CheckName = (typeof checks)[number];

export type Status = 'fail' | 'warn' | 'ok' | 'skipped';

/** What only doctor says; of what diagnose knows too it says the same code. */
export const doctorCodes = [
  'api-reached',
  'api-too-old',
  'crds-there',
  'crds-not-needed',
  'crds-absent',
  'crd-missing',
  'crd-dialect-assumed',
  'controller-ready',
  'controller-partly-ready',
  'controller-not-ready',
  'controller-scaled-down',
  'controller-absent',
  'controller-elsewhere',
  'controllers-fight',
  'controller-each-alone',
  'controller-no-tunnel',
  'client-id-changes',
  'controller-may-all',
  'controller-may-not',
  'controller-may-not-some',
  'user-may',
  'user-may-not-look',
  'user-may-not',
  'user-may-not-install',
  'leases-renewed',
  'leases-missing',
  'vnodes-not-ready',
  'vnodes-lost',
  'v1-works',
  'env-fits',
  'env-unattended',
  'env-without-vnodes',
  'env-of-koupctl',
  'base-without-vnode',
  'clocks-agree',
  'clock-here',
  'clock-there',
  'bases-answer',
  'bases-silent',
  'bases-unreachable',
  'nothing-to-ask',
  'not-allowed',
  'not-installed',
] as const;

export type DoctorCode = (typeof doctorCodes)[number];

/** One thing that was found, good or bad. */
export interface CheckFinding {
  readonly check: CheckName;
  readonly status: Status;
  readonly code: CauseCode | DoctorCode;
  readonly params: Params;
  readonly evidence: readonly Fact[];
  /** Commands that mend it by hand, most useful first. */
  readonly next: readonly string[];
  /** What koupctl itself can do about it. */
  readonly repairs: readonly Repair[];
}

/** What a check came to: the worst of what it found. */
export interface CheckResult {
  readonly check: CheckName;
  readonly status: Status;
  readonly findings: readonly CheckFinding[];
}

const severity: readonly Status[] = ['fail', 'warn', 'ok', 'skipped'];

/** A finding with nothing beside what is given. */
export function finding(
  check: CheckName,
  status: Status,
  code: CheckFinding['code'],
  more: Partial<Pick<CheckFinding, 'params' | 'evidence' | 'next' | 'repairs'>> = {},
): CheckFinding {
  return { check, status, code, params: {}, evidence: [], next: [], repairs: [], ...more };
}

/** What the user may not read is no fault of anything. */
export function notAllowed(check: CheckName, why: string): CheckFinding {
  return finding(check, 'skipped', 'not-allowed', { params: { why } });
}

/** Every check with what it found, those that fail first. */
export function checkup(findings: readonly CheckFinding[]): CheckResult[] {
  return checks
    .map((check) => {
      const own = findings
        .filter((one) => one.check === check)
        .toSorted((a, b) => severity.indexOf(a.status) - severity.indexOf(b.status));
      return { check, status: own[0]?.status ?? ('skipped' as const), findings: own };
    })
    .toSorted((a, b) => severity.indexOf(a.status) - severity.indexOf(b.status));
}

/** Two looks: what is wrong in the second only, or was in the first only, may be passing. */
export function lasting(
  first: readonly CheckFinding[],
  second: readonly CheckFinding[],
): CheckFinding[] {
  const before = new Set(first.map(identityOf));
  return second.filter((one) => !isWrong(one) || before.has(identityOf(one)));
}

/** The same trouble of the same thing. */
export function identityOf({ check, code, params }: CheckFinding): string {
  const { controller = '', env = '', role = '', object = '' } = params;
  return [check, code, controller, env, role, object].join(' ');
}

export function isWrong({ status }: Pick<CheckFinding, 'status'>): boolean {
  return status === 'fail' || status === 'warn';
}
