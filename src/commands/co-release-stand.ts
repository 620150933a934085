import { Fault } from '../fault.ts';
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
  throw new Fault(
    `${labelOf(live)} is being released together with its base, Deployment ${open.base.namespace}/${open.base.name}, by ${record.who}`,
    {
      outcome: 'refused',
      fix: `${resumeCommand(live)} goes on, koupctl rollback ${typedName(live)} takes both back`,
    },
  );
}

export function resumeCommand(live: KubeObject): string {
  return `koupctl co-release ${typedName(live)} --resume --yes`;
}
