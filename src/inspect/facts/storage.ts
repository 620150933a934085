import type { KubeObject } from '../../world.ts';
import { timeOf } from '../../modules/time-of.ts';
import { leavingOf, specOf, statusOf, type Leaving } from './object-fields.ts';

export interface ClaimFact {
  readonly namespace: string;
  readonly name: string;
  readonly phase: string;
  readonly volume: string;
  readonly storageClass: string;
  readonly createdAt: number;
  readonly leaving: Leaving | undefined;
}

export function claimFactOf(claim: KubeObject): ClaimFact {
  const { volumeName = '', storageClassName = '' } = specOf(claim) as {
    volumeName?: string;
    storageClassName?: string;
  };
  return {
    namespace: claim.metadata.namespace ?? '',
    name: claim.metadata.name,
    phase: (statusOf(claim) as { phase?: string }).phase ?? '',
    volume: volumeName,
    storageClass: storageClassName,
    createdAt: timeOf(claim.metadata.creationTimestamp) ?? 0,
    leaving: leavingOf(claim),
  };
}

export interface VolumeFact {
  readonly name: string;
  readonly phase: string;
  readonly message: string;
  readonly claim: string;
  readonly leaving: Leaving | undefined;
}

export function volumeFactOf(volume: KubeObject): VolumeFact {
  const { claimRef } = specOf(volume) as { claimRef?: { namespace?: string; name?: string } };
  const {
    phase = '',
    message = '',
    reason = '',
  } = statusOf(volume) as {
    phase?: string;
    message?: string;
    reason?: string;
  };
  return {
    name: volume.metadata.name,
    phase,
    message: message || reason,
    claim: claimRef === undefined ? '' : `${claimRef.namespace ?? ''}/${claimRef.name ?? ''}`,
    leaving: leavingOf(volume),
  };
}

export interface NamespaceFact {
  readonly name: string;
  readonly leaving: Leaving | undefined;
  /** What the namespace controller says is left in it. */
  readonly left: string;
}

export function namespaceFactOf(namespace: KubeObject): NamespaceFact {
  const { conditions } = statusOf(namespace) as {
    conditions?: { status?: string; message?: string }[];
  };
  const finalizers = (specOf(namespace) as { finalizers?: string[] }).finalizers ?? [];
  const leaving = leavingOf(namespace);
  return {
    name: namespace.metadata.name,
    leaving: leaving && { ...leaving, finalizers: [...leaving.finalizers, ...finalizers] },
    left: (conditions ?? [])
      .filter(({ status, message = '' }) => status === 'True' && message !== '')
      .map(({ message = '' }) => message)
      .join('; '),
  };
}
