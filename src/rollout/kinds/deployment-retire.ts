import { said } from '../../messages/said-of.ts';
import type { ModulePod } from '../../modules/module-pod.ts';
import { core } from '../../modules/surface.ts';
import type { Cluster, JsonPatchOp, KubeObject } from '../../world.ts';
import { MustHold, rolloutManager } from '../context.ts';
import { deletionCost, firstToGo, isToGoFirst, rivals } from '../deletion-order.ts';
import { each } from '../each.ts';
import { dropOps, putOps } from '../metadata-ops.ts';

/** Marks the chosen pods so that the ReplicaSet controller takes them first. */
export async function markToGo(cluster: Cluster, pods: readonly ModulePod[]): Promise<void> {
  await patchEach(cluster, pods, (live) =>
    isToGoFirst(live) ? [] : putOps(live, 'annotations', deletionCost, firstToGo),
  );
}

/** Takes the mark back from pods that stay after all. */
export async function letStay(cluster: Cluster, pods: readonly ModulePod[]): Promise<void> {
  await patchEach(cluster, pods, (live) =>
    isToGoFirst(live) ? dropOps(live, 'annotations', deletionCost) : [],
  );
}

/** Patches exactly these pods, each by what it is like now; one that is gone, or needs nothing, is left alone. */
async function patchEach(
  cluster: Cluster,
  pods: readonly ModulePod[],
  opsFor: (live: KubeObject) => JsonPatchOp[],
): Promise<void> {
  await each(pods, 32, async (pod) => {
    const ref = { type: core.pod, namespace: pod.namespace, name: pod.name };
    const live = await cluster.get(ref);
    const ops = live?.metadata.uid === pod.uid ? opsFor(live) : [];
    if (ops.length === 0) return;
    const same: JsonPatchOp = { op: 'test', path: '/metadata/uid', value: pod.uid };
    await cluster.patch(ref, [same, ...ops], { manager: rolloutManager });
  });
}

/** Why the rollout must hold, unless the chosen pods surely go first by a read made after they were marked. */
export function whoGoesBefore(
  chosen: readonly ModulePod[],
  rawOldPods: readonly KubeObject[],
): MustHold | undefined {
  const uids = new Set(chosen.map((pod) => pod.uid));
  const raw = rawOldPods.filter((pod) => uids.has(pod.metadata.uid ?? ''));
  const before = rivals(raw, rawOldPods);
  if (raw.length < chosen.length || before.length === 0) return undefined;
  const names = before.slice(0, 3).map((pod) => nodeOf(pod) ?? pod.metadata.name);
  return new MustHold(
    said(({ holds }) => holds.othersFirst(names.join(', '))),
    said(({ holds }) => holds.whyNotReady),
  );
}

function nodeOf(pod: KubeObject): string | undefined {
  return (pod['spec'] as { nodeName?: string } | undefined)?.nodeName;
}
