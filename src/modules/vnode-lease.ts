import type { KubeObject } from '../world.ts';
import { timeOf } from './time-of.ts';

/** Who tends a vnode: its lease in kube-node-lease, which has the vnode's name. */
export interface VnodeLease {
  readonly name: string;
  readonly uid: string;
  /** A controller's CLIENT_ID; '' for nobody. */
  readonly holder: string;
  /** As written; another text is another renewal. */
  readonly renewTime: string;
  /** ms since the epoch; undefined where the renewal can't be read. */
  readonly expiresAt: number | undefined;
}

export const leaseNamespace = 'kube-node-lease';

/** How long V2's leases last where they do not say, ms. */
export const usualLeaseMs = 40_000;

export interface LeaseSpec {
  readonly holder: string;
  readonly renewTime: string;
  /** ms since the epoch, by the holder's clock; undefined where the renewal can't be read. */
  readonly renewedAt: number | undefined;
  readonly lastsMs: number | undefined;
}

/** What any lease says. */
export function leaseSpecOf(lease: KubeObject): LeaseSpec {
  const {
    holderIdentity: holder = '',
    renewTime = '',
    leaseDurationSeconds: seconds,
  } = (lease['spec'] ?? {}) as {
    holderIdentity?: string;
    renewTime?: string;
    leaseDurationSeconds?: number;
  };
  const renewed = Date.parse(renewTime);
  return {
    holder,
    renewTime,
    renewedAt: Number.isNaN(renewed) ? undefined : renewed,
    lastsMs: seconds === undefined ? undefined : seconds * 1_000,
  };
}

export function vnodeLeaseOf(lease: KubeObject): VnodeLease {
  const { name, uid = '' } = lease.metadata;
  const { holder, renewTime, renewedAt, lastsMs = usualLeaseMs } = leaseSpecOf(lease);
  const expiresAt = renewedAt === undefined ? undefined : renewedAt + lastsMs;
  return { name, uid, holder, renewTime, expiresAt };
}

/**
 * Under which names the pods of a controller hold leases: `pod-name` where each has its own. Absent
 * where that can't be known: without CLIENT_ID it is a new one at every start.
 */
export type ClientId = { readonly is: 'fixed'; readonly id: string } | { readonly is: 'pod-name' };

interface Variable {
  name: string;
  value?: string;
  valueFrom?: { fieldRef?: { fieldPath?: string } };
}

/** Of a controller's Deployment. */
export function clientIdOf(deployment: KubeObject): ClientId | undefined {
  const { template } = (deployment['spec'] ?? {}) as {
    template?: { spec?: { containers?: { env?: Variable[] }[] } };
  };
  const variables = template?.spec?.containers?.[0]?.env ?? [];
  const { value, valueFrom } = variables.find(({ name }) => name === 'CLIENT_ID') ?? {};
  if (value !== undefined && value !== '') return { is: 'fixed', id: value };
  return valueFrom?.fieldRef?.fieldPath === 'metadata.name' ? { is: 'pod-name' } : undefined;
}

/**
 * Whether a controller that starts now would take this lease over: of v2.2.0 only its own, and only
 * before it has run out (virtual-kubelet 0.3.10, VNode.IsLeader).
 */
export function isTakenOver(
  { holder, expiresAt }: VnodeLease,
  clientId: ClientId | undefined,
  now: number,
): boolean {
  if (clientId?.is !== 'fixed') return false;
  return holder === clientId.id && expiresAt !== undefined && now < expiresAt;
}

/** When anybody last wrote a lease's renewal, by the API server's clock, in whole seconds, ms. */
export function renewalStampOf({ managedFields = [] }: KubeObject['metadata']): number | undefined {
  const times = managedFields.flatMap(({ fieldsV1, ...entry }) => {
    const spec = fieldsV1?.['f:spec'] as Record<string, unknown> | undefined;
    const at = timeOf(entry['time'] as string | undefined);
    return spec?.['f:renewTime'] === undefined || at === undefined ? [] : [at];
  });
  return times.length === 0 ? undefined : Math.max(...times);
}
