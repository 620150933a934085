import { core } from '../modules/surface.ts';
import { outcome, type Outcome } from '../outcome.ts';
import { isMarkedBy } from '../rollout/ownership.ts';
import { RecordStore } from '../rollout/record-store.ts';
import type { RolloutRecord } from '../rollout/record.ts';
import { readRevisioned } from '../rollout/kinds/revisioned-watch.ts';
import type { RevisionedView } from '../rollout/kinds/revisioned-view.ts';
import { standsOn } from './gather-pod.ts';
import type { StatusParts } from './kinds.ts';
import { statusRevisioned } from './status-revisioned.ts';
import { waysOn } from './ways-on.ts';
import type { World } from './world.ts';

/** The verdict on a bare Pod; reads only. */
export async function statusPod(world: World, parts: StatusParts): Promise<Outcome> {
  const { cluster, object } = parts;
  const { name, namespace = 'default' } = object.metadata;
  const record = (await new RecordStore(cluster, namespace, { kind: 'Pod', name }).load())?.current;
  const { workload, leaving } = await readRevisioned(cluster, object, core.pod);
  const where =
    record && standsOn(record, workload) ? between(record, { workload, leaving }) : undefined;
  if (record !== undefined && where !== undefined) {
    return unfinished(record, where, waysOn(object));
  }
  return await statusRevisioned(world, { ...parts, type: core.pod }, () => ({
    wanted: 1,
    reached: 1,
  }));
}

/** Where a rollout stands that has not brought its pod yet; undefined once it has. */
function between(
  record: RolloutRecord,
  { workload, leaving }: Pick<RevisionedView, 'workload' | 'leaving'>,
): string | undefined {
  if (workload === undefined) {
    return record.oldTemplate === undefined
      ? 'its pod is not created yet'
      : 'the pod before is gone, and the next one is not created yet';
  }
  if (leaving.length > 0) return 'the pod before is leaving its base';
  const began = workload.metadata.uid === record.workload.uid;
  return began && !isMarkedBy(workload, record.id) && record.phase !== 'undoing'
    ? whileOldIsThere(record)
    : undefined;
}

/** The mark goes before the record is closed. */
function whileOldIsThere({ outcomes }: RolloutRecord): string | undefined {
  const proven = outcomes.some((one) => one.healthyAt !== undefined);
  return proven ? undefined : 'the pod before is still there, untouched';
}

function unfinished(
  { phase, module, who }: RolloutRecord,
  where: string,
  { attach, undo }: { readonly attach: string; readonly undo: string },
): Outcome {
  const begun = `begun by ${who}`;
  if (phase === 'undoing') {
    const said = `the undo of ${module.version}, ${begun}, is not finished: ${where}`;
    return outcome('timed-out', said, { next: [undo] });
  }
  const said = `rollout to ${module.version}, ${begun}, stands between two pods: ${where}`;
  return outcome('timed-out', said, { next: [attach, undo] });
}
