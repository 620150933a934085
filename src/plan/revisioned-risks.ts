import type { KubeObject } from '../world.ts';
import { info, warning } from './risk-words.ts';
import type { Plan, Risk } from './types.ts';

/** What rollouts of StatefulSets, ReplicaSets and DaemonSets have to say alike. */

/** Whether pods that run now are replaced. */
export function changesPods(more: {
  readonly kind: Plan['kind'];
  readonly replicas: number;
  /** A first deploy: nothing is replaced. */
  readonly first: boolean;
}): boolean {
  return (more.kind === 'upgrade' || more.kind === 'resume') && !more.first && more.replicas > 0;
}

/** `free`: bases that could take a pod and have none. */
export function elsewhere(free: readonly string[]): Risk | undefined {
  if (free.length === 0) return undefined;
  return warning('free-elsewhere', free);
}

/** Of a kind whose pods koupctl evicts. */
export function budgetIsAsked([first]: readonly KubeObject[]): Risk | undefined {
  if (first === undefined) return undefined;
  const status = first['status'] as { disruptionsAllowed?: number } | undefined;
  return info('budget-asked', first.metadata.name, status?.disruptionsAllowed);
}
