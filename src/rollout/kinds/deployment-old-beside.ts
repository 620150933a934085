import { said } from '../../messages/said-of.ts';
import type { Text } from '../../said.ts';
import type { Place } from '../driver.ts';
import { watchOf } from '../rolling.ts';
import { switchDark } from '../switch-dark.ts';
import { troublesOf } from '../troubles.ts';
import type { Deploying } from './deployment-state.ts';
import type { DeploymentView } from './deployment-view.ts';
import {
  lookAround,
  noteBack,
  oldAndOthers,
  wantedOf,
  writeOldTemplate,
  type Way,
} from './deployment-way-back.ts';
import { hopelessMs } from './pods-proof.ts';

/**
 * How long no pod may have left when the old version is switched to, and how long it has to be
 * active everywhere before the new one leaves, ms: a pod that has just left may take what the
 * base has installed anew along.
 */
const settledMs = 2_000;

/**
 * As soon as the template is the old one again, the Deployment controller removes pods of the new
 * one that are not ready yet, whatever the hold says (cleanupUnhealthyReplicas). Where a base has
 * no other version that would be a gap, so Kubernetes is given the time to see it ready: its polls
 * take up to 16 s. Resolves to the bases where that never comes.
 */
export async function untilSeenReady(state: Deploying, way: Way): Promise<Text[]> {
  const { ports } = state;
  const watch = watchOf(state);
  for (;;) {
    const view = await lookAround(state);
    const { old, others } = oldAndOthers(view, way);
    const alone = others.filter((pod) => !pod.ready && !old.some((one) => one.node === pod.node));
    await watch.ask(view, alone);
    const serving = watch.places(view, alone).filter((place) => place.judgement.state === 'active');
    if (serving.length === 0) return [];
    if (ports.clock.now() >= way.deadline || ports.signal.aborted) {
      return serving.map(({ name, ip }) =>
        said(({ open }) => open.notSeenReady(`${name} (${ip})`)),
      );
    }
    await watch.next(1_000);
  }
}

/**
 * Bases of earlier batches have lost the old version. It is installed beside the
 * new one under a hold that lets nothing go, and switched to, before the new one
 * leaves: the rollout in reverse. Resolves to the bases on which that failed.
 */
export async function installOldBeside(state: Deploying, way: Way, surge: number): Promise<Text[]> {
  const { ports } = state;
  let activeSince: number | undefined;
  const hold = { maxSurge: Math.max(1, surge), maxUnavailable: 0 };
  await writeOldTemplate(state, way, hold, 'old template back, the old version comes beside');
  const watch = watchOf(state);
  let hopelessSince: number | undefined;
  for (;;) {
    const view = await lookAround(state);
    await watch.ask(view, view.newPods);
    const places = watch.places(view, view.newPods);
    noteBack(state, places);
    const open = places.filter((place) => place.judgement.state !== 'active');
    const missing = Math.max(0, wantedOf(state) - places.length);
    const remaining = missing + open.length;
    ports.emit({
      type: 'undo-progress',
      remaining,
      what: said(({ undoing }) => undoing.withoutOld),
    });
    activeSince = remaining > 0 ? undefined : (activeSince ?? ports.clock.now());
    if (activeSince !== undefined && ports.clock.now() - activeSince >= settledMs) return [];
    const dark = open.filter((place) => place.judgement.state === 'dark');
    const quiet = watch.lastDepartureBefore(ports.clock.now() - settledMs);
    if (dark.length === open.length && missing === 0 && quiet) await switchDark(state, dark);
    await makeRoom(state, way, view, places);
    const hopeless = open.length > 0 && open.every((place) => place.judgement.state === 'doomed');
    hopelessSince = hopeless ? (hopelessSince ?? ports.clock.now()) : undefined;
    const now = ports.clock.now();
    const given = hopelessSince !== undefined && now - hopelessSince >= hopelessMs;
    // Going on without the old version everywhere would leave bases without any.
    if (given || now >= way.deadline || ports.signal.aborted) {
      const toCome = said(({ proofs }) => proofs.basesToCome(missing, wantedOf(state)));
      return [...(missing > 0 ? [toCome] : []), ...troublesOf(open)];
    }
    if (state.assignment.options.askAgain) {
      await watch.askAgain(
        open.filter((place) => place.judgement.askAgain),
        1_000,
      );
    }
    await watch.next(1_000);
  }
}

/**
 * Two versions that never share a base need a free one. Where none is, as many of
 * the new one leave as serve beyond what is wanted; by the hold line, others =
 * replicas - maxUnavailable.
 */
async function makeRoom(
  state: Deploying,
  way: Way,
  view: DeploymentView,
  places: readonly Place[],
): Promise<void> {
  const homeless = places.filter(
    ({ sight, judgement }) => sight.pod.node === undefined && judgement.state === 'doomed',
  );
  if (homeless.length === 0) return;
  const watch = watchOf(state);
  const { others } = oldAndOthers(view, way);
  await watch.ask(view, others);
  const serving = [...places, ...watch.places(view, others)].filter(
    (place) => place.judgement.state === 'active',
  );
  const wanted = wantedOf(state);
  const excess = Math.min(homeless.length, serving.length - wanted);
  const maxUnavailable = wanted - (others.length - excess);
  if (excess <= 0 || maxUnavailable <= (state.hold?.maxUnavailable ?? 0)) return;
  const hold = { maxSurge: Math.max(0, wanted - maxUnavailable), maxUnavailable };
  await writeOldTemplate(
    state,
    way,
    hold,
    `the new version leaves ${excess} base(s) to the old one`,
  );
}
