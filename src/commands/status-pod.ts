import { said } from '../messages/said-of.ts';
import { core } from '../modules/surface.ts';
import { outcome, type Outcome } from '../outcome.ts';
import { isMarkedBy } from '../rollout/ownership.ts';
import { RecordStore } from '../rollout/record-store.ts';
import type { RolloutRecord } from '../rollout/record.ts';
import { readRevisioned } from '../rollout/kinds/revisioned-watch.ts';
import type { RevisionedView } from '../rollout/kinds/revisioned-view.ts';
import type { Text } from '../said.ts';
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
): Text | undefined {
  if (workload === undefined) {
    return said(({ commanded }) =>
      record.oldTemplate === undefined ? commanded.podNotCreated : commanded.podBetween,
    );
  }
  if (leaving.length > 0) return said(({ commanded }) => commanded.podLeaves);
  const began = workload.metadata.uid === record.workload.uid;
  return began && !isMarkedBy(workload, record.id) && record.phase !== 'undoing'
    ? whileOldIsThere(record)
    : undefined;
}

/** The mark goes before the record is closed. */
function whileOldIsThere({ outcomes }: RolloutRecord): Text | undefined {
  const proven = outcomes.some((one) => one.healthyAt !== undefined);
  return proven ? undefined : said(({ commanded }) => commanded.podUntouched);
}

function unfinished(
  { phase, module, who }: RolloutRecord,
  where: Text,
  { attach, undo }: { readonly attach: string; readonly undo: string },
): Outcome {
  const undoing = phase === 'undoing';
  const message = said(({ commanded: { podUndoing, podStands } }, inWords) =>
    (undoing ? podUndoing : podStands)(module.version, who, inWords(where)),
  );
  return outcome('timed-out', message, { next: undoing ? [undo] : [attach, undo] });
}
