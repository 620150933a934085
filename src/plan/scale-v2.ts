import { worded, faultFrom, faultOf, type FaultSaying } from '../messages/fault-of.ts';
import type { Base } from '../modules/base.ts';
import * as labels from '../modules/labels.ts';
import { followsBases, peerCluster } from '../modules/peer.ts';
import { modulesOfTemplate, type ModulePod } from '../modules/module-pod.ts';
import { releaseOf } from '../modules/release.ts';
import type { ClusterTarget, KubeObject } from '../world.ts';
import { leaversOf } from './leavers.ts';
import { labelOf, typedName, type Touched } from './operate-plan.ts';
import { info, warning } from './risk-words.ts';
import type { ScaleFacts } from './plan-scale.ts';
import { roomFor, type Room } from './room-v2.ts';
import { RolloutStands } from './rollout-stands.ts';
import { leaversByOrdinal, ordinalRisks } from './scale-stateful-set.ts';
import type { Plan, Risk } from './types.ts';

/** What was read of a V2 workload and what is around it, with a quorum. */
export interface V2Reading {
  readonly target: ClusterTarget;
  readonly live: KubeObject;
  /** Pods of the present template, and of earlier ones, that are to stay. */
  readonly newPods: readonly ModulePod[];
  readonly oldPods: readonly ModulePod[];
  readonly leaving: readonly ModulePod[];
  readonly nodes: readonly KubeObject[];
  readonly bases: ReadonlyMap<string, Base>;
  readonly hpas: readonly KubeObject[];
  /** The rollout that koupctl's record says stands on it. */
  readonly open:
    { readonly version: string; readonly who: string; readonly phase: string } | undefined;
  /** koupctl's hold is drawn on it. */
  readonly held: boolean;
  /** Names of the bases that did not answer; none where none was asked. */
  readonly silent: readonly string[];
  /** Names of the bases that have a pod of it and do not run the module. */
  readonly inactive: readonly string[];
}

interface Spec {
  replicas?: number;
  paused?: boolean;
  template?: unknown;
}

/** What a scale of a V2 Deployment or ReplicaSet is planned from, or a Fault that says why its number is not koupctl's to change. Pure. */
export function scaleFactsV2(reading: V2Reading, wanted: number): ScaleFacts {
  const { live, newPods, leaving } = reading;
  const spec = specOf(live);
  const before = spec.replicas ?? 1;
  refuseEveryBase(live);
  refuseStanding(reading);
  const ordered = live.kind === 'StatefulSet';
  if (wanted !== before) {
    // V2's controller counts bases for Deployments only.
    if (!ordered) refusePeer(live, wanted);
    refuseAutoscaler(reading);
  }
  const namespace = live.metadata.namespace ?? 'default';
  const room = roomFor(spec.template, { namespace, nodes: reading.nodes, pods: newPods, leaving });
  const reached = new Set([...newPods.map((pod) => pod.node), ...room.free]);
  return {
    target: reading.target,
    world: 'v2',
    live,
    module: moduleOfPods(live),
    before,
    wanted,
    present: newPods.length,
    free: room.free,
    soon: room.soon,
    certain: room.unknown.length === 0,
    leavers: leaversIn(reading),
    silent: reading.silent.filter((name) => reached.has(name)),
    moreRoom: ({ operations }) => operations.basesThatFit,
    risks: [
      ...(ordered ? ordinalRisks(live, wanted, newPods) : []),
      ...(wanted > before ? risksOfRoom(room, wanted, newPods.length) : risksOfLeaving(live)),
    ],
    notes: [],
    unfinished: false,
  };
}

/** Bases in the order in which they lose a pod, whatever the kind. */
export function leaversIn({ live, newPods, inactive }: V2Reading): Touched[] {
  return live.kind === 'StatefulSet'
    ? leaversByOrdinal(newPods)
    : leaversV2(newPods, new Set(inactive));
}

/** Bases in the order in which koupctl makes them lose a pod; exact, as it marks which go first. */
function leaversV2(pods: readonly ModulePod[], doubtful: ReadonlySet<string>): Touched[] {
  return leaversOf(pods, doubtful).map((pod, rank) => ({ name: pod.node ?? pod.name, rank }));
}

/** The module of a Deployment's template; several in one pod are named together. */
export function moduleOfPods(live: KubeObject): Plan['module'] {
  const release = releaseOf(modulesOfTemplate(specOf(live).template));
  if (release) return release;
  throw faultOf(({ operations }) => operations.noModule(labelOf(live)));
}

function specOf(object: KubeObject): Spec {
  return object['spec'] ?? {};
}

/** Its controller has no number to change: one pod for every node that fits. */
function refuseEveryBase(live: KubeObject): void {
  if (live.kind !== 'DaemonSet') return;
  throw faultFrom(
    (_, { operations: words }) =>
      worded(words.everyBase(labelOf(live), typedName(live)), [words.everyBaseWhy]),
    { outcome: 'refused' },
  );
}

/** A change of replicas under a hold scales both ReplicaSets in proportion and leaks the batch. */
function refuseStanding(reading: V2Reading): void {
  const { live, open } = reading;
  const label = labelOf(live);
  const typed = typedName(live);
  const refuse = (say: FaultSaying): never => {
    throw faultOf(say, { outcome: 'refused' });
  };
  if (live.metadata.deletionTimestamp !== undefined) {
    refuse(({ operations }) => operations.beingDeleted(label, typed));
  }
  if (open !== undefined) {
    const { version, who, phase } = open;
    throw new RolloutStands(live, ({ plans }) =>
      phase === 'undoing'
        ? plans.undoUnfinished(version, who, label, typed)
        : plans.leaksBatch(version, who, label, typed),
    );
  }
  if (reading.held) refuse(({ operations }) => operations.strayHold(label, typed));
  const { name, namespace = 'default' } = live.metadata;
  if (specOf(live).paused === true) {
    refuse(({ operations }) => operations.paused(label, name, namespace));
  }
  const old = reading.oldPods.length;
  if (old > 0) {
    refuse(({ operations }) =>
      live.kind === 'ReplicaSet'
        ? operations.foreignTemplate(label, old)
        : operations.foreignRollout(label, old, typed),
    );
  }
}

/** The peer controller writes its own number at once: nothing is won by writing another one. */
function refusePeer(live: KubeObject, wanted: number): void {
  if (!followsBases(live)) return;
  const { name, namespace = 'default' } = live.metadata;
  const cluster = peerCluster(live);
  const object = `deployment/${name} -n ${namespace}`;
  throw faultFrom(
    (_, { operations: words }) =>
      worded(words.peer(labelOf(live), object, labels.replicasControl, typedName(live), wanted), [
        words.peerOverwrites(`${labels.strategy}=${labels.strategyPeer}`),
        words.peerBases(cluster),
      ]),
    { outcome: 'refused' },
  );
}

function refuseAutoscaler({ live, hpas }: V2Reading): void {
  const hpa = hpas.find((one) => {
    const { scaleTargetRef } = (one['spec'] ?? {}) as {
      scaleTargetRef?: { kind?: string; name?: string };
    };
    return scaleTargetRef?.kind === live.kind && scaleTargetRef.name === live.metadata.name;
  });
  if (hpa === undefined) return;
  const { minReplicas = 1, maxReplicas = 0 } = (hpa['spec'] ?? {}) as {
    minReplicas?: number;
    maxReplicas?: number;
  };
  const { name, namespace = 'default' } = hpa.metadata;
  const workload = labelOf(live);
  throw faultOf(
    ({ operations }) => operations.autoscaler(name, workload, minReplicas, maxReplicas, namespace),
    { outcome: 'refused' },
  );
}

function risksOfRoom(room: Room, wanted: number, present: number): Risk[] {
  const free = room.free.length;
  const enough = present + free >= wanted;
  return [
    ...(room.kept ? [] : [warning('not-kept-apart')]),
    ...(room.unknown.length > 0
      ? [warning('scheduler-tells', room.unknown, enough ? undefined : free)]
      : []),
  ];
}

function risksOfLeaving(live: KubeObject): Risk[] {
  const own = live.metadata.labels ?? {};
  return own[labels.strategy] === labels.strategyPeer
    ? [info('replicas-control', labels.replicasControl)]
    : [];
}
