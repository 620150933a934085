import { isOver } from '../../modules/base.ts';
import { modulePodOf, type ModulePod } from '../../modules/module-pod.ts';
import { isOwnedBy } from '../../modules/owner.ts';
import { asWorkload } from '../../modules/workload-template.ts';
import type { LabelSelector } from '../../modules/selector.ts';
import { isMadeFrom } from '../../modules/made-from.ts';
import { basesByNode } from '../../modules/vnodes.ts';
import type { KubeObject } from '../../world.ts';
import { templateHash } from '../template-hash.ts';
import type { PodsView } from './deployment-view.ts';

/** On pods: the revision that they were made from, by its name (StatefulSet) or its hash (DaemonSet). */
const revisionLabel = 'controller-revision-hash';

/** A StatefulSet, DaemonSet, ReplicaSet or bare Pod at one moment. */
export interface RevisionedView extends PodsView {
  readonly workload: KubeObject | undefined;
  /** The vnodes. */
  readonly nodes: readonly KubeObject[];
}

export interface RevisionedSpec {
  replicas?: number;
  selector?: LabelSelector;
  template?: unknown;
  updateStrategy?: UpdateStrategy;
}

export interface UpdateStrategy {
  type?: string;
  rollingUpdate?: { partition?: number; [field: string]: unknown };
}

export function revisionedSpec(object: KubeObject | undefined): RevisionedSpec {
  return object?.['spec'] ?? {};
}

/** Sorts what was listed by selector into what belongs to this workload. Pure. */
export function viewRevisioned(lists: {
  readonly workload: KubeObject | undefined;
  readonly revisions: readonly KubeObject[];
  readonly pods: readonly KubeObject[];
  readonly nodes: readonly KubeObject[];
}): RevisionedView {
  const { workload } = lists;
  if (workload?.kind === 'Pod') return viewPod(workload, lists.nodes);
  const uid = workload?.metadata.uid;
  const own = lists.pods.filter((pod) => isOwnedBy(pod, uid));
  const staying = own.filter((pod) => !pod.metadata.deletionTimestamp && !isOver(pod));
  const isNew = newnessIn(workload, lists.revisions);
  return {
    workload,
    nodes: lists.nodes,
    newPods: staying.filter(isNew).map(modulePodOf),
    oldPods: staying.filter((pod) => !isNew(pod)).map(modulePodOf),
    leaving: own.filter((pod) => pod.metadata.deletionTimestamp).map(modulePodOf),
    bases: basesByNode(lists.nodes, staying),
  };
}

/** A bare Pod is the only one of its template. */
function viewPod(pod: KubeObject, nodes: readonly KubeObject[]): RevisionedView {
  const leaves = pod.metadata.deletionTimestamp !== undefined;
  return {
    workload: asWorkload(pod),
    nodes,
    newPods: leaves || isOver(pod) ? [] : [modulePodOf(pod)],
    oldPods: [],
    leaving: leaves ? [modulePodOf(pod)] : [],
    bases: basesByNode(nodes, [pod]),
  };
}

/** What tells pods of the present template: their revision; of a ReplicaSet, whose pods carry none, what they are. */
function newnessIn(
  workload: KubeObject | undefined,
  revisions: readonly KubeObject[],
): (pod: KubeObject) => boolean {
  if (workload?.kind === 'ReplicaSet') {
    const { template } = revisionedSpec(workload);
    return (pod) => isMadeFrom(template, pod);
  }
  const wanted = namesOf(wantedRevision(workload, revisions));
  return (pod) => wanted.includes(pod.metadata.labels?.[revisionLabel] ?? '');
}

/** The revision of the present template; undefined until its controller made it. */
function wantedRevision(
  workload: KubeObject | undefined,
  revisions: readonly KubeObject[],
): KubeObject | undefined {
  if (workload === undefined) return undefined;
  const wanted = templateHash(revisionedSpec(workload).template);
  return revisions
    .filter((one) => isOwnedBy(one, workload.metadata.uid) && revisionHash(one) === wanted)
    .toSorted((a, b) => numberOf(b) - numberOf(a))[0];
}

/** What pods of this revision are labelled with: its name, or its hash. */
function namesOf(revision: KubeObject | undefined): readonly string[] {
  if (revision === undefined) return [];
  const hash = revision.metadata.labels?.[revisionLabel];
  return [revision.metadata.name, ...(hash === undefined ? [] : [hash])];
}

/** The hash of the template that a ControllerRevision keeps, as records know it. */
export function revisionHash(revision: KubeObject): string {
  return templateHash(templateOfRevision(revision));
}

/** The controllers keep it as a patch: the template with a word on how to apply it. */
export function templateOfRevision(revision: KubeObject): unknown {
  const data = revision['data'] as
    { spec?: { template?: Record<string, unknown> & { $patch?: string } } } | undefined;
  const { $patch: _how, ...template } = data?.spec?.template ?? {};
  return template;
}

function numberOf(revision: KubeObject): number {
  return Number(revision['revision'] ?? 0);
}

/** By the base's name, then the pod's, numbers as numbers. */
export function byBase(a: ModulePod, b: ModulePod): number {
  return (a.node ?? a.name).localeCompare(b.node ?? b.name, 'en', { numeric: true });
}
