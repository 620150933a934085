import type { KubeObject } from '../world.ts';
import { cumulativeBatches } from './batches.ts';
import { say, type PlanSaying } from './saying.ts';
import type { BatchSpec, Policy } from './types.ts';

interface Strategy {
  type?: string;
  rollingUpdate?: { maxSurge?: number | string; maxUnavailable?: number | string };
}

/** How a base's own Deployment is rolled in batches, after its own strategy. */
export interface BaseBatches {
  readonly policy: Policy;
  readonly reason: PlanSaying;
  /** Cumulative number of new bases. */
  readonly batches: readonly number[];
}

/**
 * The first new base alone, then as many at a time as the Deployment's own strategy allows:
 * beside the old ones where it has a maxSurge, else in their place. Pure.
 */
export function baseBatches(base: KubeObject, asked: BatchSpec | undefined): BaseBatches {
  const { replicas = 1, strategy = {} } = (base['spec'] ?? {}) as {
    replicas?: number;
    strategy?: Strategy;
  };
  const { maxSurge = '25%', maxUnavailable = '25%' } = strategy.rollingUpdate ?? {};
  const recreate = strategy.type === 'Recreate';
  const surge = recreate ? 0 : numberOf(maxSurge, replicas, Math.ceil);
  const beside = surge > 0;
  const most = beside
    ? surge
    : Math.max(1, recreate ? 1 : numberOf(maxUnavailable, replicas, Math.floor));
  const usual: BatchSpec = {
    by: 'size',
    beta: false,
    sizes: [1, most].map((value) => ({ value, percent: false })),
  };
  const why = recreate ? 'strategy Recreate' : 'maxSurge 0';
  return {
    policy: beside ? 'install-then-uninstall' : 'uninstall-then-install',
    reason: beside ? say('base-beside') : say('base-instead', why),
    batches: cumulativeBatches(asked ?? usual, replicas),
  };
}

function numberOf(value: number | string, of: number, round: (value: number) => number): number {
  return typeof value === 'number' ? value : round((of * Number.parseFloat(value)) / 100);
}
