import type { ResourceType } from '../world.ts';
import { parseBody, type Api } from './http/api.ts';
import { faultOfReply } from './http/status-errors.ts';

// One answer with everything since Kubernetes 1.27; older servers give the last form.
const aggregated = [
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
  'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList',
  'application/json',
].join(',');

/** Every kind that can be listed, in the version of its group that the server prefers. */
export async function discoverTypes(api: Api): Promise<ResourceType[]> {
  const [core, groups] = await Promise.all([
    discoverRoot(api, '/api', coreVersions),
    discoverRoot(api, '/apis', groupVersions),
  ]);
  return [...core, ...groups];
}

const action = { verb: 'discover what the server offers' };

async function discoverRoot(
  api: Api,
  path: '/api' | '/apis',
  versionsOf: (body: unknown) => GroupVersion[],
): Promise<ResourceType[]> {
  const request = { method: 'GET' as const, path, accept: aggregated, compressed: api.distant };
  const reply = await api.call(request, action);
  const body = parseBody(reply, api.target);
  if (reply.contentType.includes('as=APIGroupDiscoveryList')) {
    return (body as AggregatedList).items.flatMap(aggregatedTypes);
  }
  const versions = versionsOf(body);
  const lists = await Promise.all(versions.map((version) => resourcesOf(api, version)));
  return preferred(lists.flat());
}

interface AggregatedList {
  readonly items: readonly AggregatedGroup[];
}

interface AggregatedGroup {
  readonly metadata?: { readonly name?: string };
  readonly versions?: readonly {
    readonly version: string;
    readonly resources?: readonly AggregatedResource[];
  }[];
}

interface AggregatedResource {
  readonly resource: string;
  readonly responseKind?: { readonly kind?: string };
  readonly scope?: string;
  readonly verbs?: readonly string[];
}

function aggregatedTypes(group: AggregatedGroup): ResourceType[] {
  return preferred(
    (group.versions ?? []).flatMap(({ version, resources = [] }) =>
      resources
        .filter(({ verbs = [], responseKind }) => verbs.includes('list') && responseKind?.kind)
        .map(({ resource, responseKind, scope }) => ({
          group: group.metadata?.name ?? '',
          version,
          kind: responseKind?.kind ?? '',
          plural: resource,
          namespaced: scope === 'Namespaced',
        })),
    ),
  );
}

interface GroupVersion {
  readonly group: string;
  readonly version: string;
}

function coreVersions(body: unknown): GroupVersion[] {
  const { versions = [] } = body as { versions?: string[] };
  return versions.map((version) => ({ group: '', version }));
}

function groupVersions(body: unknown): GroupVersion[] {
  const { groups = [] } = body as { groups?: LegacyGroup[] };
  return groups.flatMap(({ name, versions, preferredVersion }) =>
    versions
      .map(({ version }) => ({ group: name, version }))
      .toSorted((a, b) => rank(a, preferredVersion) - rank(b, preferredVersion)),
  );
}

interface LegacyGroup {
  readonly name: string;
  readonly versions: readonly { readonly version: string }[];
  readonly preferredVersion?: { readonly version: string };
}

function rank({ version }: GroupVersion, favourite: { version: string } | undefined): number {
  return version === favourite?.version ? 0 : 1;
}

interface LegacyResource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs?: readonly string[];
}

async function resourcesOf(api: Api, { group, version }: GroupVersion): Promise<ResourceType[]> {
  const path = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const reply = await api.ask({ method: 'GET', path, compressed: api.distant }, action);
  // An extension's own API server that is down must not hide all the others.
  if (reply.status === 503 || reply.status === 404) return [];
  if (reply.status !== 200) throw faultOfReply(reply, action, api.target);
  const { resources = [] } = parseBody(reply, api.target) as { resources?: LegacyResource[] };
  return resources
    .filter(({ name, verbs = [] }) => !name.includes('/') && verbs.includes('list'))
    .map(({ name, kind, namespaced }) => ({ group, version, kind, plural: name, namespaced }));
}

/** A kind that several versions offer counts once, in the first. */
function preferred(types: readonly ResourceType[]): ResourceType[] {
  const seen = new Set<string>();
  return types.filter(({ group, plural }) => {
    const key = `${group}/${plural}`;
    return !seen.has(key) && seen.add(key);
  });
}
