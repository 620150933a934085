import { said } from '../../messages/said-of.ts';
import type { Text } from '../../said.ts';
import { isDown, isSameModule } from '../assess.ts';
import { MustHold } from '../context.ts';
import type { Place } from '../driver.ts';
import { holdNumbers, holdOps } from '../hold.ts';
import { isMarkedBy, markOps, rolloutMark } from '../ownership.ts';
import { watchOf } from '../rolling.ts';
import { switchDark } from '../switch-dark.ts';
import { troublesOf } from '../troubles.ts';
import { distinctBases } from './deployment-sight.ts';
import type { Deploying } from './deployment-state.ts';
import { isObserved } from './deployment-view.ts';
import { readDeployment } from './deployment-watch.ts';
import {
  hasSurplus,
  lookAround,
  noteBack,
  oldAndOthers,
  wantedOf,
  type Way,
} from './deployment-way-back.ts';

/** How long the bases may take to answer before those that did are switched back, ms. */
const answersWithinMs = 3_000;
/** How long an install may be under way, or a base be silent, before the undo goes on or stops without it, ms. */
const patientMs = 60_000;

/**
 * What the open batch has let go, and the controller has not come to, stays. Only when
 * the controller has seen that, and its ReplicaSets are as it wants them, is it known
 * which bases have the old version.
 */
export async function letNobodyGo(state: Deploying, way: Way): Promise<void> {
  const { workload, ports } = state;
  const view = await readDeployment(ports.cluster, workload.live);
  const { others } = oldAndOthers(view, way);
  const { maxSurge = 0, maxUnavailable = 0 } = state.hold ?? {};
  const reached = Math.max(1, maxSurge + maxUnavailable || others.length);
  const left = wantedOf(state) - view.oldPods.length;
  const gone = state.liveHash === way.hash ? 0 : Math.min(Math.max(0, left), reached);
  const hold = holdNumbers(reached, gone);
  const same = state.hold?.maxSurge === hold.maxSurge && state.hold.maxUnavailable === gone;
  // kubectl rollout undo brings the annotations of then along.
  if (!same || !isMarkedBy(workload.live, state.assignment.id)) {
    const mark = rolloutMark(state.assignment.id, state.liveHash);
    await workload.patch([...holdOps(hold), ...markOps(workload.live, mark)], 'nothing leaves yet');
    state.hold = hold;
  }
  for (;;) {
    const now = await lookAround(state);
    if (now.deployment && isObserved(now.deployment) && !hasSurplus(now)) return;
    if (ports.signal.aborted) throw new MustHold(said(({ holds }) => holds.interrupted));
    if (ports.clock.now() >= way.deadline) {
      throw new MustHold(said(({ holds }) => holds.notTakenUp));
    }
    await watchOf(state).next(1_000);
  }
}

/**
 * Makes the old version active again on every base that still holds it. An
 * install under way would end in the new one being active: it is waited for.
 * Resolves to the bases that would, or could, be without any if the new one left:
 * they do not switch, or the new one is ready there and they don't answer.
 */
export async function switchBack(state: Deploying, way: Way): Promise<Text[]> {
  const { ports, assignment } = state;
  const { deadline } = way;
  if (assignment.plan.proof === 'kubernetes') return [];
  const watch = watchOf(state);
  const startedAt = ports.clock.now();
  const patientUntil = Math.min(deadline, startedAt + patientMs);
  for (;;) {
    const view = await lookAround(state);
    const { old, others } = oldAndOthers(view, way);
    const shared = others.filter((pod) => old.some((one) => one.node === pod.node));
    await watch.bases.refresh(distinctBases(view, old), 0, answersWithinMs);
    const places = watch.places(view, old);
    noteBack(state, places);
    await switchDark(state, places, startedAt);
    const dark = places.some((place) => place.judgement.state === 'dark');
    const beside = watch.places(view, shared);
    const now = ports.clock.now();
    const open = dark || beside.some(isUndecided);
    if (!open || (!dark && now >= patientUntil) || now >= deadline || ports.signal.aborted) {
      const unseen = beside.filter((place) => isSilent(place) && place.sight.pod.ready);
      return [...troublesOf(places.filter(isDeactivated)), ...unseen.map(couldLoseAll)];
    }
    await watch.next(500);
  }
}

/** An install has not come to its end, or nobody knows how the base is. */
function isUndecided(place: Place): boolean {
  const { state, askAgain } = place.judgement;
  return isSilent(place) || (state === 'installing' && askAgain === undefined);
}

/** It does not answer here; others, and the controller, may reach it all the same. */
function isSilent({ sight: { base, answer } }: Place): boolean {
  if (base === undefined) return false;
  return answer === undefined || (!answer.ok && !isDown(answer.why));
}

function couldLoseAll({ name, ip, sight: { answer } }: Place): Text {
  const why = answer?.ok === false ? answer.why : undefined;
  return said(({ open }) => open.couldLoseAll(`${name} (${ip})`, why));
}

/** The base answers, and lists what is to be active there as deactivated. */
function isDeactivated({ sight: { answer, modules } }: Place): boolean {
  if (answer?.ok !== true) return false;
  const dark = answer.value.filter(({ state }) => state === 'deactivated');
  return modules.some((module) => dark.some((biz) => isSameModule(biz, module)));
}
