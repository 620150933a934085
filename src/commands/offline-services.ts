import { said } from '../messages/said-of.ts';
import { outcome, textsOfOutcome, type Outcome } from '../outcome.ts';
import { isMadeFor } from '../modules/module-service.ts';
import { core } from '../modules/surface.ts';
import { say } from '../plan/saying.ts';
import type { Plan } from '../plan/types.ts';
import type { Ports } from '../rollout/context.ts';
import { removeServices } from '../rollout/own-services.ts';
import type { KubeObject } from '../world.ts';
import type { Doors } from './doors.ts';
import type { FoundWorkload } from './find-workload.ts';
import type { PreparedOffline } from './offline.ts';
import { servicesOf, v1ServiceOf } from './services-of.ts';

/** How long V1's controller may take to delete its Service after the ModuleDeployment is gone, ms. */
const deletesWithinMs = 5_000;

/** What becomes of the Services when their workload goes offline. */
export interface OfflineServices {
  /** koupctl made them: they are deleted. */
  readonly own: readonly string[];
  /** Somebody else's: they stay, and lead nowhere. */
  readonly foreign: readonly string[];
  /** V1's controller deletes it; undefined where there is none. */
  readonly ofController: string | undefined;
}

export async function servicesToGo(
  { cluster, surface }: Doors,
  { object }: FoundWorkload,
): Promise<OfflineServices> {
  const services = await servicesOf(cluster, surface, object);
  const ofController = v1ServiceOf(object);
  const name = ({ metadata }: KubeObject): string => metadata.name;
  const own = services.filter((one) =>
    isMadeFor(one, { kind: object.kind, name: object.metadata.name }),
  );
  const foreign = services.filter((one) => !own.includes(one) && name(one) !== ofController);
  return { own: own.map(name), foreign: foreign.map(name), ofController };
}

/** The same, with what becomes of its Services in the plan. */
export function tellingServices(
  prepared: PreparedOffline,
  { own, foreign }: OfflineServices,
): PreparedOffline {
  const { facts } = prepared;
  return {
    ...prepared,
    facts: {
      ...facts,
      stays: [...facts.stays, ...foreign.map((name) => say('service-stays', name))],
      notes: [
        ...facts.notes,
        ...own.map((name) => ({
          field: `Service ${name}`,
          message: say('deleted-with-it'),
        })),
      ],
    },
  };
}

/** Deletes the workload's own Services once it is gone, and tells of one that V1's controller has left behind. */
export async function afterOffline(
  ports: Ports,
  plan: Plan,
  { own, ofController }: OfflineServices,
  end: Outcome,
): Promise<Outcome> {
  if (end.name !== 'done') return end;
  await removeServices(ports, own, plan.workload);
  if (ofController === undefined || !(await isLeft(ports, plan, ofController))) return end;
  const { message, causes = [] } = textsOfOutcome(end);
  return outcome(end.name, message, {
    causes: [...causes, said(({ commanded }) => commanded.serviceLeft(ofController))],
    next: [`kubectl delete service ${ofController} -n ${plan.workload.namespace}`],
  });
}

async function isLeft({ cluster, clock, signal }: Ports, plan: Plan, name: string) {
  const { namespace } = plan.workload;
  const until = clock.now() + deletesWithinMs;
  for (;;) {
    if ((await cluster.get({ type: core.service, namespace, name })) === undefined) return false;
    if (clock.now() >= until || signal.aborted) return true;
    await clock.sleep(200, signal);
  }
}
