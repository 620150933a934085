import { Fault } from '../fault.ts';
import { messagesOf } from '../messages/messages.ts';
import type { Generation, InstalledController } from '../modules/controller.ts';
import * as labels from '../modules/labels.ts';
import { core, v1TypesOf } from '../modules/surface.ts';
import { outcome, type Outcome } from '../outcome.ts';
import { plannedDelete, type ControllerPlan, type PlannedObject } from '../plan/plan-install.ts';
import { removeController } from '../rollout/install.ts';
import type { Cluster, KubeObject } from '../world.ts';
import { refuseSilence } from './deploy.ts';
import { findControllers } from './find-controllers.ts';
import { chosen, type ConsentInput } from './install.ts';
import { acceptPlan, showPlan } from './install-consent.ts';
import { controllerManifests, typeOf } from './install-plan.ts';
import type { World } from './world.ts';

export interface UninstallInput extends ConsentInput {
  readonly generation: Generation;
  readonly namespace: string | undefined;
  /** V1: its kinds too, and with them every object of theirs. */
  readonly withCrds: boolean;
  /** Though modules are left behind. */
  readonly force: boolean;
  readonly timeoutMs: number;
}

/** Removes a module controller: refused while modules need it, shown, asked, deleted, seen gone. */
export async function uninstall(world: World, input: UninstallInput): Promise<Outcome> {
  const say = messagesOf(world.language).install;
  refuseSilence(world, input);
  const cluster = await world.openCluster();
  const all = await findControllers(cluster, input.generation);
  const there = chosen(say, { ...input, mustExist: false }, all);
  if (there === undefined) throw new Fault(say.faults.notInstalled(input.generation));
  const modules = await lookedAfter(cluster, there, all);
  const releases = input.withCrds ? await objectsOfV1(cluster) : 0;
  if (releases > 0) {
    throw new Fault(say.faults.crdsInUse(releases), {
      outcome: 'refused',
      fix: say.faults.crdsInUseFix,
    });
  }
  if (modules > 0 && !input.force) {
    throw new Fault(say.faults.inUse(modules), { outcome: 'refused', fix: say.faults.inUseFix });
  }
  const plan = await planUninstall(cluster, there, { all, withCrds: input.withCrds });
  const risks = modules > 0 ? [say.risks.modulesStay(modules)] : [];
  showPlan(world, plan, input.asDocument, { corrections: [], risks });
  const refusal = await acceptPlan(world, input, plan, cluster);
  if (refusal) return refusal;
  const doors = { cluster, clock: world.clock, signal: world.signal };
  const left = await removeController(doors, plan, input.timeoutMs, ({ does, kind, name }) => {
    world.reporter.say(say.wrote(say.does[does], kind, name));
  });
  const names = [
    ...left.objects.map(({ kind, name }) => `${kind} ${name}`),
    ...left.pods.map(({ metadata: { name } }) => `Pod ${name}`),
  ].join(', ');
  if (names === '') return outcome('done', say.removed(plan.objects.length));
  return outcome(world.signal.aborted ? 'interrupted' : 'timed-out', say.left(names));
}

/** How many modules nobody would look after: of V2's environment, of V1's whole cluster. */
async function lookedAfter(
  cluster: Cluster,
  { generation, env }: InstalledController,
  all: readonly InstalledController[],
): Promise<number> {
  if (generation === 'v1') return all.length > 1 ? 0 : await moduleDeployments(cluster);
  const [pods, nodes] = await Promise.all([
    cluster.scan(
      {
        type: core.pod,
        labels: `${labels.component}=${labels.componentModule}`,
        freshness: 'quorum',
      },
      (pod) => (pod['spec'] as { nodeName?: string } | undefined)?.nodeName,
    ),
    cluster.list({ type: core.node, labels: `${labels.env}=${env}`, freshness: 'quorum' }),
  ]);
  const own = new Set(nodes.map((node) => node.metadata.name));
  return pods.filter((node) => own.has(node)).length;
}

/** Whatever has a finalizer that nobody would take off any more. */
async function objectsOfV1(cluster: Cluster): Promise<number> {
  const types = v1TypesOf(await cluster.resourceTypes());
  if (types === undefined) return 0;
  const { moduleDeployment, moduleReplicaSet, module } = types;
  const counts = await Promise.all(
    [moduleDeployment, moduleReplicaSet, module].map(
      async (type) => (await cluster.scan({ type, freshness: 'quorum' }, () => true)).length,
    ),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

async function moduleDeployments(cluster: Cluster): Promise<number> {
  const types = v1TypesOf(await cluster.resourceTypes());
  if (types === undefined) return 0;
  const query = { type: types.moduleDeployment, freshness: 'quorum' } as const;
  return (await cluster.scan(query, () => true)).length;
}

/** In the reverse order of installing; what belongs to the cluster stays while another controller needs it. */
async function planUninstall(
  cluster: Cluster,
  there: InstalledController,
  { all, withCrds }: { all: readonly InstalledController[]; withCrds: boolean },
): Promise<ControllerPlan> {
  const { generation, namespace, image, env, replicas } = there;
  const settings = { namespace, image, env, replicas };
  const manifests = await controllerManifests(generation, settings);
  const types = await cluster.resourceTypes();
  const shared = all.length > 1;
  const goes = ({ kind, metadata }: KubeObject): boolean => {
    if (kind === core.crd.kind) return withCrds && !shared;
    return metadata.namespace !== undefined || !shared;
  };
  const objects: PlannedObject[] = [];
  for (const object of manifests.filter(goes).reverse()) {
    const type = typeOf(object, types);
    const { name, namespace: within } = object.metadata;
    const live = await cluster.get({
      type,
      name,
      ...(within === undefined ? {} : { namespace: within }),
    });
    if (live !== undefined) objects.push(plannedDelete(type, live));
  }
  const { context, server, user } = cluster.target;
  const target = { context, server, user };
  return { version: 1, action: 'uninstall', controller: generation, target, namespace, objects };
}
