import type { Answer, BaseHealth, BizInfo } from '../world.ts';
import type { Base } from './base.ts';
import * as labels from './labels.ts';
import type { LiveRow, LiveState } from './live-row.ts';
import {
  memoryOf,
  type ActuatorSeen,
  type BaseFinding,
  type BaseRow,
  type Capacity,
  type Memory,
} from './base-row.ts';

/** A lease of kube-node-lease. */
export interface BaseLease {
  /** ms since the epoch */
  readonly renewedAt: number;
  readonly lastsMs: number;
}

/** Everything that is known of one base at one moment. */
export interface BaseSight {
  readonly base: Base;
  readonly answer: Answer<readonly BizInfo[]> | undefined;
  readonly health: Answer<BaseHealth> | undefined;
  /** What its actuator says; null where it was not asked. */
  readonly actuator: ActuatorSeen | null;
  /** What the modules on it are, joined. */
  readonly rows: readonly LiveRow[];
  /** How many of them Kubernetes puts there. */
  readonly kubernetesModules: number;
  /** `unknown`: leases may not be read. Undefined: there is none. */
  readonly lease: BaseLease | 'unknown' | undefined;
  /** V1: the node that the base's pod is on. */
  readonly node: string;
  readonly capacity: Capacity | null;
  readonly freeFor: boolean | null;
}

/** A metaspace that is fuller may not take another module. */
const metaspaceLimit = 0.85;

const disagreeing: readonly LiveState[] = [
  'missing-on-base',
  'orphan-on-base',
  'wrong-version',
  'stale-in-kubernetes',
];

/** A base as a row, with what is wrong with it. Pure. */
export function baseRowOf(sight: BaseSight, now: number): BaseRow {
  const { base, answer, health, lease, kubernetesModules, capacity, freeFor } = sight;
  const own = health?.ok === true ? health.value : undefined;
  const master = own?.master?.name;
  const biz = answer?.ok === true ? answer.value.filter(({ name }) => name !== master) : undefined;
  const metaspace = memoryOf(own?.metaspace);
  return {
    ...aboutBase(base),
    ...(base.world === 'v1' ? { node: sight.node } : {}),
    leaseAgeSeconds: typeof lease === 'object' ? secondsSince(lease.renewedAt, now) : null,
    answered: answer?.ok === true,
    modules: biz === undefined ? null : countBy(biz, ({ state }) => state),
    kubernetesModules,
    metaspace,
    heap: memoryOf(own?.heap),
    health: sight.actuator,
    upSeconds: own?.upSeconds ?? null,
    javaVersion: own?.javaVersion ?? '',
    capacity,
    freeFor,
    findings: findingsOf(sight, { biz: biz ?? [], metaspace, now }),
  };
}

/** A base that only the objects that were put on it still tell of. */
export function goneBaseRow(rows: readonly [LiveRow, ...LiveRow[]]): BaseRow {
  const [{ world, base: name, namespace, baseIp: ip }] = rows;
  const own = { id: name, world, name, ip, port: labels.arkletPort, ready: false, labels: {} };
  return {
    ...aboutBase(world === 'v1' ? { ...own, namespace } : own),
    leaseAgeSeconds: null,
    answered: false,
    modules: null,
    kubernetesModules: rows.length,
    metaspace: null,
    heap: null,
    health: null,
    upSeconds: null,
    javaVersion: '',
    capacity: null,
    freeFor: null,
    findings: [{ code: 'gone', modules: rows.length }],
  };
}

type About =
  | 'world'
  | 'name'
  | 'namespace'
  | 'ip'
  | 'port'
  | 'baseName'
  | 'version'
  | 'clusterName'
  | 'env'
  | 'node'
  | 'pod'
  | 'ready';

function aboutBase(base: Base): Pick<BaseRow, About> {
  const { world, name, ip, port, ready, namespace = '', baseName = '' } = base;
  const { version = '', clusterName = '', env = '' } = base;
  const pod = world === 'v1' ? name : (base.labels[labels.baseHost] ?? '');
  const node = world === 'v1' ? '' : name;
  return {
    ...{ world, name, namespace, ip, port, baseName, version, clusterName, env, node, pod },
    ready,
  };
}

interface Found {
  readonly biz: readonly BizInfo[];
  readonly metaspace: Memory | null;
  readonly now: number;
}

function findingsOf(sight: BaseSight, { biz, metaspace, now }: Found): BaseFinding[] {
  const { base, answer, rows } = sight;
  const modules = countBy(
    rows.filter(({ live }) => disagreeing.includes(live)),
    ({ live }) => live,
  );
  return [
    ...(base.ready ? [] : [{ code: 'not-ready' } as const]),
    ...(answer?.ok === false ? [{ code: 'unreachable', why: answer.why } as const] : []),
    ...leaseFindings(sight, now),
    ...actuatorFindings(sight),
    ...metaspaceFindings(metaspace),
    ...biz
      .filter(({ state }) => state === 'broken' || state === 'unresolved')
      .map(({ name, version, state }) => {
        return { code: 'module-broken', module: name, version, state } as const;
      }),
    ...(Object.keys(modules).length === 0 ? [] : [{ code: 'disagrees', modules } as const]),
  ];
}

function leaseFindings({ base, lease }: BaseSight, now: number): BaseFinding[] {
  if (base.world === 'v1' || lease === 'unknown') return [];
  if (lease === undefined) return [{ code: 'lease-missing' }];
  if (now - lease.renewedAt <= lease.lastsMs) return [];
  return [{ code: 'lease-expired', ageSeconds: secondsSince(lease.renewedAt, now) }];
}

/** No answer is no finding: where the actuator is, only the user knows. */
function actuatorFindings({ actuator }: BaseSight): BaseFinding[] {
  const { status = '', why = '' } = actuator ?? {};
  return ['DOWN', 'OUT_OF_SERVICE'].includes(status) ? [{ code: 'health-down', status, why }] : [];
}

function metaspaceFindings(metaspace: Memory | null): BaseFinding[] {
  const { used, max } = metaspace ?? { used: 0, max: null };
  if (max === null || used <= metaspaceLimit * max) return [];
  return [{ code: 'metaspace-high', percent: Math.round((100 * used) / max) }];
}

function countBy<T, K extends string>(
  items: readonly T[],
  key: (item: T) => K,
): Partial<Record<K, number>> {
  const counts: Partial<Record<K, number>> = {};
  for (const item of items) counts[key(item)] = (counts[key(item)] ?? 0) + 1;
  return counts;
}

function secondsSince(then: number, now: number): number {
  return Math.max(0, Math.round((now - then) / 1000));
}
