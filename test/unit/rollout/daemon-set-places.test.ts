import { expect, test } from 'vitest';
import { Conflict } from '../../../src/conflict.ts';
import type { ModulePod } from '../../../src/modules/module-pod.ts';
import type { Ports } from '../../../src/rollout/context.ts';
import type { RolloutEvent } from '../../../src/rollout/events.ts';
import { Evictions } from '../../../src/rollout/kinds/pods-evictions.ts';
import { basesToCome } from '../../../src/rollout/kinds/daemon-set-places.ts';
import type { Eviction } from '../../../src/world.ts';
import { pod, underWay } from './revisioned-objects.ts';

const base = (number: number): string => `vnode.10.0.0.${number}.dev`;

test('each base without the new version says what it waits for', () => {
  const view = underWay('DaemonSet', [
    pod('a', '2.0.0', { base: 1 }),
    pod('b', '1.0.0', { base: 2, leaving: true }),
    pod('c', '1.0.0', { base: 3 }),
  ]);
  const members = [base(1), base(2), base(3), base(4), base(5)];
  const places = basesToCome(view, members, {
    now: 10_000,
    goneSince: (name) => (name === base(5) ? 1_000 : undefined),
    refusalOf: () => 'the budget allows none',
  });
  expect(places.map(({ name, judgement }) => [name, judgement.state, judgement.cause])).toEqual([
    [base(2), 'waiting', 'its pod is being uninstalled'],
    [base(3), 'waiting', 'not evicted yet: the budget allows none'],
    [base(4), 'waiting', 'its pod is not created yet'],
    [base(5), 'doomed', `the base is gone: node ${base(5)} no longer exists`],
  ]);
});

function bench(answer: () => Promise<Eviction>) {
  const events: RolloutEvent[] = [];
  const asked: string[] = [];
  let now = 0;
  const ports = {
    clock: { now: () => now },
    emit: (event: RolloutEvent) => events.push(event),
    cluster: {
      evict: (_: unknown, uid: string) => {
        asked.push(uid);
        return answer();
      },
    },
  } as unknown as Ports;
  const later = (ms: number): void => {
    now += ms;
  };
  return { events, asked, evictions: new Evictions(ports), later };
}

const one = { name: 'a', namespace: 'shop', uid: 'u1' } as ModulePod;

test('a budget that refuses is asked again after a while, and its words are kept', async () => {
  let answer: Eviction = { evicted: false, why: 'needs 4 healthy pods' };
  const { asked, evictions, later } = bench(() => Promise.resolve(answer));
  await evictions.evict([one], 'batch 1');
  await evictions.evict([one], 'batch 1');
  expect(asked).toEqual(['u1']);
  expect(evictions.refusalOf(one)).toBe('needs 4 healthy pods');
  answer = { evicted: true };
  later(3_000);
  await evictions.evict([one], 'batch 1');
  expect(evictions.refusalOf(one)).toBeUndefined();
  later(3_000);
  await evictions.evict([one], 'batch 1');
  expect(asked).toEqual(['u1', 'u1']);
});

test('a pod that has given its name to another one is as good as evicted', async () => {
  const { events, evictions } = bench(() =>
    Promise.reject(new Conflict('another uid', 'precondition')),
  );
  await evictions.evict([one], 'batch 1');
  expect(events).toEqual([{ type: 'wrote', object: 'Pod shop/a', what: 'evicted: batch 1' }]);
});
