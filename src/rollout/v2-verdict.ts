import type { ModulePod } from '../modules/module-pod.ts';
import { isOrAre, namesOf } from '../modules/release.ts';
import { outcome, type Outcome } from '../outcome.ts';
import type { KubeObject } from '../world.ts';
import type { Place } from './driver.ts';
import { isDrawnBy, isHeld, type HoldNumbers } from './hold.ts';
import {
  deploymentSpec,
  whatChanged,
  type DeploymentSpec,
  type DeploymentView,
} from './kinds/deployment-view.ts';
import { onBases, type OpenPoints } from './kinds/pods-proof.ts';
import { isMarked } from './ownership.ts';
import { isOpenOn, type RolloutRecord } from './record.ts';
import { fewOf, troublesOf } from './troubles.ts';

/** What `status` knows of a V2 Deployment. */
export interface V2Standing {
  readonly view: DeploymentView;
  /** Of the present template's pods. */
  readonly places: readonly Place[];
  readonly open: OpenPoints;
  readonly record: RolloutRecord | undefined;
  /** The commands that go on and undo, for the next steps. */
  readonly attach: string;
  readonly undo: string;
}

/** Nothing is recorded yet that another command could go on from. */
const beginsAnew = 'the same koupctl deploy goes on';

/** The command that goes on. */
function onwards({ attach, view }: V2Standing, { coRelease, workload }: RolloutRecord): string {
  if (coRelease === undefined) return attach;
  const { namespace = 'default' } = view.deployment?.metadata ?? {};
  return `koupctl co-release deployment/${workload.name} -n ${namespace} --resume`;
}

/** One verdict with evidence. Pure. */
export function v2Verdict(standing: V2Standing): Outcome {
  const { record, view } = standing;
  const spec = specOf(standing);
  if (view.deployment?.metadata.deletionTimestamp !== undefined) return deletion(view);
  if (record && isOpenOn(record, view.deployment)) return openRollout(standing, record);
  if (isHeld(spec as Record<string, unknown>)) {
    return outcome('unhealthy', 'a hold stands on it, but no rollout of koupctl is recorded', {
      causes: ['its minReadySeconds keeps every new pod from becoming available', ...pause(spec)],
      next: ['restore minReadySeconds, progressDeadlineSeconds and strategy from your manifest'],
    });
  }
  return settled(standing);
}

function deletion({ newPods, oldPods, leaving }: DeploymentView): Outcome {
  const left = newPods.length + oldPods.length + leaving.length;
  return outcome('timed-out', `it is being deleted: ${left} pod(s) are left`, {
    causes: fewOf(leaving.map(leavingLine)),
  });
}

function leavingLine({ node, name, modules }: ModulePod): string {
  const what = modules.map((module) => `${module.name}:${module.version}`).join(', ');
  return `${node ?? name}: ${what} is still being uninstalled`;
}

function openRollout(standing: V2Standing, record: RolloutRecord): Outcome {
  const { view, places, undo } = standing;
  const { version } = record.module;
  const causes = troublesOf(places);
  if (record.phase === 'undoing') {
    const more = { causes, next: [undo] };
    return outcome('timed-out', `the undo of ${version} is not finished`, more);
  }
  const spec = specOf(standing);
  const held = standsHeld(record, view.deployment);
  if (!held && record.phase === 'preparing') {
    return outcome('awaiting-confirm', `rollout to ${version} was cut off before its first batch`, {
      causes: ['no base was touched', ...pause(spec)],
      next: [record.coRelease ? onwards(standing, record) : beginsAnew, undo],
    });
  }
  const changed = changedSince(record, view.deployment);
  if (changed !== undefined) return superseded(standing, record, changed);
  const reached = held ? reachedBy(record, spec) : (spec.replicas ?? 1);
  const active = places.filter((place) => place.judgement.state === 'active').length;
  const batch = record.batches.indexOf(reached) + 1;
  const where = held
    ? `stands in batch ${batch} of ${record.batches.length}`
    : 'is through all batches, its end is not yet recorded';
  const said = `rollout to ${version} ${where}: ${active} of ${reached} bases run it (${record.replicas} in all), begun by ${record.who}`;
  const more = { causes, next: [onwards(standing, record), undo] };
  if (places.some((place) => place.judgement.state === 'doomed')) {
    return outcome('failed', said, more);
  }
  const waits = places.length < reached || active < reached;
  return outcome(waits ? 'timed-out' : 'awaiting-confirm', said, more);
}

/** What a rollout borrows is not yet given back: the hold, or of a first deploy the mark. */
function standsHeld(record: RolloutRecord, live: KubeObject | undefined): boolean {
  if (live === undefined) return false;
  return isFirst(record) ? isMarked(live) : isHeld(deploymentSpec(live) as Record<string, unknown>);
}

/** What somebody else did to it since the rollout stands, in words; undefined while it is as it was left. */
function changedSince(record: RolloutRecord, live: KubeObject | undefined): string | undefined {
  const spec = live === undefined ? {} : deploymentSpec(live);
  const held = standsHeld(record, live);
  const first = isFirst(record);
  const changed = whatChanged(live, {
    uid: record.workload.uid,
    templateHash: record.templateHash,
    // Batches of a first deploy step the replicas; after the end they are their owner's again.
    replicas: held && !first ? record.replicas : (spec.replicas ?? 1),
    rolloutId: held ? record.id : undefined,
    hold: undefined,
  });
  if (changed !== undefined || !held) return changed;
  if (first) {
    const { replicas = 1 } = spec;
    if (record.batches.includes(replicas)) return undefined;
    return `its replicas were changed to ${replicas}, where no batch ends`;
  }
  if (isDrawnBy(numbersOf(spec), record.policy, record.batches)) return undefined;
  return 'its hold (minReadySeconds, strategy) was changed';
}

/** NaN where a hand wrote percentages. */
function numbersOf(spec: DeploymentSpec): HoldNumbers {
  const { maxSurge = 0, maxUnavailable = 0 } = spec.strategy?.rollingUpdate ?? {};
  return { maxSurge: Number(maxSurge), maxUnavailable: Number(maxUnavailable) };
}

/** Up to where it lets the rollout go. */
function reachedBy(record: RolloutRecord, spec: DeploymentSpec): number {
  const { maxSurge, maxUnavailable } = numbersOf(spec);
  return isFirst(record) ? (spec.replicas ?? 1) : maxSurge + maxUnavailable;
}

function superseded(standing: V2Standing, record: RolloutRecord, what: string): Outcome {
  const { view, places, undo } = standing;
  const { name = '', namespace = 'default' } = view.deployment?.metadata ?? {};
  const paused = specOf(standing).paused === true;
  const resume = [
    `kubectl rollout resume deployment/${name} -n ${namespace}`,
    onwards(standing, record),
  ];
  const { version } = record.module;
  return outcome(
    'superseded',
    `rollout to ${version}, begun by ${record.who}, is superseded: ${what}`,
    { causes: troublesOf(places), next: [...(paused ? resume : []), undo] },
  );
}

function isFirst(record: RolloutRecord): boolean {
  return record.oldTemplate === undefined;
}

function specOf({ view }: V2Standing): DeploymentSpec {
  return view.deployment === undefined ? {} : deploymentSpec(view.deployment);
}

function pause(spec: DeploymentSpec): string[] {
  return spec.paused === true ? ['the Deployment stands paused'] : [];
}

function settled(standing: V2Standing): Outcome {
  const { view, open } = standing;
  const spec = specOf(standing);
  const { replicas = 1 } = spec;
  const { modules = [] } = view.newPods[0] ?? {};
  const name = namesOf(modules);
  const lag = open.kubernetes.map((line) => `Kubernetes lags: ${line}`);
  const rest = [...lag, ...pause(spec)];
  if (open.bases.length > 0) {
    const what =
      replicas === 0
        ? 'replicas is 0, but it has not left every base'
        : `${name} ${modules.length > 1 ? 'do' : 'does'} not run on every base`;
    return outcome('unhealthy', what, { causes: [...open.bases, ...rest] });
  }
  const said =
    replicas === 0
      ? 'replicas is 0: nothing is to run, nothing proven'
      : `${name} ${isOrAre(modules)} active on ${onBases(replicas, open)}`;
  return outcome('done', said, { causes: rest });
}
