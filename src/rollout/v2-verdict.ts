import { said } from '../messages/said-of.ts';
import type { ModulePod } from '../modules/module-pod.ts';
import { namedOf } from '../modules/release.ts';
import { outcome, type Outcome } from '../outcome.ts';
import type { Text } from '../said.ts';
import type { KubeObject } from '../world.ts';
import type { Place } from './driver.ts';
import { isDrawnBy, isHeld, type HoldNumbers } from './hold.ts';
import {
  deploymentSpec,
  whatChanged,
  type DeploymentSpec,
  type DeploymentView,
} from './kinds/deployment-view.ts';
import type { OpenPoints } from './kinds/pods-proof.ts';
import { isMarked } from './ownership.ts';
import { isOpenOn, type RolloutRecord } from './record.ts';
import { fewOf, lagging, troublesOf } from './troubles.ts';

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
const beginsAnew = said(({ stands }) => stands.sameDeploy);

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
    const message = said(({ stands }) => stands.strangeHold);
    return outcome('unhealthy', message, {
      causes: [said(({ stands }) => stands.strangeHoldWhy), ...pause(spec)],
      next: [said(({ stands }) => stands.restore)],
    });
  }
  return settled(standing);
}

function deletion({ newPods, oldPods, leaving }: DeploymentView): Outcome {
  const left = newPods.length + oldPods.length + leaving.length;
  const message = said(({ stands }) => stands.deleting(left));
  return outcome('timed-out', message, { causes: fewOf(leaving.map(leavingLine)) });
}

function leavingLine({ node, name, modules }: ModulePod): Text {
  const what = modules.map((module) => `${module.name}:${module.version}`).join(', ');
  return said(({ stands }) => stands.uninstalling(node ?? name, what));
}

function openRollout(standing: V2Standing, record: RolloutRecord): Outcome {
  const { view, places, undo } = standing;
  const { version } = record.module;
  const causes = troublesOf(places);
  if (record.phase === 'undoing') {
    const message = said(({ stands }) => stands.undoing(version));
    return outcome('timed-out', message, { causes, next: [undo] });
  }
  const spec = specOf(standing);
  const held = standsHeld(record, view.deployment);
  if (!held && record.phase === 'preparing') {
    const message = said(({ stands }) => stands.cutOff(version));
    return outcome('awaiting-confirm', message, {
      causes: [said(({ stands }) => stands.untouched), ...pause(spec)],
      next: [record.coRelease ? onwards(standing, record) : beginsAnew, undo],
    });
  }
  const changed = changedSince(record, view.deployment);
  if (changed !== undefined) return superseded(standing, record, changed);
  const reached = held ? reachedBy(record, spec) : (spec.replicas ?? 1);
  const active = places.filter((place) => place.judgement.state === 'active').length;
  const batch = record.batches.indexOf(reached) + 1;
  const { replicas, who, batches } = record;
  const at = held ? batch : undefined;
  const message = said(({ stands }) =>
    stands.reached({ version, batch: at, of: batches.length, active, reached, replicas, who }),
  );
  const more = { causes, next: [onwards(standing, record), undo] };
  if (places.some((place) => place.judgement.state === 'doomed')) {
    return outcome('failed', message, more);
  }
  const waits = places.length < reached || active < reached;
  return outcome(waits ? 'timed-out' : 'awaiting-confirm', message, more);
}

/** What a rollout borrows is not yet given back: the hold, or of a first deploy the mark. */
function standsHeld(record: RolloutRecord, live: KubeObject | undefined): boolean {
  if (live === undefined) return false;
  return isFirst(record) ? isMarked(live) : isHeld(deploymentSpec(live) as Record<string, unknown>);
}

/** What somebody else did to it since the rollout stands, in words; undefined while it is as it was left. */
function changedSince(record: RolloutRecord, live: KubeObject | undefined): Text | undefined {
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
    return said(({ changed: words }) => words.replicasBetween(replicas));
  }
  if (isDrawnBy(numbersOf(spec), record.policy, record.batches)) return undefined;
  return said(({ changed: words }) => words.hold);
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

function superseded(standing: V2Standing, record: RolloutRecord, what: Text): Outcome {
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
    said(({ stands }, inWords) => stands.superseded(version, record.who, inWords(what))),
    { causes: troublesOf(places), next: [...(paused ? resume : []), undo] },
  );
}

function isFirst(record: RolloutRecord): boolean {
  return record.oldTemplate === undefined;
}

function specOf({ view }: V2Standing): DeploymentSpec {
  return view.deployment === undefined ? {} : deploymentSpec(view.deployment);
}

function pause(spec: DeploymentSpec): Text[] {
  return spec.paused === true ? [said(({ stands }) => stands.paused)] : [];
}

function settled(standing: V2Standing): Outcome {
  const { view, open } = standing;
  const spec = specOf(standing);
  const { replicas = 1 } = spec;
  const { modules = [] } = view.newPods[0] ?? {};
  const names = namedOf(modules);
  const lag = open.kubernetes.map(lagging);
  const rest = [...lag, ...pause(spec)];
  if (open.bases.length > 0) {
    const what = said(({ stands }) =>
      replicas === 0 ? stands.notGone : stands.notEverywhere(names),
    );
    return outcome('unhealthy', what, { causes: [...open.bases, ...rest] });
  }
  const { doubled = 0 } = open;
  const message = said(({ stands }) =>
    replicas === 0 ? stands.nothing : stands.active(names, replicas, doubled),
  );
  return outcome('done', message, { causes: rest });
}
