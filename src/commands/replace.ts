import { said } from '../messages/said-of.ts';
import type { Outcome } from '../outcome.ts';
import { makeReplacePlan, type ReplaceFacts } from '../plan/plan-replace.ts';
import type { Assignment, Ports } from '../rollout/context.ts';
import type { Gap } from '../rollout/replace-gap.ts';
import type { Stairs } from '../rollout/stairs.ts';
import { portsOf, refusalOf, refuseSilence } from './deploy.ts';
import { openDoors } from './doors.ts';
import { namingHolder } from './naming-holder.ts';
import { finished, operating, walkHeld, type OperateInput } from './operate.ts';
import { findReplaced } from './replace-find.ts';
import { asking, assignmentOf } from './scale.ts';
import type { World } from './world.ts';

export interface ReplaceInput extends Omit<OperateInput, 'name'> {
  readonly module: string;
  readonly baseIp: string | undefined;
  /** A base by its vnode, host or pod name, or the module's own pod or Module. */
  readonly pod: string | undefined;
  /** By the base's own Arklet; nothing in Kubernetes is deleted. */
  readonly inPlace: boolean;
}

/** What is planned from, and what carries the plan out. */
export interface PreparedReplace {
  readonly facts: ReplaceFacts;
  readonly stairs: (ports: Ports, assignment: Assignment) => Stairs & { readonly gap: Gap };
}

/** Installs a module anew on one base: plan, show, ask, delete or ask the base, prove by its own answer. */
export async function replace(world: World, input: ReplaceInput): Promise<Outcome> {
  refuseSilence(world, input);
  const { cluster, bases, surface } = await openDoors(world, input);
  const prepared = await findReplaced({ cluster, bases, surface, clock: world.clock }, input);
  const options = { ...input.options, proof: 'base' as const };
  const plan = await namingHolder(world, cluster, () => makeReplacePlan(prepared.facts, options));
  await input.show(plan);
  const { base, module } = prepared.facts;
  const question = said(({ asks }) => asks.replace(`${module.name} ${module.version}`, base.name));
  const refusal = await refusalOf(asking(world, question), input, plan, cluster);
  if (refusal) return refusal;
  const ports = portsOf(world, cluster, bases);
  const assignment = assignmentOf(world, plan, options);
  const operation = { plan, takeOver: input.takeOver, open: undefined };
  const end = await operating(world, ports, operation, async (held) => {
    const stairs = prepared.stairs(held, assignment);
    return await walkHeld(held, assignment, stairs, {
      done: () =>
        said(({ commanded }) =>
          commanded.replaced(`${module.name} ${module.version}`, base.name, stairs.gap.seconds),
        ),
      doing: said(({ commanded }) => commanded.replacing(module.name, base.name)),
      back: undefined,
    });
  });
  return finished(ports, end);
}
