import { modulePodOf } from '../../../src/modules/module-pod.ts';
import type { Policy } from '../../../src/plan/types.ts';
import type { Judgement } from '../../../src/rollout/assess.ts';
import type { Place } from '../../../src/rollout/driver.ts';
import {
  holdMinReadySeconds,
  holdNumbers,
  holdProgressDeadlineSeconds,
} from '../../../src/rollout/hold.ts';
import { retiredWhileInstalling } from '../../../src/plan/batches.ts';
import type { DeploymentSpec } from '../../../src/rollout/kinds/deployment-view.ts';
import { markedMetadata } from '../../../src/rollout/ownership.ts';
import type { RolloutRecord } from '../../../src/rollout/record.ts';
import { templateHash } from '../../../src/rollout/template-hash.ts';
import { v2Verdict, type V2Standing } from '../../../src/rollout/v2-verdict.ts';
import type { KubeObject } from '../../../src/world.ts';
import { sight, stock } from './sights.ts';

/** Deployments in the middle of a rollout and after it, as `status` sees them. */

export const undo = 'koupctl rollback deployment/stock -n shop';
export const attach = 'koupctl attach deployment/stock -n shop';
export const beginsAnew = 'the same koupctl deploy goes on';
export const down: Judgement = { state: 'doomed', cause: 'the base is down: connection refused' };
export const installing: Judgement = { state: 'installing', cause: 'on the base it is resolved' };

const template = { metadata: { labels: { version: '2.0.0' } } };
export const oldTemplate = { metadata: { labels: { version: '1.0.0' } } };

export const record: RolloutRecord = {
  version: 1,
  id: 'r1',
  phase: 'rolling',
  workload: { kind: 'Deployment', name: 'stock', uid: 'd-1' },
  module: stock(),
  templateHash: templateHash(template),
  batches: [1, 3, 4],
  replicas: 4,
  policy: 'install-then-uninstall',
  proof: 'base',
  oldTemplate,
  outcomes: [],
  who: 'ann@laptop',
  startedAt: '2025-01-01T00:00:00Z',
};

/** As a rollout that stands held leaves it, but for its hold. */
export function deployment(
  spec: DeploymentSpec,
  { mark = 'r1/x', ...more }: Partial<KubeObject['metadata']> & { mark?: string | undefined } = {},
): KubeObject {
  const plain: KubeObject = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'stock', namespace: 'shop', uid: 'd-1', ...more },
    spec: { replicas: 4, strategy: { type: 'RollingUpdate' }, template, ...spec },
  };
  return mark === '' ? plain : { ...plain, metadata: markedMetadata(plain, mark) };
}

/** The hold as the driver draws it for batch `index` (from 0). */
export function held(policy: Policy, batches: readonly number[], index: number): DeploymentSpec {
  const updated = batches[index] ?? 0;
  return {
    minReadySeconds: holdMinReadySeconds,
    progressDeadlineSeconds: holdProgressDeadlineSeconds,
    strategy: {
      type: 'RollingUpdate',
      rollingUpdate: { ...holdNumbers(updated, retiredWhileInstalling(policy, batches, index)) },
    },
  };
}

export function firstBatchHeld(): DeploymentSpec {
  return held(record.policy, record.batches, 0);
}

/** `count` places that run the new version, then those with these judgements. */
export function places(count: number, ...others: Judgement[]): Place[] {
  const all = [...Array.from({ length: count }, (): Judgement => ({ state: 'active' })), ...others];
  return all.map((judgement, index) => ({
    key: `pod-${index}`,
    name: `vnode.10.0.0.${index + 1}.dev`,
    ip: `10.0.0.${index + 1}`,
    sight: sight({}),
    judgement,
  }));
}

export function pod(): KubeObject {
  const { name, version, url } = stock();
  const env = [{ name: 'BIZ_VERSION', value: version }];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'stock-1', uid: 'pod-0' },
    spec: { nodeName: 'vnode.10.0.0.1.dev', containers: [{ name, image: url, env }] },
  };
}

export function verdict(
  spec: DeploymentSpec,
  given: Partial<V2Standing> = {},
  metadata: Parameters<typeof deployment>[1] = {},
) {
  return v2Verdict({ ...standingOf(spec, metadata), ...given });
}

export function standingOf(
  spec: DeploymentSpec,
  metadata: Parameters<typeof deployment>[1] = {},
): V2Standing {
  return {
    view: {
      deployment: deployment(spec, metadata),
      newSet: undefined,
      newPods: [modulePodOf(pod())],
      oldPods: [],
      leaving: [],
      bases: new Map(),
      rawOldPods: [],
      sets: [],
      toGoFirst: [],
    },
    places: places(4),
    open: { bases: [], kubernetes: [], hopeless: false },
    record: undefined,
    attach,
    undo,
  };
}
