import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Fault } from '../../../src/fault.ts';
import { choosePolicy, type PolicyFacts } from '../../../src/plan/policy.ts';
import type { Policy } from '../../../src/plan/types.ts';
import { english } from './in-words.ts';

/** Nothing asked for; two versions may share a base; no base is free. */
const facts: PolicyFacts = {
  wanted: undefined,
  strategyType: 'RollingUpdate',
  newSpread: 'per-version',
  liveSpread: 'per-version',
  freeBases: 0,
  largestBatch: 2,
  replicas: 4,
};

function faultOf(given: PolicyFacts): Fault | undefined {
  try {
    choosePolicy(given);
    return undefined;
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}

describe('nothing asked for', () => {
  test.each<[string, Partial<PolicyFacts>, Policy, RegExp]>([
    [
      'two versions can share a base: no base goes without one',
      {},
      'install-then-uninstall',
      /can share a base, so no base is without one/,
    ],
    [
      'the running pods keep the new ones off, no base free: the old has to go first',
      { liveSpread: 'exclusive' },
      'uninstall-then-install',
      /running pods' anti-affinity .* 0 free base\(s\) for a batch of 2/,
    ],
    [
      'the new pods stay off bases that run the old one, too few free: the old has to go first',
      { newSpread: 'exclusive', freeBases: 1 },
      'uninstall-then-install',
      /new pods' anti-affinity .* 1 free base\(s\) for a batch of 2/,
    ],
    [
      'versions exclude each other, but every batch finds free bases: no gap is needed',
      { liveSpread: 'exclusive', newSpread: 'exclusive', freeBases: 2 },
      'install-then-uninstall',
      /no base is without one/,
    ],
    [
      'nothing runs yet: nothing to keep off',
      { liveSpread: undefined, newSpread: 'exclusive' },
      'install-then-uninstall',
      /no base is without one/,
    ],
    [
      'no anti-affinity at all: nobody keeps the new version off',
      { liveSpread: 'free', newSpread: 'free' },
      'install-then-uninstall',
      /can share a base/,
    ],
  ])('%s', (_, given, policy, reason) => {
    const chosen = choosePolicy({ ...facts, ...given });
    expect(chosen.policy).toBe(policy);
    expect(english(chosen.reason)).toMatch(reason);
  });
});

describe('asked for, and it can be done', () => {
  test.each<[string, Policy, Partial<PolicyFacts>, string]>([
    [
      'install-then-uninstall where versions share a base',
      'install-then-uninstall',
      {},
      'asked for',
    ],
    ['blue-green where versions share a base', 'blue-green', {}, 'asked for'],
    [
      'blue-green where versions exclude each other, with free bases for all of the new one',
      'blue-green',
      { liveSpread: 'exclusive', newSpread: 'exclusive', freeBases: 4 },
      'asked for',
    ],
    [
      'uninstall-then-install where versions exclude each other',
      'uninstall-then-install',
      { liveSpread: 'exclusive', newSpread: 'exclusive' },
      'asked for',
    ],
    [
      'uninstall-then-install where only the running pods exclude: they keep the new ones off',
      'uninstall-then-install',
      { liveSpread: 'exclusive' },
      'asked for',
    ],
    [
      'uninstall-then-install where only the new pods exclude: they stay off themselves',
      'uninstall-then-install',
      { newSpread: 'exclusive' },
      'asked for',
    ],
    [
      'strategy Recreate, said to be rolled in batches all the same: and told that it comes back',
      'uninstall-then-install',
      { strategyType: 'Recreate', liveSpread: 'exclusive', newSpread: 'exclusive' },
      'asked for; strategy Recreate is given back at the end',
    ],
  ])('%s', (_, wanted, given, reason) => {
    const chosen = choosePolicy({ ...facts, ...given, wanted });
    expect({ ...chosen, reason: english(chosen.reason) }).toEqual({ policy: wanted, reason });
  });
});

describe('asked for, and it can not be done: refused before anything is touched', () => {
  const exclusive = { liveSpread: 'exclusive', newSpread: 'exclusive' } as const;

  test.each<[string, Partial<PolicyFacts>, RegExp, RegExp]>([
    [
      'install-then-uninstall without a free base for the batch',
      { wanted: 'install-then-uninstall', ...exclusive, freeBases: 1 },
      /install-then-uninstall can't work here: .*1 free base\(s\) for a batch of 2/,
      /--policy uninstall-then-install this once, or add bases until 2 are free/,
    ],
    [
      'blue-green with free bases for a batch, but not for all: nothing goes before the end',
      { wanted: 'blue-green', ...exclusive, freeBases: 3 },
      /blue-green can't work here: .*3 free base\(s\) for all 4 replicas/,
      /use --policy install-then-uninstall, or add bases until 4 are free/,
    ],
    [
      'blue-green without a free base for the batch',
      { wanted: 'blue-green', newSpread: 'exclusive' },
      /blue-green can't work here: .*0 free base\(s\)/,
      /--policy uninstall-then-install/,
    ],
    [
      'uninstall-then-install where a new pod may join an old one, while an emptied base stays empty',
      { wanted: 'uninstall-then-install' },
      /can leave a base without the module/,
      /use install-then-uninstall/,
    ],
    [
      'the same with bases to spare: the scheduler may still choose the wrong one',
      { wanted: 'uninstall-then-install', freeBases: 10 },
      /can leave a base without the module/,
      /use install-then-uninstall/,
    ],
    [
      'uninstall-then-install where nothing keeps anybody apart',
      { wanted: 'uninstall-then-install', liveSpread: 'free', newSpread: 'free' },
      /nothing keeps two versions of it apart/,
      /use install-then-uninstall, or require a pod anti-affinity/,
    ],
    [
      'the same with one side that keeps only its own version apart',
      { wanted: 'uninstall-then-install', liveSpread: 'free' },
      /nothing keeps two versions of it apart/,
      /use install-then-uninstall/,
    ],
    [
      'strategy Recreate in batches where nothing keeps versions apart: no policy helps, so Recreate has to go',
      { strategyType: 'Recreate', wanted: 'uninstall-then-install' },
      /nothing keeps two versions of it apart/,
      /^take Recreate out of the manifest and leave --policy out, or require a pod anti-affinity/,
    ],
    [
      'the same with nothing said: no policy is named that would be refused',
      { strategyType: 'Recreate' },
      /Recreate: every base would lose the module at once/,
      /^take Recreate out of the manifest$/,
    ],
    [
      'strategy Recreate and nothing said: every base would lose the module at once',
      { strategyType: 'Recreate', ...exclusive },
      /Recreate: every base would lose the module at once/,
      /--policy uninstall-then-install .* or take Recreate out/,
    ],
    [
      'strategy Recreate and a policy that keeps the old version: they contradict each other',
      { strategyType: 'Recreate', wanted: 'blue-green' },
      /Recreate/,
      /take Recreate out/,
    ],
  ])('%s', (_, given, message, fix) => {
    const fault = faultOf({ ...facts, ...given });
    expect(fault?.message).toMatch(message);
    expect(fault?.fix).toMatch(fix);
    expect(fault?.outcome).toBe('invalid');
  });
});

const policies = fc.constantFrom<Policy>(
  'install-then-uninstall',
  'blue-green',
  'uninstall-then-install',
);
const spreads = fc.constantFrom('free', 'per-version', 'exclusive' as const);
const anyFacts: fc.Arbitrary<PolicyFacts> = fc
  .record({
    wanted: fc.option(policies, { nil: undefined }),
    strategyType: fc.constantFrom('RollingUpdate', 'Recreate'),
    newSpread: spreads,
    liveSpread: fc.option(spreads, { nil: undefined }),
    freeBases: fc.nat(10),
    largestBatch: fc.integer({ min: 1, max: 10 }),
    replicas: fc.integer({ min: 1, max: 20 }),
  } as const)
  .map((given) => ({ ...given, replicas: Math.max(given.replicas, given.largestBatch) }));

/** Over whatever facts are rolled with some policy at all. */
function wheneverChosen(holds: (given: PolicyFacts, policy: Policy) => void): void {
  fc.assert(
    fc.property(anyFacts, (given) => {
      if (faultOf(given) === undefined) holds(given, choosePolicy(given).policy);
    }),
    { numRuns: 2_000 },
  );
}

describe('whatever the facts', () => {
  test('what is asked for is done or refused, never replaced by something else', () => {
    wheneverChosen(({ wanted }, policy) => {
      if (wanted !== undefined) expect(policy).toBe(wanted);
    });
  });

  test('a gap in service is never chosen unasked where the versions can share their bases', () => {
    wheneverChosen(({ wanted, liveSpread, newSpread }, policy) => {
      if (wanted !== undefined || [liveSpread, newSpread].includes('exclusive')) return;
      expect(policy).toBe('install-then-uninstall');
    });
  });

  test('the new version never comes first where its batch could find no base', () => {
    wheneverChosen(({ liveSpread, newSpread, freeBases, largestBatch, replicas }, policy) => {
      if (liveSpread === undefined) return;
      if (liveSpread !== 'exclusive' && newSpread !== 'exclusive') return;
      if (freeBases < largestBatch) expect(policy).toBe('uninstall-then-install');
      if (freeBases < replicas) expect(policy).not.toBe('blue-green');
    });
  });

  test('the old version never goes first where the new one could land beside it', () => {
    wheneverChosen(({ liveSpread, newSpread }, policy) => {
      if (policy !== 'uninstall-then-install' || liveSpread === undefined) return;
      expect([liveSpread, newSpread]).toContain('exclusive');
    });
  });

  test('blue-green, which needs twice the room, is never chosen unasked', () => {
    wheneverChosen(({ wanted }, policy) => {
      if (wanted === undefined) expect(policy).not.toBe('blue-green');
    });
  });

  test('Recreate is rolled only when somebody said so in so many words', () => {
    wheneverChosen(({ strategyType, wanted }) => {
      if (strategyType === 'Recreate') expect(wanted).toBe('uninstall-then-install');
    });
  });

  test('more free bases never turn a policy that works into one that is refused', () => {
    wheneverChosen((given) => {
      expect(faultOf({ ...given, freeBases: given.freeBases + 5 })).toBeUndefined();
    });
  });

  /** The facts after each of the things that a fix says to do, apart from more bases and anti-affinity. */
  function heeded(given: PolicyFacts, fix: string): PolicyFacts[] {
    return fix.split(', or ').flatMap((advice) => {
      const policy = /(install-then-uninstall|uninstall-then-install)/.exec(advice)?.[1];
      const without = advice.includes('take Recreate out');
      if (policy === undefined && !without) return [];
      return [
        {
          ...given,
          ...(policy === undefined ? {} : { wanted: policy as Policy }),
          ...(without ? { strategyType: 'RollingUpdate' } : {}),
          ...(advice.includes('leave --policy out') ? { wanted: undefined } : {}),
        },
      ];
    });
  }

  test('every refusal says how to mend it, and no advice leads back to where it came from', () => {
    fc.assert(
      fc.property(anyFacts, (given) => {
        let refused: PolicyFacts[] = [given];
        // Taking Recreate out may bring a wish up that has to be given up next.
        for (let step = 0; step < 3; step++) {
          refused = refused.flatMap((one) => {
            const fault = faultOf(one);
            if (fault === undefined) return [];
            const next = heeded(one, fault.fix ?? '');
            expect(next).not.toEqual([]);
            return next;
          });
        }
        expect(refused).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a module that keeps its version while the template changes', () => {
  const kept = [{ name: 'stock', version: '1.1.0', url: '' }];

  test.each<[string, Partial<PolicyFacts>]>([
    ['told apart by version', {}],
    ['nothing keeps pods apart', { newSpread: 'free', liveSpread: 'free', freeBases: 9 }],
    ['asked to uninstall first', { wanted: 'uninstall-then-install' }],
  ])('%s: the pods could meet on a base, and the module would go with the old one', (_, given) => {
    const fault = faultOf({ ...facts, ...given, kept });
    expect(fault?.message).toContain('stock 1.1.0 keeps its version');
    expect(fault?.fix).toContain('on labels that tell no version');
    expect(fault?.outcome).toBe('invalid');
  });

  test('pods that exclude each other never meet', () => {
    const apart = { ...facts, newSpread: 'exclusive' as const, kept };
    expect(choosePolicy(apart).policy).toBe('uninstall-then-install');
    expect(choosePolicy({ ...apart, freeBases: 2 }).policy).toBe('install-then-uninstall');
  });

  test('a first deploy keeps nothing', () => {
    expect(faultOf({ ...facts, liveSpread: undefined, kept: [] })).toBeUndefined();
  });
});
