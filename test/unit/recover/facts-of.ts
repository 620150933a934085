import type { RunbookId } from '../../../src/recover/codes.ts';
import { noFacts, type Facts, type Target } from '../../../src/recover/facts.ts';
import { runbooks } from '../../../src/recover/runbooks.ts';
import { stepsOf } from '../../../src/recover/stepping.ts';
import type { Step, Typed } from '../../../src/recover/step.ts';
import type { KubeObject } from '../../../src/world.ts';

export const now = Date.parse('2026-01-01T12:00:00Z');
export const before = (seconds: number): string => new Date(now - seconds * 1000).toISOString();

export const target = (more: Partial<Target> = {}): Target => ({
  nodes: [],
  object: undefined,
  namespace: undefined,
  dns: undefined,
  keepIp: false,
  etcd: undefined,
  ...more,
});

export const factsOf = (more: Partial<Facts>): Facts => ({
  now,
  target: target(),
  ...noFacts,
  known: [],
  ...more,
});

let count = 0;

export function object(
  kind: string,
  name: string,
  more: Partial<KubeObject['metadata']> & { spec?: object; status?: object; data?: object } = {},
): KubeObject {
  const { spec, status, data, ...metadata } = more;
  count += 1;
  const own = { name, uid: `uid-${count}`, resourceVersion: '1', ...metadata };
  return {
    apiVersion: 'v1',
    kind,
    metadata: own,
    ...(spec && { spec }),
    ...(status && { status }),
    ...(data && { data }),
  };
}

export function node(
  name: string,
  ready: 'True' | 'False' | 'Unknown',
  more: {
    unschedulable?: boolean;
    allocatable?: object;
    conditions?: object[];
    version?: string;
  } = {},
): KubeObject {
  const {
    unschedulable,
    allocatable = { cpu: '8', memory: '16Gi', pods: '100' },
    conditions = [],
    version = 'v1.30.1',
  } = more;
  const own = {
    type: 'Ready',
    status: ready,
    reason: ready === 'True' ? 'KubeletReady' : 'NodeStatusUnknown',
    lastTransitionTime: before(720),
  };
  return object('Node', name, {
    spec: { ...(unschedulable === true && { unschedulable }) },
    status: {
      conditions: [own, ...conditions],
      allocatable,
      nodeInfo: { kubeletVersion: version },
    },
  });
}

export function pod(
  name: string,
  on: string,
  more: {
    ready?: boolean;
    phase?: string;
    owner?: string;
    claim?: string;
    cpu?: string;
    status?: object;
    deletedFor?: number;
    finalizers?: string[];
  } = {},
): KubeObject {
  const {
    ready = true,
    phase = 'Running',
    owner = 'ReplicaSet',
    claim,
    cpu = '1',
    status = {},
    deletedFor,
    finalizers,
  } = more;
  const volumes =
    claim === undefined ? [] : [{ name: 'data', persistentVolumeClaim: { claimName: claim } }];
  return object('Pod', name, {
    namespace: 'shop',
    ...(owner === ''
      ? {}
      : {
          ownerReferences: [
            { apiVersion: 'v1', kind: owner, name: 'o', uid: 'o', controller: true },
          ],
        }),
    ...(deletedFor === undefined ? {} : { deletionTimestamp: before(deletedFor) }),
    ...(finalizers === undefined ? {} : { finalizers }),
    spec: {
      nodeName: on,
      volumes,
      containers: [{ resources: { requests: { cpu, memory: '1Gi' } } }],
    },
    status: { phase, conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }], ...status },
  });
}

export const machineType = {
  group: 'machine.sigma.alipay.com',
  version: 'v1',
  kind: 'Machine',
  plural: 'machines',
  namespaced: false,
};
export const machine = (name: string, more: object = {}): Typed => ({
  type: machineType,
  object: object('Machine', name, more),
});

export function look(id: RunbookId, facts: Partial<Facts>): Step[] {
  return stepsOf(runbooks[id], factsOf(facts), {});
}

/** `id: state code` of every step. */
export function lines(id: RunbookId, facts: Partial<Facts>): string[] {
  return look(id, facts).map((step) => `${step.id}: ${step.state} ${step.code}`);
}
