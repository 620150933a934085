import type { KubeObj } from '../../kube.ts';
import { containersOf, type Container } from './biz-status.ts';

/** Nothing has changed that the controller acts on. */
export function sameToController(one: KubeObj, other: KubeObj): boolean {
  return fingerprint(one) === fingerprint(other);
}

/** The change makes the controller look at the pod again. */
export function wakesController(before: KubeObj | undefined, now: KubeObj): boolean {
  if (!before) return true;
  const deletion = ({ metadata }: KubeObj) =>
    `${metadata.deletionTimestamp} ${String(metadata['deletionGracePeriodSeconds'])}`;
  const bound = !before.spec?.nodeName && Boolean(now.spec?.nodeName);
  return bound || deletion(before) !== deletion(now) || !sameToController(before, now);
}

/** An in-place update: old containers to stop, new ones to start. */
export function containersToChange(
  old: KubeObj,
  now: KubeObj,
): { stop: Container[]; start: Container[] } {
  const before = new Map(containersOf(old).map((container) => [container.name, container]));
  const stop: Container[] = [];
  const start: Container[] = [];
  for (const container of containersOf(now)) {
    const was = before.get(container.name);
    if (was && JSON.stringify(was) === JSON.stringify(container)) continue;
    if (was) stop.push(was);
    start.push(container);
  }
  return { stop, start };
}

function fingerprint({ spec, metadata }: KubeObj): string {
  const { containers, initContainers, activeDeadlineSeconds, tolerations } = spec ?? {};
  const { labels, annotations, finalizers } = metadata;
  return JSON.stringify([
    containers,
    initContainers,
    activeDeadlineSeconds,
    tolerations,
    labels,
    annotations,
    finalizers,
  ]);
}
