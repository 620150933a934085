import { said } from '../messages/said-of.ts';
import type { V1View } from '../modules/v1-view.ts';
import { outcome, type Outcome } from '../outcome.ts';
import type { Text } from '../said.ts';
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
  const count = said(({ jointStands }) =>
    jointStands.count(ofNew.length, joint.replicas, module.url, active.length),
  );
  const base = `Deployment ${joint.base.namespace}/${joint.base.name}`;
  const causes = [...troublesOf(places), ...leftBehind(view)];
  if (record.phase === 'undoing') {
    return outcome(
      'timed-out',
      said(({ jointStands }, inWords) => jointStands.undoing(base, inWords(count), from?.url)),
      { causes, next: [undo] },
    );
  }
  const { namespace = 'default' } = view.deployment?.metadata ?? {};
  const onwards = `koupctl co-release moduledeployment/${record.workload.name} -n ${namespace} --resume`;
  const message = said(({ jointStands }, inWords) =>
    jointStands.reached(base, joint.proven, stepsIn(joint), inWords(count), who),
  );
  const more = { causes, next: [onwards, undo] };
  if (places.some((place) => place.judgement.state === 'doomed')) {
    return outcome('failed', message, more);
  }
  const waits = active.length < ofNew.length || view.leaving.length > 0;
  return outcome(waits ? 'timed-out' : 'awaiting-confirm', message, more);
}

function leftBehind({ leaving, bases }: V1View): readonly Text[] {
  return fewOf(
    leaving.map(({ base = '', name }) =>
      said(({ jointStands }) =>
        bases.has(base) ? jointStands.uninstalling(base, name) : jointStands.baseGone(base, name),
      ),
    ),
  );
}
