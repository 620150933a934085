import { faultOf } from '../messages/fault-of.ts';
import {
  inInstallOrder,
  installVariables,
  type ControllerSettings,
} from '../manifest/install-variables.ts';
import { readTemplateSet } from '../manifest/reader.ts';
import { renderTemplate } from '../manifest/templates.ts';
import { allFaults } from '../manifest/yaml.ts';
import type { Generation } from '../modules/controller.ts';
import {
  becomesRecreate,
  plannedApply,
  type ControllerPlan,
  type PlannedObject,
} from '../plan/plan-install.ts';
import { core } from '../modules/surface.ts';
import { intentManager } from '../rollout/context.ts';
import type { Cluster, KubeObject, ResourceType } from '../world.ts';
import { dryRunApply } from './dry-run.ts';

/** The manifests of a controller, in the order in which they are applied. Needs no cluster. */
export async function controllerManifests(
  generation: Generation,
  settings: ControllerSettings,
): Promise<KubeObject[]> {
  const templates = await readTemplateSet(`install/${generation}`);
  const readings = templates.map(({ text, file }) =>
    renderTemplate(text, file, installVariables(settings)),
  );
  const fault = allFaults(readings.flatMap(({ faults }) => faults));
  if (fault) throw fault;
  return inInstallOrder(readings.flatMap(({ docs }) => docs.map(({ object }) => object)));
}

/** Tries every apply without writing, and tells what each would change. */
export async function planInstall(
  cluster: Cluster,
  generation: Generation,
  settings: ControllerSettings,
): Promise<ControllerPlan> {
  const { namespace } = settings;
  const types = await cluster.resourceTypes();
  const manifests = await controllerManifests(generation, settings);
  const objects: PlannedObject[] = [];
  for (const object of manifests) {
    const type = typeOf(object, types);
    objects.push(await tried(cluster, await withOtherSubjects(cluster, object, type), type));
  }
  const { context, server, user } = cluster.target;
  const target = { context, server, user };
  return { version: 1, action: 'install', controller: generation, target, namespace, objects };
}

/** The ClusterRole alone: what would become of the one that is there. */
export async function planRole(
  cluster: Cluster,
  generation: Generation,
  settings: ControllerSettings,
): Promise<ControllerPlan> {
  const manifests = await controllerManifests(generation, settings);
  const roles = manifests.filter(({ kind }) => kind === core.clusterRole.kind);
  const objects = await Promise.all(roles.map((role) => tried(cluster, role, core.clusterRole)));
  const { context, server, user } = cluster.target;
  const target = { context, server, user };
  const { namespace } = settings;
  return { version: 1, action: 'install', controller: generation, target, namespace, objects };
}

/** An apply replaces all subjects of a binding: the rights of a controller elsewhere stay with it. */
async function withOtherSubjects(
  cluster: Cluster,
  object: KubeObject,
  type: ResourceType,
): Promise<KubeObject> {
  if (object.kind !== 'ClusterRoleBinding') return object;
  const live = await cluster.get({ type, name: object.metadata.name });
  const own = subjectsOf(object);
  const known = new Set(own.map(named));
  const others = (live === undefined ? [] : subjectsOf(live)).filter(
    (one) => !known.has(named(one)),
  );
  return others.length === 0 ? object : { ...object, subjects: [...others, ...own] };
}

interface Subject {
  kind: string;
  name: string;
  namespace?: string;
}

function subjectsOf(object: KubeObject): Subject[] {
  return (object['subjects'] as Subject[] | undefined) ?? [];
}

function named({ kind, namespace = '', name }: Subject): string {
  return `${kind} ${namespace}/${name}`;
}

async function tried(
  cluster: Cluster,
  object: KubeObject,
  type: ResourceType,
): Promise<PlannedObject> {
  const { name, namespace } = object.metadata;
  const live = await cluster.get({ type, name, ...(namespace === undefined ? {} : { namespace }) });
  if (live === undefined || !becomesRecreate(live, object)) {
    const { written, forced } = await dryRunApply(cluster, object, type, intentManager);
    return plannedApply({ type, object, live, stored: written.object, forced });
  }
  // Its first write can't be tried before the second: all but the strategy is.
  const { strategy, ...spec } = object['spec'] as Record<string, unknown>;
  const { written, forced } = await dryRunApply(cluster, { ...object, spec }, type, intentManager);
  const stored = { ...written.object, spec: { ...(written.object['spec'] as object), strategy } };
  return plannedApply({ type, object, live, stored, forced });
}

/** The kind as this server offers it. */
export function typeOf(
  { apiVersion, kind }: KubeObject,
  types: readonly ResourceType[],
): ResourceType {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const found = types.find((one) => one.kind === kind && one.group === group);
  if (found) return { ...found, version: version ?? found.version };
  throw faultOf(({ commands }) => commands.noKind(kind, apiVersion));
}
