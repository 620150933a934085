import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  judge,
  silenceGraceMs,
  traceGraceMs,
  type AssessContext,
  type Judgement,
  type Sight,
} from '../../../src/rollout/assess.ts';
import type { Answer, BizInfo, BizState } from '../../../src/world.ts';
import { now, stock, vnode } from './sights.ts';

const past = fc.integer({ min: 0, max: 60_000 }).map((ms) => now - ms);
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined });
const names = ['stock', 'price', 'cart'] as const;
const versions = ['1.0.0', '2.0.0'] as const;

const states: fc.Arbitrary<BizState> = fc.oneof(
  { weight: 5, arbitrary: fc.constant('activated' as const) },
  { weight: 3, arbitrary: fc.constant('deactivated' as const) },
  {
    weight: 3,
    arbitrary: fc.constantFrom('unresolved', 'resolved', 'broken', 'stopped', 'unknown' as const),
  },
);

/** Of every module and version: its state, or that the base does not list it. */
const listed: fc.Arbitrary<BizInfo[]> = fc
  .tuple(
    ...names.flatMap((name) =>
      versions.map((version) => maybe(states.map((state) => ({ name, version, state })))),
    ),
  )
  .map((all) => all.filter((one) => one !== undefined));

const answers: fc.Arbitrary<Answer<readonly BizInfo[]>> = fc.oneof(
  { weight: 2, arbitrary: listed.map((value) => ({ ok: true as const, value, at: now })) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('connection refused', 'no answer in 5 s', 'no route to the base')
      .map((why) => ({ ok: false as const, why, at: now })),
  },
);

const pods: fc.Arbitrary<Sight['pod']> = fc.record({
  name: fc.constant('stock-7d9f-x2x'),
  namespace: fc.constant('shop'),
  node: maybe(fc.constant('vnode.10.0.0.1.dev')),
  ready: fc.boolean(),
  phase: fc.constantFrom('Pending', 'Running'),
  unschedulable: maybe(fc.constant('0/4 nodes are available')),
  trouble: maybe(fc.constant('Failed: no jar')),
  createdAt: past,
  boundAt: maybe(past),
  reportedAt: maybe(past),
});

const sights: fc.Arbitrary<Sight> = fc.record({
  pod: pods,
  modules: fc.uniqueArray(
    fc.constantFrom(...names).map((name) => stock('2.0.0', name)),
    { selector: ({ name }) => name, maxLength: 3 },
  ),
  base: maybe(past.map((madeAt) => vnode(1, madeAt))),
  answer: maybe(answers),
  silentSince: maybe(past),
  asked: fc.uniqueArray(
    fc.record({
      module: fc.record({ name: fc.constantFrom(...names), version: fc.constantFrom(...versions) }),
      at: past,
      result: fc.constantFrom('rejected', 'installed', 'busy', 'unanswered'),
      reason: fc.constantFrom('no table', 'no answer in 60 s'),
    } as const),
    { selector: ({ module }) => `${module.name}:${module.version}`, maxLength: 3 },
  ),
  goneSince: maybe(past),
});

const contexts: fc.Arbitrary<AssessContext> = fc.record({
  now: fc.constant(now),
  proof: fc.constantFrom('base', 'kubernetes'),
  anyBaseAnswered: fc.boolean(),
  placesToCome: fc.integer({ min: 0, max: 3 }),
  roomSince: maybe(past),
} as const);

function always(holds: (sight: Sight, context: AssessContext) => void): void {
  fc.assert(fc.property(sights, contexts, holds), { numRuns: 2_000 });
}

function listsAll({ answer, modules }: Sight, state: BizState): boolean {
  return modules.every(
    ({ name, version }) =>
      answer?.ok === true &&
      answer.value.some(
        (one) => one.name === name && one.version === version && one.state === state,
      ),
  );
}

describe('whatever is seen', () => {
  test('a place is active on the base’s own word for every module, and on nothing else', () => {
    always((sight, context) => {
      if (context.proof !== 'base') return;
      const known = sight.pod.node !== undefined && sight.base !== undefined;
      const proven = known && sight.modules.length > 0 && listsAll(sight, 'activated');
      expect(judge(sight, context).state === 'active').toBe(proven);
    });
  });

  test('once a base has answered, what Kubernetes says about the pod changes nothing', () => {
    always((sight, context) => {
      if (context.proof !== 'base' || sight.answer?.ok !== true || !sight.base) return;
      const other = { ...sight.pod, ready: !sight.pod.ready, phase: 'Failed', trouble: 'Error' };
      expect(judge({ ...sight, pod: other }, context).state).toBe(judge(sight, context).state);
    });
  });

  test('--proof kubernetes: the bases’ answers change nothing at all', () => {
    always((sight, context) => {
      const trusting = { ...context, proof: 'kubernetes' as const };
      const unasked = { ...sight, answer: undefined, asked: [], silentSince: undefined };
      expect(judge(sight, trusting)).toEqual(judge(unasked, trusting));
    });
  });

  test('whoever is doomed or not seen is told why', () => {
    always((sight, context) => {
      const { state, cause } = judge(sight, context);
      if (state === 'doomed' || state === 'unseen') expect(String(cause ?? '')).toMatch(/\S/);
    });
  });

  test('what is doomed does not mend by waiting: a rollout that holds on it was not hasty', () => {
    always((sight, context) => {
      if (judge(sight, context).state !== 'doomed') return;
      for (const later of [1_000, 60_000, 3_600_000]) {
        expect(judge(sight, { ...context, now: now + later }).state).toBe('doomed');
      }
    });
  });

  test('where no base answers at all, no silent one is given up', () => {
    always((sight, context) => {
      if (sight.answer?.ok !== false || context.proof !== 'base') return;
      if (sight.base === undefined || sight.pod.node === undefined) return;
      expect(judge(sight, { ...context, anyBaseAnswered: false }).state).not.toBe('doomed');
    });
  });

  test('a silence shorter than its grace dooms nobody', () => {
    always((sight, context) => {
      if (sight.answer?.ok !== false || context.proof !== 'base') return;
      if (sight.base === undefined || sight.pod.node === undefined) return;
      const lately = { ...sight, silentSince: now - silenceGraceMs + 1 };
      expect(judge(lately, context).state).not.toBe('doomed');
    });
  });

  test('an install gets its time before a base is asked to repeat it', () => {
    always((sight, context) => {
      const fresh = { ...sight, pod: { ...sight.pod, boundAt: now - traceGraceMs + 1 } };
      const { state, askAgain } = judge(fresh, context);
      // A module that is listed as broken has had its install already.
      if (state !== 'doomed') expect(askAgain).toBeUndefined();
    });
  });

  test('a base is never asked twice for one module within the grace', () => {
    always((sight, context) => {
      const asked = sight.modules.map((module) => ({
        module,
        at: now - traceGraceMs + 1,
        result: 'busy' as const,
        reason: 'conflict',
      }));
      expect(judge({ ...sight, asked }, context).askAgain).toBeUndefined();
    });
  });

  test('only a base that answers is asked, and for a module that it does not list as well', () => {
    always((sight, context) => {
      const { askAgain } = judge(sight, context);
      if (askAgain === undefined) return;
      expect([sight.answer?.ok, context.proof]).toEqual([true, 'base']);
      expect(sight.modules).toContain(askAgain);
      const fine = ['activated', 'deactivated', 'resolved', 'unresolved', 'unknown'] as const;
      for (const state of fine) {
        expect(listsAll({ ...sight, modules: [askAgain] }, state)).toBe(false);
      }
    });
  });

  test('what a base said about another module, or another version, changes nothing', () => {
    always((sight, context) => {
      const own = sight.asked.filter(({ module }) =>
        sight.modules.some(
          ({ name, version }) => name === module.name && version === module.version,
        ),
      );
      expect(judge({ ...sight, asked: own }, context)).toEqual(judge(sight, context));
    });
  });

  test('a place waits for a switch only where every module is there', () => {
    always((sight, context) => {
      if (judge(sight, context).state !== 'dark') return;
      const { answer, modules } = sight;
      const there = answer?.ok === true ? answer.value : [];
      for (const { name, version } of modules) {
        const found = there.find((one) => one.name === name && one.version === version);
        expect(found?.state).toMatch(/^(de)?activated$/);
      }
    });
  });

  test('the order of the containers does not matter', () => {
    always((sight, context) => {
      const turned = { ...sight, modules: [...sight.modules].reverse() };
      const [one, other] = [judge(turned, context), judge(sight, context)];
      expect(one.state).toBe(other.state);
      expect(one.askAgain === undefined).toBe(other.askAgain === undefined);
      const parts = ({ cause = '' }: Judgement) => String(cause).split('; ').sort();
      expect(parts(one)).toEqual(parts(other));
    });
  });

  test('a module that is ill is named, however many others are', () => {
    always((sight, context) => {
      const { state, cause } = judge(sight, context);
      if (state !== 'doomed' || sight.answer?.ok !== true || !sight.base) return;
      if (context.proof !== 'base' || sight.pod.node === undefined) return;
      for (const module of sight.modules) {
        const alone = judge({ ...sight, modules: [module] }, context);
        if (alone.state === 'doomed') expect(String(cause)).toContain(String(alone.cause));
      }
    });
  });
});
