import { said } from '../messages/said-of.ts';
import { rolloutAnnotation } from '../modules/labels.ts';
import type { Text } from '../said.ts';
import type { JsonPatchOp, KubeObject, ObjectMeta } from '../world.ts';
import { Superseded } from './context.ts';
import { dropOps, putOps } from './metadata-ops.ts';
import type { Rolling } from './rolling.ts';

/** Whose a workload is: the mark that a rollout leaves on it, and what shows somebody else's hand. */

/** Annotation text: which rollout owns the workload, and the template it belongs to. */
export function rolloutMark(id: string, hash: string): string {
  return `${id}/${hash}`;
}

export function markOps(live: KubeObject, mark: string): JsonPatchOp[] {
  return putOps(live, 'annotations', rolloutAnnotation, mark);
}

export function unmarkOps(live: KubeObject): JsonPatchOp[] {
  return dropOps(live, 'annotations', rolloutAnnotation);
}

export function markedMetadata({ metadata }: KubeObject, mark: string): ObjectMeta {
  return { ...metadata, annotations: { ...metadata.annotations, [rolloutAnnotation]: mark } };
}

export function isMarked(live: KubeObject): boolean {
  return live.metadata.annotations?.[rolloutAnnotation] !== undefined;
}

export function isMarkedBy(live: KubeObject, id: string): boolean {
  return live.metadata.annotations?.[rolloutAnnotation]?.startsWith(`${id}/`) ?? false;
}

/** Why it is not the object with this uid any more, in words; undefined while it is. */
export function whyGone(live: KubeObject | undefined, uid: string | undefined): Text | undefined {
  if (live === undefined) return said(({ changed }) => changed.deleted);
  if (live.metadata.deletionTimestamp) return said(({ changed }) => changed.beingDeleted);
  return uid === undefined || live.metadata.uid === uid
    ? undefined
    : said(({ changed }) => changed.createdAnew);
}

/**
 * What somebody else did to the workload, by what `changed` finds; undefined while
 * it is as the rollout left it. `live` is what the watch shows.
 */
export function supersededBy(
  state: Pick<Rolling<unknown>, 'workload' | 'seen'>,
  live: KubeObject | undefined,
  changed: () => Text | undefined,
): Text | undefined {
  if (isBehind(state, live)) return undefined;
  state.seen = true;
  const what = changed();
  if (what === undefined) state.workload.adopt(live);
  return what;
}

/** Whether a watch shows the workload as it was before the last write: it may lag, and can't tell then. */
export function isBehind(
  state: Pick<Rolling<unknown>, 'workload' | 'seen'>,
  live: KubeObject | undefined,
): boolean {
  if (live?.metadata.uid !== state.workload.live.metadata.uid) return !state.seen;
  return (live?.metadata.generation ?? 0) < generationOf(state);
}

/** Reads the workload that a rollout is about to change. Throws Superseded unless it is as it was when the plan was made. */
export async function readAsPlanned({
  workload,
  assignment,
  facts,
}: Pick<Rolling<unknown>, 'workload' | 'assignment'> & {
  readonly facts: { readonly generation: number | undefined };
}): Promise<KubeObject> {
  const { label } = workload;
  const live = await workload.read();
  if (live === undefined)
    throw new Superseded(said(({ changedObject }) => changedObject.deletedMeanwhile(label)));
  if (live.metadata.uid !== assignment.plan.basedOn?.uid) {
    throw new Superseded(said(({ changedObject }) => changedObject.createdAnew(label)));
  }
  if (live.metadata.generation !== facts.generation) {
    throw new Superseded(said(({ changedObject }) => changedObject.changedSincePlan(label)));
  }
  return live;
}

/** Of the object as last written or seen. */
export function generationOf({ workload }: Pick<Rolling<unknown>, 'workload'>): number {
  return workload.live.metadata.generation ?? 0;
}
