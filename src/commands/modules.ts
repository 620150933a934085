import { Fault } from '../fault.ts';
import { faultOf } from '../messages/fault-of.ts';
import { maskUrls } from '../manifest/masked-url.ts';
import { installedByModule, installedByPod, type Installed } from '../modules/installed.ts';
import * as labels from '../modules/labels.ts';
import { core, usualModule, v1TypesOf } from '../modules/surface.ts';
import { outcome, type Outcome } from '../outcome.ts';
import type { Cluster, Freshness, Listing, ResourceType } from '../world.ts';
import type { World } from './world.ts';

export interface ModulesInput {
  /** All namespaces where absent. */
  readonly namespace: string | undefined;
  readonly allNamespaces: boolean;
  readonly baseIp: string | undefined;
  /** A base by any of its names: vnode, host, base application (V2), base pod or Deployment (V1). */
  readonly base: string | undefined;
  readonly node: string | undefined;
  readonly module: string | undefined;
  readonly version: string | undefined;
  readonly consistent: boolean;
}

/** Bases beyond this many are picked out of one list instead of being asked for one by one. */
const mostLists = 8;

const labelValue = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

/** What is installed where, as Kubernetes tells it, for both worlds at once. */
export async function modules(world: World, input: ModulesInput): Promise<Outcome> {
  const cluster = await world.openCluster();
  const freshness: Freshness = input.consistent ? 'quorum' : 'cache';
  const namespace = input.allNamespaces ? undefined : (input.namespace ?? cluster.target.namespace);
  const scope: Scope = { cluster, input, namespace, freshness };
  // The longer one first: the other's handshake would delay it.
  const [v1, v2] = await Promise.all([listV1(scope), listV2(scope)]);
  const rows = [...v1, ...v2].sort(byPlace);
  if (rows.length === 0 && namespace !== undefined) await refuseNoNamespace(cluster, namespace);
  world.reporter.listing(listingOf(rows, input, namespace));
  return outcome('done', `${rows.length} module(s)`);
}

interface Scope {
  readonly cluster: Cluster;
  readonly input: ModulesInput;
  /** All where absent. */
  readonly namespace: string | undefined;
  readonly freshness: Freshness;
}

/** A namespace that is misspelt has no modules either: that must not look like an answer. */
export async function refuseNoNamespace(
  cluster: Cluster,
  name: string,
  words?: NoNamespace,
): Promise<void> {
  const found = await cluster.get({ type: core.namespace, name }).catch((error: unknown) => {
    // Who may not read namespaces is told what the lists said.
    if (error instanceof Fault && error.outcome === 'unreachable') return 'unknown';
    throw error;
  });
  if (found !== undefined) return;
  const { server } = cluster.target;
  if (words === undefined) throw faultOf(({ commands }) => commands.noNamespace(name, server));
  throw new Fault(words.text(name, server), { fix: words.fix });
}

interface NoNamespace {
  readonly text: (name: string, server: string) => string;
  readonly fix: string;
}

/** V2: module pods. A pod's IP is its base's, its node is its base; the server selects by both. */
async function listV2({ cluster, input, namespace, freshness }: Scope): Promise<Installed[]> {
  const nodes = await nodesMeant(cluster, input, freshness);
  const byIp = input.baseIp === undefined ? [] : [`status.podIP=${input.baseIp}`];
  const byNode =
    nodes === undefined || nodes.size > mostLists
      ? [byIp]
      : [...nodes].map((node) => [...byIp, `spec.nodeName=${node}`]);
  const lists = await Promise.all(
    byNode.map((fields) =>
      cluster.scan(
        {
          type: core.pod,
          ...(namespace === undefined ? {} : { namespace }),
          labels: `${labels.component}=${labels.componentModule}`,
          ...(fields.length === 0 ? {} : { fields: fields.join(',') }),
          freshness,
        },
        (pod) => installedByPod(pod).flatMap((row) => shown(row, input) ?? []),
      ),
    ),
  );
  return lists.flat(2).filter((row) => nodes === undefined || nodes.has(row.base));
}

/** The vnodes that are meant, by any name of theirs; undefined for all. */
async function nodesMeant(
  cluster: Cluster,
  { node, base }: ModulesInput,
  freshness: Freshness,
): Promise<ReadonlySet<string> | undefined> {
  if (node !== undefined) return new Set([node]);
  if (base === undefined) return undefined;
  if (base.startsWith('vnode.')) return new Set([base]);
  const nodes = await cluster.list({
    type: core.node,
    labels: `${labels.component}=${labels.componentVnode}`,
    freshness,
  });
  const names = [labels.baseHost, labels.hostname, labels.baseName];
  const meant = nodes.filter((one) => names.some((label) => one.metadata.labels?.[label] === base));
  return new Set(meant.map((one) => one.metadata.name));
}

/**
 * V1: Module objects. Asked for under the group of today's releases at once; only where that
 * fails does discovery say, two round trips later, which group the server has, if any.
 */
async function listV1(scope: Scope): Promise<Installed[]> {
  if (scope.input.node !== undefined) return [];
  try {
    return await listModules(scope, usualModule);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
  }
  const types = v1TypesOf(await scope.cluster.resourceTypes());
  return types ? listModules(scope, types.module) : [];
}

/** Module objects carry the base's address and name as labels. */
async function listModules(
  { cluster, input, namespace, freshness }: Scope,
  type: ResourceType,
): Promise<Installed[]> {
  const words = labels.v1Labels(type.group);
  const fixed = [
    input.baseIp === undefined ? [] : [`${words.baseIp}=${input.baseIp}`],
    input.module === undefined || !labelValue.test(input.module)
      ? []
      : [`${words.moduleName}=${input.module}`],
  ].flat();
  const base = input.base;
  const selectors =
    base === undefined
      ? [fixed]
      : [words.baseName, words.deploymentName].map((label) => [...fixed, `${label}=${base}`]);
  const lists = await Promise.all(
    selectors.map((selector) =>
      cluster.scan(
        {
          type,
          ...(namespace === undefined ? {} : { namespace }),
          ...(selector.length === 0 ? {} : { labels: selector.join(',') }),
          freshness,
        },
        (module) => shown(installedByModule(module), input),
      ),
    ),
  );
  const [byPod = [], byDeployment = []] = lists;
  return byPod.length > 0 ? byPod : byDeployment;
}

/** The row as it may be shown, while the list is still coming; undefined where the server could not select. */
function shown(row: Installed, input: ModulesInput): Installed | undefined {
  const meant =
    (input.module === undefined || row.module === input.module) &&
    (input.version === undefined || row.version === input.version) &&
    (input.baseIp === undefined || row.baseIp === input.baseIp);
  return meant ? { ...row, url: maskUrls(row.url) } : undefined;
}

export function byPlace(a: Installed, b: Installed): number {
  return order(a.namespace, b.namespace) || byBase(a, b);
}

/** The same within one namespace. */
export function byBase(a: Installed, b: Installed): number {
  return order(a.base, b.base) || order(a.module, b.module) || order(a.version, b.version);
}

function order(text: string, other: string): number {
  return text < other ? -1 : text > other ? 1 : 0;
}

function listingOf(
  rows: readonly Installed[],
  input: ModulesInput,
  namespace: string | undefined,
): Listing {
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
    empty: emptyText(input, namespace),
    name: (item) => `${item['world'] === 'v1' ? 'module' : 'pod'}/${String(item['object'])}`,
  };
}

function emptyText(input: ModulesInput, namespace: string | undefined): string {
  const { module, version, base, node, baseIp } = input;
  return [
    module === undefined ? 'no modules' : `no module ${module}`,
    version === undefined ? '' : `at version ${version}`,
    base === undefined ? '' : `on a base called ${base}`,
    node === undefined ? '' : `on node ${node}`,
    baseIp === undefined ? '' : `on base ${baseIp}`,
    namespace === undefined ? 'in any namespace' : `in namespace ${namespace}`,
  ]
    .filter((words) => words !== '')
    .join(' ');
}
