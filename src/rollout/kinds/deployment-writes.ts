import { replicasControl } from '../../modules/labels.ts';
import type { JsonPatchOp, KubeObject } from '../../world.ts';
import { holdOps, releaseOps, type HoldNumbers, type SavedFields } from '../hold.ts';
import { dropOps, putOps } from '../metadata-ops.ts';
import { markOps, rolloutMark, unmarkOps } from '../ownership.ts';
import { deploymentSpec } from './deployment-view.ts';

/** The bodies of every write to a V2 Deployment. Pure: what is written, not when. */

/** Stops the controller before the template changes, and says whose rollout this is. */
export function pauseOps(live: KubeObject, id: string, hash: string, peer: boolean): JsonPatchOp[] {
  return [
    { op: 'add', path: '/spec/paused', value: true },
    ...markOps(live, rolloutMark(id, hash)),
    ...(peer ? putOps(live, 'labels', replicasControl, 'true') : []),
  ];
}

/** Draws the hold line and lets the controller run up to it, in one write. */
export function holdAndUnpauseOps(numbers: HoldNumbers): JsonPatchOp[] {
  return [...holdOps(numbers), { op: 'remove', path: '/spec/paused' }];
}

/** Takes the pause back when the template could not be applied. */
export function unpauseOps(live: KubeObject): JsonPatchOp[] {
  const paused = deploymentSpec(live).paused === true;
  return [...(paused ? [{ op: 'remove' as const, path: '/spec/paused' }] : []), ...unmarkOps(live)];
}

/** Gives everything borrowed back: fields, mark, the peer controller's right to set replicas. */
export function closeOps(
  live: KubeObject,
  saved: SavedFields | undefined,
  control: string | null | undefined,
): JsonPatchOp[] {
  return [
    ...(saved === undefined ? [] : releaseOps(saved)),
    ...unpauseOps(live),
    ...restoreControlOps(live, control),
  ];
}

export function templateOps(template: unknown): JsonPatchOp[] {
  return [{ op: 'replace', path: '/spec/template', value: template }];
}

export function replicasOps(replicas: number): JsonPatchOp[] {
  return [{ op: 'add', path: '/spec/replicas', value: replicas }];
}

function restoreControlOps(live: KubeObject, before: string | null | undefined): JsonPatchOp[] {
  if (before === undefined) return [];
  if (before !== null) return putOps(live, 'labels', replicasControl, before);
  return dropOps(live, 'labels', replicasControl);
}
