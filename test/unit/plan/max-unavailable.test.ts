import { describe, expect, test } from 'vitest';
import { Fault } from '../../../src/fault.ts';
import { increments } from '../../../src/plan/batches.ts';
import { keptInService, mostUnavailable } from '../../../src/plan/max-unavailable.ts';
import type { Plan } from '../../../src/plan/types.ts';

type Rolled = Parameters<typeof keptInService>[0];

function plan(cumulative: readonly number[], more: Partial<Rolled> & { of?: string } = {}): Rolled {
  const { of = 'Deployment', ...rest } = more;
  const sizes = increments(cumulative);
  const batches = sizes.map(
    (size, index) =>
      ({ number: index + 1, size, cumulative: cumulative[index] }) as Plan['batches'][number],
  );
  return {
    world: 'v2',
    kind: 'upgrade',
    policy: 'uninstall-then-install',
    batches,
    replicas: cumulative.at(-1) ?? 0,
    workload: { kind: of, namespace: 'shop', name: 'stock' },
    ...rest,
  };
}

const count = (value: number) => ({ value, percent: false });
const percent = (value: number) => ({ value, percent: true });

function refusal(rolled: Rolled, wanted: Parameters<typeof keptInService>[1]): Fault {
  try {
    keptInService(rolled, wanted);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

test.each([
  [count(0), 10, 0],
  [count(3), 2, 3],
  [percent(25), 10, 2],
  [percent(25), 3, 0],
  [percent(100), 7, 7],
  [percent(0), 7, 0],
])('%j of %i is %i', (wanted, replicas, most) => {
  expect(mostUnavailable(wanted, replicas)).toBe(most);
});

describe('what is kept', () => {
  const beside = { policy: 'install-then-uninstall' } as const;

  test.each<[string, Rolled, Parameters<typeof keptInService>[1], number | undefined]>([
    ['nothing, where it is not asked for', plan([4]), undefined, undefined],
    ['nothing, where there are no batches', plan([]), count(0), undefined],
    ['batches up to the limit', plan([2, 4, 5]), count(2), 2],
    ['batches up to a percentage, rounded down', plan([2, 4, 6, 8, 10]), percent(25), 2],
    ['none at all, where the new version comes beside the old one', plan([4], beside), count(0), 0],
    ['so with blue-green', plan([4], { policy: 'blue-green' }), percent(0), 0],
    ['on a first deploy nothing goes', plan([4], { kind: 'first' }), count(0), 0],
    ['what stands has its batches already', plan([4], { kind: 'resume' }), count(1), 1],
    ['V1 with batches small enough', plan([1, 2], { ...beside, world: 'v1' }), count(1), 1],
  ])('%s', (_, rolled, wanted, most) => {
    expect(keptInService(rolled, wanted)).toBe(most);
  });
});

describe('what is refused', () => {
  test('a batch that is larger, with its numbers and two ways out', () => {
    const { message, details, fix, outcome } = refusal(plan([1, 4, 6]), count(2));
    expect(outcome).toBe('invalid');
    expect(message).toBe(
      'batch 2 of 3 takes 3 module(s) out of service, and --max-unavailable is 2',
    );
    expect(details).toEqual([
      'uninstall-then-install: a base of the batch is without the module until the new version is there',
    ]);
    expect(fix).toBe(
      'use --batch-size 2, or --max-unavailable 3, or --policy install-then-uninstall where a base can have both versions, or is free',
    );
  });

  test.each([count(0), percent(0), percent(20)])('any batch at all: %j of 4', (wanted) => {
    expect(refusal(plan([1, 2, 3, 4]), wanted).fix).toMatch(
      /^use --batch-size 1 --max-unavailable 1, or --policy/,
    );
  });

  test.each(['StatefulSet', 'DaemonSet'])('of a %s, which has no other policy', (of) => {
    const { message, details, fix } = refusal(plan([3], { of }), percent(50));
    expect(message).toContain('takes 3 module(s) out of service, and --max-unavailable is 50% (1)');
    expect(details).toEqual([`a ${of} takes a pod away before its successor comes`]);
    expect(fix).toBe('use --batch-size 1, or --max-unavailable 3');
  });

  test('of V1, which takes the old version off while it installs the new one', () => {
    const v1 = { world: 'v1', policy: 'install-then-uninstall', of: 'ModuleDeployment' } as const;
    expect(refusal(plan([5, 10], v1), count(4)).fix).toBe(
      'use --batches 3, or --max-unavailable 5',
    );
    expect(refusal(plan([1, 2], v1), count(0)).fix).toBe('use --batches 2 --max-unavailable 1');
  });
});
