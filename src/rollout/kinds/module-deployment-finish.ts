import { said } from '../../messages/said-of.ts';
import type { V1View } from '../../modules/v1-view.ts';
import type { Finish } from '../driver.ts';
import { closeDone } from '../record-life.ts';
import { watchOf } from '../rolling.ts';
import {
  confirmRest,
  confirmTakenBack,
  findOrphans,
  openPoints,
  removeOrphans,
  type OpenPoints,
} from './module-deployment-proof.ts';
import { applyFinal } from './module-deployment-start.ts';
import { ownView, type Releasing } from './module-deployment-state.ts';

/** Waits for the controller's end, proves it on every base, gives the user's values back, closes the record. */
export async function finishModuleDeployment(state: Releasing): Promise<Finish> {
  const { ports, assignment, workload } = state;
  const open = await untilProven(state, ports.clock.now() + assignment.options.timeoutMs);
  const settled = open.bases.length === 0 && open.controller.length === 0;
  if (!settled) return summary(state, open);
  await applyFinal(state);
  await workload.disown();
  await closeDone(state, 'proven on all bases');
  return summary(state, open);
}

/** Waits until the bases and the controller agree with the goal, or what is open has to be told. */
export async function untilProven(state: Releasing, deadline: number): Promise<OpenPoints> {
  const { ports, goal } = state;
  const { name, version } = goal.module;
  const watch = watchOf(state);
  const tried = new Set<string>();
  for (;;) {
    const view = ownView(state);
    await confirmRest(state, view);
    await mend(state, view);
    await watch.ask(view);
    const orphans = await findOrphans(watch, view, name);
    const places = watch.places(view);
    const open = openPoints({ view, places, orphans }, { version, replicas: goal.replicas });
    const settled = open.bases.length === 0 && open.controller.length === 0;
    if (settled && confirmTakenBack(view)) return open;
    if (ports.clock.now() >= deadline) return open;
    await removeOrphans(state, orphans, tried);
    // Only what the controller left behind is open, and the bases refuse to give it up: waiting won't help.
    const onlyOrphans = orphans.length > 0 && open.bases.length === orphans.length;
    if (onlyOrphans && (await findOrphans(watch, view, name)).length === orphans.length)
      return open;
    await watch.next(500);
  }
}

/** Brings along what the controller forgets at the end of a release. */
async function mend(state: Releasing, view: V1View): Promise<void> {
  const { mender, goal, assignment } = state;
  await mender.retireFormer(view, goal.replicas);
  if (!assignment.options.askAgain) return;
  await mender.mendPlacing(watchOf(state), view, goal.replicas);
  await mender.dropStragglers(view);
}

function summary(state: Releasing, open: OpenPoints): Finish {
  const { plan } = state.assignment;
  const { replicas } = state.goal;
  const module = `${state.goal.module.name} ${state.goal.module.version}`;
  const points = [...open.bases, ...open.controller];
  if (points.length > 0) {
    return {
      proven: false,
      message: said(({ proofs }) => proofs.openV1(module)),
      open: points,
    };
  }
  return {
    proven: true,
    message: said(({ proofs }) => proofs.provenV1(module, plan.proof, replicas)),
    open: [],
  };
}
