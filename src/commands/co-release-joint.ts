import type { Plan } from '../plan/types.ts';
import type { CoReleaseRecord } from '../rollout/co-release-record.ts';
import type { Assignment, Ports } from '../rollout/context.ts';
import { readSavedFields } from '../rollout/hold.ts';
import { deploymentSpec } from '../rollout/kinds/deployment-view.ts';
import type { Stairs } from '../rollout/stairs.ts';
import type { BaseReading } from './co-release-base.ts';

/** A co-release of either world: what is shown, and the means to carry it out. */
export interface PreparedJoint {
  readonly plan: Plan;
  readonly record: CoReleaseRecord;
  /** It was cut off before its first step, under this id. */
  readonly resumes: string | undefined;
  readonly stairs: (ports: Ports, assignment: Assignment) => Stairs;
}

/** What the record is to know of the base, before anything is written. */
export function recordOf({
  live,
  stored,
  newVersion,
  oldVersions,
  how,
}: BaseReading): CoReleaseRecord {
  const { name, namespace = 'default', uid = '' } = live.metadata;
  const spec = deploymentSpec(live);
  return {
    base: { namespace, name, uid },
    baseVersion: newVersion,
    fromVersions: oldVersions,
    newTemplate: deploymentSpec(stored).template,
    oldTemplate: spec.template,
    saved: readSavedFields(spec as Record<string, unknown>),
    policy: how.policy,
    batches: how.batches,
    replicas: spec.replicas ?? 1,
    proven: 0,
  };
}
