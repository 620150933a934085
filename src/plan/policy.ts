import { Fault } from '../fault.ts';
import type { Spread } from '../modules/spread.ts';
import type { Policy } from './types.ts';

export interface PolicyFacts {
  readonly wanted: Policy | undefined;
  /** spec.strategy.type of the manifest as the server would store it. */
  readonly strategyType: string;
  readonly newSpread: Spread;
  /** Of the template that runs now; undefined on a first deploy. */
  readonly liveSpread: Spread | undefined;
  readonly freeBases: number;
  readonly largestBatch: number;
}

/** Which policy a V2 Deployment is rolled with, and why; throws a Fault where the wish can't be met. */
export function choosePolicy(facts: PolicyFacts): { policy: Policy; reason: string } {
  const blocked = whyNoSharing(facts);
  if (facts.wanted === 'uninstall-then-install') refuseOverlap(facts);
  if (facts.strategyType === 'Recreate') {
    if (facts.wanted !== 'uninstall-then-install') {
      throw new Fault(
        'the manifest says strategy Recreate: every base would lose the module at once',
        {
          fix: 'say --policy uninstall-then-install to roll it in batches all the same, or take Recreate out of the manifest',
        },
      );
    }
    return {
      policy: facts.wanted,
      reason: 'asked for; strategy Recreate is given back at the end',
    };
  }
  if (facts.wanted !== undefined) {
    if (facts.wanted !== 'uninstall-then-install' && blocked !== undefined) {
      throw new Fault(`${facts.wanted} can't work here: ${blocked}`, {
        fix: 'use --policy uninstall-then-install this once, or add as many free bases as the largest batch has',
      });
    }
    return { policy: facts.wanted, reason: 'asked for' };
  }
  return blocked === undefined
    ? {
        policy: 'install-then-uninstall',
        reason: 'two versions can share a base, so no base is without one',
      }
    : { policy: 'uninstall-then-install', reason: blocked };
}

/** Neither side keeps the other off: a new pod may join an old one, while the base that was emptied stays empty. */
function refuseOverlap(facts: PolicyFacts): void {
  if (facts.liveSpread !== 'per-version' || facts.newSpread !== 'per-version') return;
  throw new Fault(
    'uninstall-then-install can leave a base without the module: the anti-affinity lets two versions share a base, so a new pod may land beside an old one instead of on the base that was emptied',
    {
      fix: "use install-then-uninstall, or take the version out of the pod anti-affinity's labels",
    },
  );
}

function whyNoSharing(facts: PolicyFacts): string | undefined {
  if (facts.liveSpread === undefined || facts.freeBases >= facts.largestBatch) return undefined;
  const free = `${facts.freeBases} free base(s) for a batch of ${facts.largestBatch}`;
  if (facts.liveSpread === 'exclusive') {
    return `the running pods' anti-affinity keeps every other version off their bases, and there are ${free}`;
  }
  if (facts.newSpread === 'exclusive') {
    return `the new pods' anti-affinity keeps them off bases that run another version, and there are ${free}`;
  }
  return undefined;
}
