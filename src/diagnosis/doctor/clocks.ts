import type { LeaseSeen } from '../evidence.ts';
import { fact } from '../facts.ts';
import { finding, type CheckFinding } from './checkup.ts';

/** What counts as the same time, ms: stamps have whole seconds, and a write takes its time. */
const sameMs = 10_000;
const named = 5;

/** This machine's clock, and those of whoever renews leases of nodes, against the API server's. */
export function judgeClocks(
  aheadMs: number,
  leases: readonly LeaseSeen[] | undefined,
): CheckFinding[] {
  const found: CheckFinding[] = [];
  if (Math.abs(aheadMs) > sameMs) {
    found.push(
      finding('clock', 'warn', 'clock-here', {
        params: { seconds: seconds(aheadMs) },
        evidence: [fact('this machine', 'ahead of the API server', `${seconds(aheadMs)} s`)],
      }),
    );
  }
  const off = (leases ?? []).filter(({ ahead = 0 }) => Math.abs(ahead) > sameMs);
  for (const [holder, lease] of new Map(off.map((one) => [one.holder, one]))) {
    if (found.length > named) break;
    const ahead = seconds(lease.ahead ?? 0);
    found.push(
      finding('clock', 'warn', 'clock-there', {
        params: { object: holder, lease: lease.name, seconds: ahead },
        evidence: [fact(`lease/${lease.name}`, 'spec.renewTime', `${ahead} s ahead of its stamp`)],
      }),
    );
  }
  if (found.length > 0) return found;
  const holders = new Set((leases ?? []).map(({ holder }) => holder)).size;
  return [finding('clock', 'ok', 'clocks-agree', { params: { holders } })];
}

function seconds(ms: number): number {
  return Math.round(ms / 1000);
}
