import type { KubeObject } from '../../world.ts';
import { roomFor } from '../capacity.ts';
import { isReady } from '../../modules/base.ts';
import { core } from '../../modules/surface.ts';
import { belongsToNode, deletion, nameOf, nodeOf, readiness, some } from '../cluster-state.ts';
import type { Facts, Subject } from '../facts.ts';
import type { Found, Runbook, Typed } from '../step.ts';
import {
  claimsOf,
  deletionFound,
  finalizersFound,
  forced,
  leftoversFound,
  nodeFound,
} from './stuck-object.ts';

const perNode =
  (check: (facts: Facts, node: string) => readonly Found[]) =>
  (facts: Facts): Found[] =>
    facts.target.nodes.flatMap((node) => check(facts, node));

function nodeDown({ nodes, now }: Facts, of: string): Found[] {
  const node = nodes.find(({ metadata }) => metadata.name === of);
  if (node === undefined) return [{ of, state: 'done', code: 'gone' }];
  if (isReady(node)) return [{ of, state: 'blocked', code: 'node-answers', params: { node: of } }];
  const { status, reason, ago } = readiness(node, now);
  const params = { node: of, status, reason, ago };
  return [{ of, state: 'done', code: 'node-down', params }];
}

function podsOn({ pods }: Facts, node: string): KubeObject[] {
  return pods.filter((pod) => nodeOf(pod) === node);
}

/** What is to come back elsewhere; the node's own pods go with it. */
function movable(facts: Facts, node: string): KubeObject[] {
  return podsOn(facts, node).filter((pod) => !belongsToNode(pod));
}

function room(facts: Facts, of: string): Found[] {
  const pods = movable(facts, of);
  if (pods.length === 0) return [];
  const others = facts.nodes.filter(({ metadata }) => !facts.target.nodes.includes(metadata.name));
  const { fits, params } = roomFor(pods, others, facts.pods);
  return [
    {
      of,
      params,
      ...(fits ? { state: 'done', code: 'room' } : { state: 'manual', code: 'no-room' }),
    },
  ];
}

const known = (facts: Facts, kind: string, node: string): Subject[] =>
  facts.known.filter((one) => one.kind === kind && one.node === node);

/** A volume that lies on the node itself; another one follows its pod. */
function isLocal(volume: KubeObject | undefined, node: string): boolean {
  const { nodeAffinity, local, hostPath } = (volume?.['spec'] ?? {}) as Record<string, unknown>;
  if (local !== undefined || hostPath !== undefined) return true;
  const zonesApart = /"topology\.kubernetes\.io\/(zone|region)"/;
  const text = JSON.stringify(nodeAffinity ?? {});
  return text.includes(`"${node}"`) && !zonesApart.test(text);
}

function claimsOn(facts: Facts, of: string): Found[] {
  const mounted = claimsOf(facts, movable(facts, of));
  const before = known(facts, 'PersistentVolumeClaim', of);
  const uids = new Set(before.map(({ uid }) => uid));
  const all = [
    ...mounted,
    ...facts.claims.filter(
      ({ metadata: { uid = '' } }) =>
        uids.has(uid) && !mounted.some((one) => one.metadata.uid === uid),
    ),
  ];
  const gone = before.filter(({ uid }) => !all.some(({ metadata }) => metadata.uid === uid));
  return [
    ...all.map((claim) => claimFound(facts, of, claim)),
    ...gone.map(({ namespace = '', name }): Found => ({
      of: `${namespace}/${name}`,
      state: 'done',
      code: 'gone',
    })),
  ];
}

function volumeOf({ volumes }: Facts, claim: KubeObject): KubeObject | undefined {
  const { volumeName } = (claim['spec'] ?? {}) as { volumeName?: string };
  return volumes.find(({ metadata }) => metadata.name === volumeName);
}

function claimFound(facts: Facts, node: string, claim: KubeObject): Found {
  const { namespace = '', name, deletionTimestamp } = claim.metadata;
  const of = `${namespace}/${name}`;
  if (deletionTimestamp !== undefined)
    return { of, state: 'under-way', code: 'goes-with-pod', later: true };
  const volume = volumeOf(facts, claim);
  if (volume !== undefined && !isLocal(volume, node)) {
    const params = { volume: volume.metadata.name };
    return { of, state: 'not-applicable', code: 'volume-follows', params };
  }
  const params = { claim: of, volume: volume?.metadata.name ?? '' };
  const acts = [deletion({ type: core.claim, object: claim })];
  return { of, state: 'to-do', code: 'claim-on-node', params, name, acts };
}

function volumesOn(facts: Facts, node: string): Found[] {
  const before = known(facts, 'PersistentVolume', node);
  const bound = claimsOf(facts, movable(facts, node)).flatMap((claim) => {
    const volume = volumeOf(facts, claim);
    return volume !== undefined && isLocal(volume, node) ? [volume] : [];
  });
  const uids = new Set(before.map(({ uid }) => uid));
  const all = facts.volumes.filter(
    (volume) => bound.includes(volume) || uids.has(volume.metadata.uid ?? ''),
  );
  const gone = before.filter(({ uid }) => !all.some(({ metadata }) => metadata.uid === uid));
  return [
    ...all.map((volume): Found => {
      const { name: of, deletionTimestamp } = volume.metadata;
      if (deletionTimestamp !== undefined) {
        return { of, state: 'under-way', code: 'goes-with-claim', later: true };
      }
      const { persistentVolumeReclaimPolicy = '' } = (volume['spec'] ?? {}) as Record<
        string,
        string
      >;
      const acts = [deletion({ type: core.volume, object: volume })];
      const params = { volume: of, policy: persistentVolumeReclaimPolicy };
      return { of, state: 'to-do', code: 'volume-on-node', params, name: of, acts };
    }),
    ...gone.map(({ name: of }): Found => ({ of, state: 'done', code: 'gone' })),
  ];
}

/** What claims and volumes hang on these nodes, for later looks when their pods are gone. */
export function subjectsOn(facts: Facts): Subject[] {
  return facts.target.nodes.flatMap((node) =>
    claimsOf(facts, movable(facts, node)).flatMap((claim) => {
      const volume = volumeOf(facts, claim);
      if (volume !== undefined && !isLocal(volume, node)) return [];
      return [claim, ...(volume === undefined ? [] : [volume])].map((object) =>
        subject(object, node),
      );
    }),
  );
}

function subject({ kind, metadata }: KubeObject, node: string): Subject {
  const { namespace, name, uid = '' } = metadata;
  return { group: '', kind, ...(namespace === undefined ? {} : { namespace }), name, uid, node };
}

function addresses(facts: Facts, of: string): Found[] {
  const names = new Set(
    movable(facts, of).flatMap(({ metadata: { namespace = '', name, uid = '' } }) => [
      name,
      `${namespace}/${name}`,
      uid,
    ]),
  );
  const held = facts.ips.filter((ip) => speaksOf(ip, names));
  if (held.length === 0) return [];
  const seen = some(held.map(({ object }) => nameOf(object)));
  const params = { count: held.length };
  if (facts.target.keepIp) return [{ of, state: 'not-applicable', code: 'ips-kept', params, seen }];
  const open = held.filter(({ object }) => object.metadata.deletionTimestamp === undefined);
  if (open.length === 0) return [{ of, state: 'under-way', code: 'going', later: true }];
  return [
    {
      of,
      state: 'to-do',
      code: 'ips-held',
      params,
      seen,
      name: of,
      acts: open.map((ip) => deletion(ip)),
    },
  ];
}

/** Whether any value in it is a pod's name or uid; releases of the network put it in different fields. */
function speaksOf({ object }: Typed, names: ReadonlySet<string>): boolean {
  const values: unknown[] = [
    object.metadata.name,
    object.metadata.labels,
    object.metadata.annotations,
  ];
  values.push(object.metadata.ownerReferences, object['spec'], object['status']);
  while (values.length > 0) {
    const value = values.pop();
    if (typeof value === 'string' && names.has(value)) return true;
    if (typeof value === 'object' && value !== null)
      values.push(...(Object.values(value) as unknown[]));
  }
  return false;
}

function podsFound(facts: Facts, of: string): Found[] {
  const pods = movable(facts, of);
  if (pods.length === 0) return [{ of, state: 'done', code: 'no-pods' }];
  const stateful = pods.filter(({ metadata: { ownerReferences = [] } }) =>
    ownerReferences.some(({ kind }) => kind === 'StatefulSet'),
  );
  const params = { count: pods.length, stateful: stateful.length };
  const seen = some(pods.map(nameOf));
  return [{ of, state: 'to-do', code: 'pods-on-node', params, seen, name: of, acts: forced(pods) }];
}

const machineOf = ({ machines }: Facts, node: string): Typed | undefined =>
  machines.find(({ object }) => object.metadata.name === node);

/** A machine that died: what the guide does by hand, in its order. */
export const nodeGone: Runbook = {
  id: 'node-gone',
  needs: ['node'],
  reads: ['nodes', 'pods', 'volumes', 'ips', 'machines', 'leftovers'],
  steps: [
    { id: 'node-is-down', danger: 'none', check: perNode(nodeDown) },
    {
      id: 'machine-is-off',
      danger: 'none',
      manual: true,
      unseen: true,
      check: perNode((facts, of) =>
        facts.nodes.some(({ metadata }) => metadata.name === of) || movable(facts, of).length > 0
          ? [{ of, state: 'manual', code: 'must-be-off', params: { node: of } }]
          : [{ of, state: 'done', code: 'gone' }],
      ),
    },
    { id: 'room-elsewhere', danger: 'none', manual: true, check: perNode(room) },
    { id: 'delete-claims', danger: 'dangerous', check: perNode(claimsOn) },
    { id: 'delete-volumes', danger: 'dangerous', check: perNode(volumesOn) },
    { id: 'release-ips', danger: 'dangerous', check: perNode(addresses) },
    { id: 'delete-pods', danger: 'dangerous', check: perNode(podsFound) },
    {
      id: 'delete-machine',
      danger: 'dangerous',
      check: perNode((facts, of) => [deletionFound(machineOf(facts, of), of)]),
    },
    {
      id: 'remove-finalizers',
      danger: 'dangerous',
      check: perNode((facts, of) => [finalizersFound(facts, machineOf(facts, of), of)]),
    },
    {
      id: 'delete-node',
      danger: 'dangerous',
      check: perNode((facts, of) => [nodeFound(facts, of, of)]),
    },
    { id: 'delete-leftovers', danger: 'writes', check: leftoversFound },
  ],
};
