import { Fault } from '../fault.ts';
import { outcome, type Outcome } from '../outcome.ts';
import type { Plan } from '../plan/types.ts';
import { Superseded, type Assignment, type Ports } from '../rollout/context.ts';
import { applyServices } from '../rollout/own-services.ts';
import { roll } from '../rollout/engine.ts';
import { enduring } from '../rollout/enduring.ts';
import { holding } from './holding.ts';
import { namingHolder } from './naming-holder.ts';
import { finished, type OperateInput } from './operate.ts';
import { prepare, type PrepareInput } from './prepare.ts';
import type { Prepared } from './prepared.ts';
import type { World } from './world.ts';

export type DeployInput = PrepareInput & Omit<OperateInput, 'name'>;

/** Plan, show, ask, apply, roll out in batches, prove. */
export async function deploy(world: World, input: DeployInput): Promise<Outcome> {
  refuseSilence(world, input);
  const cluster = await world.openCluster();
  const bases = await world.openBases(cluster);
  const preparing = namingHolder(world, cluster, () =>
    prepare(cluster, bases, input, () => world.stdin()),
  );
  const prepared = await unlessInterrupted(world.signal, preparing);
  if (prepared === undefined) {
    return outcome('interrupted', 'stopped while planning; nothing was written');
  }
  await input.show(prepared.plan);
  if (prepared.plan.kind === 'none') return nothingToDo(prepared.plan);
  if (input.dryRun) return outcome('done', 'dry run: nothing was written');
  const refusal = await refusalOf(world, input, prepared.plan);
  if (refusal) return refusal;
  const ports = portsOf(world, cluster, bases);
  return await carryOut(world, ports, prepared, input);
}

/** Resolves to undefined at Ctrl-C: what only reads may be left to itself. */
async function unlessInterrupted<T>(signal: AbortSignal, work: Promise<T>): Promise<T | undefined> {
  const interrupted = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  return await Promise.race([work, interrupted]);
}

/** Silence means no: without a person and without --yes nothing is even looked at. */
export function refuseSilence(world: World, input: { yes: boolean; dryRun: boolean }): void {
  if (input.yes || input.dryRun || world.ask.interactive) return;
  throw new Fault('not a terminal, and no --yes: nobody can accept the plan', {
    outcome: 'refused',
    fix: 'look at the plan with --dry-run, then run the same command with --yes',
  });
}

/** Why the plan is not carried out; undefined when it was accepted. */
export async function refusalOf(
  world: World,
  input: { yes: boolean; protectedContexts: readonly string[] },
  plan: Plan,
): Promise<Outcome | undefined> {
  try {
    if (await accepted(world, input, plan)) return undefined;
    return outcome('refused', 'declined; nothing was written');
  } catch (error) {
    // Ctrl-C at the question.
    if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
    return outcome('interrupted', 'stopped at the question; nothing was written');
  }
}

async function accepted(
  world: World,
  input: { yes: boolean; protectedContexts: readonly string[] },
  plan: Plan,
): Promise<boolean> {
  const { context } = plan.target;
  if (input.protectedContexts.includes(context) && !world.ask.interactive) {
    throw new Fault(`context ${context} is protected: a person has to accept the plan`, {
      outcome: 'refused',
      fix: 'run it from a terminal',
    });
  }
  if (input.yes && !input.protectedContexts.includes(context)) return true;
  return await world.ask.confirm(question(plan));
}

export function portsOf(world: World, cluster: Ports['cluster'], bases: Ports['bases']): Ports {
  return {
    cluster: enduring(cluster, {
      clock: world.clock,
      signal: world.signal,
      tell: (text) => {
        world.reporter.event({ type: 'warning', text });
      },
    }),
    bases,
    clock: world.clock,
    ask: world.ask,
    emit: (event) => {
      world.reporter.event(event);
    },
    signal: world.signal,
  };
}

export async function carryOut(
  world: World,
  ports: Ports,
  prepared: Prepared,
  { options, takeOver }: Pick<DeployInput, 'options' | 'takeOver'>,
): Promise<Outcome> {
  const { plan } = prepared;
  const small = plan.kind === 'settings' || plan.replicas === 0;
  const assignment: Assignment = {
    plan,
    options,
    id: prepared.resumes ?? world.newId(),
    who: world.who,
    comeBack: world.typed,
    undo: `koupctl rollback ${plan.workload.kind.toLowerCase()}/${plan.workload.name} -n ${plan.workload.namespace}`,
  };
  const end = await holding(world, ports, { plan, takeOver }, async (held) => {
    const changed = await unlessChanged(() => applyServices(held, plan));
    if (changed !== undefined) return changed;
    if (!small) return await roll(held, assignment, prepared.driver(held, assignment));
    return await unlessChanged(() => prepared.applySettings(held));
  });
  return finished(ports, end);
}

/** What `work` resolves to, or how it ended where somebody else has written meanwhile. */
async function unlessChanged<T>(work: () => Promise<T>): Promise<T | Outcome> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Superseded) return outcome('superseded', error.message);
    throw error;
  }
}

function question(plan: Plan): string {
  if (plan.action === 'rollback') {
    return `Undo ${plan.from?.version ?? ''} and go back to ${plan.module.name} ${plan.module.version} on ${plan.target.context}?`;
  }
  const what = plan.kind === 'resume' ? 'Go on with' : 'Deploy';
  return `${what} ${plan.module.name} ${plan.module.version} on ${plan.target.context}?`;
}

function nothingToDo(plan: Plan): Outcome {
  return outcome(
    'done',
    `nothing to do: ${plan.workload.kind} ${plan.workload.namespace}/${plan.workload.name} is as the manifest says; koupctl status tells whether it runs`,
  );
}
