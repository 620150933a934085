import type { KubeObject } from '../../world.ts';
import { timeOf } from '../../modules/time-of.ts';
import { nameOf } from './object-fields.ts';

export interface EventFact {
  readonly type: string;
  readonly reason: string;
  readonly object: string;
  readonly message: string;
  readonly count: number;
  readonly lastAt: number;
}

interface RawEvent {
  type?: string;
  reason?: string;
  message?: string;
  count?: number;
  lastTimestamp?: string | null;
  eventTime?: string | null;
  series?: { count?: number; lastObservedTime?: string };
  involvedObject?: { kind?: string; namespace?: string; name?: string };
}

/** What is worth keeping: warnings, and reboots, which are normal to the kubelet. */
export function eventFactOf(object: KubeObject): EventFact | undefined {
  const raw = object as unknown as RawEvent;
  const { type = '', reason = '', message = '', involvedObject = {} } = raw;
  if (type !== 'Warning' && reason !== 'Rebooted') return undefined;
  const { kind = '', namespace, name = '' } = involvedObject;
  const times = [raw.series?.lastObservedTime, raw.lastTimestamp, raw.eventTime].map(timeOf);
  const made = timeOf(object.metadata.creationTimestamp) ?? 0;
  return {
    type,
    reason,
    object: nameOf(kind.toLowerCase(), namespace, name),
    message: message.slice(0, 300),
    count: raw.series?.count ?? raw.count ?? 1,
    lastAt: times.find((one) => one !== undefined) ?? made,
  };
}
