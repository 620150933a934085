import {
  type BaseSeen,
  type Earlier,
  type Evidence,
  type OrphanSeen,
  type PlaceSeen,
} from '../diagnosis/evidence.ts';
import type { Base } from '../modules/base.ts';
import {
  modulePodOf,
  modulesIn,
  modulesOfTemplate,
  type PodModule,
} from '../modules/module-pod.ts';
import { core } from '../modules/surface.ts';
import { templateOf } from '../modules/workload-template.ts';
import { basesByNode } from '../modules/vnodes.ts';
import { typedName } from '../plan/operate-plan.ts';
import { isSameModule } from '../rollout/assess.ts';
import { viewDeployment, type PodsView } from '../rollout/kinds/deployment-view.ts';
import { readWorkload, type WorkloadLists } from '../rollout/kinds/pods-watch.ts';
import { viewRevisioned } from '../rollout/kinds/revisioned-view.ts';
import { revisionTypeOf } from '../rollout/kinds/revisioned-watch.ts';
import type { KubeObject } from '../world.ts';
import { readControllers, readEvents, readLeases, readRoles } from './diagnose-around.ts';
import { readRecord } from './diagnose-record.ts';
import type { Scene } from './diagnose-scene.ts';
import { kindOf } from './kinds.ts';

/** More nodes than these are not looked at one by one for what wants a module there. */
const mostNodes = 8;

/** Everything that may tell why a V2 workload does not run. Reads only. */
export async function lookAtV2(scene: Scene, object: KubeObject): Promise<Evidence> {
  const isDeployment = object.kind === 'Deployment';
  const type = kindOf(object).type(undefined) ?? core.pod;
  const revisionType = isDeployment ? core.replicaSet : revisionTypeOf(object);
  const [lists, leases, events, controllers, roles, remembered] = await Promise.all([
    readWorkload(scene.cluster, object, { type, revisionType }),
    readLeases(scene),
    readEvents(scene, object),
    readControllers(scene),
    readRoles(scene),
    readRecord(scene, object),
  ]);
  const workload = lists.live ?? object;
  const view = viewOf(workload, lists);
  const inScope = basesOf(workload, lists);
  await scene.ask(inScope);
  const own = placesIn(scene, lists, view);
  const orphans = await orphansOn(scene, own, inScope);
  await scene.askHealth(troubled(own));
  return {
    now: scene.clock.now(),
    workload,
    typed: typedName(workload),
    ...remembered,
    // With what has been asked since.
    places: placesIn(scene, lists, view),
    leaving: view.leaving.length,
    before: isDeployment ? templateBefore(workload, lists) : undefined,
    bases: inScope.map((base) => scene.seen(base)),
    nodes: lists.nodes,
    leases,
    events,
    orphans,
    controllers,
    roles,
    v1: undefined,
    moduleDeployments: [],
    unread: scene.unread,
  };
}

function viewOf(workload: KubeObject, { live, ...lists }: WorkloadLists): PodsView {
  if (workload.kind === 'Deployment') {
    const { revisions, pods, nodes } = lists;
    return viewDeployment({ deployment: live, replicaSets: revisions, pods, nodes });
  }
  return viewRevisioned({ workload, ...lists });
}

/** The bases that it may be on: of the environment that its pods tolerate, and those that they are on. */
function basesOf(workload: KubeObject, { nodes, pods }: WorkloadLists): Base[] {
  const { spec = {} } = (templateOf(workload) ?? {}) as { spec?: object };
  const { env } = modulePodOf({ ...workload, spec });
  const on = new Set(pods.map((pod) => modulePodOf(pod).node));
  return [...basesByNode(nodes, pods).values()].filter(
    (base) => env === undefined || base.env === env || on.has(base.name),
  );
}

function placesIn(scene: Scene, { pods, nodes }: WorkloadLists, view: PodsView): PlaceSeen[] {
  const current = new Set(view.newPods.map(({ uid }) => uid));
  const staying = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const bases = basesByNode(nodes, staying);
  return staying
    .filter((pod) => ![...view.leaving].some(({ uid }) => uid === pod.metadata.uid))
    .map((pod) => placeOfPod(scene, pod, { bases, current: current.has(pod.metadata.uid ?? '') }));
}

export function placeOfPod(
  scene: Scene,
  object: KubeObject,
  around: { readonly bases: ReadonlyMap<string, Base>; readonly current: boolean },
): PlaceSeen {
  const pod = modulePodOf(object);
  const base = pod.node === undefined ? undefined : around.bases.get(pod.node);
  return {
    world: 'v2',
    object: `pod/${pod.name}`,
    namespace: pod.namespace,
    modules: pod.modules,
    current: around.current,
    createdAt: pod.createdAt,
    since: Math.max(pod.createdAt, pod.boundAt ?? 0),
    baseName: pod.node,
    base: base && scene.seen(base),
    ready: pod.ready,
    state: pod.phase,
    unschedulable: pod.unschedulable,
    trouble: pod.trouble,
    reportedAt: pod.reportedAt,
    labels: object.metadata.labels ?? {},
    spec: object['spec'],
  };
}

/** Bases that do not run what they are to run. */
export function troubled(places: readonly PlaceSeen[]): Base[] {
  return places.flatMap(({ base, modules }) => {
    if (base?.answer?.ok !== true) return [];
    const { value } = base.answer;
    const runs = (module: PodModule): boolean =>
      value.some((biz) => isSameModule(biz, module) && biz.state === 'activated');
    return modules.every(runs) ? [] : [base.base];
  });
}

/** The modules of the template before the present one. */
function templateBefore(workload: KubeObject, { revisions }: WorkloadLists): Earlier | undefined {
  const numberOf = ({ metadata }: KubeObject): number =>
    Number(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0);
  const [, before] = revisions
    .filter(({ metadata }) =>
      metadata.ownerReferences?.some(({ uid }) => uid === workload.metadata.uid),
    )
    .toSorted((a, b) => numberOf(b) - numberOf(a));
  return before === undefined ? undefined : { modules: modulesOfTemplate(templateOf(before)) };
}

/**
 * Modules on bases that no pod of any workload wants there: those of the workload's own names, and
 * on bases that lack one of its modules all others, one of which may have come out of its jar.
 */
async function orphansOn(
  scene: Scene,
  places: readonly PlaceSeen[],
  bases: readonly Base[],
): Promise<OrphanSeen[]> {
  const names = new Set(places.flatMap(({ modules }) => modules.map(({ name }) => name)));
  const lacking = new Set(troubled(places).map(({ id }) => id));
  const left = bases
    .map((base) => scene.seen(base))
    .flatMap((seen) =>
      unwantedOn(
        seen,
        places.filter(({ baseName }) => baseName === seen.base.name),
      ),
    )
    .filter(({ base, biz }) => names.has(biz.name) || lacking.has(base.id));
  return await wantedByNobody(scene, left);
}

export function unwantedOn(
  { base, answer }: BaseSeen,
  wanting: readonly { readonly modules: readonly PodModule[] }[],
): OrphanSeen[] {
  if (answer?.ok !== true) return [];
  return answer.value
    .filter((biz) => !wanting.some(({ modules }) => modules.some((one) => isSameModule(one, biz))))
    .map((biz) => ({ base, biz }));
}

/** Those that no pod on their node carries, whoever's it is and whatever becomes of it. */
export async function wantedByNobody(
  scene: Scene,
  left: readonly OrphanSeen[],
): Promise<OrphanSeen[]> {
  const nodes = [...new Set(left.map(({ base }) => base.name))].slice(0, mostNodes);
  const reading = Promise.all(
    nodes.map(async (node) => {
      const fields = `spec.nodeName=${node}`;
      const pods = await scene.cluster.list({ type: core.pod, fields, freshness: 'quorum' });
      return pods.map(({ spec }) => ({ node, modules: modulesIn(containersIn(spec)) }));
    }),
  );
  const pods = (await scene.unlessForbidden('pods', reading))?.flat();
  if (pods === undefined) return [];
  const unwanted = left.filter(
    ({ base, biz }) =>
      nodes.includes(base.name) &&
      !pods.some(
        ({ node, modules }) => node === base.name && modules.some((one) => isSameModule(one, biz)),
      ),
  );
  return await scene.withoutMasters(unwanted);
}

function containersIn(spec: unknown): Parameters<typeof modulesIn>[0] {
  return (spec as { containers?: Parameters<typeof modulesIn>[0] } | undefined)?.containers ?? [];
}
