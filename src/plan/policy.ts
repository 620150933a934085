import type { Fault } from '../fault.ts';
import { faultOf } from '../messages/fault-of.ts';
import type { PodModule } from '../modules/module-pod.ts';
import type { Spread } from '../modules/spread.ts';
import { say, type PlanSaying } from './saying.ts';
import type { Policy } from './types.ts';

export interface PolicyFacts {
  readonly wanted: Policy | undefined;
  /** spec.strategy.type of the manifest as the server would store it. */
  readonly strategyType: string;
  /** Of the new template towards the one that runs now. */
  readonly newSpread: Spread;
  /** Of the template that runs now towards the new one; undefined on a first deploy. */
  readonly liveSpread: Spread | undefined;
  /** Modules that keep their version while the template changes; none where absent. */
  readonly kept?: readonly PodModule[];
  readonly freeBases: number;
  readonly largestBatch: number;
  readonly replicas: number;
}

interface Chosen {
  readonly policy: Policy;
  readonly reason: PlanSaying;
}

/** Which policy a V2 Deployment is rolled with, and why; throws a Fault where the wish can't be met. */
export function choosePolicy(facts: PolicyFacts): Chosen {
  const { wanted, kept = [] } = facts;
  if (kept.length > 0 && mayOverlap(facts)) throw keptOnSharedBase(kept);
  if (wanted === 'uninstall-then-install' && mayOverlap(facts)) throw overlap(facts);
  if (facts.strategyType === 'Recreate') return ofRecreate(facts);
  const blocked = whyNoSharing(facts);
  if (wanted === undefined) {
    return blocked === undefined
      ? {
          policy: 'install-then-uninstall',
          reason: say('two-share'),
        }
      : {
          policy: 'uninstall-then-install',
          reason: say('no-sharing', blocked.keeps, blocked.free, blocked.needed, false),
        };
  }
  if (wanted !== 'uninstall-then-install' && blocked !== undefined) {
    const { keeps, free, needed } = blocked;
    const byBatch = free >= facts.largestBatch;
    throw faultOf(({ plans }) => plans.blocked(wanted, keeps, free, needed, byBatch));
  }
  return { policy: wanted, reason: say('asked-for') };
}

/** Recreate can be told in batches only by letting each base lose the old version first, which has to be said. */
function ofRecreate(facts: PolicyFacts): Chosen {
  if (facts.wanted === 'uninstall-then-install') {
    return {
      policy: facts.wanted,
      reason: say('recreate-back'),
    };
  }
  const overlaps = mayOverlap(facts);
  throw faultOf(({ plans }) => plans.recreate(overlaps));
}

/** Neither side keeps the other off: a new pod may join an old one, while the base that was emptied stays empty. */
function mayOverlap({ liveSpread, newSpread }: PolicyFacts): boolean {
  return liveSpread !== undefined && liveSpread !== 'exclusive' && newSpread !== 'exclusive';
}

/** Seen: a base refuses the second install of a version, and the old pod's leaving uninstalls the only one. */
function keptOnSharedBase(kept: readonly PodModule[]): Fault {
  const names = kept.map(({ name, version }) => `${name} ${version}`);
  return faultOf(({ plans }) => plans.keptVersion(names));
}

function overlap({ strategyType }: PolicyFacts): Fault {
  return faultOf(({ plans }) => plans.sharedBase(strategyType === 'Recreate'));
}

/** What keeps the versions off one base, and how many free bases that would take. */
interface NoSharing {
  readonly keeps: 'running' | 'new';
  readonly free: number;
  readonly needed: number;
}

function whyNoSharing(facts: PolicyFacts): NoSharing | undefined {
  const { liveSpread, newSpread, freeBases: free } = facts;
  const needed = neededBases(facts);
  if (liveSpread === undefined || free >= needed) return undefined;
  if (liveSpread === 'exclusive') return { keeps: 'running', free, needed };
  return newSpread === 'exclusive' ? { keeps: 'new', free, needed } : undefined;
}

/** Where the versions exclude each other: an emptied base takes part in the next batch, but for blue-green there is none. */
function neededBases({ wanted, replicas, largestBatch }: PolicyFacts): number {
  return wanted === 'blue-green' ? replicas : largestBatch;
}
