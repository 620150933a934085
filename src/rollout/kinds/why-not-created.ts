import { said } from '../../messages/said-of.ts';
import { conditionOf } from '../../modules/base.ts';
import type { Text } from '../../said.ts';
import type { KubeObject } from '../../world.ts';
import { isObserved } from './deployment-view.ts';

/** Why its controller can't create pods at all (quota, admission); undefined while it can. */
export function whyNotCreated(workload: KubeObject | undefined): Text | undefined {
  if (workload === undefined || !isObserved(workload)) return undefined;
  const failure = conditionOf(workload, 'ReplicaFailure');
  if (failure?.status !== 'True') return undefined;
  return said(({ open }) => open.noPods(failure.message));
}
