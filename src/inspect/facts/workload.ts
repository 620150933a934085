import type { KubeObject } from '../../world.ts';
import { conditionOf, specOf, statusOf } from './object-fields.ts';

/** A Deployment, DaemonSet or StatefulSet by its numbers. */
export interface WorkloadFact {
  readonly namespace: string;
  readonly name: string;
  readonly wanted: number;
  readonly ready: number;
  readonly updated: number;
  /** Its controller has seen the last change. */
  readonly observed: boolean;
  readonly paused: boolean;
  /** A Deployment's ProgressDeadlineExceeded, or why it can make no pods; '' for neither. */
  readonly stuck: string;
}

interface Numbers {
  replicas?: number;
  readyReplicas?: number;
  updatedReplicas?: number;
  observedGeneration?: number;
  desiredNumberScheduled?: number;
  numberReady?: number;
  updatedNumberScheduled?: number;
}

export function replicatedFactOf(object: KubeObject): WorkloadFact {
  const { replicas = 1, paused = false } = specOf(object) as {
    replicas?: number;
    paused?: boolean;
  };
  const status = statusOf(object) as Numbers;
  const progressing = conditionOf(object, 'Progressing');
  const failure = conditionOf(object, 'ReplicaFailure');
  const stuck = [
    ...(progressing?.status === 'False' ? [progressing.message || progressing.reason] : []),
    ...(failure?.status === 'True' ? [failure.message || failure.reason] : []),
  ];
  return {
    ...identity(object, status),
    wanted: replicas,
    ready: status.readyReplicas ?? 0,
    updated: status.updatedReplicas ?? 0,
    paused,
    stuck: stuck.join('; '),
  };
}

/** With OnDelete the old pods are meant to stay. */
export function daemonSetFactOf(object: KubeObject): WorkloadFact {
  const status = statusOf(object) as Numbers;
  const { updateStrategy } = specOf(object) as { updateStrategy?: { type?: string } };
  const wanted = status.desiredNumberScheduled ?? 0;
  return {
    ...identity(object, status),
    wanted,
    ready: status.numberReady ?? 0,
    updated: updateStrategy?.type === 'OnDelete' ? wanted : (status.updatedNumberScheduled ?? 0),
    paused: false,
    stuck: '',
  };
}

/** With OnDelete, or a partition, old pods are meant to stay. */
export function statefulSetFactOf(object: KubeObject): WorkloadFact {
  const fact = replicatedFactOf(object);
  const { updateStrategy } = specOf(object) as {
    updateStrategy?: { type?: string; rollingUpdate?: { partition?: number } };
  };
  const { currentRevision = '', updateRevision = '' } = statusOf(object) as {
    currentRevision?: string;
    updateRevision?: string;
  };
  const partition = updateStrategy?.rollingUpdate?.partition ?? 0;
  const held = updateStrategy?.type === 'OnDelete' || partition > 0;
  const same = currentRevision === updateRevision;
  return { ...fact, updated: held || same ? fact.wanted : fact.updated };
}

function identity(
  { metadata }: KubeObject,
  { observedGeneration = 0 }: Numbers,
): Pick<WorkloadFact, 'namespace' | 'name' | 'observed'> {
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    observed: observedGeneration >= (metadata.generation ?? 0),
  };
}
