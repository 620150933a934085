import type { Confidence } from '../../../src/diagnosis/cause.ts';
import type { BaseSeen, Evidence, PlaceSeen } from '../../../src/diagnosis/evidence.ts';
import type { Base } from '../../../src/modules/base.ts';
import type { V1Module, V1View } from '../../../src/modules/v1-view.ts';
import type { BaseHealth, BizInfo, BizState, KubeObject } from '../../../src/world.ts';

export const now = Date.parse('2026-01-01T12:00:00Z');
export const url = 'http://jars.test/biz1-2.0.0-ark-biz.jar';
export const module = { name: 'biz1', version: '2.0.0', url };

const tolerations = [
  { key: 'schedule.koupleless.io/virtual-node', value: 'True', effect: 'NoExecute' },
  { key: 'schedule.koupleless.io/node-env', value: 'dev', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' },
];

export const podSpec = {
  tolerations,
  containers: [{ name: 'biz1', image: url, env: [{ name: 'BIZ_VERSION', value: '2.0.0' }] }],
};

/** A biz as a base lists it. */
export function biz(named: string, state: BizState, webContextPath?: string): BizInfo {
  const [name = '', version = ''] = named.split(':');
  return { name, version, state, ...(webContextPath === undefined ? {} : { webContextPath }) };
}

export interface BaseScene {
  biz?: readonly BizInfo[];
  /** Why it gives no answer. */
  silent?: string;
  health?: BaseHealth;
  asked?: BaseSeen['asked'];
  base?: Partial<Base>;
}

export function base(number: number, scene: BaseScene = {}): BaseSeen {
  const name = `vnode.10.0.0.${number}.dev`;
  return {
    base: {
      id: name,
      world: 'v2',
      name,
      ip: `10.0.0.${number}`,
      port: 1238,
      ready: true,
      env: 'dev',
      labels: {},
      createdAt: now - 3_600_000,
      ...scene.base,
    },
    answer:
      scene.silent === undefined
        ? { ok: true, value: scene.biz ?? [biz('biz1:2.0.0', 'activated')], at: now }
        : { ok: false, why: scene.silent, at: now },
    health: scene.health,
    asked: scene.asked ?? [],
  };
}

/** A pod of the workload, an hour old and well, on base `number`. */
export function place(
  number: number,
  on: BaseSeen | undefined,
  more: Partial<PlaceSeen> = {},
): PlaceSeen {
  return {
    world: 'v2',
    object: `pod/biz1-${number}`,
    namespace: 'shop',
    modules: [module],
    current: true,
    createdAt: now - 3_000_000,
    since: now - 3_000_000,
    baseName: on?.base.name,
    base: on,
    ready: true,
    state: 'Running',
    unschedulable: undefined,
    trouble: undefined,
    reportedAt: now - 5_000,
    labels: { 'virtual-kubelet.koupleless.io/component': 'module' },
    spec: podSpec,
    ...more,
  };
}

export function node(
  number: number,
  more: { labels?: object; taints?: object[] } = {},
): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: `vnode.10.0.0.${number}.dev`,
      labels: {
        'virtual-kubelet.koupleless.io/env': 'dev',
        'base.koupleless.io/name': 'base',
        ...more.labels,
      },
    },
    spec: {
      taints: more.taints ?? [
        { key: 'schedule.koupleless.io/virtual-node', value: 'True', effect: 'NoExecute' },
        { key: 'schedule.koupleless.io/node-env', value: 'dev', effect: 'NoExecute' },
      ],
    },
  };
}

export function deployment(spec: object = {}, more: Partial<KubeObject> = {}): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'biz1',
      namespace: 'shop',
      uid: 'u1',
      creationTimestamp: '2026-01-01T10:00:00Z',
    },
    spec: { replicas: 2, template: { spec: podSpec }, ...spec },
    status: { replicas: 2, readyReplicas: 2, updatedReplicas: 2, availableReplicas: 2 },
    ...more,
  };
}

/** Two bases that run what they are to run. */
export function evidence(more: Partial<Evidence> = {}): Evidence {
  const bases = more.bases ?? [base(1), base(2)];
  return {
    now,
    workload: deployment(),
    typed: 'deployment/biz1 -n shop',
    rollout: undefined,
    failures: [],
    reached: [],
    places: bases.map((one, index) => place(index + 1, one)),
    leaving: 0,
    before: undefined,
    bases,
    nodes: bases.map((_, index) => node(index + 1)),
    leases: bases.map(({ base: { name } }) => lease(name, 30_000)),
    events: [],
    orphans: [],
    controllers: [],
    roles: [],
    v1: undefined,
    moduleDeployments: [],
    unread: [],
    ...more,
  };
}

/** One base of two with this scene; its pod as said. */
export function oneOf(scene: BaseScene, pod: Partial<PlaceSeen> = {}): Partial<Evidence> {
  const bases = [base(1, scene), base(2)];
  return {
    bases,
    places: bases.map((one, index) => place(index + 1, one, index === 0 ? pod : {})),
  };
}

export function lease(name: string, leftMs: number, holder = 'controller-1') {
  const expiresAt = now + leftMs;
  return { name, holder, renewedAt: expiresAt - 40_000, expiresAt };
}

export function v1Module(number: number, more: Partial<V1Module> = {}): V1Module {
  return {
    name: `stock-${number}`,
    uid: `m${number}`,
    revision: 'stock-replicas-2',
    module: { name: 'stock', version: '2.0.0', url },
    state: 'Available',
    base: `base-${number}`,
    ip: `10.0.1.${number}`,
    createdAt: now - 600_000,
    changedAt: now - 600_000,
    ...more,
  };
}

/** A ModuleDeployment of two Modules on three base pods, released and well. */
export function v1Evidence(
  view: Partial<V1View> = {},
  more: { spec?: object; evidence?: Partial<Evidence>; changedAt?: number } = {},
): Evidence {
  const workload: KubeObject = {
    apiVersion: 'koupleless.io/v1alpha1',
    kind: 'ModuleDeployment',
    metadata: { name: 'stock', namespace: 'shop', labels: { app: 'stock' } },
    spec: {
      baseDeploymentName: 'base',
      replicas: 2,
      template: { spec: { module: { name: 'stock', version: '2.0.0', url } } },
      ...more.spec,
    },
  };
  const current = view.current ?? [v1Module(1), v1Module(2)];
  const bases = new Map([1, 2, 3].map((number) => [`base-${number}`, v1Base(number)]));
  const seen = [...bases.values()].map((one, index): BaseSeen => ({
    base: one,
    answer: { ok: true, value: index < 2 ? [biz('stock:2.0.0', 'activated')] : [], at: now },
    health: undefined,
    asked: [],
  }));
  return evidence({
    workload,
    typed: 'moduledeployment/stock -n shop',
    nodes: [],
    leases: undefined,
    bases: seen,
    places: current.map((one) =>
      v1Place(
        one,
        seen.find(({ base: { name } }) => name === one.base),
      ),
    ),
    moduleDeployments: [{ metadata: workload.metadata, module: 'stock', replicaSets: 2 }],
    v1: {
      dialect: 'confirmBatchNum',
      group: 'koupleless.io',
      hasBase: true,
      changedAt: more.changedAt ?? now - 600_000,
      view: {
        deployment: workload,
        release: {
          progress: 'Completed',
          batchProgress: 'Completed',
          currentBatch: 1,
          realBatchCount: 1,
        },
        revisions: [revision()],
        newest: revision(),
        former: [],
        leaving: [],
        strangers: [],
        bases,
        free: [{ name: 'base-3', usable: true, count: 0 }],
        full: [],
        leftMarked: [],
        limit: undefined,
        ...view,
        current,
      },
    },
    ...more.evidence,
  });
}

export function revision(more: object = {}) {
  return {
    name: 'stock-replicas-2',
    uid: 'rs2',
    number: 2,
    module: { name: 'stock', version: '2.0.0', url },
    replicas: 2,
    tried: 2,
    available: 2,
    upgradePolicy: undefined,
    spread: undefined,
    ...more,
  };
}

function v1Base(number: number): Base {
  const name = `base-${number}`;
  const id = `shop/${name}`;
  return { id, world: 'v1', name, ip: `10.0.1.${number}`, port: 1238, ready: true, labels: {} };
}

export function v1Place(one: V1Module, on: BaseSeen | undefined): PlaceSeen {
  return {
    ...place(0, on),
    world: 'v1',
    object: `module/${one.name}`,
    modules: [one.module],
    createdAt: one.createdAt,
    since: one.changedAt ?? one.createdAt,
    baseName: one.base,
    ready: one.state === 'Available',
    state: one.state,
    reportedAt: undefined,
    labels: {},
    spec: undefined,
  };
}

/** What was seen, and the first cause it is to give. */
export type Case = readonly [
  what: string,
  code: string,
  confidence: Confidence,
  seen: Partial<Evidence>,
];

export const pending = { ready: false, state: 'Pending' };
export const notReady = { ready: false, state: 'Running' };

export function rejected(reason: string) {
  return [{ module, at: now, result: 'rejected', reason } as const];
}

export function rolloutOf(holder: string | undefined) {
  return {
    version: '2.0.0',
    who: 'ann',
    undoing: false,
    holder,
    attach: 'koupctl attach x',
    undo: 'koupctl rollback x',
  };
}

/** A pod that the scheduler finds no place for. */
export const unplaced = place(2, undefined, {
  ...pending,
  unschedulable: "0/2 nodes are available: 2 node(s) didn't match pod anti-affinity rules",
});

export function waiting(spec: object): Partial<Evidence> {
  return { places: [place(1, base(1)), { ...unplaced, spec }] };
}

/** Of an earlier controller. */
export const expired = [1, 2].map((number) =>
  lease(`vnode.10.0.0.${number}.dev`, -60_000, 'before'),
);
