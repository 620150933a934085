import type { ModulePod } from '../../modules/module-pod.ts';
import { core } from '../../modules/surface.ts';
import type { Cluster, KubeObject } from '../../world.ts';
import { each } from '../base-watch.ts';
import { MustHold, rolloutManager } from '../context.ts';
import { deletionCost, rivals } from '../deletion-order.ts';
import type { DeploymentView } from './deployment-view.ts';

/** Low enough that a marked pod goes before any that its owner gave a cost. */
const firstToGo = '-2147483647';

/**
 * The old pods that leave when `count` of them have to: first those whose base
 * runs the new version proven, then those that the ReplicaSet controller would
 * take first anyway, then by base name.
 */
export function chooseToRetire(
  view: DeploymentView,
  count: number,
  provenNodes: ReadonlySet<string>,
): ModulePod[] {
  const rank = (pod: ModulePod): readonly number[] => [
    pod.node !== undefined && provenNodes.has(pod.node) ? 0 : 1,
    pod.node === undefined ? 0 : 1,
    pod.phase === 'Pending' ? 0 : 1,
    pod.ready ? 1 : 0,
  ];
  return [...view.oldPods].sort((a, b) => byRank(rank(a), rank(b)) || byName(a, b)).slice(0, count);
}

function byRank(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < a.length; index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function byName(a: ModulePod, b: ModulePod): number {
  return (a.node ?? a.name).localeCompare(b.node ?? b.name, 'en', { numeric: true });
}

/** Marks the chosen pods so that the ReplicaSet controller takes them first. */
export async function markToGo(cluster: Cluster, pods: readonly ModulePod[]): Promise<void> {
  await each(pods, 32, async (pod) => {
    const ref = { type: core.pod, namespace: pod.namespace, name: pod.name };
    const live = await cluster.get(ref);
    if (live === undefined || live.metadata.annotations?.[deletionCost] === firstToGo) return;
    const path = `/metadata/annotations/${deletionCost.replaceAll('/', '~1')}`;
    await cluster.patch(
      ref,
      [
        { op: 'test', path: '/metadata/uid', value: pod.uid },
        live.metadata.annotations === undefined
          ? { op: 'add', path: '/metadata/annotations', value: { [deletionCost]: firstToGo } }
          : { op: 'add', path, value: firstToGo },
      ],
      { manager: rolloutManager },
    );
  });
}

/** Throws MustHold unless the chosen pods surely go first, by a read made after they were marked. */
export function assertGoFirst(
  chosen: readonly ModulePod[],
  rawOldPods: readonly KubeObject[],
): void {
  const uids = new Set(chosen.map((pod) => pod.uid));
  const raw = rawOldPods.filter((pod) => uids.has(pod.metadata.uid ?? ''));
  const before = rivals(raw, rawOldPods);
  if (raw.length < chosen.length || before.length === 0) return;
  const names = before.slice(0, 3).map((pod) => nodeOf(pod) ?? pod.metadata.name);
  throw new MustHold(
    `the ReplicaSet controller would remove the old version from ${names.join(', ')} first, where the new one is not proven`,
    `find out why its pod is not ready there (kubectl get pod -o wide), then go on`,
  );
}

function nodeOf(pod: KubeObject): string | undefined {
  return (pod['spec'] as { nodeName?: string } | undefined)?.nodeName;
}
