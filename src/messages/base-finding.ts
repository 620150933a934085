import type { BaseFinding } from '../modules/base-row.ts';
import type { LiveState } from '../modules/live-row.ts';
import type { Messages } from './messages.ts';

/** What is wrong with a base, for people. */
export function findingText(finding: BaseFinding, { bases, states }: Messages): string {
  const words = bases.finding;
  switch (finding.code) {
    case 'not-ready':
      return words.notReady;
    case 'gone':
      return words.gone(finding.modules);
    case 'unreachable':
      return words.unreachable(finding.why);
    case 'lease-expired':
      return words.leaseExpired(finding.ageSeconds);
    case 'lease-missing':
      return words.leaseMissing;
    case 'health-down':
      return words.healthDown(finding.status, finding.why);
    case 'metaspace-high':
      return words.metaspaceHigh(finding.percent);
    case 'module-broken':
      return words.moduleBroken(finding.module, finding.version, finding.state);
    case 'disagrees': {
      const counts = Object.entries(finding.modules) as [LiveState, number][];
      return words.disagrees(
        counts.map(([state, count]) => words.counted(states[state], count)).join(', '),
      );
    }
  }
}
