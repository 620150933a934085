import type { Fault } from '../fault.ts';
import { faultOf } from '../messages/fault-of.ts';
import { baseOfVnode } from '../modules/base.ts';
import { whyNotEligible } from '../modules/eligible.ts';
import * as labels from '../modules/labels.ts';
import { isModulePod, modulePodOf, type ModulePod } from '../modules/module-pod.ts';
import { core } from '../modules/surface.ts';
import type { LeavingBase } from '../plan/co-release-steps.ts';
import { labelOf } from '../plan/operate-plan.ts';
import { makeCoReleasePlan, type OtherModule } from '../plan/plan-co-release.ts';
import type { V2Facts } from '../plan/plan-v2.ts';
import { roomFor } from '../plan/room-v2.ts';
import type { Plan, RolloutOptions } from '../plan/types.ts';
import { BaseRoll } from '../rollout/base-roll.ts';
import { CoReleaseStairs } from '../rollout/co-release-stairs.ts';
import { deploymentSpec } from '../rollout/kinds/deployment-view.ts';
import type { RolloutRecord } from '../rollout/record.ts';
import type { Bases, Cluster, KubeObject } from '../world.ts';
import { readBase, refuseBase, type BaseFlags, type BaseReading } from './co-release-base.ts';
import { recordOf, type PreparedJoint } from './co-release-joint.ts';
import { openCoRelease } from './co-release-stand.ts';
import { readParts, withRisks, type Asking, type PrepareInput } from './prepare.ts';
import { prepareV2 } from './prepare-v2.ts';

/** Reads base and module and plans both. Writes nothing; undefined where all of it is there already. */
export async function prepareCoReleaseV2(
  cluster: Cluster,
  bases: Bases,
  input: PrepareInput & { readonly base: BaseFlags },
  from: Asking,
): Promise<PreparedJoint | undefined> {
  const { options } = input;
  const namespace = input.base.namespace ?? input.namespace ?? cluster.target.namespace;
  const base = await readBase(cluster, wholeFlags(input.base), namespace, options.batches);
  const future = base.future.map((node) => node.metadata.labels ?? {});
  const { common, risks, services } = await readParts(cluster, input, from, future);
  refuseOtherKinds(common.manifest);
  refuseServices(services.services.map(({ name }) => name));
  const whole = { ...common, options: forModule(options) };
  const module = withRisks(
    await prepareV2(cluster, bases, whole, (facts) => withFuture(facts, base)),
    risks,
  );
  const { plan } = module;
  if (plan.kind === 'none' && base.diff === '') return undefined;
  refuseBase(base);
  refusePins(runningIn(module.store.current, common.live), plan, base);
  refuseRoom(plan, base);
  if (plan.kind !== 'first' && plan.kind !== 'upgrade') throw nothingNew(plan);
  const others = await otherModules(cluster, plan, base);
  const record = recordOf(base);
  const shown = makeCoReleasePlan(
    {
      target: cluster.target,
      module: plan,
      base: { ...base, leaving: leavingBases(base, others.pods) },
      others: others.modules,
    },
    options,
  );
  return {
    plan: shown,
    record,
    resumes: module.resumes,
    stairs: (ports, assignment) =>
      new CoReleaseStairs(ports, assignment, {
        driver: module.driver(ports, { ...assignment, plan: module.plan }),
        base: new BaseRoll(ports, record, assignment.id),
        record,
        store: module.store,
        resumed: false,
      }),
  };
}

/** V2 knows a base by its version alone, and a module says nothing of whose base it is on. */
function wholeFlags(flags: BaseFlags): BaseFlags & { readonly deployment: string } {
  const { deployment, version } = flags;
  if (deployment !== undefined && version !== undefined) return { ...flags, deployment };
  const missing = [
    ...(deployment === undefined ? ['--base-deployment NAME'] : []),
    ...(version === undefined ? ['--base-version V'] : []),
  ];
  throw faultOf(({ coRelease }) => coRelease.needs(missing));
}

/** The module is brought in whole and dark to nobody: its pods have no base until the new ones come. */
function forModule(options: RolloutOptions): RolloutOptions {
  return {
    ...options,
    policy: 'blue-green',
    batches: undefined,
    maxUnavailable: undefined,
    confirm: 'none',
    pauseAfter: undefined,
    grayMs: 0,
  };
}

/** The plan is made for the bases that are to come, not for those that go. */
function withFuture(facts: V2Facts, { nodes, future }: BaseReading): V2Facts {
  const gone = new Set(nodes.map((node) => node.metadata.name));
  const known = new Map(facts.bases);
  for (const node of future) {
    const base = baseOfVnode(node);
    if (base) known.set(base.name, base);
  }
  const staying = facts.nodes.filter((node) => !gone.has(node.metadata.name));
  return { ...facts, nodes: [...staying, ...future], bases: known, answered: undefined };
}

function refuseOtherKinds({ kind, metadata }: KubeObject): void {
  if (kind === 'Deployment') return;
  throw faultOf(({ coRelease }) =>
    coRelease.onlyDeployments(kind, metadata.name, labels.baseVersion),
  );
}

function refuseServices(names: readonly string[]): void {
  if (names.length === 0) return;
  throw faultOf(({ coRelease }) => coRelease.noServices(names));
}

function templateSpec(object: KubeObject | undefined): unknown {
  const template = object && (deploymentSpec(object).template as { spec?: unknown } | undefined);
  return template?.spec;
}

/** As its pods run: cut off between template and hold, it shows the new one, and none has it yet. */
function runningIn(
  record: RolloutRecord | undefined,
  live: KubeObject | undefined,
): KubeObject | undefined {
  if (live === undefined || openCoRelease(record, live) === undefined) return live;
  return { ...live, spec: { ...deploymentSpec(live), template: record?.oldTemplate } };
}

/** Old and new pods must each find their own bases, and no other. */
function refusePins(live: KubeObject | undefined, plan: Plan, base: BaseReading): void {
  const { newVersion, oldVersions, nodes, future } = base;
  const spec = templateSpec(plan.manifest);
  const loose = nodes.find((node) => whyNotEligible(spec, node) === undefined);
  const fresh = labelOf(plan.manifest);
  if (loose !== undefined) {
    const { name } = loose.metadata;
    throw faultOf(({ coRelease }) => coRelease.loose(fresh, name, newVersion, labels.baseVersion));
  }
  const [first] = future;
  const why = first && whyNotEligible(spec, first);
  if (why !== undefined) {
    const command = `kubectl get nodes -L ${labels.baseName},${labels.baseVersion}`;
    throw faultOf(({ coRelease }) => coRelease.notToNew(fresh, why, command));
  }
  if (live === undefined || first === undefined) return;
  if (whyNotEligible(templateSpec(live), first) !== undefined) return;
  const command = `koupctl deploy ${plan.module.name} --version ${plan.from?.version ?? 'V'} --url ${plan.from?.url ?? 'U'} --base-version ${oldVersions[0] ?? 'OLD'} -n ${live.metadata.namespace ?? 'default'}`;
  throw faultOf(({ coRelease }) => coRelease.notKept(labelOf(live), command));
}

/** Every pod needs a new base of its own; without an anti-affinity all would go to the first. */
function refuseRoom(plan: Plan, { future, live }: BaseReading): void {
  const { template } = deploymentSpec(plan.manifest);
  const { namespace = 'default' } = plan.manifest.metadata;
  const room = roomFor(template, { namespace, nodes: future, pods: [], leaving: [] });
  const { replicas, manifest } = plan;
  if (replicas === 0) throw faultOf(({ coRelease }) => coRelease.noReplicas(labelOf(manifest)));
  if (replicas > 1 && !room.kept) {
    throw faultOf(({ coRelease }) => coRelease.together(labelOf(manifest), replicas));
  }
  const free = room.free.length;
  if (free >= replicas) return;
  throw faultOf(({ coRelease }) => coRelease.tooFew(replicas, labelOf(live), free));
}

function nothingNew({ module, workload }: Plan): Fault {
  const name = `${workload.kind} ${workload.namespace}/${workload.name}`;
  return faultOf(({ coRelease }) => coRelease.nothingNew(name, module.version));
}

function leavingBases({ pods }: BaseReading, modules: readonly ModulePod[]): LeavingBase[] {
  return pods.map(({ name, vnode }) => ({
    name,
    modules: modules
      .filter((pod) => vnode !== undefined && pod.node === vnode.name)
      .flatMap((pod) => pod.modules.map((one) => `${one.name} ${one.version}`)),
  }));
}

/** The modules on these bases, and which of them belong to others. */
async function otherModules(
  cluster: Cluster,
  { workload }: Plan,
  { nodes, future }: BaseReading,
): Promise<{ readonly pods: readonly ModulePod[]; readonly modules: readonly OtherModule[] }> {
  const raw = await cluster.list({
    type: core.pod,
    labels: `${labels.component}=${labels.componentModule}`,
    freshness: 'quorum',
  });
  const mine = new Set(nodes.map((node) => node.metadata.name));
  const all = raw.filter(isModulePod).map((pod) => ({ raw: pod, pod: modulePodOf(pod) }));
  const here = all.filter(({ pod }) => pod.node !== undefined && mine.has(pod.node));
  const [first] = future;
  const ownerOf = ({ namespace, owner, name }: ModulePod): string =>
    `${namespace}/${owner?.name ?? name}`;
  const others = new Map<string, typeof here>();
  for (const one of here) {
    const owner = ownerOf(one.pod);
    const isOwn = owner.replace(/-[a-z0-9]+$/, '') === `${workload.namespace}/${workload.name}`;
    if (!isOwn) others.set(owner, [...(others.get(owner) ?? []), one]);
  }
  return {
    pods: here.map(({ pod }) => pod),
    modules: [...others].map(([owner, pods]) => {
      const [one] = pods;
      const { nodeName: _bound, ...spec } = (one?.raw['spec'] ?? {}) as { nodeName?: string };
      const names = one?.pod.modules.map((module) => `${module.name} ${module.version}`) ?? [];
      return {
        label: `${names.join('+')} (${owner})`,
        pods: all.filter(({ pod }) => ownerOf(pod) === owner).length,
        here: pods.length,
        fits: first !== undefined && whyNotEligible(spec, first) === undefined,
      };
    }),
  };
}
