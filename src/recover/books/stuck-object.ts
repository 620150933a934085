import { core } from '../../modules/surface.ts';
import type { KubeObject } from '../../world.ts';
import { isReady } from '../../modules/base.ts';
import {
  ago,
  deletedAt,
  deletion,
  nameOf,
  nodeOf,
  podTyped,
  some,
  withoutFinalizers,
} from '../cluster-state.ts';
import type { Facts } from '../facts.ts';
import type { Found, Typed } from '../step.ts';

/** So long whoever set a finalizer is given to take it off, ms. */
export const graceMs = 10_000;

/** How an object's deletion stands; `of` where several are dealt with. */
export function deletionFound(there: Typed | undefined, of?: string): Found {
  const whose = of === undefined ? {} : { of };
  if (there === undefined) return { ...whose, state: 'done', code: 'gone' };
  const { object } = there;
  const since = object.metadata.deletionTimestamp;
  if (since !== undefined) {
    return { ...whose, state: 'done', code: 'being-deleted', params: { since } };
  }
  return {
    ...whose,
    state: 'to-do',
    code: 'still-there',
    params: { object: nameOf(object) },
    name: object.metadata.name,
    acts: [deletion(there)],
  };
}

/** What keeps an object whose deletion was asked for. */
export function finalizersFound(
  { now }: Pick<Facts, 'now'>,
  there: Typed | undefined,
  of?: string,
): Found {
  const whose = of === undefined ? {} : { of };
  if (there === undefined) return { ...whose, state: 'done', code: 'gone' };
  const { finalizers = [], name } = there.object.metadata;
  const since = deletedAt(there.object);
  if (finalizers.length === 0) {
    return since === undefined
      ? { ...whose, state: 'not-applicable', code: 'no-finalizer' }
      : { ...whose, state: 'under-way', code: 'going' };
  }
  const found = { ...whose, name, params: { finalizers: finalizers.join(', ') } };
  // Without acts yet: its name is asked for with the rest of the plan.
  if (since === undefined) return { ...found, state: 'to-do', code: 'finalizers-if-stuck' };
  if (now - since < graceMs) return { ...found, state: 'to-do', code: 'finalizers-given-time' };
  const params = { ...found.params, ago: ago(now - since) };
  return {
    ...found,
    params,
    state: 'to-do',
    code: 'finalizers-stuck',
    acts: [withoutFinalizers(there)],
  };
}

/** Everything that the cluster shows to hang on an object: what it owns, its node, what is on that. */
export function hangsOn(facts: Facts, there: Typed | undefined): Found {
  if (there === undefined) return { state: 'done', code: 'absent' };
  const { name } = there.object.metadata;
  const node = facts.nodes.find(({ metadata }) => metadata.name === name);
  const pods = node === undefined ? [] : facts.pods.filter((pod) => nodeOf(pod) === name);
  const claims = claimsOf(facts, pods);
  const seen = [
    ...facts.owned.map(({ object }) => nameOf(object)),
    ...(node === undefined ? [] : [`${nameOf(node)}: ${isReady(node) ? 'Ready' : 'NotReady'}`]),
    ...pods.map(nameOf),
    ...claims.map(nameOf),
  ];
  const params = {
    owned: facts.owned.length,
    nodes: node === undefined ? 0 : 1,
    pods: pods.length,
    claims: claims.length,
    unread: facts.unread.join(', '),
  };
  return { state: 'done', code: 'hangs-on', params, seen: some(seen) };
}

/** The claims that pods mount. */
export function claimsOf(
  { claims }: Pick<Facts, 'claims'>,
  pods: readonly KubeObject[],
): KubeObject[] {
  const mounted = new Set(
    pods.flatMap((pod) => {
      const { volumes = [] } = (pod['spec'] ?? {}) as {
        volumes?: readonly { persistentVolumeClaim?: { claimName?: string } }[];
      };
      return volumes.flatMap(({ persistentVolumeClaim }) =>
        persistentVolumeClaim?.claimName === undefined
          ? []
          : [`${pod.metadata.namespace ?? ''}/${persistentVolumeClaim.claimName}`],
      );
    }),
  );
  return claims.filter(({ metadata: { namespace = '', name } }) =>
    mounted.has(`${namespace}/${name}`),
  );
}

/** The Node of a machine that is gone. One that is Ready works, whatever its machine is. */
export function nodeFound(facts: Facts, name: string, of?: string): Found {
  const whose = of === undefined ? {} : { of };
  const node = facts.nodes.find(({ metadata }) => metadata.name === name);
  if (node === undefined) return { ...whose, state: 'done', code: 'gone' };
  if (isReady(node))
    return { ...whose, state: 'not-applicable', code: 'node-works', params: { node: name } };
  const params = { object: nameOf(node) };
  const acts = [deletion({ type: core.node, object: node })];
  return node.metadata.deletionTimestamp === undefined
    ? { ...whose, state: 'to-do', code: 'still-there', params, name, acts }
    : { ...whose, state: 'under-way', code: 'going' };
}

/** What an operator of machines leaves lying of one: `NAME-conditions` and `NAME-readiness-gates`. */
export function leftoversFound({ leftovers }: Facts): Found[] {
  const there = leftovers.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  if (there.length === 0) return [];
  const acts = there.map((object) => deletion({ type: core.configMap, object }));
  return [
    {
      state: 'to-do',
      code: 'left-lying',
      params: { count: there.length },
      seen: there.map(nameOf),
      acts,
    },
  ];
}

/** Pods by uid, deleted without waiting for a kubelet that is gone. */
export function forced(pods: readonly KubeObject[]) {
  return pods.map((pod) => deletion(podTyped(pod), 0));
}
