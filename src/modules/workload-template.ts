import type { KubeObject } from '../world.ts';
import { ownAnnotationPrefix } from './labels.ts';

interface PodSpec {
  volumes?: { name: string }[];
  containers?: { volumeMounts?: { name: string }[] }[];
  [field: string]: unknown;
}

/** What the server chose for this one pod, and would choose anew for the next. */
const ofOnePod = ['nodeName', 'ephemeralContainers', 'priority', 'preemptionPolicy'];
/** The volume that admission adds under a random name. */
const tokenVolume = /^kube-api-access-/;

/** What a V2 workload's pods are made from; a bare Pod is its own template. */
export function templateOf(workload: KubeObject | undefined): unknown {
  if (workload?.kind === 'Pod' && !isAsWorkload(workload)) return templateOfPod(workload);
  return (workload?.['spec'] as { template?: unknown } | undefined)?.template;
}

/**
 * A bare Pod in the shape of every other V2 workload: one replica of a template. What is planned,
 * judged and compared by `spec.template` is so for a Pod too.
 */
export function asWorkload(pod: KubeObject): KubeObject {
  if (isAsWorkload(pod)) return pod;
  return { ...pod, spec: { replicas: 1, template: templateOfPod(pod) } };
}

/** The other way round: what creates the Pod. */
export function podFrom(
  template: unknown,
  { name, namespace = 'default' }: { readonly name: string; readonly namespace?: string },
): KubeObject {
  const { metadata, spec } = (template ?? {}) as { metadata?: object; spec?: unknown };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, name, namespace }, spec };
}

function isAsWorkload({ spec }: KubeObject): boolean {
  return (spec as { template?: unknown } | undefined)?.template !== undefined;
}

function templateOfPod(pod: KubeObject): unknown {
  const { labels, annotations = {} } = pod.metadata;
  const own = Object.entries(annotations).filter(([key]) => !isOthers(key));
  return {
    metadata: {
      ...(labels === undefined ? {} : { labels }),
      ...(own.length === 0 ? {} : { annotations: Object.fromEntries(own) }),
    },
    spec: specAsWritten(pod),
  };
}

function isOthers(annotation: string): boolean {
  return (
    annotation.startsWith(ownAnnotationPrefix) || annotation.startsWith('kubectl.kubernetes.io/')
  );
}

/** The spec without what binds it to one base and one moment; a node that the manifest named stays. */
function specAsWritten(pod: KubeObject): unknown {
  const spec = (pod['spec'] ?? {}) as PodSpec;
  const drop = isPinned(pod) ? ofOnePod.filter((field) => field !== 'nodeName') : ofOnePod;
  const kept = Object.entries(spec).filter(([field]) => !drop.includes(field));
  const { volumes, containers, ...rest } = Object.fromEntries(kept) as PodSpec;
  const own = volumes?.filter(({ name }) => !tokenVolume.test(name)) ?? [];
  return {
    ...rest,
    ...(own.length === 0 ? {} : { volumes: own }),
    containers: (containers ?? []).map(withoutTokenMount),
  };
}

function withoutTokenMount(
  container: NonNullable<PodSpec['containers']>[number],
): Record<string, unknown> {
  const { volumeMounts, ...rest } = container;
  const own = volumeMounts?.filter(({ name }) => !tokenVolume.test(name)) ?? [];
  return own.length === 0 ? rest : { ...rest, volumeMounts: own };
}

/** Whoever created it named the node; what the scheduler binds is nobody's field. */
export function isPinned(pod: KubeObject): boolean {
  return (pod.metadata.managedFields ?? []).some(({ subresource, fieldsV1 }) => {
    const spec = fieldsV1?.['f:spec'] as Record<string, unknown> | undefined;
    return subresource === undefined && spec?.['f:nodeName'] !== undefined;
  });
}
