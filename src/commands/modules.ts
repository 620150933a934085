import { Fault } from '../fault.ts';
import { maskUrls } from '../manifest/masked-url.ts';
import { installedByModule, installedByPod, type Installed } from '../modules/installed.ts';
import * as labels from '../modules/labels.ts';
import { core, v1TypesOf, type V1Surface } from '../modules/surface.ts';
import { outcome, type Outcome } from '../outcome.ts';
import type { Cluster, Freshness, Listing } from '../world.ts';
import type { World } from './world.ts';

export interface ModulesInput {
  /** All namespaces where absent. */
  readonly namespace: string | undefined;
  readonly allNamespaces: boolean;
  readonly baseIp: string | undefined;
  /** A base by its name: a vnode (V2) or a base pod (V1). */
  readonly base: string | undefined;
  readonly node: string | undefined;
  readonly module: string | undefined;
  readonly version: string | undefined;
  readonly consistent: boolean;
}

type V1Types = Omit<V1Surface, 'dialect'>;

/** What is installed where, as Kubernetes tells it, for both worlds at once. */
export async function modules(world: World, input: ModulesInput): Promise<Outcome> {
  const cluster = await world.openCluster();
  const freshness: Freshness = input.consistent ? 'quorum' : 'cache';
  const namespace = input.allNamespaces ? undefined : (input.namespace ?? cluster.target.namespace);
  const [v2, v1] = await Promise.all([
    listV2(cluster, input, namespace, freshness),
    v1Types(cluster).then((types) =>
      types ? listV1(cluster, types, input, namespace, freshness) : [],
    ),
  ]);
  const rows = [...v1, ...v2]
    .filter((row) => matches(row, input))
    .map((row) => ({ ...row, url: maskUrls(row.url) }))
    .sort(byPlace);
  world.reporter.listing(listingOf(rows, namespace));
  return outcome('done', `${rows.length} module(s)`);
}

async function v1Types(cluster: Cluster): Promise<V1Types | undefined> {
  return v1TypesOf(await cluster.resourceTypes());
}

/** V2: module pods. A pod's IP is its base's, its node is its base; the server selects by both. */
async function listV2(
  cluster: Cluster,
  input: ModulesInput,
  namespace: string | undefined,
  freshness: Freshness,
): Promise<Installed[]> {
  const places = await placesOf(cluster, input, freshness);
  const lists = await Promise.all(
    places.map((fields) =>
      cluster.scan(
        {
          type: core.pod,
          ...(namespace === undefined ? {} : { namespace }),
          labels: `${labels.component}=${labels.componentModule}`,
          ...(fields === '' ? {} : { fields }),
          freshness,
        },
        installedByPod,
      ),
    ),
  );
  return lists.flat(2);
}

/** Field selectors for the bases that are meant: one, or several where one host carries several bases. */
async function placesOf(
  cluster: Cluster,
  input: ModulesInput,
  freshness: Freshness,
): Promise<string[]> {
  const byIp = input.baseIp === undefined ? [] : [`status.podIP=${input.baseIp}`];
  const join = (...more: string[]): string => [...byIp, ...more].join(',');
  if (input.node !== undefined) return [join(`spec.nodeName=${input.node}`)];
  if (input.base === undefined) return [join()];
  if (input.base.startsWith('vnode.')) return [join(`spec.nodeName=${input.base}`)];
  const nodes = await cluster.list({
    type: core.node,
    labels: `${labels.component}=${labels.componentVnode}`,
    freshness,
  });
  const hostLabels = [labels.baseHost, labels.hostname];
  const meant = nodes.filter((node) =>
    hostLabels.some((label) => node.metadata.labels?.[label] === input.base),
  );
  return meant.map((node) => join(`spec.nodeName=${node.metadata.name}`));
}

/** V1: Module objects, which carry the base's address and name as labels. */
async function listV1(
  cluster: Cluster,
  types: V1Types,
  input: ModulesInput,
  namespace: string | undefined,
  freshness: Freshness,
): Promise<Installed[]> {
  if (input.node !== undefined) return [];
  const words = labels.v1Labels(types.group);
  const selector = [
    input.baseIp === undefined ? [] : [`${words.baseIp}=${input.baseIp}`],
    input.base === undefined ? [] : [`${words.baseName}=${input.base}`],
    input.module === undefined ? [] : [`${words.moduleName}=${input.module}`],
  ].flat();
  return await cluster.scan(
    {
      type: types.module,
      ...(namespace === undefined ? {} : { namespace }),
      ...(selector.length === 0 ? {} : { labels: selector.join(',') }),
      freshness,
    },
    installedByModule,
  );
}

/** What the server could not select. */
function matches(row: Installed, input: ModulesInput): boolean {
  return (
    (input.module === undefined || row.module === input.module) &&
    (input.version === undefined || row.version === input.version) &&
    (input.baseIp === undefined || row.baseIp === input.baseIp)
  );
}

function byPlace(a: Installed, b: Installed): number {
  const order = (text: string, other: string): number => (text < other ? -1 : text > other ? 1 : 0);
  return (
    order(a.namespace, b.namespace) ||
    order(a.base, b.base) ||
    order(a.module, b.module) ||
    order(a.version, b.version)
  );
}

function listingOf(rows: readonly Installed[], namespace: string | undefined): Listing {
  const cell = (key: keyof Installed) => (item: Record<string, unknown>) =>
    String(item[key] ?? '') || '-';
  return {
    kind: 'ModuleList',
    items: rows as unknown as Record<string, unknown>[],
    columns: [
      ...(namespace === undefined ? [{ title: 'NAMESPACE', value: cell('namespace') }] : []),
      { title: 'MODULE', value: cell('module') },
      { title: 'VERSION', value: cell('version') },
      {
        title: 'STATE',
        value: cell('state'),
        tone: (item) => (item['ready'] === true ? 'good' : 'warn'),
      },
      { title: 'BASE', value: cell('base') },
      { title: 'BASE-IP', value: cell('baseIp') },
      { title: 'WORKLOAD', value: cell('workload') },
      { title: 'WORLD', value: cell('world'), wide: true },
      { title: 'OBJECT', value: cell('object'), wide: true },
      { title: 'URL', value: cell('url'), wide: true },
    ],
    empty: namespace === undefined ? 'no modules' : `no modules in namespace ${namespace}`,
    name: (item) => `${item['world'] === 'v1' ? 'module' : 'pod'}/${String(item['object'])}`,
  };
}

/** `--base-ip` as the user typed it. */
export function checkIp(text: string): string {
  if (/^(\d{1,3}\.){3}\d{1,3}$/.test(text) || /^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*$/.test(text))
    return text;
  throw new Fault(`"${text}" is not an IP address`, { fix: 'for example --base-ip 10.1.0.45' });
}
