import { diffText } from '../manifest/diff-text.ts';
import { selectorText, type LabelSelector } from '../modules/selector.ts';
import { core, type V1Surface } from '../modules/surface.ts';
import { v1ModuleOf, v1Spec, type V1Spec } from '../modules/v1-view.ts';
import { unifiedDiff } from '../plan/diff.ts';
import type { V1Facts } from '../plan/plan-v1.ts';
import { say } from '../plan/saying.ts';
import type { Note, Plan } from '../plan/types.ts';
import { batchingFor } from '../plan/v1-schedule.ts';
import { intentManager } from '../rollout/context.ts';
import { each } from '../rollout/each.ts';
import { moduleHash } from '../rollout/kinds/module-deployment-release.ts';
import type { ModuleDeploymentFacts } from '../rollout/kinds/module-deployment-state.ts';
import { readV1, type V1Target } from '../rollout/kinds/module-deployment-target.ts';
import { isMarkedBy } from '../rollout/ownership.ts';
import { isOpenOn, type RolloutRecord } from '../rollout/record.ts';
import type { Bases, Cluster, KubeObject } from '../world.ts';
import { dryRunApply } from './dry-run.ts';

/** Reads what a V1 plan is made from; every list with a quorum. */
export async function gatherV1(
  cluster: Cluster,
  bases: Bases | undefined,
  surface: V1Surface,
  input: {
    readonly manifest: KubeObject;
    readonly notes: readonly Note[];
    readonly live: KubeObject | undefined;
    readonly record: RolloutRecord | undefined;
  },
): Promise<V1Facts> {
  const { live, record } = input;
  const namespace = input.manifest.metadata.namespace ?? cluster.target.namespace;
  const named = { ...input.manifest, metadata: { ...input.manifest.metadata, namespace } };
  const baseDeployment = await readBaseDeployment(cluster, named);
  const { manifest, notes } = normalised(named, live, baseDeployment);
  const target = v1Target(surface, manifest, baseDeployment);
  const type = surface.moduleDeployment;
  const [view, siblings, dry] = await Promise.all([
    readV1(cluster, target),
    cluster.list({ type, namespace, freshness: 'quorum' }),
    dryRunApply(cluster, manifest, type, intentManager),
  ]);
  const stored = dry.written.object;
  const { name } = manifest.metadata;
  return {
    target: cluster.target,
    surface,
    live,
    liveHash: live && moduleHash(v1ModuleOf(live)),
    view,
    baseDeployment,
    namesakes: siblings
      .filter((one) => one.metadata.name !== name)
      .filter((one) => v1ModuleOf(one).name === target.moduleName)
      .map((one) => one.metadata.name),
    manifest,
    stored,
    storedHash: moduleHash(v1ModuleOf(stored)),
    warnings: dry.written.warnings,
    notes: [...input.notes, ...notes],
    takenOver: dry.takenOver,
    forced: dry.forced,
    diff: unifiedDiff(live ? text(live) : '', text(stored)),
    open: record && openRollout(record, live),
    answered: bases && (await whoAnswers(bases, view)),
  };
}

/** What is watched of a ModuleDeployment; without a base Deployment nothing counts as a base. */
export function v1Target(
  surface: V1Surface,
  manifest: KubeObject,
  baseDeployment: KubeObject | undefined,
): V1Target {
  const { selector } = (baseDeployment?.['spec'] ?? {}) as { selector?: LabelSelector };
  return {
    surface,
    namespace: manifest.metadata.namespace ?? 'default',
    name: manifest.metadata.name,
    moduleName: v1ModuleOf(manifest).name,
    baseSelector: baseDeployment ? selectorText(selector) : 'koupctl.koupleless.io/no-base',
  };
}

/** For the driver: what the plan found out. */
export function moduleDeploymentFacts(
  facts: V1Facts,
  plan: Plan,
  record: RolloutRecord | undefined,
): ModuleDeploymentFacts & { readonly manifest: KubeObject } {
  const open = facts.open === undefined ? undefined : record;
  const resume = plan.kind === 'resume';
  const cumulative = plan.batches.map((batch) => batch.cumulative);
  const shape = { replicas: plan.replicas, dialect: facts.surface.dialect };
  const oldSpec = resume
    ? (open?.oldTemplate as V1Spec | undefined)
    : facts.live && withoutConfirm(v1Spec(facts.live));
  return {
    target: v1Target(facts.surface, facts.stored, facts.baseDeployment),
    mode: oldSpec === undefined ? 'first' : 'upgrade',
    resume,
    manifest: facts.manifest,
    strategy: v1Spec(facts.stored).operationStrategy,
    batching: batchingFor(cumulative, shape) ?? { batchCount: 1, useBeta: false },
    oldSpec,
    generation: facts.live?.metadata.generation,
    force: facts.forced || facts.open !== undefined,
  };
}

/** For the driver that takes a rollout up from its record alone, to undo it. */
export async function factsFromRecord(
  cluster: Cluster,
  surface: V1Surface,
  object: KubeObject,
  record: RolloutRecord,
): Promise<ModuleDeploymentFacts> {
  const baseDeployment = await readBaseDeployment(cluster, object);
  const oldSpec = record.oldTemplate as V1Spec | undefined;
  return {
    target: v1Target(surface, object, baseDeployment),
    mode: oldSpec === undefined ? 'first' : 'upgrade',
    resume: true,
    manifest: undefined,
    strategy: undefined,
    batching: { batchCount: 1, useBeta: false },
    oldSpec,
    generation: object.metadata.generation,
    force: false,
  };
}

export async function readBaseDeployment(
  cluster: Cluster,
  object: KubeObject,
): Promise<KubeObject | undefined> {
  const name = v1Spec(object).baseDeploymentName;
  const namespace = object.metadata.namespace ?? cluster.target.namespace;
  return name ? await cluster.get({ type: core.deployment, namespace, name }) : undefined;
}

/** Confirmations are given batch by batch and replicas by number, never by the manifest. */
function normalised(
  manifest: KubeObject,
  live: KubeObject | undefined,
  baseDeployment: KubeObject | undefined,
): { manifest: KubeObject; notes: Note[] } {
  const spec = v1Spec(manifest);
  const notes: Note[] = [];
  for (const field of ['confirmBatchNum', 'pause'] as const) {
    if (spec[field] !== undefined) {
      notes.push({ field: `spec.${field}`, message: say('confirmed-singly') });
    }
  }
  const replicas = spec.replicas === -1 ? availableBases(baseDeployment) : spec.replicas;
  if (spec.replicas === -1) {
    notes.push({ field: 'spec.replicas', message: say('counted-once', replicas ?? 0) });
  }
  // Leaving a field out of an apply gives it up, and V1's default is 0.
  const kept = replicas ?? v1Spec(live).replicas ?? 0;
  return { manifest: { ...manifest, spec: { ...withoutConfirm(spec), replicas: kept } }, notes };
}

function availableBases(baseDeployment: KubeObject | undefined): number {
  const status = baseDeployment?.['status'] as { availableReplicas?: number } | undefined;
  return status?.availableReplicas ?? 0;
}

function withoutConfirm(spec: V1Spec): V1Spec {
  const { confirmBatchNum: _number, pause: _pause, ...rest } = spec;
  return rest;
}

function text(object: KubeObject): string {
  return diffText({ ...object, spec: withoutConfirm(v1Spec(object)) });
}

function openRollout(record: RolloutRecord, live: KubeObject | undefined): V1Facts['open'] {
  if (live === undefined || !isOpenOn(record, live)) return undefined;
  return {
    id: record.id,
    // The mark comes with the manifest, one write before the record says that it rolls.
    phase: record.phase === 'preparing' && isMarkedBy(live, record.id) ? 'rolling' : record.phase,
    templateHash: record.templateHash,
    batches: record.batches,
    replicas: record.replicas,
    policy: record.policy,
    version: record.module.version,
    who: record.who,
    first: record.oldTemplate === undefined,
  };
}

/** Ids of the bases that answer now; asked once, many at a time. */
async function whoAnswers(bases: Bases, view: V1Facts['view']): Promise<Set<string>> {
  const answered = new Set<string>();
  await each([...view.bases.values()], 64, async (base) => {
    if ((await bases.query(base)).ok) answered.add(base.id);
  });
  return answered;
}
