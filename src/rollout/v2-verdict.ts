import { outcome, type Outcome } from '../outcome.ts';
import type { Place } from './driver.ts';
import { isHeld } from './hold.ts';
import {
  deploymentSpec,
  type DeploymentSpec,
  type DeploymentView,
} from './kinds/deployment-view.ts';
import type { OpenPoints } from './kinds/deployment-proof.ts';
import { isOpenOn, type RolloutRecord } from './record.ts';

/** What `status` knows of a V2 Deployment. */
export interface V2Standing {
  readonly view: DeploymentView;
  readonly places: readonly Place[];
  readonly open: OpenPoints;
  readonly record: RolloutRecord | undefined;
  /** The command that goes on or undoes, for the next steps. */
  readonly undo: string;
}

/** One verdict with evidence. Pure. */
export function v2Verdict(standing: V2Standing): Outcome {
  const { record, view } = standing;
  const spec = specOf(standing);
  if (record && isOpenOn(record, view.deployment)) return openRollout(standing, record);
  if (isHeld(spec as Record<string, unknown>)) {
    return outcome('unhealthy', 'a hold stands on it, but no rollout of koupctl is recorded', {
      causes: ['its minReadySeconds keeps every new pod from becoming available'],
      next: ['restore minReadySeconds, progressDeadlineSeconds and strategy from your manifest'],
    });
  }
  return settled(standing);
}

function openRollout(standing: V2Standing, record: RolloutRecord): Outcome {
  const { places, undo } = standing;
  const { version } = record.module;
  const causes = troubles(places);
  const same = 'the same koupctl deploy goes on';
  const next = [same, undo];
  if (record.phase === 'undoing') {
    const more = { causes, next: [undo] };
    return outcome('timed-out', `the undo of ${version} is not finished`, more);
  }
  const spec = specOf(standing);
  const first = record.oldTemplate === undefined;
  const drawn = first || isHeld(spec as Record<string, unknown>);
  if (!drawn && record.phase === 'preparing') {
    return outcome('awaiting-confirm', `rollout to ${version} was cut off before its first batch`, {
      causes: ['no base was touched', ...(spec.paused ? ['the Deployment stands paused'] : [])],
      next,
    });
  }
  const rolling = spec.strategy?.rollingUpdate;
  const held = Number(rolling?.maxSurge ?? 0) + Number(rolling?.maxUnavailable ?? 0);
  const reached = first ? (spec.replicas ?? 0) : drawn ? held : record.replicas;
  const active = places.filter((place) => place.judgement.state === 'active').length;
  const batch = record.batches.findIndex((total) => total >= reached) + 1;
  const where = drawn
    ? `stands in batch ${batch} of ${record.batches.length}`
    : 'is through all batches, its end is not yet recorded';
  const said = `rollout to ${version} ${where}: ${active} of ${reached} bases run it (${record.replicas} in all), begun by ${record.who}`;
  const doomed = places.some((place) => place.judgement.state === 'doomed');
  if (doomed) return outcome('failed', said, { causes, next });
  const waits = places.length < reached || active < reached;
  return outcome(waits ? 'timed-out' : 'awaiting-confirm', said, { causes, next });
}

function specOf({ view }: V2Standing): DeploymentSpec {
  return view.deployment === undefined ? {} : deploymentSpec(view.deployment);
}

function settled(standing: V2Standing): Outcome {
  const { view, open } = standing;
  const replicas = specOf(standing).replicas ?? 1;
  const module = view.newPods[0]?.modules[0];
  const name = module ? `${module.name} ${module.version}` : 'the module';
  const lag = open.kubernetes.map((line) => `Kubernetes lags: ${line}`);
  if (replicas === 0) return outcome('done', 'replicas is 0: nothing is to run, nothing proven');
  if (open.bases.length > 0) {
    return outcome('unhealthy', `${name} does not run on every base`, {
      causes: [...open.bases, ...lag],
    });
  }
  return outcome('done', `${name} is active on ${replicas} of ${replicas} bases`, { causes: lag });
}

function troubles(places: readonly Place[]): string[] {
  return places
    .filter((place) => place.judgement.state !== 'active')
    .map(
      (place) => `${place.name} (${place.ip}): ${place.judgement.cause ?? place.judgement.state}`,
    );
}
