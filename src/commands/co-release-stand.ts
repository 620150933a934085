import { faultOf } from '../messages/fault-of.ts';
import { labelOf, typedName } from '../plan/operate-plan.ts';
import type { CoReleaseRecord } from '../rollout/co-release-record.ts';
import { isOpenOn, type RolloutRecord } from '../rollout/record.ts';
import type { KubeObject } from '../world.ts';

/** The co-release that stands on the workload; undefined where none does. */
export function openCoRelease(
  record: RolloutRecord | undefined,
  live: KubeObject | undefined,
): CoReleaseRecord | undefined {
  return record !== undefined && isOpenOn(record, live) ? record.coRelease : undefined;
}

/** The module's half alone can't be moved: its base would stay where it is, held. */
export function refuseCoRelease(
  record: RolloutRecord | undefined,
  live: KubeObject | undefined,
): void {
  const open = openCoRelease(record, live);
  if (open === undefined || record === undefined || live === undefined) return;
  const base = `${open.base.namespace}/${open.base.name}`;
  throw faultOf(
    ({ coRelease }) =>
      coRelease.underWay(labelOf(live), base, record.who, resumeCommand(live), typedName(live)),
    { outcome: 'refused' },
  );
}

export function resumeCommand(live: KubeObject): string {
  return `koupctl co-release ${typedName(live)} --resume --yes`;
}
