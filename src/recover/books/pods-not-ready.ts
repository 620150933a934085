import type { KubeObject } from '../../world.ts';
import { deletion, nameOf, nodeOf, podTyped, some } from '../cluster-state.ts';
import type { StepId } from '../codes.ts';
import type { Facts } from '../facts.ts';
import { lostNodes, ownerKind, troubleOf, type Trouble } from '../pod-trouble.ts';
import type { Found, Runbook, StepSpec } from '../step.ts';

interface Sick {
  readonly pod: KubeObject;
  readonly trouble: Trouble;
  readonly why: string;
}

/** The pods of the target that are not ready. */
export function sickPods(facts: Facts): Sick[] {
  const lost = lostNodes(facts.nodes);
  const { nodes } = facts.target;
  return facts.pods
    .filter((pod) => nodes.length === 0 || nodes.includes(nodeOf(pod)))
    .flatMap((pod) => {
      const found = troubleOf(pod, lost);
      return found === undefined ? [] : [{ pod, ...found }];
    });
}

/** `Pod shop/biz-0 (StatefulSet): biz: CrashLoopBackOff …` */
function line({ pod, why }: Sick): string {
  return `${nameOf(pod)} (${ownerKind(pod)}): ${why}`;
}

/** Only looked at: what koupctl can't mend, a person does, and the next look sees it. */
function byHand(id: StepId, trouble: Trouble): StepSpec {
  const check = (facts: Facts): Found[] => {
    const sick = sickPods(facts).filter((one) => one.trouble === trouble);
    if (sick.length === 0) return [];
    const params = { count: sick.length, nodes: nodesOf(sick) };
    return [{ state: 'manual', code: 'pods-sick', params, seen: some(sick.map(line)) }];
  };
  return { id, danger: 'none', manual: true, check };
}

function nodesOf(sick: readonly Sick[]): string {
  return some(
    [...new Set(sick.map(({ pod }) => nodeOf(pod)).filter((node) => node !== ''))],
    5,
  ).join(', ');
}

/** Pods that have failed, evicted ones for most: whoever owns them has made others. */
export function failedPods(facts: Facts): Found[] {
  const failed = sickPods(facts).filter(
    ({ pod, trouble }) =>
      trouble === 'failed' && !['bare', 'static', 'Job'].includes(ownerKind(pod)),
  );
  if (failed.length === 0) return [];
  const acts = failed.map(({ pod }) => deletion(podTyped(pod)));
  return [
    {
      state: 'to-do',
      code: 'failed-pods',
      params: { count: failed.length },
      seen: some(failed.map(line)),
      acts,
    },
  ];
}

const failedAlone: StepSpec = {
  id: 'failed-alone',
  danger: 'none',
  manual: true,
  check: (facts) => {
    const failed = sickPods(facts).filter(
      ({ pod, trouble }) =>
        trouble === 'failed' && ['bare', 'static', 'Job'].includes(ownerKind(pod)),
    );
    if (failed.length === 0) return [];
    return [
      {
        state: 'manual',
        code: 'pods-sick',
        params: { count: failed.length },
        seen: some(failed.map(line)),
      },
    ];
  },
};

/** Pods that are not ready, by what keeps them: the guide's grep, and what to do for each kind. */
export const podsNotReady: Runbook = {
  id: 'pods-not-ready',
  needs: [],
  reads: ['nodes', 'pods'],
  steps: [
    { id: 'delete-failed', danger: 'writes', check: failedPods },
    byHand('pods-on-lost-nodes', 'node-lost'),
    byHand('pods-terminating', 'terminating'),
    byHand('pods-unscheduled', 'unscheduled'),
    byHand('pods-without-image', 'image'),
    byHand('pods-not-started', 'sandbox'),
    byHand('pods-crashing', 'crashing'),
    byHand('pods-unready', 'not-ready'),
    failedAlone,
  ],
};
