import * as labels from '../modules/labels.ts';
import type { ModulePod } from '../modules/module-pod.ts';
import { namesOf } from '../modules/release.ts';
import type { Touched } from './operate-plan.ts';
import type { OfflineFacts } from './plan-offline.ts';
import { say, type PlanSaying } from './saying.ts';
import { leaversIn, moduleOfPods, type V2Reading } from './scale-v2.ts';

/** What taking a V2 workload offline is planned from. Pure. */
export function offlineFactsV2(
  reading: V2Reading,
  more: {
    /** All its pods, whatever their template. */
    readonly pods: readonly ModulePod[];
    /** Module pods of other workloads on the same bases. */
    readonly others: readonly ModulePod[];
  },
): OfflineFacts {
  const { live } = reading;
  const places = placesOf(reading, more.pods);
  const names = new Set(places.map((one) => one.name));
  const leaving = more.pods.filter((pod) => pod.terminating).flatMap((pod) => pod.node ?? []);
  const hpas = reading.hpas.filter((hpa) => {
    const { scaleTargetRef } = (hpa['spec'] ?? {}) as {
      scaleTargetRef?: { kind?: string; name?: string };
    };
    return scaleTargetRef?.kind === live.kind && scaleTargetRef.name === live.metadata.name;
  });
  return {
    target: reading.target,
    world: 'v2',
    live,
    module: moduleOfPods(live),
    before: (live['spec'] as { replicas?: number } | undefined)?.replicas ?? places.length,
    places,
    losing: [...new Set(leaving)].filter((name) => !names.has(name)),
    releases: [
      ...new Set(more.pods.flatMap(({ modules }) => modules.map((one) => namesOf([one])))),
    ],
    onlyWhole: whyWhole(reading, hpas.length > 0),
    open: reading.open,
    silent: reading.silent.filter((name) => names.has(name)),
    shared: more.others.flatMap((pod) => sharedWith(pod, more.pods)),
    stays: hpas.map((hpa) => say('autoscaler-stays', hpa.metadata.name)),
    notes: [],
  };
}

function placesOf(reading: V2Reading, pods: readonly ModulePod[]): Touched[] {
  const ordered = leaversIn(reading);
  const staying = pods.filter((pod) => !pod.terminating);
  const bound = new Set(staying.flatMap((pod) => pod.node ?? []));
  const known = new Set<string>();
  const inOrder = [...ordered.map(({ name }) => name), ...bound].filter(
    (name) => bound.has(name) && !known.has(name) && known.add(name),
  );
  return inOrder.map((name, rank) => ({ name, rank }));
}

function sharedWith(other: ModulePod, pods: readonly ModulePod[]): PlanSaying[] {
  const here = pods.filter((pod) => pod.node !== undefined && pod.node === other.node);
  return other.modules
    .filter((module) =>
      here.some((pod) =>
        pod.modules.some((own) => own.name === module.name && own.version === module.version),
      ),
    )
    .map(({ name, version }) =>
      say('on-base-by', `${name}:${version}`, other.node ?? '', `${other.namespace}/${other.name}`),
    );
}

function whyWhole(reading: V2Reading, autoscaled: boolean): OfflineFacts['onlyWhole'] {
  const { live, open, held, oldPods } = reading;
  const own = live.metadata.labels ?? {};
  if (live.kind === 'DaemonSet') return ({ operations }) => operations.whole.everyBase;
  if (!['Deployment', 'StatefulSet', 'ReplicaSet'].includes(live.kind)) {
    return ({ operations }) => operations.whole.otherKind(live.kind);
  }
  if (live.metadata.deletionTimestamp !== undefined) {
    return ({ operations }) => operations.whole.beingDeleted;
  }
  if (open !== undefined) return ({ operations }) => operations.whole.rollout(open.version);
  if (held || oldPods.length > 0) return ({ operations }) => operations.whole.templates;
  if (autoscaled) return ({ operations }) => operations.whole.autoscaled;
  const peer =
    own[labels.strategy] === labels.strategyPeer && own[labels.replicasControl] !== 'true';
  return peer ? ({ operations }) => operations.whole.peer : undefined;
}
