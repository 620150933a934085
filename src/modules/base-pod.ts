import type { Base } from './base.ts';
import { hostsOf } from './vnodes.ts';

/**
 * The virtual node that a base's own pod reports as: by the host name, which is the pod's name
 * unless the pod says otherwise, else by the address, where only one base has it.
 */
export function vnodeOfPod(
  pod: { readonly name: string; readonly ip: string | undefined },
  bases: Iterable<Base>,
): Base | undefined {
  const all = [...bases];
  const named = all.find((base) => hostsOf(base).includes(pod.name));
  if (named !== undefined || pod.ip === undefined) return named;
  const there = all.filter((base) => base.ip === pod.ip);
  return there.length === 1 ? there[0] : undefined;
}

/** The order in which old bases leave. */
export function inOrderOfName<T extends { readonly name: string }>(pods: readonly T[]): T[] {
  return [...pods].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}
