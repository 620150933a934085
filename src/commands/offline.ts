import { said } from '../messages/said-of.ts';
import { outcome, type Outcome } from '../outcome.ts';
import { offlineFactsV1 } from '../plan/offline-v1.ts';
import { makeOfflinePlan, type OfflineFacts } from '../plan/plan-offline.ts';
import { Superseded, type Assignment, type Ports } from '../rollout/context.ts';
import { beginOffline } from '../rollout/offline-record.ts';
import { ModulesOffline } from '../rollout/offline-v1.ts';
import { RecordStore } from '../rollout/record-store.ts';
import { ModuleDeploymentStairs } from '../rollout/stairs-v1.ts';
import type { Stairs } from '../rollout/stairs.ts';
import { portsOf, refusalOf, refuseSilence } from './deploy.ts';
import { openDoors, type Doors } from './doors.ts';
import { findWorkload, NoWorkload, type FoundWorkload } from './find-workload.ts';
import {
  afterOffline,
  servicesToGo,
  tellingServices,
  type OfflineServices,
} from './offline-services.ts';
import { closeUnlessLost, findLeftover, finishOffline } from './offline-left.ts';
import { prepareOfflineV2 } from './offline-v2.ts';
import { finished, operating, walkHeld, type OperateInput } from './operate.ts';
import { asking, assignmentOf } from './scale.ts';
import { readingV1, type V1Parts } from './scale-v1.ts';
import type { World } from './world.ts';

/** What is planned from, and the steps that carry the plan out. */
export interface PreparedOffline {
  readonly facts: OfflineFacts;
  /** `steps`: the replicas after each step. */
  readonly stairs: (ports: Ports, assignment: Assignment, steps: readonly number[]) => Stairs;
}

/** Takes a module off all bases and deletes its workload: plan, show, ask, write, verify on every base. */
export async function offline(world: World, input: OperateInput): Promise<Outcome> {
  refuseSilence(world, input);
  const doors = await openDoors(world, input);
  const { cluster, bases, surface, namespace } = doors;
  const found = await findOr(cluster, surface, input.name, namespace);
  if (found instanceof NoWorkload) {
    const left = await findLeftover(cluster, input.name, namespace);
    if (left === undefined) throw found;
    return await finishOffline(world, doors, left, input);
  }
  const { options } = input;
  const ask = options.proof === 'base' ? { bases, clock: world.clock } : undefined;
  const services = await servicesToGo(doors, found);
  const prepared = tellingServices(await prepareOffline({ ...doors, found }, ask), services);
  const plan = makeOfflinePlan(prepared.facts, options);
  await input.show(plan);
  const { kind, name } = plan.workload;
  const { length: count } = prepared.facts.places;
  const question = said(({ asks }) =>
    asks.offline(plan.module.name, count, `${kind} ${name}`, plan.target.context),
  );
  const refusal = await refusalOf(asking(world, question), input, plan, cluster);
  if (refusal) return refusal;
  const ports = portsOf(world, cluster, bases);
  const assignment = assignmentOf(world, plan, options);
  const operation = { plan, takeOver: input.takeOver, open: prepared.facts.open };
  const end = await operating(world, ports, operation, async (held) => {
    const store = new RecordStore(held.cluster, namespace, { kind, name });
    return await carryOut(held, assignment, { ...prepared, services }, store);
  });
  return finished(ports, end);
}

/** The workload, or the Fault that says that there is none: its record may still tell of it. */
async function findOr(
  ...args: Parameters<typeof findWorkload>
): Promise<FoundWorkload | NoWorkload> {
  try {
    return await findWorkload(...args);
  } catch (error) {
    if (error instanceof NoWorkload) return error;
    throw error;
  }
}

async function prepareOffline(
  doors: Doors & { readonly found: FoundWorkload },
  ask: V1Parts['ask'],
): Promise<PreparedOffline> {
  const { cluster, surface, found } = doors;
  if (found.world !== 'v1' || !surface.v1) return await prepareOfflineV2(doors, ask);
  const { reading, target } = await readingV1({
    cluster,
    surface: surface.v1,
    live: found.object,
    ask,
  });
  const { live, view } = reading;
  return {
    facts: offlineFactsV1(reading),
    stairs: (ports, assignment, steps) =>
      new ModulesOffline(ports, assignment, {
        target,
        live,
        view,
        stairs:
          steps.length > 1
            ? new ModuleDeploymentStairs(ports, assignment, { target, live, steps })
            : undefined,
      }),
  };
}

async function carryOut(
  ports: Ports,
  assignment: Assignment,
  prepared: PreparedOffline & { readonly services: OfflineServices },
  store: RecordStore,
): Promise<Outcome> {
  const { plan } = assignment;
  const { services } = prepared;
  const { places, losing } = prepared.facts;
  const names = places.map((one) => one.name);
  try {
    await store.load();
    const goal = { bases: [...names, ...losing], services: services.own };
    await beginOffline(ports, assignment, store, goal);
  } catch (error) {
    if (error instanceof Superseded) return outcome('superseded', error.what);
    throw error;
  }
  const steps = plan.batches.map((batch) => places.length - batch.cumulative);
  const { module, workload } = plan;
  const walked = await walkHeld(ports, assignment, prepared.stairs(ports, assignment, steps), {
    done: () =>
      said(({ commanded }) =>
        commanded.offline({
          module: `${module.name} ${module.version}`,
          proof: plan.proof,
          of: names.length,
          workload: `${workload.kind} ${workload.namespace}/${workload.name}`,
        }),
      ),
    doing: said(({ commanded }) => commanded.takingOffline(module.name)),
    back: undefined,
  });
  const end = await afterOffline(ports, plan, services, walked);
  await closeUnlessLost(ports, store, end);
  return end;
}
