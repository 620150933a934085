import { Fault } from '../fault.ts';
import { faultFrom } from '../messages/fault-of.ts';
import { core } from '../modules/surface.ts';
import { makePlanDaemonSet } from '../plan/plan-daemon-set.ts';
import { makePlanReplicaSet } from '../plan/plan-replica-set.ts';
import { makePlanStatefulSet } from '../plan/plan-stateful-set.ts';
import type { V2Facts } from '../plan/plan-v2.ts';
import type { Plan, RolloutOptions } from '../plan/types.ts';
import { rolloutManager, type Assignment, type Ports } from '../rollout/context.ts';
import type { Driver } from '../rollout/driver.ts';
import { closedKeyOf } from '../rollout/kinds/daemon-set-doors.ts';
import { DaemonSetDriver } from '../rollout/kinds/daemon-set.ts';
import { ReplicaSetDriver } from '../rollout/kinds/replica-set.ts';
import { applyRevisionedSettings } from '../rollout/kinds/revisioned-settings.ts';
import type { RevisionedFacts } from '../rollout/kinds/revisioned-state.ts';
import { revisionedSpec, viewRevisioned } from '../rollout/kinds/revisioned-view.ts';
import { revisionTypeOf } from '../rollout/kinds/revisioned-watch.ts';
import { StatefulSetDriver } from '../rollout/kinds/stateful-set.ts';
import { putOps } from '../rollout/metadata-ops.ts';
import { RecordStore } from '../rollout/record-store.ts';
import type { RolloutRecord } from '../rollout/record.ts';
import { Workload } from '../rollout/workload.ts';
import type { Bases, Cluster, ResourceType } from '../world.ts';
import { gatherV2, type V2Kind } from './gather-v2.ts';
import { workloadFor, type Prepared, type PrepareParts, type UndoParts } from './prepared.ts';

/** A kind whose pods can only be replaced, and are by their own controller. */
export interface RevisionedKind {
  readonly type: ResourceType;
  readonly plan: (facts: V2Facts, options: RolloutOptions) => Plan;
  readonly driver: (
    ports: Ports,
    assignment: Assignment,
    parts: {
      readonly facts: RevisionedFacts;
      readonly workload: Workload;
      readonly store: RecordStore;
    },
  ) => Driver;
  /** What else can fail, tried without writing. */
  readonly check?: (cluster: Cluster, plan: Plan) => Promise<void>;
}

export const daemonSetKind: RevisionedKind = {
  type: core.daemonSet,
  plan: makePlanDaemonSet,
  driver: (...parts) => new DaemonSetDriver(...parts),
  check: assertMayOpenBases,
};

export const statefulSetKind: RevisionedKind = {
  type: core.statefulSet,
  plan: makePlanStatefulSet,
  driver: (...parts) => new StatefulSetDriver(...parts),
};

export const replicaSetKind: RevisionedKind = {
  type: core.replicaSet,
  plan: makePlanReplicaSet,
  driver: (...parts) => new ReplicaSetDriver(...parts),
};

/** Reads, plans and readies the rollout of such a workload. Writes nothing. */
export async function prepareRevisioned(
  cluster: Cluster,
  bases: Bases,
  kind: RevisionedKind,
  { manifest, live, options, notes }: PrepareParts,
): Promise<Prepared> {
  const { name, namespace = 'default' } = manifest.metadata;
  const store = new RecordStore(cluster, namespace, { kind: kind.type.kind, name });
  const record = (await store.load())?.current;
  const asks = options.proof === 'base' ? bases : undefined;
  const input = { manifest, live, record, notes };
  const facts = await gatherV2(cluster, asks, gatheredAs(kind.type), input);
  const plan = kind.plan(facts, options);
  await kind.check?.(cluster, plan);
  const ref = { type: kind.type, namespace, name };
  return {
    plan,
    resumes: plan.kind === 'resume' || facts.open?.phase === 'preparing' ? record?.id : undefined,
    driver(ports, assignment) {
      const workload = new Workload(ports.cluster, ref, ports.emit);
      workload.adopt(live);
      return kind.driver(ports, assignment, {
        facts: factsFor(facts, plan, record),
        workload,
        store: store.through(ports.cluster),
      });
    },
    applySettings: (ports) => applyRevisionedSettings(ports, { plan, ref, facts }),
  };
}

/** The driver that takes up such a rollout from its record alone. */
export function undoRevisioned(
  ports: Ports,
  assignment: Assignment,
  kind: RevisionedKind,
  { found, record, store }: UndoParts,
): Driver {
  return kind.driver(ports, assignment, {
    facts: {
      mode: record.oldTemplate === undefined ? 'first' : 'upgrade',
      resume: true,
      templateHash: record.templateHash,
      updateStrategy: undefined,
      oldTemplate: record.oldTemplate,
      manifest: found,
      force: false,
      generation: found.metadata.generation,
    },
    workload: workloadFor(ports, found, kind.type),
    store: store.through(ports.cluster),
  });
}

/** A first deploy of a DaemonSet labels nodes: whether it may is asked before anything is written. */
async function assertMayOpenBases(cluster: Cluster, plan: Plan): Promise<void> {
  const [name] = plan.batches.slice(1).flatMap((batch) => batch.candidates);
  const key = closedKeyOf(plan.manifest);
  if (plan.kind !== 'first' || name === undefined || key === undefined) return;
  const node = await cluster.get({ type: core.node, name });
  if (node === undefined) return;
  const options = { manager: rolloutManager, dryRun: true };
  try {
    await cluster.patch({ type: core.node, name }, putOps(node, 'labels', key, 'true'), options);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw faultFrom(
      (inWords, { rollouts }) => {
        const { message, details } = inWords(error);
        const { text, fix } = rollouts.opensByLabel(message);
        return { message: text, fix, details };
      },
      { outcome: error.outcome },
    );
  }
}

function gatheredAs(type: ResourceType): V2Kind {
  const revisionType = revisionTypeOf(type);
  return {
    type,
    revisionType,
    view: ({ live, ...lists }) => viewRevisioned({ workload: live, ...lists }),
    isDrawn: () => false,
    borrows: revisionType === undefined ? [] : ['updateStrategy'],
  };
}

function factsFor(facts: V2Facts, plan: Plan, record: RolloutRecord | undefined): RevisionedFacts {
  const open = facts.open === undefined ? undefined : record;
  const isFirst =
    facts.live === undefined || (open !== undefined && open.oldTemplate === undefined);
  const { updateStrategy, template } = revisionedSpec(facts.stored);
  const own = open?.updateStrategy ?? updateStrategy;
  return {
    mode: isFirst ? 'first' : 'upgrade',
    resume: plan.kind === 'resume',
    templateHash: facts.storedHash,
    updateStrategy: isFirst ? undefined : own,
    oldTemplate: isFirst ? undefined : (open?.oldTemplate ?? revisionedSpec(facts.live).template),
    ...(revisionTypeOf(facts.stored) === undefined ? { newTemplate: template } : {}),
    manifest: facts.manifest,
    force: facts.forced || facts.open !== undefined,
    generation: facts.live?.metadata.generation,
  };
}
