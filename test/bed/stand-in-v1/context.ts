import type { Api } from './machinery/api.ts';
import type { ArkletCall } from './machinery/arklet-calls.ts';
import type { Clock } from './machinery/clock.ts';
import type { Dialect, V1Names } from './names.ts';
import type { Quirks } from './quirks.ts';

/** What every reconciler of the stand-in works with. */
export interface Controller {
  api: Api;
  names: V1Names;
  quirks: Quirks;
  dialect: Dialect;
  /** Waits are this many times shorter than the real controller's. */
  timeFactor: number;
  clock: Clock;
  arklet: ArkletCall;
  log: (line: string) => void;
}

/** Timestamps as metav1.Time prints them: whole seconds. */
export function timestamp(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** How long the controller waits before it looks again at something that began at `since`. */
export function retryAfterMs(
  since: string | undefined,
  { clock, timeFactor }: Pick<Controller, 'clock' | 'timeFactor'>,
): number {
  const age = since === undefined ? 0 : clock.now() - Date.parse(since);
  const minutes = (age * timeFactor) / 60_000;
  const seconds = minutes > 60 ? 600 : minutes > 30 ? 300 : minutes > 10 ? 60 : 10;
  return (seconds * 1000) / timeFactor;
}

export function hasFinalizer(obj: { metadata: { finalizers?: string[] } }, name: string): boolean {
  return obj.metadata.finalizers?.includes(name) ?? false;
}

export function addFinalizer(obj: { metadata: { finalizers?: string[] } }, name: string): void {
  if (!hasFinalizer(obj, name)) {
    obj.metadata.finalizers = [...(obj.metadata.finalizers ?? []), name];
  }
}

export function removeFinalizer(obj: { metadata: { finalizers?: string[] } }, name: string): void {
  obj.metadata.finalizers = (obj.metadata.finalizers ?? []).filter((other) => other !== name);
}
