import * as labels from '../../modules/labels.ts';
import type { JsonPatchOp, KubeObject } from '../../world.ts';
import { holdOps, releaseOps, type HoldNumbers, type SavedFields } from '../hold.ts';
import { deploymentSpec, rolloutMark } from './deployment-view.ts';

/** The bodies of every write to a V2 Deployment. Pure: what is written, not when. */

/** Stops the controller before the template changes, and says whose rollout this is. */
export function pauseOps(live: KubeObject, id: string, hash: string, peer: boolean): JsonPatchOp[] {
  return [
    { op: 'add', path: '/spec/paused', value: true },
    ...markOps(live, id, hash),
    ...(peer ? setLabelOps(live, labels.replicasControl, 'true') : []),
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
  replicasControl: string | null | undefined,
): JsonPatchOp[] {
  return [
    ...(saved === undefined ? [] : releaseOps(saved)),
    ...unpauseOps(live),
    ...restoreLabelOps(live, replicasControl),
  ];
}

export function templateOps(template: unknown): JsonPatchOp[] {
  return [{ op: 'replace', path: '/spec/template', value: template }];
}

export function replicasOps(replicas: number): JsonPatchOp[] {
  return [{ op: 'add', path: '/spec/replicas', value: replicas }];
}

/** `add` to annotations that may not exist yet would fail, so the whole map is set then. */
export function markOps(live: KubeObject, id: string, hash: string): JsonPatchOp[] {
  const value = rolloutMark(id, hash);
  if (live.metadata.annotations === undefined) {
    return [
      { op: 'add', path: '/metadata/annotations', value: { [labels.rolloutAnnotation]: value } },
    ];
  }
  return [{ op: 'add', path: annotationPath, value }];
}

function unmarkOps(live: KubeObject): JsonPatchOp[] {
  const marked = live.metadata.annotations?.[labels.rolloutAnnotation] !== undefined;
  return marked ? [{ op: 'remove', path: annotationPath }] : [];
}

function setLabelOps(live: KubeObject, key: string, value: string): JsonPatchOp[] {
  if (live.metadata.labels === undefined) {
    return [{ op: 'add', path: '/metadata/labels', value: { [key]: value } }];
  }
  return [{ op: 'add', path: `/metadata/labels/${pointer(key)}`, value }];
}

function restoreLabelOps(live: KubeObject, before: string | null | undefined): JsonPatchOp[] {
  if (before === undefined) return [];
  const key = labels.replicasControl;
  if (before !== null) return setLabelOps(live, key, before);
  const there = live.metadata.labels?.[key] !== undefined;
  return there ? [{ op: 'remove', path: `/metadata/labels/${pointer(key)}` }] : [];
}

function pointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

const annotationPath = `/metadata/annotations/${pointer(labels.rolloutAnnotation)}`;
