import type { BizOrder } from '../arklets.ts';
import { same } from './biz-order.ts';

/** A workload in Kubernetes that wants a module on the base. */
export interface BizOwner {
  readonly namespace: string;
  /** `Deployment/stock`. */
  readonly workload: string;
  readonly name: string;
  readonly version: string;
}

/** What the cluster knows of a base. `none`: it does not know the base. */
export interface BizStanding {
  readonly world: 'v1' | 'v2' | 'none' | 'unchecked';
  readonly owners: readonly BizOwner[];
}

export interface BizRisk {
  readonly risk:
    | 'unchecked'
    | 'orphan'
    | 'nameless-orphan'
    | 'owned-uninstall'
    | 'owned-other-version'
    | 'owned-repair'
    | 'owned-switch';
  /** Only with --force. */
  readonly refuse: boolean;
  readonly owner?: BizOwner;
}

/**
 * What the controllers make of an order that they did not give. V2's uninstalls within about 15 s
 * whatever no pod asks for (virtual-kubelet 0.3.8, FillPodKey); V1's never looks.
 */
export function risksOf(order: BizOrder, { world, owners }: BizStanding): BizRisk | undefined {
  if (world === 'unchecked') return { risk: 'unchecked', refuse: true };
  if (world === 'none') return undefined;
  const { biz } = order;
  if (biz === undefined) {
    return world === 'v2' ? { risk: 'nameless-orphan', refuse: true } : undefined;
  }
  const owner = owners.find((one) => same(one, biz));
  const other = owners.find((one) => one.name === biz.name);
  if (order.verb === 'uninstall') {
    return owner && { risk: 'owned-uninstall', refuse: true, owner };
  }
  if (owner !== undefined) {
    const risk = order.verb === 'install' ? 'owned-repair' : 'owned-switch';
    return { risk, refuse: false, owner };
  }
  if (other !== undefined) return { risk: 'owned-other-version', refuse: true, owner: other };
  return world === 'v2' ? { risk: 'orphan', refuse: true } : undefined;
}
