import type { Finish } from '../driver.ts';
import { closeDone } from '../record-life.ts';
import { totalOf, watchOf } from '../rolling.ts';
import { openPoints } from './deployment-proof.ts';
import { basesInUse, type Deploying } from './deployment-state.ts';
import { closeOps } from './deployment-writes.ts';
import {
  finishSummary,
  modulesOfTemplate,
  untilProven,
  type Goal,
  type OpenPoints,
} from './pods-proof.ts';

/** Gives the borrowed fields back, proves the end state on every base, closes the record. */
export async function finishDeployment(state: Deploying): Promise<Finish> {
  const { workload, store, facts, ports, assignment } = state;
  const saved = store.current?.saved ?? facts.saved;
  const control = store.current?.replicasControl;
  await workload.patch(closeOps(workload.live, saved, control), 'borrowed fields given back');
  state.hold = undefined;
  const open = await untilDeploymentProven(state, {
    replicas: totalOf(state),
    former: modulesOfTemplate(facts.oldTemplate ?? store.current?.oldTemplate),
    formerBases: basesInUse(state, watchOf(state).view()),
    deadline: ports.clock.now() + assignment.options.timeoutMs,
  });
  await workload.disown();
  const proven = open.bases.length === 0;
  await closeDone(state, proven ? 'proven on all bases' : open.bases.join('; ').slice(0, 500));
  return finishSummary(state, totalOf(state), open);
}

/** Waits until bases and Kubernetes agree with the end, or what is open has to be told. */
export async function untilDeploymentProven(
  state: Deploying,
  goal: Goal & { readonly deadline: number },
): Promise<OpenPoints> {
  const watch = watchOf(state);
  const { replicas, formerBases, former, deadline } = goal;
  return await untilProven(state.ports, {
    look: () => openPoints(watch, watch.view(), replicas, formerBases, former),
    next: (maxMs) => watch.next(maxMs),
    deadline,
  });
}
