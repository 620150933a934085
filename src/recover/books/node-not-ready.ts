import { core } from '../../modules/surface.ts';
import { isReady } from '../../modules/base.ts';
import { isCordoned, nameOf, readiness, refOf, some } from '../cluster-state.ts';
import type { Facts } from '../facts.ts';
import type { Found, Runbook, StepSpec } from '../step.ts';
import { sickPods } from './pods-not-ready.ts';

const each =
  (check: (facts: Facts, name: string, node: Facts['nodes'][number]) => readonly Found[]) =>
  (facts: Facts): Found[] =>
    facts.target.nodes.flatMap((name) => {
      const node = facts.nodes.find(({ metadata }) => metadata.name === name);
      return node === undefined ? [] : check(facts, name, node);
    });

const isThere: StepSpec = {
  id: 'node-is-there',
  danger: 'none',
  check: ({ target, nodes }) =>
    target.nodes.map((of): Found => {
      const there = nodes.some(({ metadata }) => metadata.name === of);
      return {
        of,
        params: { node: of },
        ...(there
          ? { state: 'done', code: 'node-there' }
          : { state: 'blocked', code: 'no-such-node' }),
      };
    }),
};

export const kubelet: StepSpec = {
  id: 'start-kubelet',
  danger: 'none',
  manual: true,
  check: each((facts, of, node) => {
    if (isReady(node)) return [{ of, state: 'done', code: 'node-ready', params: { node: of } }];
    const { reason, message, ago } = readiness(node, facts.now);
    const params = { node: of, reason, ago };
    return [
      {
        of,
        state: 'manual',
        code: 'node-not-ready',
        params,
        seen: message === '' ? [] : [message],
      },
    ];
  }),
};

export const uncordon: StepSpec = {
  id: 'uncordon',
  danger: 'writes',
  check: each((_, of, node) => {
    if (!isCordoned(node)) return [{ of, state: 'done', code: 'schedulable' }];
    const { uid = '', resourceVersion = '' } = node.metadata;
    const ops = [
      { op: 'test', path: '/metadata/uid', value: uid },
      { op: 'test', path: '/metadata/resourceVersion', value: resourceVersion },
      { op: 'test', path: '/spec/unschedulable', value: true },
      { op: 'remove', path: '/spec/unschedulable' },
    ] as const;
    const acts = [{ does: 'patch', ref: refOf(core.node, node), uid, ops }] as const;
    return [{ of, state: 'to-do', code: 'cordoned', params: { node: of }, acts }];
  }),
};

const podsWell: StepSpec = {
  id: 'node-pods',
  danger: 'none',
  manual: true,
  check: (facts) => {
    const sick = sickPods(facts).filter(({ trouble }) => trouble !== 'failed');
    if (sick.length === 0) return [{ state: 'done', code: 'pods-ready' }];
    const seen = some(sick.map(({ pod, why }) => `${nameOf(pod)}: ${why}`));
    const params = { count: sick.length, nodes: facts.target.nodes.join(' ') };
    return [{ state: 'manual', code: 'pods-of-node', params, seen }];
  },
};

/** A machine that came back, and its node did not. */
export const nodeNotReady: Runbook = {
  id: 'node-not-ready',
  needs: ['node'],
  reads: ['nodes', 'pods'],
  steps: [isThere, kubelet, uncordon, podsWell],
};
