import * as labels from '../modules/labels.ts';
import { core } from '../modules/surface.ts';
import type { V2Reading } from '../plan/scale-v2.ts';
import { BaseWatch } from '../rollout/base-watch.ts';
import { isHeld } from '../rollout/hold.ts';
import { asWorkload } from '../modules/workload-template.ts';
import type { PodsView } from '../rollout/kinds/deployment-view.ts';
import { kindOf } from './kinds.ts';
import { readDeployment } from '../rollout/kinds/deployment-watch.ts';
import { readRevisioned } from '../rollout/kinds/revisioned-watch.ts';
import { RecordStore } from '../rollout/record-store.ts';
import { isOpenOn } from '../rollout/record.ts';
import type { Bases, Clock, Cluster, KubeObject } from '../world.ts';

/** How long the bases may take to answer before a plan is made without them, ms. */
const answersWithinMs = 4_000;

/** Reads what the plans of `scale`, `replace` and `offline` for a V2 workload are made from. */
export async function readV2(
  cluster: Cluster,
  live: KubeObject,
  ask: { readonly bases: Bases; readonly clock: Clock } | undefined,
): Promise<V2Reading> {
  const { name, namespace = cluster.target.namespace } = live.metadata;
  const store = new RecordStore(cluster, namespace, { kind: live.kind, name });
  const quorum = 'quorum' as const;
  const [view, nodes, hpas, file] = await Promise.all([
    viewOf(cluster, live),
    cluster.list({
      type: core.node,
      labels: `${labels.component}=${labels.componentVnode}`,
      freshness: quorum,
    }),
    cluster.list({ type: core.hpa, namespace, freshness: quorum }),
    store.load(),
  ]);
  const now = view.workload ?? (live.kind === core.pod.kind ? asWorkload(live) : live);
  const record = file?.current;
  const open = record && isOpenOn(record, now) ? record : undefined;
  const reading = {
    target: cluster.target,
    live: now,
    newPods: view.newPods,
    oldPods: view.oldPods,
    leaving: view.leaving,
    nodes,
    bases: view.bases,
    hpas,
    open: open && { version: open.module.version, who: open.who, phase: open.phase },
    held: isHeld((now['spec'] ?? {}) as Record<string, unknown>),
  };
  if (ask === undefined) return { ...reading, silent: [], inactive: [] };
  const watch = new BaseWatch(ask.bases, ask.clock);
  await watch.refresh(view.bases.values(), 0, answersWithinMs);
  const silent = [...view.bases.values()].filter((base) => watch.answer(base.id)?.ok !== true);
  const inactive = view.newPods.filter(
    (pod) =>
      pod.node !== undefined &&
      watch.answer(pod.node)?.ok === true &&
      pod.modules.some((module) => watch.stateOn(pod.node ?? '', module) !== 'activated'),
  );
  return {
    ...reading,
    silent: silent.map((base) => base.name),
    inactive: inactive.map((pod) => pod.node ?? ''),
  };
}

/** Of any kind; a bare Pod in the shape of a workload. */
async function viewOf(
  cluster: Cluster,
  live: KubeObject,
): Promise<PodsView & { readonly workload: KubeObject | undefined }> {
  if (live.kind === core.deployment.kind) {
    const view = await readDeployment(cluster, live);
    return { ...view, workload: view.deployment };
  }
  const type = kindOf(live).type(undefined);
  if (type === undefined) throw new Error(`no V2 kind: ${live.kind}`);
  return await readRevisioned(cluster, live, type);
}
