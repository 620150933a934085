import type { KubeObj } from '../../kube.ts';
import { keyOf } from '../names.ts';

/** What the controller believes of one module on one base. */
export interface BizStatus {
  /** `name:version` */
  key: string;
  name: string;
  /** Empty while no pod is known for it. */
  podKey: string;
  state: string;
  /** When it came to be, or, as bases don't tell, when it was asked for. Wall milliseconds. */
  changedAt: number;
  reason: string;
  message: string;
}

export interface Container {
  name: string;
  image: string;
  env?: { name: string; value?: string }[];
}

interface ListedBiz {
  bizName: string;
  bizVersion: string;
  bizState: string;
  bizStateRecords?: { changeTime?: number; reason?: string; message?: string }[];
}

export function containersOf(pod: KubeObj): Container[] {
  return (pod.spec?.containers ?? []) as Container[];
}

export function versionOf(container: Container): string {
  return container.env?.find(({ name }) => name === 'BIZ_VERSION')?.value ?? '';
}

export function bizKey(container: Container): string {
  return `${container.name}:${versionOf(container)}`;
}

export function isJar(container: { image: string }): boolean {
  return container.image.includes('.jar');
}

/** The answer of queryAllBiz. Bases of runtime 2.1.6 send records without a time. */
export function statusesOf(listed: ListedBiz[], askedAt: number): BizStatus[] {
  return listed.map((biz) => {
    const records = (biz.bizStateRecords ?? []).filter((record) => (record.changeTime ?? 0) > 0);
    const latest = records.toSorted((a, b) => b.changeTime! - a.changeTime!)[0];
    return {
      key: `${biz.bizName}:${biz.bizVersion}`,
      name: biz.bizName,
      podKey: '',
      state: biz.bizState,
      changedAt: latest?.changeTime ?? askedAt,
      reason: latest?.reason ?? '',
      message: latest?.message ?? '',
    };
  });
}

/** Gives each status the pod of the node that asks for this module; the rest are orphans. */
export function withPods(
  pods: readonly KubeObj[],
  statuses: readonly BizStatus[],
): { owned: BizStatus[]; orphans: BizStatus[] } {
  const podKeys = new Map<string, string>();
  for (const pod of pods) {
    for (const container of containersOf(pod).filter(isJar))
      podKeys.set(bizKey(container), keyOf(pod));
  }
  const owned: BizStatus[] = [];
  const orphans: BizStatus[] = [];
  for (const status of statuses) {
    const podKey = podKeys.get(status.key);
    if (podKey === undefined) orphans.push(status);
    else owned.push({ ...status, podKey });
  }
  return { owned, orphans };
}
