import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { Fault } from '../fault.ts';
import { messagesOf } from '../messages/messages.ts';
import { baseOfPod, isOver, type Base } from '../modules/base.ts';
import { installedByModule, installedByPod, type Installed } from '../modules/installed.ts';
import * as labels from '../modules/labels.ts';
import { selectorText, type LabelSelector } from '../modules/selector.ts';
import { core, v1TypesOf } from '../modules/surface.ts';
import { basesByNode } from '../modules/vnodes.ts';
import type { BizStanding } from '../plan/biz-risks.ts';
import type { BaseAddress, Cluster, KubeObject } from '../world.ts';
import { withOwnPods } from './own-pods.ts';
import type { World } from './world.ts';

/** Which bases are meant, as typed. */
export interface BaseChoice {
  /** `IP` or `IP:PORT`. */
  readonly addresses: readonly string[];
  /** One address per line; `-` is standard input. */
  readonly fromFile: string | undefined;
  /** Labels of vnodes (V2). */
  readonly selector: string | undefined;
  /** The Deployment whose pods are the bases (V1). */
  readonly baseDeployment: string | undefined;
  /** Where an address names none. */
  readonly port: number | undefined;
  readonly namespace: string | undefined;
}

/** A base to ask, with what the cluster knows of it. */
export interface Place extends BizStanding {
  readonly address: BaseAddress;
  /** The vnode or base pod; the address where the cluster does not know it. */
  readonly name: string;
}

export interface Places {
  readonly all: readonly Place[];
  readonly cluster: Cluster | undefined;
  /** Of the kubeconfig, also where its cluster could not be asked. */
  readonly context?: string;
  /** Why the cluster could not be asked. */
  readonly unchecked?: string;
}

/** `never`: not even for addresses; `try`: what they are to it is looked up where it can be. */
export type ClusterUse = 'never' | 'try';

/** The bases that are meant, each once, in the order in which they were named. */
export async function findPlaces(
  world: World,
  choice: BaseChoice,
  use: ClusterUse,
): Promise<Places> {
  const addresses = await typedAddresses(world, choice);
  const byCluster = choice.selector !== undefined || choice.baseDeployment !== undefined;
  if (!byCluster && addresses.length === 0) {
    const texts = messagesOf(world.language).biz;
    throw new Fault(texts.noBases, { fix: texts.noBasesFix });
  }
  if (!byCluster && use === 'never') {
    return { all: addresses.map((one) => strange(one, 'none')), cluster: undefined };
  }
  let context: string | undefined;
  try {
    const cluster = await world.openCluster();
    ({ context } = cluster.target);
    const known = await knownBases(cluster, addresses);
    const named = addresses.map((one) => known.at(one));
    const chosen = byCluster ? await chosenBases(world, cluster, choice, known) : [];
    return { all: unique([...named, ...chosen]), cluster, context };
  } catch (error) {
    if (byCluster || !(error instanceof Fault)) throw error;
    const all = addresses.map((one) => strange(one, 'unchecked'));
    const unchecked = { cluster: undefined, unchecked: error.in(world.language).message };
    return { all, ...unchecked, ...(context === undefined ? {} : { context }) };
  }
}

async function typedAddresses(world: World, choice: BaseChoice): Promise<BaseAddress[]> {
  const { addresses, fromFile, port = labels.arkletPort } = choice;
  const lines = fromFile === undefined ? [] : (await textOf(world, fromFile)).split(/\r?\n/);
  const words = lines.map((line) => line.replace(/#.*$/, '').trim()).filter((line) => line !== '');
  const all = [...addresses, ...words].map((word) => addressOf(world, word, port));
  return [...new Map(all.map((one) => [one.id, one])).values()];
}

async function textOf(world: World, file: string): Promise<string> {
  if (file === '-') return await world.stdin();
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const texts = messagesOf(world.language).biz;
    throw new Fault(texts.noFile(file, error instanceof Error ? error.message : ''), {
      fix: texts.fileFix,
    });
  }
}

/** `10.1.0.45`, `10.1.0.45:1238`, `[fd00::1]:1238`. */
function addressOf({ language }: World, word: string, usual: number): BaseAddress {
  const parts = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(word);
  const ip = parts?.[1] ?? parts?.[2] ?? word.replace(/^\[(.*)\]$/, '$1');
  const port = parts === null ? usual : Number(parts[3]);
  if (isIP(ip) === 0 || port < 1 || port > 65_535) {
    const texts = messagesOf(language).biz;
    throw new Fault(texts.notAnAddress(word), { fix: texts.addressFix });
  }
  return { id: isIP(ip) === 6 ? `[${ip}]:${port}` : `${ip}:${port}`, ip, port };
}

function strange(address: BaseAddress, world: 'none' | 'unchecked'): Place {
  return { address, name: address.id, world, owners: [] };
}

interface KnownBases {
  readonly vnodes: readonly Base[];
  /** The typed address with what the cluster knows of it. */
  at(address: BaseAddress): Place;
  placeOf(base: Base): Place;
}

/** What decides a write is read consistently. */
async function knownBases(
  cluster: Cluster,
  addresses: readonly BaseAddress[],
): Promise<KnownBases> {
  const read = { freshness: 'quorum' as const };
  const vnode = `${labels.component}=${labels.componentVnode}`;
  const component = `${labels.component}=${labels.componentModule}`;
  const [nodes, modulePods, v1, podsThere] = await Promise.all([
    cluster.list({ ...read, type: core.node, labels: vnode }),
    cluster.list({ ...read, type: core.pod, labels: component }),
    v1Modules(cluster),
    Promise.all(addresses.map((one) => podsAt(cluster, one.ip))),
  ]);
  const vnodes = [...basesByNode(nodes, modulePods).values()];
  const v2 = modulePods
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .flatMap(installedByPod);
  const pods = podsThere
    .flat()
    .filter(lives)
    .flatMap((pod) => baseOfPod(pod) ?? []);
  const placeOf = (base: Base): Place => ({
    address: { ...base },
    name: base.name,
    world: base.world,
    owners: (base.world === 'v2'
      ? v2.filter((row) => row.base === base.name)
      : v1.filter((row) => row.baseIp === base.ip)
    ).map(ownerOf),
  });
  return {
    vnodes,
    placeOf,
    at(address) {
      const node = vnodes.find(({ ip, port }) => ip === address.ip && port === address.port);
      const pod = pods.find(({ ip }) => ip === address.ip);
      const via = pod?.via && { via: { ...pod.via, port: address.port } };
      if (node !== undefined) return placeOf({ ...via, ...node });
      const here = { ...address, ...via };
      const rows = v1.filter(({ baseIp }) => baseIp === address.ip);
      if (rows.length === 0) return strange(here, 'none');
      const name = rows[0]?.base ?? here.id;
      return { address: here, name, world: 'v1', owners: rows.map(ownerOf) };
    },
  };
}

function ownerOf({ namespace, workload, module, version }: Installed): Place['owners'][number] {
  return { namespace, workload, name: module, version };
}

async function v1Modules(cluster: Cluster): Promise<Installed[]> {
  const types = v1TypesOf(await cluster.resourceTypes());
  if (types === undefined) return [];
  const objects = await cluster.list({ type: types.module, freshness: 'quorum' });
  return objects
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map(installedByModule);
}

/** What ended or is being deleted may have given its address to another by now. */
function lives(pod: KubeObject): boolean {
  return !isOver(pod) && pod.metadata.deletionTimestamp === undefined;
}

/** A base's own pod has its address; so have module pods of V2, which are no way to it by name. */
async function podsAt(cluster: Cluster, ip: string): Promise<KubeObject[]> {
  const fields = `status.podIP=${ip}`;
  return await cluster.list({ type: core.pod, fields, freshness: 'cache' });
}

async function chosenBases(
  world: World,
  cluster: Cluster,
  choice: BaseChoice,
  { vnodes, placeOf }: KnownBases,
): Promise<Place[]> {
  const texts = messagesOf(world.language).biz;
  const { selector, baseDeployment: name } = choice;
  const names = selector === undefined ? [] : await vnodesNamed(cluster, selector);
  const meant = vnodes.filter((base) => names.includes(base.name));
  const selected = (await withOwnPods(cluster, meant)).map(placeOf);
  if (selector !== undefined && selected.length === 0) {
    throw new Fault(texts.nothingSelected(selector), { fix: texts.selectorFix });
  }
  if (name === undefined) return selected;
  const namespace = choice.namespace ?? cluster.target.namespace;
  const deployment = await cluster.get({ type: core.deployment, namespace, name });
  if (deployment === undefined) {
    throw new Fault(texts.noDeployment(name, namespace), { fix: texts.deploymentFix });
  }
  const spec = deployment['spec'] as { selector?: LabelSelector };
  const pods = await cluster.list({
    type: core.pod,
    namespace,
    labels: selectorText(spec.selector),
    freshness: 'quorum',
  });
  const living = pods.filter(lives);
  const bases = living.flatMap((pod) => baseOfPod(pod) ?? []);
  const over = pods.length - living.length;
  if (bases.length === 0) throw new Fault(texts.noPods(name, namespace, over));
  const port = choice.port ?? labels.arkletPort;
  const at = bases.map((base) => ({
    ...base,
    port,
    ...(base.via === undefined ? {} : { via: { ...base.via, port } }),
  }));
  return [...selected, ...at.map(placeOf)];
}

async function vnodesNamed(cluster: Cluster, selector: string): Promise<string[]> {
  const vnode = `${labels.component}=${labels.componentVnode}`;
  const nodes = await cluster.list({
    type: core.node,
    labels: `${vnode},${selector}`,
    freshness: 'quorum',
  });
  return nodes.map(({ metadata }) => metadata.name);
}

/** By address: the same base may be named in two ways. */
function unique(places: readonly Place[]): Place[] {
  const byAddress = new Map<string, Place>();
  for (const place of places) {
    const { ip, port } = place.address;
    byAddress.set(`${ip} ${port}`, place);
  }
  return [...byAddress.values()];
}
