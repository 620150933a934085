import * as base from '../../modules/base.ts';
import { timeOf } from '../../modules/time-of.ts';
import type { KubeObject } from '../../world.ts';

/** Reading fields of objects that the server may have left out. */

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  /** ms since the epoch. */
  readonly since: number | undefined;
  readonly heardAt: number | undefined;
}

export function specOf(object: KubeObject): object {
  return object['spec'] ?? {};
}

export function statusOf(object: KubeObject): object {
  return object['status'] ?? {};
}

export function conditionOf(object: KubeObject, type: string): Condition | undefined {
  const raw = base.conditionOf(object, type);
  return raw && condition(raw);
}

function condition(raw: base.Condition): Condition {
  return {
    type: raw.type,
    status: raw.status,
    reason: raw.reason ?? '',
    message: raw.message ?? '',
    since: timeOf(raw.lastTransitionTime),
    heardAt: timeOf(raw.lastHeartbeatTime),
  };
}

/** Being deleted since, and what holds it; undefined where nobody deletes it. */
export interface Leaving {
  readonly since: number;
  readonly finalizers: readonly string[];
}

export function leavingOf({ metadata }: KubeObject): Leaving | undefined {
  const since = timeOf(metadata.deletionTimestamp);
  return since === undefined ? undefined : { since, finalizers: metadata.finalizers ?? [] };
}

/** `pod/shop/biz-0`, `node/n1`. */
export function nameOf(kind: string, namespace: string | undefined, name: string): string {
  return [kind, ...(namespace ? [namespace] : []), name].join('/');
}
