import { Fault } from '../fault.ts';
import { outcome, type Outcome } from '../outcome.ts';
import type { Plan, RolloutOptions } from '../plan/types.ts';
import type { Assignment, Ports } from '../rollout/context.ts';
import { roll } from '../rollout/engine.ts';
import { prepare, type PrepareInput } from './prepare.ts';
import type { Prepared } from './prepared.ts';
import type { World } from './world.ts';

export interface DeployInput extends PrepareInput {
  readonly yes: boolean;
  /** Show the plan and stop. */
  readonly dryRun: boolean;
  /** Contexts that need their name typed, from the configuration. */
  readonly protectedContexts: readonly string[];
  /** Shows the plan; the terminal room knows how. */
  readonly show: (plan: Plan) => void;
}

/** Plan, show, ask, apply, roll out in batches, prove. */
export async function deploy(world: World, input: DeployInput): Promise<Outcome> {
  refuseSilence(world, input);
  const cluster = await world.openCluster();
  const bases = await world.openBases(cluster);
  const prepared = await prepare(cluster, bases, input, () => world.stdin());
  input.show(prepared.plan);
  if (prepared.plan.kind === 'none') return nothingToDo(prepared.plan);
  if (input.dryRun) return outcome('done', 'dry run: nothing was written');
  if (!(await accepted(world, input, prepared.plan))) {
    return outcome('refused', 'declined; nothing was written');
  }
  const ports = portsOf(world, cluster, bases);
  return await carryOut(world, ports, prepared, input.options);
}

/** Silence means no: without a person and without --yes nothing is even looked at. */
export function refuseSilence(world: World, input: { yes: boolean; dryRun: boolean }): void {
  if (input.yes || input.dryRun || world.ask.interactive) return;
  throw new Fault('not a terminal, and no --yes: nobody can accept the plan', {
    outcome: 'refused',
    fix: 'look at the plan with koupctl plan, then run the same command with --yes',
  });
}

export async function accepted(
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
    cluster,
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
  options: RolloutOptions,
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
  const end = small
    ? await prepared.applySettings(ports)
    : await roll(ports, assignment, prepared.driver(ports, assignment));
  ports.emit({
    type: 'finished',
    outcome: end.name,
    message: end.message,
    causes: end.causes ?? [],
    next: end.next ?? [],
  });
  return end;
}

function question(plan: Plan): string {
  const what = plan.kind === 'resume' ? 'Go on with' : 'Deploy';
  return `${what} ${plan.module.name} ${plan.module.version} on ${plan.target.context}?`;
}

function nothingToDo(plan: Plan): Outcome {
  return outcome(
    'done',
    `nothing to do: ${plan.workload.kind} ${plan.workload.namespace}/${plan.workload.name} is as the manifest says; koupctl status tells whether it runs`,
  );
}
