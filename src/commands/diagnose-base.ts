import type { Evidence, PlaceSeen } from '../diagnosis/evidence.ts';
import { vnodeOfPod } from '../modules/base-pod.ts';
import { baseOfPod, baseOfVnode, podIp, type Base } from '../modules/base.ts';
import * as labels from '../modules/labels.ts';
import { core, type V1Surface } from '../modules/surface.ts';
import { viewV1 } from '../modules/v1-view.ts';
import { hostsOf, podOnVnode, reachedThrough, type PodOnVnode } from '../modules/vnodes.ts';
import type { Fault } from '../fault.ts';
import { faultOf } from '../messages/fault-of.ts';
import type { KubeObject } from '../world.ts';
import { readControllers, readLeases, readModuleDeployments } from './diagnose-around.ts';
import type { Scene } from './diagnose-scene.ts';
import { moduleIn, placeOfModule } from './diagnose-v1.ts';
import { placeOfPod, troubled, unwantedOn, wantedByNobody } from './diagnose-v2.ts';
import { withOwnPods } from './own-pods.ts';

const quorum = 'quorum' as const;
/** How many other bases tell whether a silent one is silent by itself. */
const witnesses = 3;

/** A base as the user names it. */
export interface BaseWanted {
  readonly ip: string | undefined;
  /** Its vnode, host or pod. */
  readonly name: string | undefined;
}

/** Everything on one base of either world. Reads only. */
export async function lookAtBase(scene: Scene, wanted: BaseWanted): Promise<Evidence> {
  const vnodes = `${labels.component}=${labels.componentVnode}`;
  const [nodes, modulePods, leases, controllers, moduleDeployments] = await Promise.all([
    scene.cluster.list({ type: core.node, labels: vnodes, freshness: quorum }),
    readModulePods(scene),
    readLeases(scene),
    readControllers(scene),
    readModuleDeployments(scene),
  ]);
  const around = { now: scene.clock.now(), leases, controllers, moduleDeployments };
  const vnodesSeen = nodes.flatMap((node) => baseOfVnode(node) ?? []);
  const all = [...reachedThrough(vnodesSeen, modulePods).values()];
  const meant = all.find((one) => isMeant(one, wanted));
  const { v1 } = scene.surface;
  const pod = meant === undefined ? await basePod(scene, wanted) : undefined;
  const base = meant ?? (pod && vnodeOfPod({ name: pod.metadata.name, ip: podIp(pod) }, all));
  if (base === undefined && pod !== undefined && v1 !== undefined) {
    return { ...frame(scene), ...around, nodes, ...(await onPod(scene, v1, pod)) };
  }
  return { ...frame(scene), ...around, nodes, ...(await onNode(scene, { all, base, wanted })) };
}

async function readModulePods(scene: Scene): Promise<PodOnVnode[]> {
  return await inAllNamespaces(scene, (namespace) =>
    scene.cluster.scan({ ...modulePodsIn(namespace), freshness: quorum }, podOnVnode),
  );
}

function modulePodsIn(namespace: string | undefined) {
  return {
    type: core.pod,
    ...(namespace === undefined ? {} : { namespace }),
    labels: `${labels.component}=${labels.componentModule}`,
  };
}

export function frame(
  scene: Scene,
): Omit<
  Evidence,
  'now' | 'nodes' | 'leases' | 'controllers' | 'moduleDeployments' | 'places' | 'bases' | 'orphans'
> {
  return {
    workload: undefined,
    typed: '',
    rollout: undefined,
    failures: [],
    reached: [],
    leaving: 0,
    before: undefined,
    events: [],
    roles: [],
    v1: undefined,
    unread: scene.unread,
  };
}

type Seen = Pick<Evidence, 'about' | 'places' | 'bases' | 'orphans'>;

/** V2: the pods on its node, or those that still speak of its address. */
async function onNode(
  scene: Scene,
  seen: {
    readonly all: readonly Base[];
    readonly base: Base | undefined;
    readonly wanted: BaseWanted;
  },
): Promise<Seen> {
  const { all, wanted } = seen;
  const others = all.filter(({ name, env }) => name !== seen.base?.name && env === seen.base?.env);
  const [asked, rest] = [others.slice(0, witnesses), others.slice(witnesses)];
  const inScope = await withOwnPods(scene.cluster, [...(seen.base ? [seen.base] : []), ...asked]);
  const base = inScope.find(({ name }) => name === seen.base?.name);
  const fields =
    base === undefined ? `status.podIP=${wanted.ip ?? ''}` : `spec.nodeName=${base.name}`;
  const listed = await inAllNamespaces(scene, (namespace) =>
    scene.cluster.list({
      ...modulePodsIn(namespace),
      ...(base === undefined && wanted.ip === undefined ? {} : { fields }),
      freshness: quorum,
    }),
  );
  const pods = listed.filter(
    (pod) =>
      pod.metadata.deletionTimestamp === undefined &&
      (base !== undefined || wanted.name === undefined || nodeOf(pod) === wanted.name),
  );
  if (base === undefined && pods.length === 0) throw noSuchBase(wanted);
  await scene.ask(inScope);
  const bases = new Map(base === undefined ? [] : [[base.name, base]]);
  const places = (): PlaceSeen[] =>
    pods.map((pod) => placeOfPod(scene, pod, { bases, current: true }));
  const left = base === undefined ? [] : unwantedOn(scene.seen(base), places());
  const orphans = await wantedByNobody(scene, left);
  await scene.askHealth(troubled(places()));
  return {
    about: base && scene.seen(base),
    places: places(),
    bases: [...inScope, ...rest].map((one) => scene.seen(one)),
    orphans,
  };
}

/** V1: the Modules that were given its pod. */
async function onPod(scene: Scene, v1: V1Surface, pod: KubeObject): Promise<Seen> {
  const base = baseOfPod(pod);
  const { name, namespace = 'default' } = pod.metadata;
  const words = labels.v1Labels(v1.group);
  const modules = await scene.cluster.list({
    type: v1.module,
    namespace,
    labels: `${words.baseName}=${name}`,
    freshness: quorum,
  });
  if (base === undefined) return { places: [], bases: [], orphans: [] };
  const others = await siblings(scene, pod);
  await scene.ask([base, ...others]);
  const wanting = modules.map((one) => ({ modules: [moduleIn(one)] }));
  const orphans = await scene.withoutMasters(unwantedOn(scene.seen(base), wanting));
  const places = (): PlaceSeen[] =>
    modulesOf(v1, modules).map((module) =>
      placeOfModule(scene, module, { base, current: true, namespace }),
    );
  await scene.askHealth(troubled(places()));
  const bases = [base, ...others].map((one) => scene.seen(one));
  return { about: scene.seen(base), places: places(), bases, orphans };
}

/** Other pods of what the base's pod belongs to: whether it is silent by itself shows on them. */
async function siblings(scene: Scene, pod: KubeObject): Promise<Base[]> {
  const { namespace = 'default', uid, ownerReferences = [], labels: own = {} } = pod.metadata;
  const owner = ownerReferences.find(({ controller }) => controller === true)?.uid;
  if (owner === undefined) return [];
  const selector = Object.entries(own).find(
    ([key]) => key === 'pod-template-hash' || key === 'app',
  );
  const query = { type: core.pod, namespace, freshness: quorum };
  const pods = await scene.cluster.list(
    selector === undefined ? query : { ...query, labels: selector.join('=') },
  );
  return pods
    .filter(
      ({ metadata }) =>
        metadata.uid !== uid &&
        metadata.deletionTimestamp === undefined &&
        metadata.ownerReferences?.some((one) => one.uid === owner),
    )
    .flatMap((one) => baseOfPod(one) ?? [])
    .slice(0, witnesses);
}

/** Modules that are to stay, whichever ModuleDeployment they belong to. */
function modulesOf({ group }: V1Surface, modules: readonly KubeObject[]) {
  const nobody = { group, name: '', moduleName: '', deployment: undefined };
  return modules.flatMap((one) => {
    const moduleName = moduleIn(one).name;
    const view = viewV1({ ...nobody, moduleName, replicaSets: [], modules: [one], pods: [] });
    return view.strangers;
  });
}

/** The base's own pod, by its address or name; module pods have the address of their base too. */
async function basePod(scene: Scene, { ip, name }: BaseWanted): Promise<KubeObject | undefined> {
  const fields = ip === undefined ? `metadata.name=${name ?? ''}` : `status.podIP=${ip}`;
  const pods = await inAllNamespaces(scene, (namespace) =>
    scene.cluster.list({
      type: core.pod,
      ...(namespace === undefined ? {} : { namespace }),
      fields,
      freshness: quorum,
    }),
  );
  return pods.find(
    (pod) =>
      pod.metadata.deletionTimestamp === undefined &&
      podIp(pod) !== undefined &&
      pod.metadata.labels?.[labels.component] === undefined,
  );
}

/** Where the user may look at one namespace only, at that one. */
async function inAllNamespaces<T>(
  scene: Scene,
  read: (namespace?: string) => Promise<T[]>,
): Promise<T[]> {
  return (await scene.unlessForbidden('pods', read())) ?? (await read(scene.namespace));
}

function isMeant(base: Base, wanted: BaseWanted): boolean {
  if (wanted.ip !== undefined && wanted.ip !== base.ip) return false;
  if (wanted.name === undefined) return wanted.ip !== undefined;
  return [base.name, ...hostsOf(base)].includes(wanted.name);
}

function nodeOf(pod: KubeObject): string | undefined {
  return (pod['spec'] as { nodeName?: string } | undefined)?.nodeName;
}

function noSuchBase({ ip, name }: BaseWanted): Fault {
  return faultOf(({ commands }) => commands.noBase(name ?? ip ?? ''));
}
