import { Fault } from '../../../src/fault.ts';
import { viewV1, type V1Lists } from '../../../src/modules/v1-view.ts';
import { makePlanV1, type V1Facts } from '../../../src/plan/plan-v1.ts';
import type { RolloutOptions } from '../../../src/plan/types.ts';
import {
  basePods,
  group,
  module,
  moduleDeployment,
  replicaSet,
  type Released,
} from '../modules/v1-objects.ts';

/** What plans of ModuleDeployments are made from, in tests. */

export const options: RolloutOptions = {
  batches: undefined,
  policy: undefined,
  confirm: 'each',
  grayMs: 0,
  soakMs: 0,
  timeoutMs: 60_000,
  onFailure: 'hold',
  rollbackTimeoutMs: 60_000,
  proof: 'base',
  pauseAfter: undefined,
  askAgain: true,
  reason: undefined,
};
const type = (kind: string, plural: string) =>
  ({ group, version: 'v1alpha1', kind, plural, namespaced: true }) as const;
export const surface: V1Facts['surface'] = {
  group,
  version: 'v1alpha1',
  dialect: 'confirmBatchNum',
  moduleDeployment: type('ModuleDeployment', 'moduledeployments'),
  moduleReplicaSet: type('ModuleReplicaSet', 'modulereplicasets'),
  module: type('Module', 'modules'),
};
const completed = { progress: 'Completed', batchProgress: 'Completed', currentBatch: 1 };

/** `old` bases of `bases` run 1.0.0; `to` is what the user wants. */
export function facts(
  given: { bases?: number; old?: number; live?: Released; lists?: Partial<V1Lists> },
  to: Released,
  more: Partial<V1Facts> = {},
): V1Facts {
  const { bases = 5, old = 4 } = given;
  const busy = Array.from({ length: old }, (_, index) => `base-${index + 1}`);
  const live = old === 0 ? undefined : moduleDeployment({ release: completed, ...given.live });
  const stored = moduleDeployment(to);
  const hash = (object: typeof stored | undefined): string | undefined =>
    object && JSON.stringify((object['spec'] as { template: unknown }).template);
  const view = viewV1({
    group,
    name: 'stock',
    moduleName: 'stock',
    deployment: live,
    replicaSets: old === 0 ? [] : [replicaSet(1, '1.0.0', { replicas: old })],
    modules: busy.map((base) => module(1, base)),
    pods: basePods(bases, busy),
    ...given.lists,
  });
  return {
    target: { context: 'test', server: 'https://127.0.0.1', user: 'me', namespace: 'shop' },
    surface,
    live,
    liveHash: hash(live),
    view,
    baseDeployment: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'base' } },
    namesakes: [],
    manifest: stored,
    stored,
    storedHash: hash(stored) ?? '',
    warnings: [],
    notes: [],
    takenOver: [],
    forced: false,
    diff: JSON.stringify(live?.['spec']) === JSON.stringify(stored['spec']) ? '' : 'different',
    open: undefined,
    answered: undefined,
    ...more,
  };
}

export function refusal(given: V1Facts, some: Partial<RolloutOptions> = {}): Fault {
  try {
    makePlanV1(given, { ...options, ...some });
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('it was not refused');
}
