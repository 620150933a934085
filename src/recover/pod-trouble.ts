import type { KubeObject } from '../world.ts';
import { conditionOf, isReady } from '../modules/base.ts';
import { nodeOf, phaseOf } from './cluster-state.ts';

/** Why a pod is not ready, the kind of reason that decides what is to be done. */
export type Trouble =
  | 'terminating'
  | 'failed'
  | 'node-lost'
  | 'unscheduled'
  | 'image'
  | 'sandbox'
  | 'crashing'
  | 'not-ready';

interface ContainerState {
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly terminated?: { readonly reason?: string; readonly exitCode?: number };
}

interface ContainerStatus {
  readonly name?: string;
  readonly ready?: boolean;
  readonly restartCount?: number;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
}

/** What is wrong with a pod, and in its own words; undefined for one that is well or has completed. */
export function troubleOf(
  pod: KubeObject,
  lostNodes: ReadonlySet<string>,
): { readonly trouble: Trouble; readonly why: string } | undefined {
  const { reason: podReason = '', message: podMessage = '' } = (pod['status'] ?? {}) as Record<
    string,
    string
  >;
  if (pod.metadata.deletionTimestamp !== undefined)
    return { trouble: 'terminating', why: pod.metadata.deletionTimestamp };
  const phase = phaseOf(pod);
  if (phase === 'Succeeded') return undefined;
  if (phase === 'Failed')
    return {
      trouble: 'failed',
      why: [podReason, podMessage].filter((one) => one !== '').join(': ') || phase,
    };
  if (isReady(pod)) return undefined;
  const node = nodeOf(pod);
  if (node !== '' && lostNodes.has(node)) return { trouble: 'node-lost', why: node };
  if (node === '') {
    return { trouble: 'unscheduled', why: conditionOf(pod, 'PodScheduled')?.message ?? phase };
  }
  return (
    waiting(pod) ?? {
      trouble: 'not-ready',
      why: conditionOf(pod, 'ContainersReady')?.message ?? phase,
    }
  );
}

function waiting(pod: KubeObject): { trouble: Trouble; why: string } | undefined {
  const status = (pod['status'] ?? {}) as {
    containerStatuses?: readonly ContainerStatus[];
    initContainerStatuses?: readonly ContainerStatus[];
  };
  const all = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  if (all.length === 0) return { trouble: 'sandbox', why: phaseOf(pod) };
  return all.map(containerTrouble).find((one) => one !== undefined);
}

function containerTrouble({ name = '', state, lastState, restartCount = 0 }: ContainerStatus) {
  const { reason = '', message = '' } = state?.waiting ?? {};
  const why = `${name}: ${reason}${message === '' ? '' : `: ${message}`}`;
  if (/Image|Registry/.test(reason)) return { trouble: 'image', why } as const;
  if (reason === 'CrashLoopBackOff' || (state?.terminated !== undefined && restartCount > 0)) {
    const ended = ending(lastState?.terminated ?? state?.terminated, reason);
    return { trouble: 'crashing', why: `${name}: ${ended}, ${restartCount} restarts` } as const;
  }
  if (/^(ContainerCreating|PodInitializing)$|Sandbox|Config/.test(reason)) {
    return { trouble: 'sandbox', why } as const;
  }
  return undefined;
}

function ending(terminated: ContainerState['terminated'], otherwise: string): string {
  return `${terminated?.reason ?? otherwise} (${String(terminated?.exitCode ?? '?')})`;
}

/** Which kind of owner brings it back: its workload, the node's kubelet, or nobody. */
export function ownerKind({
  metadata: { ownerReferences = [], annotations = {} },
}: KubeObject): string {
  if (annotations['kubernetes.io/config.mirror'] !== undefined) return 'static';
  const owner = ownerReferences.find(({ controller }) => controller === true) ?? ownerReferences[0];
  return owner?.kind ?? 'bare';
}

export function lostNodes(nodes: readonly KubeObject[]): Set<string> {
  return new Set(nodes.filter((node) => !isReady(node)).map(({ metadata }) => metadata.name));
}
