import { faultOf } from '../messages/fault-of.ts';
import { said } from '../messages/said-of.ts';
import { outcome, type Outcome } from '../outcome.ts';
import type { Plan } from '../plan/types.ts';
import { Superseded, type Assignment, type Ports } from '../rollout/context.ts';
import { applyServices } from '../rollout/own-services.ts';
import { roll } from '../rollout/engine.ts';
import { enduring } from '../rollout/enduring.ts';
import type { Said } from '../said.ts';
import type { Cluster } from '../world.ts';
import { changeOf } from './change-of.ts';
import { consentTo, type Consenting } from './consent.ts';
import { holding } from './holding.ts';
import { namingHolder } from './naming-holder.ts';
import { finished, type OperateInput } from './operate.ts';
import { prepare, type PrepareInput } from './prepare.ts';
import type { Prepared } from './prepared.ts';
import { withDiagnosis } from './with-diagnosis.ts';
import type { World } from './world.ts';

export type DeployInput = PrepareInput & Omit<OperateInput, 'name'>;

/** Plan, show, ask, apply, roll out in batches, prove. */
export async function deploy(world: World, input: DeployInput): Promise<Outcome> {
  refuseSilence(world, input);
  const cluster = await world.openCluster();
  const bases = await world.openBases(cluster);
  const preparing = namingHolder(world, cluster, () => prepare(cluster, bases, input, world));
  const prepared = await unlessInterrupted(world.signal, preparing);
  if (prepared === undefined) {
    return outcome(
      'interrupted',
      said(({ commanded }) => commanded.stoppedPlanning),
    );
  }
  await input.show(prepared.plan);
  if (prepared.plan.kind === 'none') return nothingToDo(prepared.plan);
  const refusal = await refusalOf(world, input, prepared.plan, cluster);
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
  throw faultOf(({ commands }) => commands.silence, { outcome: 'refused' });
}

/** Why the plan is not carried out; undefined when it was accepted. */
export async function refusalOf(
  world: World,
  input: Consenting,
  plan: Plan,
  cluster: Cluster,
): Promise<Outcome | undefined> {
  return await consentTo(world, input, {
    change: changeOf(plan),
    cluster,
    context: plan.target.context,
    text: question(plan),
    declined: said(({ commanded }) => commanded.declined),
    stopped: said(({ commanded }) => commanded.stoppedAtQuestion),
  });
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
    shut: () => world.guard.shut(),
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
  return finished(ports, await withDiagnosis(world, plan, end));
}

/** What `work` resolves to, or how it ended where somebody else has written meanwhile. */
async function unlessChanged<T>(work: () => Promise<T>): Promise<T | Outcome> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Superseded) return outcome('superseded', error.what);
    throw error;
  }
}

function question({ action, kind, from, module, target: { context } }: Plan): Said {
  const what = `${module.name} ${module.version}`;
  return said(({ asks }) => {
    if (action === 'rollback') return asks.undo(from?.version ?? '', what, context);
    return kind === 'resume' ? asks.goOn(what, context) : asks.deploy(what, context);
  });
}

function nothingToDo(plan: Plan): Outcome {
  const { kind, namespace, name } = plan.workload;
  return outcome(
    'done',
    said(({ commanded }) => commanded.nothingToDo(`${kind} ${namespace}/${name}`)),
  );
}
