import { rolloutAnnotation } from '../modules/labels.ts';
import type { JsonPatchOp, KubeObject, ObjectMeta } from '../world.ts';
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
export function whyGone(live: KubeObject | undefined, uid: string | undefined): string | undefined {
  if (live === undefined) return 'it was deleted';
  if (live.metadata.deletionTimestamp) return 'it is being deleted';
  return uid === undefined || live.metadata.uid === uid
    ? undefined
    : 'it was deleted and created anew';
}

/**
 * What somebody else did to the workload, by what `changed` finds; undefined while
 * it is as the rollout left it. `live` is what the watch shows.
 */
export function supersededBy(
  state: Pick<Rolling<unknown>, 'workload' | 'seen'>,
  live: KubeObject | undefined,
  changed: () => string | undefined,
): string | undefined {
  const known = generationOf(state);
  // A watch may lag behind our own write; only what is as new as it can tell.
  if (live === undefined && !state.seen) return undefined;
  if (live && (live.metadata.generation ?? 0) < known) return undefined;
  state.seen = true;
  const what = changed();
  if (what === undefined) state.workload.adopt(live);
  return what;
}

/** Of the object as last written or seen. */
export function generationOf({ workload }: Pick<Rolling<unknown>, 'workload'>): number {
  return workload.live.metadata.generation ?? 0;
}
