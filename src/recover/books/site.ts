import { isReady } from '../../modules/base.ts';
import { nameOf, some } from '../cluster-state.ts';
import type { StepId } from '../codes.ts';
import type { Facts } from '../facts.ts';
import type { Found, Runbook, StepSpec } from '../step.ts';
import { apiAnswers } from './etcd.ts';
import { sickPods } from './pods-not-ready.ts';

/** A step that only a person can do and see. */
export function said(id: StepId): StepSpec {
  return {
    id,
    danger: 'none',
    manual: true,
    unseen: true,
    check: () => [{ state: 'manual', code: 'by-hand' }],
  };
}

/** Nothing of the cluster can be seen before its API server answers. */
function whenUp(check: (facts: Facts) => Found) {
  return (facts: Facts): Found[] => [
    facts.down === undefined
      ? check(facts)
      : { state: 'manual', code: 'api-down', params: { why: facts.down } },
  ];
}

function sickIn(facts: Facts, system: boolean) {
  return sickPods(facts).filter(
    ({ pod, trouble }) =>
      trouble !== 'failed' && (pod.metadata.namespace === 'kube-system') === system,
  );
}

const pods = (id: StepId, system: boolean): StepSpec => ({
  id,
  danger: 'none',
  manual: true,
  check: whenUp((facts) => {
    const sick = sickIn(facts, system);
    if (sick.length === 0) return { state: 'done', code: 'pods-ready' };
    const seen = some(sick.map(({ pod, why }) => `${nameOf(pod)}: ${why}`));
    return { state: 'manual', code: 'pods-of-site', params: { count: sick.length }, seen };
  }),
});

const nodesReady: StepSpec = {
  id: 'nodes-ready',
  danger: 'none',
  manual: true,
  check: whenUp(({ nodes }) => {
    const lost = nodes.filter((node) => !isReady(node)).map(({ metadata }) => metadata.name);
    if (lost.length === 0 && nodes.length > 0)
      return { state: 'done', code: 'all-nodes-ready', params: { count: nodes.length } };
    return {
      state: 'manual',
      code: 'nodes-lost',
      params: { count: lost.length, of: nodes.length },
      seen: some(lost),
    };
  }),
};

/** The whole site was without power: layer after layer, each seen well before the next. */
export const powerLoss: Runbook = {
  id: 'power-loss',
  needs: [],
  reads: ['api', 'nodes', 'pods'],
  steps: [
    said('site-power'),
    said('site-dns'),
    said('site-time'),
    said('site-packages'),
    apiAnswers,
    pods('control-plane-pods', true),
    nodesReady,
    pods('site-pods', false),
    said('site-modules'),
    said('site-logins'),
    said('site-consoles'),
  ],
};

/** The site is lost, and the standby site takes over; the kubeconfig is the standby's. */
export const siteFailover: Runbook = {
  id: 'site-failover',
  needs: [],
  reads: ['api', 'nodes', 'pods'],
  steps: [
    said('standby-database'),
    said('standby-dns'),
    said('standby-domains'),
    apiAnswers,
    pods('control-plane-pods', true),
    nodesReady,
    pods('site-pods', false),
    said('site-modules'),
    said('site-logins'),
    said('switch-back'),
  ],
};
