import type { Fault } from '../fault.ts';
import { faultFrom, faultOf } from '../messages/fault-of.ts';
import { said } from '../messages/said-of.ts';
import { v1Groups, v1Labels } from '../modules/labels.ts';
import { selectorText, type LabelSelector } from '../modules/selector.ts';
import { core, type V1Surface } from '../modules/surface.ts';
import { v1Spec } from '../modules/v1-view.ts';
import { outcome, type Outcome } from '../outcome.ts';
import { makeBaseLimitPlan, type BaseLimitFacts } from '../plan/plan-base-limit.ts';
import { tryBaseLimit, writeBaseLimit, type BaseLimit } from '../rollout/base-limit.ts';
import { Superseded } from '../rollout/context.ts';
import type { Cluster, KubeObject } from '../world.ts';
import { portsOf, refusalOf, refuseSilence } from './deploy.ts';
import { openDoors } from './doors.ts';
import { finished, operating, type OperateInput } from './operate.ts';
import { asking } from './scale.ts';
import type { World } from './world.ts';

export interface BaseLimitInput extends OperateInput {
  /** Undefined: no limit. */
  readonly maxModules: number | undefined;
}

const revision = 'deployment.kubernetes.io/revision';

/** Sets how many modules V1's controller puts on a base: plan, show, ask, write, verify. */
export async function baseLimit(world: World, input: BaseLimitInput): Promise<Outcome> {
  refuseSilence(world, input);
  const { cluster, bases, surface, namespace } = await openDoors(world, input);
  if (!surface.v1) throw noV1(cluster);
  const facts = await gather(cluster, surface.v1, namespace, input);
  const plan = makeBaseLimitPlan(facts, input.options);
  await input.show(plan);
  const { name } = facts.deployment.metadata;
  if (plan.kind === 'none') {
    return outcome(
      'done',
      said(({ commanded }) => commanded.limitedAlready(name, input.maxModules)),
    );
  }
  const limit = limitOf(facts);
  await tryBaseLimit({ cluster }, limit);
  const { context } = plan.target;
  const question = said(({ asks }) => asks.limit(name, input.maxModules, context));
  const refusal = await refusalOf(asking(world, question), input, plan, cluster);
  if (refusal) return refusal;
  const ports = portsOf(world, cluster, bases);
  const operation = { plan, takeOver: input.takeOver, open: undefined };
  const end = await operating(world, ports, operation, async (held) => {
    try {
      return await writeBaseLimit(held, limit);
    } catch (error) {
      if (error instanceof Superseded) return outcome('superseded', error.what);
      throw error;
    }
  });
  return finished(ports, end);
}

async function gather(
  cluster: Cluster,
  v1: V1Surface,
  namespace: string,
  { name, maxModules }: BaseLimitInput,
): Promise<BaseLimitFacts> {
  const deployment = await cluster.get({ type: core.deployment, namespace, name });
  if (deployment === undefined) throw await noBase(cluster, v1, namespace, name);
  const query = { namespace, labels: selectorOf(deployment), freshness: 'quorum' } as const;
  const [sets, pods, users] = await Promise.all([
    cluster.list({ ...query, type: core.replicaSet }),
    cluster.list({ ...query, type: core.pod }),
    cluster.list({ type: v1.moduleDeployment, namespace, freshness: 'quorum' }),
  ]);
  return {
    target: cluster.target,
    group: v1.group,
    deployment,
    // By number, not by template: while it is paused the two may differ.
    current: sets.find(
      (set) =>
        set.metadata.ownerReferences?.some((one) => one.uid === deployment.metadata.uid) &&
        set.metadata.annotations?.[revision] === deployment.metadata.annotations?.[revision],
    ),
    pods: pods.filter((pod) => pod.metadata.deletionTimestamp === undefined),
    users: users
      .filter((one) => v1Spec(one).baseDeploymentName === name)
      .map((one) => one.metadata.name),
    wanted: maxModules,
  };
}

function limitOf({ deployment, current, group, wanted }: BaseLimitFacts): BaseLimit {
  // The plan has refused a Deployment without one.
  if (current === undefined) throw new Error('no ReplicaSet');
  return {
    namespace: deployment.metadata.namespace ?? 'default',
    deployment,
    current,
    selector: selectorOf(deployment),
    label: v1Labels(group).maxModuleCount,
    wanted,
  };
}

function selectorOf(deployment: KubeObject): string {
  return selectorText((deployment['spec'] as { selector?: LabelSelector }).selector);
}

function noV1(cluster: Cluster): Fault {
  return faultFrom((_, { commands }) => {
    const { text, fix } = commands.noLimit(cluster.target.server);
    return { message: text, fix, details: [commands.lookedIn(v1Groups)] };
  });
}

async function noBase(
  cluster: Cluster,
  { moduleDeployment }: V1Surface,
  namespace: string,
  name: string,
): Promise<Fault> {
  const all = await cluster.list({ type: moduleDeployment, namespace, freshness: 'quorum' });
  const bases = [...new Set(all.flatMap((one) => v1Spec(one).baseDeploymentName ?? []))].sort();
  return faultOf(({ commands }) => commands.noDeployment(name, namespace, bases));
}
