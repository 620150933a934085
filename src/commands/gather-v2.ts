import { diffText } from '../manifest/diff-text.ts';
import type { Base } from '../modules/base.ts';
import { whyNotEligible } from '../modules/eligible.ts';
import * as labels from '../modules/labels.ts';
import { core } from '../modules/surface.ts';
import type { OpenRollout } from '../plan/deploy-plan.ts';
import { unifiedDiff } from '../plan/diff.ts';
import type { V2Facts } from '../plan/plan-v2.ts';
import type { Note } from '../plan/types.ts';
import { intentManager } from '../rollout/context.ts';
import { each } from '../rollout/each.ts';
import { viewDeployment, type PodsView } from '../rollout/kinds/deployment-view.ts';
import { isHeld } from '../rollout/hold.ts';
import { isOpenOn, type RolloutRecord } from '../rollout/record.ts';
import { selectorText, type LabelSelector } from '../modules/selector.ts';
import { basesByNode } from '../modules/vnodes.ts';
import { templateHash } from '../rollout/template-hash.ts';
import type { Bases, Cluster, KubeObject, ResourceType } from '../world.ts';
import { dryRunApply } from './dry-run.ts';

/** What tells one V2 kind from another when its plan is made. */
export interface V2Kind {
  readonly type: ResourceType;
  /** The kind in which Kubernetes keeps its templates; undefined where it keeps none. */
  readonly revisionType: ResourceType | undefined;
  readonly view: (lists: {
    readonly live: KubeObject | undefined;
    readonly revisions: readonly KubeObject[];
    readonly pods: readonly KubeObject[];
    readonly nodes: readonly KubeObject[];
  }) => PodsView;
  /** The hold line is drawn on the live object. */
  readonly isDrawn: (live: KubeObject) => boolean;
  /** Fields of the spec that a rollout borrows, and gives back at its end. */
  readonly borrows: readonly string[];
}

export const deploymentKind: V2Kind = {
  type: core.deployment,
  revisionType: core.replicaSet,
  view: ({ live, revisions, pods, nodes }) =>
    viewDeployment({ deployment: live, replicaSets: revisions, pods, nodes }),
  isDrawn: (live) => isHeld(specOf(live) as Record<string, unknown>),
  borrows: ['strategy', 'minReadySeconds', 'progressDeadlineSeconds'],
};

/** Reads what a V2 plan is made from; every list that decides a write with a quorum. */
export async function gatherV2(
  cluster: Cluster,
  bases: Bases | undefined,
  kind: V2Kind,
  input: {
    readonly manifest: KubeObject;
    readonly notes: readonly Note[];
    readonly live: KubeObject | undefined;
    readonly record: RolloutRecord | undefined;
  },
): Promise<V2Facts> {
  const { live, record } = input;
  const drawn = live !== undefined && kind.isDrawn(live);
  const rolling = record !== undefined && record.phase === 'rolling' && isOpenOn(record, live);
  const manifest = drawn || rolling ? withoutBorrowed(input.manifest, kind) : input.manifest;
  const namespace = manifest.metadata.namespace ?? 'default';
  const selector = selectorText((manifest['spec'] as { selector?: LabelSelector }).selector);
  const quorum = 'quorum' as const;
  const [revisions, pods, nodes, hpas, pdbs, dry] = await Promise.all([
    kind.revisionType === undefined
      ? []
      : cluster.list({ type: kind.revisionType, namespace, labels: selector, freshness: quorum }),
    cluster.list({ type: core.pod, namespace, labels: selector, freshness: quorum }),
    cluster.list({
      type: core.node,
      labels: `${labels.component}=${labels.componentVnode}`,
      freshness: quorum,
    }),
    cluster.list({ type: core.hpa, namespace, freshness: quorum }),
    cluster.list({ type: core.pdb, namespace, freshness: quorum }),
    dryRunApply(cluster, toApply(manifest, live), kind.type, intentManager),
  ]);
  const view = kind.view({ live, revisions, pods, nodes });
  const stored = dry.written.object;
  const byName = basesByNode(nodes, pods);
  const open = record && openRollout(record, live, drawn);
  return {
    target: cluster.target,
    live,
    liveHash: live && templateHash(specOf(live).template),
    running: (open && record.oldTemplate) ?? (live && specOf(live).template),
    oldPods: view.oldPods,
    livePods: view.newPods,
    held: drawn,
    nodes,
    bases: byName,
    hpas,
    pdbs: pdbs.filter((budget) => covers(budget, specOf(manifest).template)),
    manifest: toApply(manifest, live),
    stored,
    storedHash: templateHash(specOf(stored).template),
    warnings: dry.written.warnings,
    notes: input.notes,
    takenOver: dry.takenOver,
    forced: dry.forced,
    diff: unifiedDiff(live ? diffText(live) : '', diffText(stored)),
    open,
    answered: bases && (await whoAnswers(bases, mayHost(nodes, byName, specOf(stored).template))),
  };
}

interface Spec {
  replicas?: number;
  template?: unknown;
}

function specOf(object: KubeObject): Spec {
  return object['spec'] ?? {};
}

/**
 * What is really applied: never `paused`, and no replicas where the manifest
 * names none but koupctl set them before (leaving a field out of an apply gives
 * it up, and replicas would fall to the default of 1).
 */
function toApply(manifest: KubeObject, live: KubeObject | undefined): KubeObject {
  const { paused: _paused, ...spec } = specOf(manifest) as Spec & { paused?: boolean };
  const ours = (live?.metadata.managedFields ?? []).some(
    (entry) =>
      entry.manager === intentManager &&
      entry.operation === 'Apply' &&
      Object.hasOwn(entry.fieldsV1?.['f:spec'] ?? {}, 'f:replicas'),
  );
  const replicas = spec.replicas ?? (ours && live ? specOf(live).replicas : undefined);
  return { ...manifest, spec: { ...spec, ...(replicas === undefined ? {} : { replicas }) } };
}

/** What is borrowed now is not the user's to change before it is given back. */
function withoutBorrowed(manifest: KubeObject, { borrows }: V2Kind): KubeObject {
  const own = Object.entries(specOf(manifest)).filter(([field]) => !borrows.includes(field));
  return { ...manifest, spec: Object.fromEntries(own) };
}

export function covers(budget: KubeObject, template: unknown): boolean {
  const own = (template as { metadata?: { labels?: Record<string, string> } } | undefined)?.metadata
    ?.labels;
  const { selector } = (budget['spec'] ?? {}) as { selector?: LabelSelector };
  const wanted = Object.entries(selector?.matchLabels ?? {});
  return wanted.length > 0 && wanted.every(([key, value]) => own?.[key] === value);
}

function openRollout(
  record: RolloutRecord,
  live: KubeObject | undefined,
  drawn: boolean,
): OpenRollout | undefined {
  if (!isOpenOn(record, live)) return undefined;
  const first = record.oldTemplate === undefined;
  // Killed between a write and its note: what the object shows counts.
  return openAs(record, record.phase === 'preparing' && (drawn || first));
}

/** What a plan has to know of a rollout that stands; `rolls`: whatever its record says of its phase. */
export function openAs(record: RolloutRecord, rolls: boolean): OpenRollout {
  return {
    id: record.id,
    phase: rolls ? 'rolling' : record.phase,
    templateHash: record.templateHash,
    batches: record.batches,
    replicas: record.replicas,
    policy: record.policy,
    version: record.module.version,
    who: record.who,
    first: record.oldTemplate === undefined,
    reached: record.outcomes.flatMap((one) => one.bases),
  };
}

/** The bases on which the template's pods can come. */
export function mayHost(
  nodes: readonly KubeObject[],
  bases: ReadonlyMap<string, Base>,
  template: unknown,
): Base[] {
  const podSpec = (template as { spec?: unknown } | undefined)?.spec;
  return nodes
    .filter((node) => whyNotEligible(podSpec, node) === undefined)
    .map((node) => bases.get(node.metadata.name))
    .filter((base) => base !== undefined);
}

/** Ids of the bases that answer now; asked once, many at a time. */
export async function whoAnswers(bases: Bases, all: readonly Base[]): Promise<Set<string>> {
  const answered = new Set<string>();
  await each(all, 64, async (base) => {
    if ((await bases.query(base)).ok) answered.add(base.id);
  });
  return answered;
}
