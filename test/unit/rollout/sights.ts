import { baseOfVnode, type Base } from '../../../src/modules/base.ts';
import type { PodModule } from '../../../src/modules/module-pod.ts';
import type { AssessContext, Sight } from '../../../src/rollout/assess.ts';
import type { Answer, BizInfo, BizState } from '../../../src/world.ts';

/** What is seen of one place of a V2 rollout, for tests of what is made of it. */

export const now = 1_000_000;

export function stock(version = '2.0.0', name = 'stock'): PodModule {
  return { name, version, url: `http://jars.test/${name}-${version}-ark-biz.jar` };
}

/** `vnode(3)` has the address 10.0.0.3; its node was made an hour ago. */
export function vnode(number = 1, madeAt = now - 3_600_000): Base {
  const base = baseOfVnode({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: `vnode.10.0.0.${number}.dev`,
      labels: { 'virtual-kubelet.koupleless.io/component': 'vnode' },
      creationTimestamp: new Date(madeAt).toISOString(),
    },
    status: { conditions: [{ type: 'Ready', status: 'True' }] },
  });
  if (base === undefined) throw new Error('not a vnode');
  return base;
}

export function biz(state: BizState, version = '2.0.0', name = 'stock'): BizInfo {
  return { name, version, state };
}

export function lists(...value: readonly BizInfo[]): Answer<readonly BizInfo[]> {
  return { ok: true, value, at: now };
}

export function silent(why: string): Answer<readonly BizInfo[]> {
  return { ok: false, why, at: now };
}

/** What differs from a place where all is well. */
export type Given = Partial<Omit<Sight, 'pod'>> & { pod?: Partial<Sight['pod']> };

/** A pod that was bound a minute ago to a base that runs what it wants. */
export function sight(given: Given): Sight {
  return {
    modules: [stock()],
    base: vnode(),
    answer: lists(biz('activated')),
    silentSince: undefined,
    asked: [],
    ...given,
    pod: {
      name: 'stock-7d9f-x2x',
      namespace: 'shop',
      node: 'vnode.10.0.0.1.dev',
      ready: true,
      phase: 'Running',
      unschedulable: undefined,
      trouble: undefined,
      createdAt: now - 61_000,
      boundAt: now - 60_000,
      ...given.pod,
    },
  };
}

export const context: AssessContext = {
  now,
  proof: 'base',
  anyBaseAnswered: true,
  placesToCome: 0,
};
