import type { Evidence, OrphanSeen, PlaceSeen, V1Seen } from '../diagnosis/evidence.ts';
import { v1Labels } from '../modules/labels.ts';
import type { PodModule } from '../modules/module-pod.ts';
import type { V1Module, V1View } from '../modules/v1-view.ts';
import type { V1Surface } from '../modules/surface.ts';
import { typedName } from '../plan/operate-plan.ts';
import { readV1 } from '../rollout/kinds/module-deployment-target.ts';
import type { KubeObject } from '../world.ts';
import { readControllers, readModuleDeployments } from './diagnose-around.ts';
import { readRecord } from './diagnose-record.ts';
import type { Scene } from './diagnose-scene.ts';
import { troubled, unwantedOn } from './diagnose-v2.ts';
import { readBaseDeployment, v1Target } from './gather-v1.ts';

/** More bases than these are not looked at one by one for what came out of a wrong jar. */
const mostBases = 8;

/** Everything that may tell why a ModuleDeployment does not run. Reads only. */
export async function lookAtV1(
  scene: Scene,
  object: KubeObject,
  surface: V1Surface,
): Promise<Evidence> {
  const baseDeployment = await readBaseDeployment(scene.cluster, object);
  const target = v1Target(surface, object, baseDeployment);
  const [view, controllers, moduleDeployments, remembered] = await Promise.all([
    readV1(scene.cluster, target),
    readControllers(scene),
    readModuleDeployments(scene),
    readRecord(scene, object),
  ]);
  const all = [...view.bases.values()];
  await scene.ask(all);
  await scene.askHealth(troubled(placesIn(scene, view)));
  const workload = view.deployment ?? object;
  const places = placesIn(scene, view);
  return {
    now: scene.clock.now(),
    workload,
    typed: typedName(workload),
    ...remembered,
    places,
    leaving: view.leaving.length,
    before: undefined,
    bases: all.map((base) => scene.seen(base)),
    nodes: [],
    leases: undefined,
    events: [],
    orphans: [
      ...orphansOn(scene, view, target.moduleName),
      ...(await strangersOn(scene, surface, { places, moduleName: target.moduleName })),
    ],
    controllers,
    roles: [],
    v1: v1Seen(surface, view, { workload, hasBase: baseDeployment !== undefined }),
    moduleDeployments,
    unread: scene.unread,
  };
}

export function v1Seen(
  { dialect, group }: V1Surface,
  view: V1View,
  { workload, hasBase }: { readonly workload: KubeObject; readonly hasBase: boolean },
): V1Seen {
  return { view, dialect, group, hasBase, changedAt: specChangedAt(workload) };
}

function placesIn(scene: Scene, view: V1View): PlaceSeen[] {
  return [
    ...view.current.map((module) => placeOf(scene, view, { module, current: true })),
    ...view.former.map((module) => placeOf(scene, view, { module, current: false })),
  ];
}

function placeOf(
  scene: Scene,
  view: V1View,
  { module, current }: { readonly module: V1Module; readonly current: boolean },
): PlaceSeen {
  const base = module.base === undefined ? undefined : view.bases.get(module.base);
  return placeOfModule(scene, module, {
    base,
    current,
    namespace: view.deployment?.metadata.namespace ?? 'default',
  });
}

/** A Module as a place; `base` is its pod, where that is there. */
export function placeOfModule(
  scene: Scene,
  module: V1Module,
  around: {
    readonly base: Parameters<Scene['seen']>[0] | undefined;
    readonly current: boolean;
    readonly namespace: string;
  },
): PlaceSeen {
  const { base, current, namespace } = around;
  return {
    world: 'v1',
    object: `module/${module.name}`,
    namespace,
    modules: [module.module],
    current,
    createdAt: module.createdAt,
    since: module.changedAt ?? module.createdAt,
    baseName: module.base,
    base: base && scene.seen(base),
    ready: module.state === 'Available',
    state: module.state,
    unschedulable: undefined,
    trouble: undefined,
    reportedAt: undefined,
    labels: {},
    spec: undefined,
  };
}

/** Versions of the module that a base lists and no Module wants there; other modules where its own is missing. */
function orphansOn(scene: Scene, view: V1View, moduleName: string): OrphanSeen[] {
  const wanting = [...view.current, ...view.former, ...view.leaving, ...view.strangers];
  return [...view.bases.values()].flatMap((base) => {
    const here = wanting
      .filter((one) => one.base === base.name)
      .map(({ module }) => ({ modules: [module] }));
    return unwantedOn(scene.seen(base), here).filter(({ biz }) => biz.name === moduleName);
  });
}

/** Modules of other names that no Module wants, on bases that lack this one: one may have come out of its jar. */
async function strangersOn(
  scene: Scene,
  surface: V1Surface,
  seen: { readonly places: readonly PlaceSeen[]; readonly moduleName: string },
): Promise<OrphanSeen[]> {
  const lacking = troubled(seen.places).slice(0, mostBases);
  const words = v1Labels(surface.group);
  const found = await Promise.all(
    lacking.map(async (base) => {
      const namespace = base.namespace ?? 'default';
      const labels = `${words.baseName}=${base.name}`;
      const query = { type: surface.module, namespace, labels, freshness: 'quorum' as const };
      const wanting = (await scene.cluster.list(query)).map((one) => ({
        modules: [moduleIn(one)],
      }));
      return unwantedOn(scene.seen(base), wanting);
    }),
  );
  const others = found.flat().filter(({ biz }) => biz.name !== seen.moduleName);
  return await scene.withoutMasters(others);
}

export function moduleIn(object: KubeObject): PodModule {
  const { module = {} } = (object['spec'] ?? {}) as { module?: Partial<PodModule> };
  const { name = '', version = '', url = '' } = module;
  return { name, version, url };
}

/** When anybody last wrote more than its status; the controller's own writes count too. */
function specChangedAt({ metadata }: KubeObject): number {
  const times = (metadata.managedFields ?? [])
    .filter(
      ({ subresource, fieldsV1 }) =>
        subresource === undefined && fieldsV1?.['f:spec'] !== undefined,
    )
    .map((entry) => Date.parse(String(entry['time'] ?? '')))
    .filter((time) => !Number.isNaN(time));
  return Math.max(Date.parse(metadata.creationTimestamp ?? '') || 0, ...times);
}
