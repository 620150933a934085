import type { V1View } from '../modules/v1-view.ts';
import { outcome, type Outcome } from '../outcome.ts';
import { stepsIn, type CoReleaseRecord } from './co-release-record.ts';
import type { Place } from './driver.ts';
import type { RolloutRecord } from './record.ts';
import { fewOf, troublesOf } from './troubles.ts';

/** What `status` says of a ModuleDeployment that is being released together with its base. Pure. */
export function v1JointVerdict(
  { view, places, undo }: { view: V1View; places: readonly Place[]; undo: string },
  record: RolloutRecord,
  joint: CoReleaseRecord,
): Outcome {
  const { module, from, who } = record;
  const of = [...view.current, ...view.former];
  const ofNew = of.filter((one) => one.module.url === module.url);
  const active = places.filter(
    ({ key, judgement }) => judgement.state === 'active' && ofNew.some((one) => one.uid === key),
  );
  const count = `${ofNew.length} of ${joint.replicas} Modules are of ${module.url}, ${active.length} of them active on their bases`;
  const base = `Deployment ${joint.base.namespace}/${joint.base.name}`;
  const causes = [...troublesOf(places), ...leftBehind(view)];
  if (record.phase === 'undoing') {
    return outcome(
      'timed-out',
      `the undo of the co-release with ${base} is not finished: ${count}; the others are of ${from?.url ?? 'another url'}`,
      { causes, next: [undo] },
    );
  }
  const { namespace = 'default' } = view.deployment?.metadata ?? {};
  const onwards = `koupctl co-release moduledeployment/${record.workload.name} -n ${namespace} --resume`;
  const said = `co-release with ${base} stands after step ${joint.proven} of ${stepsIn(joint)}: ${count}, begun by ${who}`;
  const more = { causes, next: [onwards, undo] };
  if (places.some((place) => place.judgement.state === 'doomed')) {
    return outcome('failed', said, more);
  }
  const waits = active.length < ofNew.length || view.leaving.length > 0;
  return outcome(waits ? 'timed-out' : 'awaiting-confirm', said, more);
}

function leftBehind({ leaving, bases }: V1View): readonly string[] {
  return fewOf(
    leaving.map(({ base = '', name }) =>
      bases.has(base)
        ? `${base}: its Module ${name} is still being uninstalled`
        : `${base} is gone or going, and its Module ${name} not yet; going on lets go of it`,
    ),
  );
}
