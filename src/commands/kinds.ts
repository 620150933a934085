import { faultFrom, faultOf } from '../messages/fault-of.ts';
import { v1Groups } from '../modules/labels.ts';
import { core, type V1Surface } from '../modules/surface.ts';
import type { Outcome } from '../outcome.ts';
import { refuseFinished, refuseOwned } from '../plan/refuse-v2.ts';
import type { Proof, World as Side } from '../plan/types.ts';
import type { Assignment, Ports } from '../rollout/context.ts';
import type { Driver } from '../rollout/driver.ts';
import type { Bases, Cluster, KubeObject, ResourceType } from '../world.ts';
import {
  daemonSetKind,
  prepareRevisioned,
  replicaSetKind,
  statefulSetKind,
  undoRevisioned,
  type RevisionedKind,
} from './prepare-revisioned.ts';
import { preparePod, undoPod } from './prepare-pod.ts';
import { prepareV1, undoV1 } from './prepare-v1.ts';
import { prepareV2, undoDeployment } from './prepare-v2.ts';
import type { Prepared, PrepareParts, UndoParts } from './prepared.ts';
import { statusPod } from './status-pod.ts';
import { statusDeployment } from './status-deployment.ts';
import {
  daemonSetStanding,
  replicaSetStanding,
  statefulSetStanding,
  statusRevisioned,
  type ReachedIn,
} from './status-revisioned.ts';
import { statusV1 } from './status-v1.ts';
import type { Surface } from './surface.ts';
import type { World } from './world.ts';

/** What `status` is asked about. */
export interface StatusParts {
  readonly cluster: Cluster;
  readonly bases: Bases;
  readonly surface: Surface;
  readonly object: KubeObject;
  readonly proof: Proof;
}

/** One kind of module workload: what people call it, and how it is rolled. */
export interface WorkloadKind {
  readonly kind: string;
  readonly world: Side;
  /** What people may type, as kubectl takes it; the first is also `--kind`, and its template's name. */
  readonly typed: readonly [string, ...string[]];
  /** Undefined where the cluster does not have it. */
  readonly type: (v1: V1Surface | undefined) => ResourceType | undefined;
  /** `own`: as many as it says; `every-base`: it has no such number; `one`: it is one. */
  readonly replicas: 'own' | 'every-base' | 'one';
  /** Two versions can be on a base at a time. */
  readonly versionsMeet: boolean;
  /** Throws for one in the cluster that is not to be rolled by itself. */
  readonly refuse?: (live: KubeObject) => void;
  readonly prepare: (
    cluster: Cluster,
    bases: Bases,
    surface: Surface,
    input: PrepareParts,
  ) => Promise<Prepared>;
  readonly undo: (
    ports: Ports,
    assignment: Assignment,
    parts: UndoParts,
  ) => Driver | Promise<Driver>;
  readonly status: (world: World, parts: StatusParts) => Promise<Outcome>;
}

/** Every kind that koupctl rolls. */
export const kinds: readonly WorkloadKind[] = [
  {
    kind: 'Deployment',
    world: 'v2',
    typed: ['deployment', 'deployments', 'deploy'],
    type: () => core.deployment,
    replicas: 'own',
    versionsMeet: true,
    prepare: (cluster, bases, _, input) => prepareV2(cluster, bases, input),
    undo: undoDeployment,
    status: statusDeployment,
  },
  revisioned(statefulSetKind, {
    typed: ['statefulset', 'statefulsets', 'sts'],
    replicas: 'own',
    standing: statefulSetStanding,
  }),
  revisioned(daemonSetKind, {
    typed: ['daemonset', 'daemonsets', 'ds'],
    replicas: 'every-base',
    standing: daemonSetStanding,
  }),
  revisioned(replicaSetKind, {
    typed: ['replicaset', 'replicasets', 'rs'],
    replicas: 'own',
    standing: replicaSetStanding,
    refuse: refuseOwned,
  }),
  {
    kind: 'Pod',
    world: 'v2',
    typed: ['pod', 'pods', 'po'],
    type: () => core.pod,
    replicas: 'one',
    versionsMeet: false,
    refuse: (live) => {
      refuseOwned(live);
      refuseFinished(live);
    },
    prepare: (cluster, bases, _, input) => preparePod(cluster, bases, input),
    undo: undoPod,
    status: statusPod,
  },
  {
    kind: 'ModuleDeployment',
    world: 'v1',
    typed: ['moduledeployment', 'moduledeployments', 'mddeploy'],
    type: (v1) => v1?.moduleDeployment,
    replicas: 'own',
    versionsMeet: true,
    prepare: (cluster, bases, { v1 }, input) =>
      prepareV1(cluster, bases, installed(v1, cluster), input),
    undo: (ports, assignment, parts) =>
      undoV1(ports, assignment, installed(parts.surface.v1, ports.cluster), parts),
    status: (world, { surface, ...parts }) =>
      statusV1(world, { ...parts, surface: installed(surface.v1, parts.cluster) }),
  },
];

function revisioned(
  how: RevisionedKind,
  names: Pick<WorkloadKind, 'typed' | 'replicas' | 'refuse'> & { readonly standing: ReachedIn },
): WorkloadKind {
  const { standing, ...named } = names;
  return {
    kind: how.type.kind,
    world: 'v2',
    ...named,
    type: () => how.type,
    versionsMeet: false,
    prepare: (cluster, bases, _, input) => prepareRevisioned(cluster, bases, how, input),
    undo: (ports, assignment, parts) => undoRevisioned(ports, assignment, how, parts),
    status: (world, parts) => statusRevisioned(world, { ...parts, type: how.type }, standing),
  };
}

/** By what is written in an object. Throws a Fault for one that koupctl does not roll. */
export function kindOf({ kind }: Pick<KubeObject, 'kind'>): WorkloadKind {
  const found = kinds.find((one) => one.kind === kind);
  if (found) return found;
  const known = kinds.map((one) => one.kind);
  throw faultOf(({ commands }) => commands.notRolled(kind, known));
}

/** By what people type, as in `sts/NAME`; undefined where it is no kind of koupctl's. */
export function kindTyped(text: string): WorkloadKind | undefined {
  const lower = text.toLowerCase().split('.')[0] ?? '';
  return kinds.find((one) => one.typed.includes(lower));
}

function installed(v1: V1Surface | undefined, cluster: Cluster): V1Surface {
  if (v1) return v1;
  throw faultFrom((_, { commands }) => {
    const { text, fix } = commands.noV1(cluster.target.server);
    return { message: text, fix, details: [commands.lookedIn(v1Groups)] };
  });
}
