import { Fault } from '../../../src/fault.ts';
import type {
  ApplyOptions,
  Cluster,
  KubeObject,
  ListQuery,
  ObjectRef,
  ResourceType,
} from '../../../src/world.ts';

/** A cluster in which nothing moves but by the test's hand. */
export interface StillSite {
  readonly objects: readonly KubeObject[];
  /** Kinds of which this user may read none; `Kind*`: none of other namespaces. */
  readonly forbidden: readonly string[];
  /** `delete lease/NAME`, `patch deployment/NAME`. */
  readonly writes?: string[];
  /** What a write comes to: nothing, another cluster, or an error. */
  readonly onWrite?: (write: string) => void;
}

export function stillCluster(site: StillSite): Cluster {
  return {
    target: { context: 'c', server: 'https://s', user: 'u', namespace: 'shop' },
    serverVersion: () => Promise.resolve({ major: 1, minor: 34, gitVersion: 'v1.34.4' }),
    resourceTypes: () => Promise.resolve(v1Types(site.objects)),
    list: (query: ListQuery) => listed(site, query),
    scan: async <T>(query: ListQuery, pick: (object: KubeObject) => T | undefined) =>
      (await listed(site, query)).map(pick).filter((one) => one !== undefined),
    get: (ref: ObjectRef) => got(site, ref),
    // Only ever to ask for one's rights.
    create: () => Promise.resolve({ object: { status: { allowed: true } }, warnings: [] }),
    apply: async (object: KubeObject, type: ResourceType, { dryRun }: ApplyOptions) => {
      if (dryRun !== true) await written(site, 'apply', { type, name: object.metadata.name });
      return { object, warnings: [] };
    },
    delete: (ref: ObjectRef) => written(site, 'delete', ref),
    patch: (ref: ObjectRef) => written(site, 'patch', ref),
  } as unknown as Cluster;
}

async function got(
  site: StillSite,
  { type, namespace, name }: ObjectRef,
): Promise<KubeObject | undefined> {
  refuse(site, type.kind, namespace);
  return site.objects.find(
    ({ kind, metadata }) =>
      kind === type.kind &&
      metadata.name === name &&
      (!type.namespaced || metadata.namespace === namespace),
  );
}

async function listed(
  site: StillSite,
  { type, namespace, labels, fields }: ListQuery,
): Promise<KubeObject[]> {
  refuse(site, type.kind, namespace);
  return site.objects.filter(
    (object) =>
      object.kind === type.kind &&
      (namespace === undefined || object.metadata.namespace === namespace) &&
      (labels ?? '').split(',').every((one) => hasLabel(object, one)) &&
      hasField(object, fields),
  );
}

function written(site: StillSite, verb: string, { type, name }: ObjectRef): Promise<object> {
  const write = `${verb} ${type.kind.toLowerCase()}/${name}`;
  site.onWrite?.(write);
  site.writes?.push(write);
  return Promise.resolve({ object: {}, warnings: [] });
}

function refuse({ forbidden }: StillSite, kind: string, namespace: string | undefined): void {
  const wide = namespace === undefined && forbidden.includes(`${kind}*`);
  if (!wide && !forbidden.includes(kind)) return;
  throw new Fault(`user "u" may not list ${kind}`, { outcome: 'unreachable' });
}

function hasLabel({ metadata }: KubeObject, selector: string): boolean {
  const [, key = '', not, value] = /^([^=!]*)(!?)=?(.*)$/.exec(selector) ?? [];
  if (key === '') return true;
  const own = metadata.labels?.[key];
  if (not === '!') return own !== value;
  return value === '' ? own !== undefined : own === value;
}

function hasField(object: KubeObject, fields = ''): boolean {
  return fields.split(',').every((field) => {
    const [path = '', value] = field.split('=');
    if (path === '') return true;
    const found = path
      .split('.')
      .reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], object);
    return found === value;
  });
}

function v1Types(objects: readonly KubeObject[]) {
  const group = 'koupleless.io';
  if (!objects.some(({ apiVersion }) => apiVersion.startsWith(`${group}/`))) return [];
  return ['ModuleDeployment', 'ModuleReplicaSet', 'Module'].map((kind) => {
    const plural = `${kind.toLowerCase()}s`;
    return { group, version: 'v1alpha1', kind, plural, namespaced: true };
  });
}
