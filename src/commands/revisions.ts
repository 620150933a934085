import { modulesIn } from '../modules/module-pod.ts';
import { core } from '../modules/surface.ts';
import { selectorText, type LabelSelector } from '../modules/selector.ts';
import { v1Labels } from '../modules/labels.ts';
import { v1ModuleOf, v1Spec } from '../modules/v1-view.ts';
import { templateOf } from '../modules/workload-template.ts';
import type { Revision } from '../rollout/history.ts';
import { deploymentSpec } from '../rollout/kinds/deployment-view.ts';
import { revisionedSpec, templateOfRevision } from '../rollout/kinds/revisioned-view.ts';
import { moduleHash } from '../rollout/kinds/module-deployment-release.ts';
import { revisionTypeOf } from '../rollout/kinds/revisioned-watch.ts';
import { revisionsIn } from '../rollout/record-revisions.ts';
import type { RecordFile } from '../rollout/record.ts';
import { templateHash } from '../rollout/template-hash.ts';
import type { Cluster, KubeObject, ResourceType } from '../world.ts';
import type { FoundWorkload } from './find-workload.ts';
import type { Surface } from './surface.ts';

/** The templates that are kept for a workload, and which of them it has now. */
export interface Revisions {
  readonly kept: readonly Revision[];
  readonly liveHash: string;
}

/** `file`: the workload's record, which keeps the templates of kinds of which Kubernetes keeps none. */
export async function readRevisions(
  cluster: Cluster,
  surface: Surface,
  { world, object }: FoundWorkload,
  file: RecordFile | undefined,
): Promise<Revisions> {
  if (world === 'v1') return await ofV1(cluster, surface, object);
  if (object.kind === 'Deployment') return await ofDeployment(cluster, object);
  if (revisionTypeOf(object) !== undefined) return await ofRevisioned(cluster, object);
  const kept = file === undefined ? [] : revisionsIn(file);
  return { kept, liveHash: templateHash(templateOf(object)) };
}

/** V2: the Deployment controller keeps the ReplicaSets of `revisionHistoryLimit` templates. */
async function ofDeployment(cluster: Cluster, object: KubeObject): Promise<Revisions> {
  const { selector, template } = deploymentSpec(object);
  const sets = await ownedBy(cluster, object, core.replicaSet, selector);
  return { kept: sets.map(ofReplicaSet), liveHash: templateHash(template) };
}

/** V2: StatefulSets and DaemonSets keep their templates as ControllerRevisions. */
async function ofRevisioned(cluster: Cluster, object: KubeObject): Promise<Revisions> {
  const { selector, template } = revisionedSpec(object);
  const revisions = await ownedBy(cluster, object, core.controllerRevision, selector);
  return { kept: revisions.map(ofRevision), liveHash: templateHash(template) };
}

async function ownedBy(
  cluster: Cluster,
  { metadata: { uid, namespace = 'default' } }: KubeObject,
  type: ResourceType,
  selector: LabelSelector | undefined,
): Promise<KubeObject[]> {
  const labels = selectorText(selector);
  const all = await cluster.list({ type, namespace, labels, freshness: 'quorum' });
  return all.filter((one) => one.metadata.ownerReferences?.some((owner) => owner.uid === uid));
}

function ofRevision(revision: KubeObject): Revision {
  const template = templateOfRevision(revision) as Template;
  return {
    number: Number(revision['revision'] ?? 0),
    hash: templateHash(template),
    modules: modulesIn(template.spec?.containers ?? []),
    createdAt: Date.parse(revision.metadata.creationTimestamp ?? '') || 0,
    template,
  };
}

function ofReplicaSet(set: KubeObject): Revision {
  const { template } = (set['spec'] ?? {}) as { template?: Template };
  return {
    number: Number(set.metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0),
    hash: templateHash(template),
    modules: modulesIn(template?.spec?.containers ?? []),
    createdAt: Date.parse(set.metadata.creationTimestamp ?? '') || 0,
    template: withoutHash(template),
  };
}

interface Template {
  metadata?: { labels?: Record<string, string> };
  spec?: { containers?: Parameters<typeof modulesIn>[0] };
}

/** The label that the controller added; in a Deployment it would tell every pod apart from its selector. */
function withoutHash(template: Template | undefined): unknown {
  const { 'pod-template-hash': _hash, ...own } = template?.metadata?.labels ?? {};
  return { ...template, metadata: { ...template?.metadata, labels: own } };
}

/** V1: the controller keeps every ModuleReplicaSet. */
async function ofV1(cluster: Cluster, { v1 }: Surface, object: KubeObject): Promise<Revisions> {
  const liveHash = moduleHash(v1ModuleOf(object));
  if (v1 === undefined) return { kept: [], liveHash };
  const words = v1Labels(v1.group);
  const sets = await cluster.list({
    type: v1.moduleReplicaSet,
    namespace: object.metadata.namespace ?? 'default',
    labels: `${words.moduleDeployment}=${object.metadata.name}`,
    freshness: 'quorum',
  });
  const kept = sets.map((set) => ({
    number: Number(set.metadata.labels?.[words.revision] ?? 0),
    hash: moduleHash(v1ModuleOf(set)),
    modules: [v1ModuleOf(set)],
    createdAt: Date.parse(set.metadata.creationTimestamp ?? '') || 0,
    template: v1Spec(set).template,
  }));
  return { kept, liveHash };
}
