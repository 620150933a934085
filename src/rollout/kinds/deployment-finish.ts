import { said } from '../../messages/said-of.ts';
import { modulesOfTemplate } from '../../modules/module-pod.ts';
import { followsBases } from '../../modules/peer.ts';
import type { Finish, Place } from '../driver.ts';
import { isBehind } from '../ownership.ts';
import { closeDone } from '../record-life.ts';
import { watchOf } from '../rolling.ts';
import { switchDark } from '../switch-dark.ts';
import { openPoints } from './deployment-proof.ts';
import { letStay } from './deployment-retire.ts';
import { basesInUse, type Deploying } from './deployment-state.ts';
import { deploymentSpec, type DeploymentView } from './deployment-view.ts';
import { closeOps } from './deployment-writes.ts';
import { finishSummary, untilProven, type Goal, type OpenPoints } from './pods-proof.ts';

/** Gives the borrowed fields back, proves the end state on every base, closes the record. */
export async function finishDeployment(state: Deploying, replicas: number): Promise<Finish> {
  const { workload, store, facts, ports, assignment } = state;
  // Where the new version is one that ran before, its pods may have been chosen to leave.
  await letStay(ports.cluster, watchOf(state).view().toGoFirst);
  const saved = store.current?.saved ?? facts.saved;
  const control = store.current?.replicasControl;
  await workload.patch(closeOps(workload.live, saved, control), 'borrowed fields given back');
  state.hold = undefined;
  const open = await untilDeploymentProven(state, {
    replicas,
    former: modulesOfTemplate(facts.oldTemplate ?? store.current?.oldTemplate),
    formerBases: basesInUse(state, watchOf(state).view()),
    deadline: ports.clock.now() + assignment.options.timeoutMs,
  });
  await workload.disown();
  const proven = open.bases.length === 0;
  await closeDone(state, proven ? 'proven on all bases' : open.bases.join('; ').slice(0, 500));
  return finishSummary(state, totalNow(state, replicas), open);
}

/** How many there are to be: of a peer workload that its controller has again, as many as it says. */
export function totalNow(state: Deploying, replicas: number): number {
  const { deployment } = watchOf(state).view();
  if (deployment === undefined || !followsBases(deployment)) return replicas;
  return deploymentSpec(deployment).replicas ?? replicas;
}

/** Waits until bases and Kubernetes agree with the end, or what is open has to be told. */
export async function untilDeploymentProven(
  state: Deploying,
  goal: Goal & { readonly deadline: number },
): Promise<OpenPoints> {
  const watch = watchOf(state);
  const { replicas, formerBases, former, deadline } = goal;
  return await untilProven(state.ports, {
    look: async () => {
      const view = watch.view();
      if (isBehind(state, view.deployment)) return notSeenYet;
      await helpAlong(state, view);
      return await openPoints(watch, view, totalNow(state, replicas), formerBases, former);
    },
    next: (maxMs) => watch.next(maxMs),
    deadline,
  });
}

const notSeenYet: OpenPoints = {
  bases: [said(({ proofs }) => proofs.notSeenYet)],
  kubernetes: [],
  hopeless: false,
};

/**
 * Activates what came up dark of the present template, and asks for installs that left no trace.
 * Resolves to the places as they were before that.
 */
export async function helpAlong(state: Deploying, view: DeploymentView): Promise<readonly Place[]> {
  const watch = watchOf(state);
  await watch.ask(view, view.newPods);
  const places = watch.places(view, view.newPods);
  await switchDark(state, places);
  if (state.assignment.options.askAgain) {
    const forgotten = places.filter((place) => place.judgement.askAgain);
    await watch.askAgain(forgotten, 1_000);
  }
  return places;
}
