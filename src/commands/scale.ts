import type { Fault } from '../fault.ts';
import { faultOf } from '../messages/fault-of.ts';
import { said } from '../messages/said-of.ts';
import { outcome, type Outcome } from '../outcome.ts';
import { core } from '../modules/surface.ts';
import { labelOf, typedName } from '../plan/operate-plan.ts';
import { makeScalePlan, type ScaleFacts } from '../plan/plan-scale.ts';
import { scaleFactsV2 } from '../plan/scale-v2.ts';
import type { Plan, RolloutOptions } from '../plan/types.ts';
import type { Assignment, Ports } from '../rollout/context.ts';
import { StatefulSetStairs } from '../rollout/stairs-stateful-set.ts';
import { DeploymentStairs, ReplicaSetStairs } from '../rollout/stairs-v2.ts';
import type { Stairs } from '../rollout/stairs.ts';
import type { Text } from '../said.ts';
import type { KubeObject } from '../world.ts';
import { nothingWritten } from './consent.ts';
import { portsOf, refusalOf, refuseSilence } from './deploy.ts';
import { openWorkload, type Doors } from './doors.ts';
import type { FoundWorkload } from './find-workload.ts';
import { namingHolder } from './naming-holder.ts';
import { finished, operating, walkHeld, type OperateInput } from './operate.ts';
import { prepareScaleV1 } from './scale-v1.ts';
import { readV2 } from './scale-v2.ts';
import type { World } from './world.ts';

export interface ScaleInput extends OperateInput {
  readonly replicas: number;
  /** What was asked for by flags; the workload's own word counts for the rest. */
  readonly asked: { readonly confirm: boolean; readonly gray: boolean };
}

/** What is planned from, and the steps that carry the plan out. */
export interface PreparedScale {
  readonly facts: ScaleFacts;
  readonly options: RolloutOptions;
  readonly stairs: (ports: Ports, assignment: Assignment, steps: readonly number[]) => Stairs;
}

/** Brings a workload to another number of bases: plan, show, ask, write step by step, prove on the bases. */
export async function scale(world: World, input: ScaleInput): Promise<Outcome> {
  refuseSilence(world, input);
  const opened = await openWorkload(world, input);
  const { cluster, bases } = opened;
  const prepared = await namingHolder(world, cluster, () => prepareScale(world, opened, input));
  const plan = makeScalePlan(prepared.facts, prepared.options);
  await input.show(plan);
  // Where nothing is written, there is nothing to accept: what is there is only proven.
  const { module, replicas, target } = plan;
  const question = said(({ asks }) => asks.scale(module.name, replicas, target.context));
  const refusal =
    plan.kind === 'none'
      ? nothingTold(input)
      : await refusalOf(asking(world, question), input, plan, cluster);
  if (refusal) return refusal;
  const ports = portsOf(world, cluster, bases);
  const operation = { plan, takeOver: input.takeOver, open: undefined };
  const end = await operating(world, ports, operation, (held) =>
    carryOut(world, held, prepared, plan),
  );
  return finished(ports, end);
}

/** The same world with the question that this plan asks. */
export function asking(world: World, question: Text): World {
  const { ask } = world;
  const confirm = (): Promise<boolean> => ask.confirm(question);
  const choose: typeof ask.choose = (...args) => ask.choose(...args);
  return { ...world, ask: { interactive: ask.interactive, confirm, choose } };
}

function nothingTold({ dryRun }: ScaleInput): Outcome | undefined {
  return dryRun ? outcome('done', nothingWritten) : undefined;
}

async function prepareScale(
  world: World,
  doors: Doors & { readonly found: FoundWorkload },
  { replicas, options, asked }: ScaleInput,
): Promise<PreparedScale> {
  const { cluster, bases, surface, found } = doors;
  const ask = options.proof === 'base' ? { bases, clock: world.clock } : undefined;
  if (found.world === 'v1' && surface.v1) {
    const parts = { cluster, surface: surface.v1, live: found.object, ask };
    return await prepareScaleV1(parts, replicas, options, asked);
  }
  if (found.object.kind === core.pod.kind) throw onlyOne(found.object);
  const reading = await readV2(cluster, found.object, ask);
  return {
    facts: scaleFactsV2(reading, replicas),
    options,
    stairs: (ports, assignment, steps) => stairsV2(ports, assignment, reading.live, steps),
  };
}

function onlyOne(pod: KubeObject): Fault {
  return faultOf(({ commands }) => commands.podIsOne(labelOf(pod)));
}

/** Steps of a V2 workload that has a number of replicas. */
export function stairsV2(
  ports: Ports,
  assignment: Assignment,
  live: KubeObject,
  steps: readonly number[],
): Stairs {
  if (live.kind === core.statefulSet.kind) {
    return new StatefulSetStairs(ports, assignment, live, steps);
  }
  return live.kind === core.replicaSet.kind
    ? new ReplicaSetStairs(ports, assignment, live, steps)
    : new DeploymentStairs(ports, assignment, live, steps);
}

async function carryOut(
  world: World,
  ports: Ports,
  prepared: PreparedScale,
  plan: Plan,
): Promise<Outcome> {
  const { facts, options } = prepared;
  const { module, replicas } = plan;
  const assignment = assignmentOf(world, plan, options);
  const { proof } = plan;
  const gone = Math.max(0, facts.present - replicas);
  const name = `${module.name} ${module.version}`;
  return await walkHeld(
    ports,
    assignment,
    prepared.stairs(ports, assignment, stepsOf(facts, plan)),
    {
      done: () =>
        said(({ commanded }) => commanded.scaled({ module: name, replicas, proof, gone })),
      doing: said(({ commanded }) => commanded.scaling(module.name, replicas)),
      back:
        plan.kind === 'none'
          ? undefined
          : `koupctl scale ${typedName(facts.live)} --replicas ${facts.before}`,
    },
  );
}

/** The replicas after each step; one step without a change where nothing is to change. */
export function stepsOf({ before, present, wanted }: ScaleFacts, plan: Plan): number[] {
  const { batches } = plan;
  if (batches.length === 0) return [wanted];
  return batches.map(({ cumulative }, index) => {
    if (index === batches.length - 1) return wanted;
    return wanted > before ? before + cumulative : present - cumulative;
  });
}

export function assignmentOf(world: World, plan: Plan, options: RolloutOptions): Assignment {
  return {
    plan,
    options,
    id: world.newId(),
    who: world.who,
    comeBack: world.typed,
    undo: world.typed,
  };
}
