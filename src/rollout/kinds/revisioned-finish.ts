import { said } from '../../messages/said-of.ts';
import { modulesOf, releaseBefore } from '../../modules/release.ts';
import { modulesOfTemplate } from '../../modules/module-pod.ts';
import type { Text } from '../../said.ts';
import type { KubeObject } from '../../world.ts';
import type { Finish } from '../driver.ts';
import { closeDone, closeUndone } from '../record-life.ts';
import { totalOf, watchOf } from '../rolling.ts';
import { lagging } from '../troubles.ts';
import { undoneWords } from '../undone-words.ts';
import { basesInUse } from './deployment-state.ts';
import { isObserved } from './deployment-view.ts';
import {
  finishSummary,
  openOnBases,
  untilProven,
  type Goal,
  type OpenPoints,
} from './pods-proof.ts';
import { giveBackOps, type Revisioning } from './revisioned-state.ts';
import { revisionedSpec, type RevisionedView } from './revisioned-view.ts';
import type { DeploymentSight } from './deployment-sight.ts';

/** Gives the borrowed fields back, proves the end state on every base, closes the record. */
export async function finishRevisioned(state: Revisioning): Promise<Finish> {
  const { workload, store, facts, ports, assignment } = state;
  await workload.patch(giveBackOps(state), 'borrowed fields given back');
  state.strategy = undefined;
  const open = await proven(state, {
    former: facts.oldTemplate ?? store.current?.oldTemplate,
    deadline: ports.clock.now() + assignment.options.timeoutMs,
  });
  await workload.disown();
  const done = open.bases.length === 0;
  await closeDone(state, done ? 'proven on all bases' : open.bases.join('; ').slice(0, 500));
  return finishSummary(state, totalNow(state), open);
}

/** After an undo: gives the borrowed fields back and proves that the old version runs everywhere. */
export async function closeUndo(state: Revisioning, deadline: number): Promise<Finish> {
  const { workload, store, facts, assignment } = state;
  await workload.patch(giveBackOps(state), 'borrowed fields given back');
  state.strategy = undefined;
  const former = (facts.manifest['spec'] as { template?: unknown } | undefined)?.template;
  const open = await proven(state, { former, deadline });
  await workload.disown();
  const done = open.bases.length === 0;
  await closeUndone(state, done);
  const before = modulesOf(releaseBefore(assignment.plan.module, store.current?.from));
  const total = totalNow(state);
  return {
    proven: done,
    message: undoneWords(assignment.plan.proof, before, done ? total : undefined),
    open: [...open.bases, ...open.kubernetes.map(lagging)],
    back: { bases: total },
  };
}

async function proven(
  state: Revisioning,
  goal: { readonly former: unknown; readonly deadline: number },
): Promise<OpenPoints> {
  const watch = watchOf(state);
  const former = modulesOfTemplate(goal.former);
  const formerBases = basesInUse(state, watch.view());
  return await untilProven(state.ports, {
    look: () =>
      openPointsOf(watch, watch.view(), { replicas: totalNow(state), formerBases, former }),
    next: (maxMs) => watch.next(maxMs),
    deadline: goal.deadline,
  });
}

/** Bases come and go: how many a DaemonSet has to be on, its controller knows. */
function totalNow(state: Revisioning): number {
  const view = watchOf(state).view();
  const desired = desiredIn(view);
  // Its count may be a moment behind a base that was opened.
  return desired === undefined ? totalOf(state) : Math.max(desired, view.newPods.length);
}

/** Undefined of a StatefulSet, and while the DaemonSet's controller has not counted. */
export function desiredIn({ workload }: RevisionedView): number | undefined {
  if (workload === undefined || !isObserved(workload)) return undefined;
  return ((workload['status'] ?? {}) as Status).desiredNumberScheduled;
}

/** Compares bases and Kubernetes with the end. */
export async function openPointsOf(
  sight: DeploymentSight,
  view: RevisionedView,
  goal: Goal,
): Promise<OpenPoints> {
  const onBases = await openOnBases(sight, view, goal);
  return { ...onBases, kubernetes: kubernetesLag(view, goal.replicas) };
}

/** Counters of a StatefulSet's status, and of a DaemonSet's under their names there. */
interface Status {
  readyReplicas?: number;
  numberReady?: number;
  desiredNumberScheduled?: number;
}

function kubernetesLag({ workload, oldPods, newPods }: RevisionedView, replicas: number): Text[] {
  if (workload === undefined) return [said(({ open }) => open.workloadGone)];
  if (workload.kind === 'Pod') {
    return newPods.some(({ ready }) => ready) ? [] : [said(({ open }) => open.notReady)];
  }
  if (!isObserved(workload)) return [said(({ open }) => open.notObserved)];
  const updated = newPods.length;
  const ready = readyIn(workload);
  return [
    ...(updated === replicas ? [] : [said(({ open }) => open.updated(updated, replicas))]),
    ...(ready === replicas ? [] : [said(({ open }) => open.ready(ready, replicas))]),
    ...(oldPods.length > 0 ? [said(({ open }) => open.oldPods(oldPods.length))] : []),
    ...wrongReplicas(workload, replicas),
  ];
}

function wrongReplicas(workload: KubeObject, replicas: number): Text[] {
  if (workload.kind === 'DaemonSet') return [];
  const wanted = revisionedSpec(workload).replicas ?? 1;
  return wanted === replicas ? [] : [said(({ open }) => open.replicas(wanted, replicas))];
}

function readyIn(workload: KubeObject): number {
  const status = (workload['status'] ?? {}) as Status;
  return status.readyReplicas ?? status.numberReady ?? 0;
}
