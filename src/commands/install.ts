import { Fault } from '../fault.ts';
import type { ControllerSettings, MqttSettings } from '../manifest/install-variables.ts';
import { toYamlDocuments } from '../manifest/to-yaml.ts';
import { messagesOf, type Messages } from '../messages/messages.ts';
import {
  deploymentNames,
  hasKubeletProxy,
  type Generation,
  type InstalledController,
} from '../modules/controller.ts';
import { core } from '../modules/surface.ts';
import { clientIdOf, isTakenOver } from '../modules/vnode-lease.ts';
import { outcome, type Outcome } from '../outcome.ts';
import { installRisks, type InstallRisk, type InstallStand } from '../plan/install-risks.ts';
import { changesOf, strategyOf, type ControllerPlan } from '../plan/plan-install.ts';
import { applyController, type Applied } from '../rollout/install.ts';
import { leasesOf, vnodesOf } from '../rollout/vnode-leases.ts';
import type { Cluster } from '../world.ts';
import { nothingWritten } from './consent.ts';
import { refuseSilence } from './deploy.ts';
import { findControllers } from './find-controllers.ts';
import { acceptPlan, showPlan } from './install-consent.ts';
import { controllerManifests, planInstall } from './install-plan.ts';
import { verdict } from './install-verdict.ts';
import type { World } from './world.ts';

export interface ConsentInput {
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly protectedContexts: readonly string[];
  /** Print the plan as a document instead of lines. */
  readonly asDocument: boolean;
}

export interface InstallInput extends ConsentInput {
  readonly generation: Generation;
  /** Options that were given and that V1 has not, as typed. */
  readonly v2Only: readonly string[];
  readonly namespace: string | undefined;
  readonly image: string | undefined;
  readonly env: string | undefined;
  readonly replicas: number | undefined;
  readonly tunnel: 'http' | 'mqtt' | undefined;
  readonly mqtt: MqttSettings | undefined;
  /** `upgrade`: refuse where none is installed. */
  readonly mustExist: boolean;
  /** Print the manifests, without a cluster. */
  readonly render: boolean;
  readonly timeoutMs: number;
}

/** Installs a module controller, or changes the one that is there: plan, show, ask, apply, see it ready. */
export async function install(world: World, input: InstallInput): Promise<Outcome> {
  const say = messagesOf(world.language).install;
  if (input.generation === 'v1' && input.v2Only.length > 0) {
    throw new Fault(say.faults.v2Only(input.v2Only.join(', ')), { fix: say.faults.v2OnlyFix });
  }
  if (input.render) return await print(world, say, input);
  refuseSilence(world, input);
  const cluster = await world.openCluster();
  const all = await findControllers(cluster, input.generation);
  const there = chosen(say, input, all);
  const settings = settingsOf(say, input, { there, namespace: cluster.target.namespace });
  await refuseNowhere(say, cluster, settings.namespace);
  const plan = await planInstall(cluster, input.generation, settings);
  const risks = await risksOf(world, cluster, { plan, all, env: settings.env });
  showPlan(world, plan, input.asDocument, {
    corrections: say.corrections[input.generation],
    risks: risks.map((risk) => riskText(say, risk)),
  });
  if (changesOf(plan).length === 0 && input.dryRun) return outcome('done', nothingWritten);
  if (changesOf(plan).length > 0) {
    const refusal = await acceptPlan(world, input, plan, cluster);
    if (refusal) return refusal;
    const doors = { cluster, clock: world.clock, signal: world.signal };
    const applied = await applyController(doors, plan, ({ does, kind, name }) => {
      world.reporter.say(say.wrote(say.does[does], kind, name));
    });
    const stopped = whyStopped(world, applied);
    if (stopped) return stopped;
  }
  const { timeoutMs } = input;
  return await verdict(world, cluster, { plan, env: settings.env, timeoutMs });
}

/** How it ended where not all of it is written. */
function whyStopped(world: World, applied: Applied): Outcome | undefined {
  const say = messagesOf(world.language).install;
  const { wrote } = applied;
  switch (applied.end) {
    case 'applied':
      return undefined;
    case 'interrupted':
      return outcome('interrupted', say.stopped(wrote));
    case 'not-served':
      return outcome('timed-out', say.notServed(applied.object.name));
    case 'changed': {
      const { what, by, object } = applied;
      const message = say.changed(what, object.kind, object.name, by, wrote);
      return outcome('superseded', message, { next: [world.typed] });
    }
  }
}

async function refuseNowhere(
  say: Messages['install'],
  cluster: Cluster,
  namespace: string,
): Promise<void> {
  if ((await cluster.get({ type: core.namespace, name: namespace })) !== undefined) return;
  throw new Fault(say.faults.noNamespace(namespace, cluster.target.server), {
    fix: say.faults.noNamespaceFix(namespace),
  });
}

async function print(
  world: World,
  say: Messages['install'],
  input: InstallInput,
): Promise<Outcome> {
  const settings = settingsOf(say, input, { there: undefined, namespace: 'default' });
  const manifests = await controllerManifests(input.generation, settings);
  world.reporter.raw(toYamlDocuments(manifests));
  return outcome('done', 'rendered');
}

/** The one that is meant: in the namespace that was named, else the only one there is. */
export function chosen(
  say: Messages['install'],
  {
    generation,
    namespace,
    mustExist,
  }: Pick<InstallInput, 'generation' | 'namespace' | 'mustExist'>,
  all: readonly InstalledController[],
): InstalledController | undefined {
  const meant = namespace === undefined ? all : all.filter((one) => one.namespace === namespace);
  const [first, second] = meant;
  if (second !== undefined) {
    const where = meant.map((one) => one.namespace).join(', ');
    throw new Fault(say.faults.several(generation, where), { fix: say.faults.severalFix });
  }
  if (first === undefined && mustExist) {
    const fix = say.faults.notInstalledFix(generation);
    throw new Fault(say.faults.notInstalled(generation), { fix });
  }
  if (first !== undefined && first.name !== deploymentNames[generation]) {
    throw new Fault(say.faults.otherName(first.namespace, first.name), {
      outcome: 'refused',
      fix: say.faults.otherNameFix(deploymentNames[generation]),
    });
  }
  return first;
}

/** What was asked for, over what is there, over the defaults; `namespace` is the context's. */
function settingsOf(
  say: Messages['install'],
  input: InstallInput,
  { there, namespace }: { there: InstalledController | undefined; namespace: string },
): ControllerSettings {
  if (there?.variables['ENABLE_MQTT_TUNNEL'] === 'true' && input.tunnel === undefined) {
    throw new Fault(say.faults.mqttOn, { outcome: 'refused', fix: say.faults.mqttOnFix });
  }
  const image = input.image ?? there?.image;
  if (image === undefined) {
    const fix = say.faults.noImageFix(input.generation);
    throw new Fault(say.faults.noImage(input.generation), { fix });
  }
  return {
    namespace: input.namespace ?? there?.namespace ?? namespace,
    image,
    env: input.env ?? there?.env ?? 'dev',
    // Three that each believe to be alone are the public manifest's mistake, not a wish.
    replicas:
      input.replicas ??
      (there?.variables['IS_CLUSTER'] === 'true' ? Math.max(1, there.replicas) : 1),
    mqtt: input.mqtt,
    kubeletProxy: there !== undefined && hasKubeletProxy(there),
  };
}

/** What is to be said before it is written; leases are read where pods of V2 are started. */
async function risksOf(
  world: World,
  cluster: Cluster,
  seen: { plan: ControllerPlan; all: readonly InstalledController[]; env: string },
): Promise<InstallRisk[]> {
  const { plan, all, env } = seen;
  const elsewhere = all.flatMap(({ namespace }) =>
    namespace === plan.namespace ? [] : [namespace],
  );
  const found = plan.objects.find(({ kind }) => kind === core.deployment.kind);
  if (found === undefined || found.does === 'delete') return [];
  const { does: deployment, manifest } = found;
  const strategy = strategyOf(manifest) === 'Recreate' ? 'Recreate' : 'RollingUpdate';
  const about = { elsewhere, deployment, strategy } as const;
  if (plan.controller === 'v1' || deployment === 'nothing') {
    return installRisks({ ...about, leases: 0, leasesKept: 0 });
  }
  const vnodes = await vnodesOf(cluster, env);
  const leases = vnodes.length === 0 ? [] : await leasesOf(cluster, vnodes);
  const [clientId, now] = [clientIdOf(manifest), world.clock.now()];
  const kept = leases.filter((lease) => !isTakenOver(lease, clientId, now));
  const left = await leftBehind(cluster, seen);
  return installRisks({ ...about, leases: leases.length, leasesKept: kept.length, ...left });
}

/** The environment that it looks after now, where it gets another and nobody else has that one. */
async function leftBehind(
  cluster: Cluster,
  { plan, all, env }: { plan: ControllerPlan; all: readonly InstalledController[]; env: string },
): Promise<Pick<InstallStand, 'left'>> {
  const there = all.find(({ namespace }) => namespace === plan.namespace);
  const another = all.some((one) => one !== there && one.env === there?.env);
  if (there === undefined || there.env === env || another) return {};
  return { left: { env: there.env, vnodes: (await vnodesOf(cluster, there.env)).length } };
}

function riskText({ risks }: Messages['install'], risk: InstallRisk): string {
  switch (risk.risk) {
    case 'elsewhere':
      return risks.elsewhere(risk.namespaces.join(', '));
    case 'recreate':
      return risks.recreate;
    case 'leases-may-run-out':
      return risks.leasesMayRunOut(risk.leases);
    case 'env-left':
      return risks.envLeft(risk.env, risk.vnodes);
    case 'leases-stay':
      return risks.leasesStay(risk.leases, risk.perPod);
  }
}
