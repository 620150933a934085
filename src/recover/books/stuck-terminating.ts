import { core } from '../../modules/surface.ts';
import type { KubeObject } from '../../world.ts';
import { conditionOf, isReady } from '../../modules/base.ts';
import {
  ago,
  deletedAt,
  nameOf,
  nodeOf,
  podTyped,
  some,
  withoutFinalizers,
} from '../cluster-state.ts';
import type { Facts } from '../facts.ts';
import type { Found, Runbook } from '../step.ts';
import { forced, graceMs } from './stuck-object.ts';

/** Over its grace period by so long, a pod is stuck, ms. */
const podLateMs = 30_000;

function byNamespace(pods: readonly KubeObject[]): Map<string, KubeObject[]> {
  const groups = new Map<string, KubeObject[]>();
  for (const pod of pods) {
    const { namespace = '' } = pod.metadata;
    groups.set(namespace, [...(groups.get(namespace) ?? []), pod]);
  }
  return groups;
}

function stuckPods({ pods, now }: Facts): KubeObject[] {
  return pods.filter((pod) => now - (deletedAt(pod) ?? now) > podLateMs);
}

function line(facts: Facts, pod: KubeObject): string {
  const node = nodeOf(pod);
  const there = facts.nodes.find(({ metadata }) => metadata.name === node);
  const state = there === undefined ? 'absent' : isReady(there) ? 'Ready' : 'NotReady';
  const { finalizers = [] } = pod.metadata;
  const late = ago(facts.now - (deletedAt(pod) ?? facts.now));
  const held = finalizers.length === 0 ? '' : `, ${finalizers.join(' ')}`;
  return `${nameOf(pod)}: ${late}${node === '' ? '' : `, ${node} ${state}`}${held}`;
}

function podsWithFinalizers(facts: Facts): Found[] {
  const held = stuckPods(facts).filter(({ metadata }) => (metadata.finalizers ?? []).length > 0);
  return [...byNamespace(held)].map(([of, pods]) => ({
    of,
    state: 'to-do',
    code: 'pods-held',
    params: { count: pods.length },
    seen: some(pods.map((pod) => line(facts, pod))),
    name: of,
    acts: pods.map((pod) => withoutFinalizers(podTyped(pod))),
  }));
}

function podsLate(facts: Facts): Found[] {
  const late = stuckPods(facts);
  return [...byNamespace(late)].map(([of, pods]) => {
    const alive = pods.filter((pod) =>
      facts.nodes.some((node) => node.metadata.name === nodeOf(pod) && isReady(node)),
    );
    return {
      of,
      state: 'to-do',
      code: alive.length > 0 ? 'pods-late-on-live-node' : 'pods-late',
      params: { count: pods.length, alive: alive.length },
      seen: some(pods.map((pod) => line(facts, pod))),
      name: of,
      acts: forced(pods),
    };
  });
}

/** Namespaces that the server can't empty because it can't ask an API service what is in them. */
function brokenServices({ apiServices, namespaces }: Facts): Found[] {
  if (namespaces.length === 0) return [];
  const broken = apiServices.filter(
    (service) => conditionOf(service, 'Available')?.status === 'False',
  );
  if (broken.length === 0) return [{ state: 'done', code: 'services-answer' }];
  const seen = broken.map((one) => {
    const { reason = '', message = '' } = conditionOf(one, 'Available') ?? {};
    return `${nameOf(one)}: ${reason}: ${message}`;
  });
  const names = broken.map(({ metadata }) => metadata.name).join(', ');
  return [{ state: 'manual', code: 'services-silent', params: { names }, seen: some(seen) }];
}

/** What in a namespace that is being deleted has a finalizer which nobody takes off. */
function heldContents({ contents, now }: Facts): Found[] {
  return contents.flatMap((there): Found[] => {
    const { finalizers = [], namespace = '', name } = there.object.metadata;
    const since = deletedAt(there.object);
    // Pods have steps of their own.
    if (finalizers.length === 0 || there.type.kind === core.pod.kind) return [];
    const of = `${there.type.kind.toLowerCase()}/${namespace}/${name}`;
    const params = { finalizers: finalizers.join(', '), ago: ago(now - (since ?? now)) };
    const found = { of, params, name };
    if (since === undefined) return [{ ...found, state: 'to-do', code: 'finalizers-if-stuck' }];
    if (now - since < graceMs) return [{ ...found, state: 'to-do', code: 'finalizers-given-time' }];
    const acts = [withoutFinalizers(there)];
    return [{ ...found, state: 'to-do', code: 'finalizers-stuck', acts }];
  });
}

function ownFinalizers({ namespaces, now }: Facts): Found[] {
  return namespaces.flatMap((object): Found[] => {
    const { name: of, finalizers = [] } = object.metadata;
    if (finalizers.length === 0) return [];
    const params = {
      finalizers: finalizers.join(', '),
      ago: ago(now - (deletedAt(object) ?? now)),
    };
    const acts = [withoutFinalizers({ type: core.namespace, object })];
    return [{ of, state: 'to-do', code: 'finalizers-stuck', params, name: of, acts }];
  });
}

const telling = [
  'NamespaceDeletionDiscoveryFailure',
  'NamespaceDeletionGroupVersionParsingFailure',
  'NamespaceDeletionContentFailure',
  'NamespaceContentRemaining',
  'NamespaceFinalizersRemaining',
];

/** What the namespace controller itself says, and what is inside. */
function whatIsInside({ namespaces, contents, unread }: Facts): Found[] {
  return namespaces.map((object) => {
    const { name: of } = object.metadata;
    const inside = contents.filter(({ object: one }) => one.metadata.namespace === of);
    const said = telling.flatMap((type) => {
      const { status, message = '' } = conditionOf(object, type) ?? {};
      return status === 'True' ? [`${type}: ${message}`] : [];
    });
    const seen = [...said, ...some(inside.map(({ object: one }) => nameOf(one)))];
    return {
      of,
      state: 'done',
      code: 'inside',
      params: { count: inside.length, unread: unread.join(', ') },
      seen,
    };
  });
}

function namespacesGone({ namespaces, contents }: Facts): Found[] {
  return namespaces.map((object) => {
    const { name: of } = object.metadata;
    const count = contents.filter(({ object: one }) => one.metadata.namespace === of).length;
    return { of, state: 'under-way', code: 'emptying', params: { count } };
  });
}

/** Pods and namespaces that stay Terminating; the whole cluster's unless a namespace is named. */
export const stuckTerminating: Runbook = {
  id: 'stuck-terminating',
  needs: [],
  reads: ['nodes', 'pods', 'namespaces'],
  steps: [
    { id: 'inside-namespace', danger: 'none', check: whatIsInside },
    { id: 'api-services', danger: 'none', manual: true, check: brokenServices },
    { id: 'remove-pod-finalizers', danger: 'dangerous', check: podsWithFinalizers },
    { id: 'force-pods', danger: 'dangerous', check: podsLate },
    { id: 'remove-contents-finalizers', danger: 'dangerous', check: heldContents },
    { id: 'remove-namespace-finalizers', danger: 'dangerous', check: ownFinalizers },
    { id: 'namespace-gone', danger: 'none', check: namespacesGone },
  ],
};
