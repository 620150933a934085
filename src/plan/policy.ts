import { Fault } from '../fault.ts';
import type { PodModule } from '../modules/module-pod.ts';
import { namesOf } from '../modules/release.ts';
import type { Spread } from '../modules/spread.ts';
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
  readonly reason: string;
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
          reason: 'two versions can share a base, so no base is without one',
        }
      : { policy: 'uninstall-then-install', reason: blocked };
  }
  if (wanted !== 'uninstall-then-install' && blocked !== undefined) {
    throw new Fault(`${wanted} can't work here: ${blocked}`, { fix: moreRoom(facts) });
  }
  return { policy: wanted, reason: 'asked for' };
}

/** Recreate can be told in batches only by letting each base lose the old version first, which has to be said. */
function ofRecreate(facts: PolicyFacts): Chosen {
  if (facts.wanted === 'uninstall-then-install') {
    return {
      policy: facts.wanted,
      reason: 'asked for; strategy Recreate is given back at the end',
    };
  }
  throw new Fault('the manifest says strategy Recreate: every base would lose the module at once', {
    fix: mayOverlap(facts)
      ? 'take Recreate out of the manifest'
      : 'say --policy uninstall-then-install to roll it in batches all the same, or take Recreate out of the manifest',
  });
}

/** Neither side keeps the other off: a new pod may join an old one, while the base that was emptied stays empty. */
function mayOverlap({ liveSpread, newSpread }: PolicyFacts): boolean {
  return liveSpread !== undefined && liveSpread !== 'exclusive' && newSpread !== 'exclusive';
}

/** Seen: a base refuses the second install of a version, and the old pod's leaving uninstalls the only one. */
function keptOnSharedBase(kept: readonly PodModule[]): Fault {
  const names = namesOf(kept);
  return new Fault(
    `${names} ${kept.length > 1 ? 'keep their versions' : 'keeps its version'}, and nothing keeps the new pods off bases that hold an old one: the base would install nothing, and lose it when the old pod goes`,
    {
      fix: 'require a pod anti-affinity by kubernetes.io/hostname on labels that tell no version (each base then lets the old pod go first), change that version too, or write the module as a workload of its own',
    },
  );
}

function overlap({ strategyType }: PolicyFacts): Fault {
  const instead =
    strategyType === 'Recreate'
      ? 'take Recreate out of the manifest and leave --policy out'
      : 'use install-then-uninstall';
  return new Fault(
    'uninstall-then-install can leave a base without the module: nothing keeps two versions of it apart, so a new pod may land beside an old one instead of on the base that was emptied',
    {
      fix: `${instead}, or require a pod anti-affinity by kubernetes.io/hostname on labels that tell no version`,
    },
  );
}

function whyNoSharing(facts: PolicyFacts): string | undefined {
  const { liveSpread, newSpread, freeBases, replicas, largestBatch } = facts;
  if (liveSpread === undefined || freeBases >= neededBases(facts)) return undefined;
  const forWhat =
    facts.wanted === 'blue-green'
      ? `all ${replicas} replicas, as the old version stays until the end`
      : `a batch of ${largestBatch}`;
  const free = `${freeBases} free base(s) for ${forWhat}`;
  if (liveSpread === 'exclusive') {
    return `the running pods' anti-affinity keeps the new ones off their bases, and there are ${free}`;
  }
  if (newSpread === 'exclusive') {
    return `the new pods' anti-affinity keeps them off bases that run the old ones, and there are ${free}`;
  }
  return undefined;
}

/** Where the versions exclude each other: an emptied base takes part in the next batch, but for blue-green there is none. */
function neededBases({ wanted, replicas, largestBatch }: PolicyFacts): number {
  return wanted === 'blue-green' ? replicas : largestBatch;
}

function moreRoom(facts: PolicyFacts): string {
  const { freeBases, largestBatch } = facts;
  const instead =
    freeBases >= largestBatch
      ? 'use --policy install-then-uninstall'
      : 'use --policy uninstall-then-install this once';
  return `${instead}, or add bases until ${neededBases(facts)} are free`;
}
