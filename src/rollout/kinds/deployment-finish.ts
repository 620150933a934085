import type { Base } from '../../modules/base.ts';
import { modulesIn, type PodModule } from '../../modules/module-pod.ts';
import type { Finish } from '../driver.ts';
import { closeDone } from '../record-life.ts';
import { totalOf, watchOf } from '../rolling.ts';
import { openPoints, type OpenPoints } from './deployment-proof.ts';
import { basesInUse, type Deploying } from './deployment-state.ts';
import { closeOps } from './deployment-writes.ts';

/** How long Kubernetes may lag behind the bases before that is told, ms (pod status follows by 15 s polls). */
const lagToleranceMs = 60_000;
/** How long only doomed bases may be left before waiting for them is given up, ms. */
export const hopelessMs = 15_000;

/** Gives the borrowed fields back, proves the end state on every base, closes the record. */
export async function finishDeployment(state: Deploying): Promise<Finish> {
  const { workload, store, facts, ports, assignment } = state;
  const saved = store.current?.saved ?? facts.saved;
  const control = store.current?.replicasControl;
  await workload.patch(closeOps(workload.live, saved, control), 'borrowed fields given back');
  state.hold = undefined;
  const open = await untilProven(state, {
    replicas: totalOf(state),
    former: modulesOfTemplate(facts.oldTemplate ?? store.current?.oldTemplate),
    formerBases: basesInUse(state, watchOf(state).view()),
    deadline: ports.clock.now() + assignment.options.timeoutMs,
  });
  await workload.disown();
  const proven = open.bases.length === 0;
  await closeDone(state, proven ? 'proven on all bases' : open.bases.join('; ').slice(0, 500));
  return summary(state, open);
}

/** Waits until bases and Kubernetes agree with the end, or what is open has to be told. */
export async function untilProven(
  state: Deploying,
  goal: {
    readonly replicas: number;
    readonly former: readonly PodModule[];
    readonly formerBases: readonly Base[];
    readonly deadline: number;
  },
): Promise<OpenPoints> {
  const { ports } = state;
  const watch = watchOf(state);
  let provenSince: number | undefined;
  let hopelessSince: number | undefined;
  for (;;) {
    const view = watch.view();
    const open = await openPoints(watch, view, goal.replicas, goal.formerBases, goal.former);
    const now = ports.clock.now();
    if (open.bases.length > 0) provenSince = undefined;
    else provenSince ??= now;
    hopelessSince = open.hopeless ? (hopelessSince ?? now) : undefined;
    const hopeless = hopelessSince !== undefined && now - hopelessSince >= hopelessMs;
    const settled = open.bases.length === 0 && open.kubernetes.length === 0;
    const lagged = provenSince !== undefined && now - provenSince >= lagToleranceMs;
    if (settled || lagged || hopeless || now >= goal.deadline || ports.signal.aborted) return open;
    await watch.next(1_000);
  }
}

/** Modules that a pod template installs; none where there is no template. */
export function modulesOfTemplate(template: unknown): PodModule[] {
  const spec = (template as { spec?: { containers?: Parameters<typeof modulesIn>[0] } } | undefined)
    ?.spec;
  return modulesIn(spec?.containers ?? []);
}

function summary(state: Deploying, open: OpenPoints): Finish {
  const { plan } = state.assignment;
  const { name, version } = plan.module;
  const total = totalOf(state);
  const lag = open.kubernetes.map((line) => `Kubernetes lags: ${line}`);
  if (open.bases.length > 0) {
    return {
      proven: false,
      message: `${name} ${version} is rolled out, but not proven everywhere`,
      open: [...open.bases, ...lag],
    };
  }
  const seen = plan.proof === 'base' ? 'seen active on' : 'ready, says Kubernetes, on';
  return {
    proven: true,
    message: `${name} ${version} ${seen} ${total} of ${total} bases`,
    open: lag,
  };
}
