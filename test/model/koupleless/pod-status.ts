import { isDeepStrictEqual } from 'node:util';
import type { KubeObject } from '../../../src/world.ts';
import type { BizState } from './base.ts';

interface ContainerStatus {
  readonly state: { running?: { startedAt: string }; waiting?: object; terminated?: object };
}

export interface PodContainer {
  readonly name: string;
  readonly image: string;
  readonly env?: { name: string; value: string }[];
}

export function containerOf(pod: KubeObject): PodContainer {
  return (pod['spec'] as { containers: [PodContainer] }).containers[0];
}

export function versionOf(container: PodContainer): string {
  return container.env?.find(({ name }) => name === 'BIZ_VERSION')?.value ?? '';
}

function statusesOf(pod: KubeObject): ContainerStatus[] {
  return (pod['status'] as { containerStatuses?: ContainerStatus[] }).containerStatuses ?? [];
}

/** Anything that neither waits nor has ended counts; nothing at all does not. */
export function isRunning(pod: KubeObject): boolean {
  return statusesOf(pod).some(({ state }) => !state.terminated && !state.waiting);
}

/**
 * Whether the controller takes the news in: it compares seconds of the minute, so
 * a pod that once ran mostly stays as it is (virtual-kubelet v0.3.8 and newer).
 */
export function isNews(pod: KubeObject, nowMs: number): boolean {
  const shown = statusesOf(pod)[0]?.state.running?.startedAt;
  const second = shown === undefined ? 0 : new Date(shown).getUTCSeconds();
  return new Date(nowMs).getUTCSeconds() > second;
}

/** The pod as it shows once the controller knows this state of its module; conditions carry no transition time. */
export function withBizState(
  pod: KubeObject,
  state: BizState | undefined,
  at: { readonly ip: string; readonly time: string },
): KubeObject {
  const ready = state === 'activated';
  const container = containerOf(pod);
  const shown = ready
    ? { running: { startedAt: at.time } }
    : state === undefined
      ? {}
      : { waiting: {} };
  const status = {
    phase: state === undefined ? 'Pending' : 'Running',
    conditions: ['Ready', 'ContainersReady'].map((type) => ({
      type,
      status: ready ? 'True' : 'False',
    })),
    podIP: at.ip,
    containerStatuses: [{ name: container.name, ready, state: shown }],
  };
  return isDeepStrictEqual(status, pod['status']) ? pod : { ...pod, status };
}
