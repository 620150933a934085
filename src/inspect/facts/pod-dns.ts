import type { KubeObject } from '../../world.ts';
import { mark, noNslookup } from '../dns-pod.ts';
import { isAddress } from './cluster-dns.ts';
import type { DnsSeen } from './network.ts';
import { conditionOf, specOf, statusOf } from './object-fields.ts';

/** How the probe pod ended. */
export type DnsPodEnd =
  | { readonly ran: true; readonly said: string }
  /** `late`: it may yet run, and was not waited for any longer. */
  | { readonly ran: false; readonly late: boolean; readonly why: string };

export interface DnsPodSeen {
  readonly namespace: string;
  readonly image: string;
  /** '' where it had found none. */
  readonly node: string;
  readonly end: DnsPodEnd;
  /** The names that it was asked for, beside its own. */
  readonly names: readonly string[];
}

export interface PodDnsSeen extends DnsPodSeen {
  /** Addresses of the cluster DNS; none where it has no Service. */
  readonly service: readonly string[];
  /** Why they could not be read; '' where they could. */
  readonly serviceUnread: string;
  /** What the given servers say from here. */
  readonly fromHere: readonly DnsSeen[];
}

export interface PodDnsAnswer {
  readonly name: string;
  readonly addresses: readonly string[];
  /** '' where there is an address. */
  readonly why: string;
}

/** What a container finds in its /etc/resolv.conf, and hears. */
export interface PodDns {
  readonly nameservers: readonly string[];
  readonly search: readonly string[];
  readonly hasNslookup: boolean;
  readonly answers: readonly PodDnsAnswer[];
}

interface ContainerState {
  waiting?: { reason?: string; message?: string };
  terminated?: { reason?: string; message?: string; exitCode?: number };
}

interface PodStatus {
  phase?: string;
  reason?: string;
  message?: string;
  containerStatuses?: { state?: ContainerState }[];
}

/** A kubelet tries them again, to no other end. */
const hopeless = [
  ...['ImagePullBackOff', 'ErrImageNeverPull', 'InvalidImageName'],
  ...['CreateContainerConfigError', 'CreateContainerError', 'RunContainerError'],
];

/** How it ended; undefined while it may yet. */
export function dnsPodEnd(pod: KubeObject): DnsPodEnd | undefined {
  const status: PodStatus = statusOf(pod);
  const { waiting, terminated } = status.containerStatuses?.[0]?.state ?? {};
  if (terminated !== undefined) {
    const { reason, message = '', exitCode } = terminated;
    if (message.startsWith(`${mark}\n`)) return { ran: true, said: message };
    // More than a kubelet keeps has lost its beginning.
    return { ran: false, late: false, why: joined(reason, `exit ${exitCode ?? '-'}`, message) };
  }
  if (status.phase === 'Failed' || status.phase === 'Succeeded') {
    return { ran: false, late: false, why: joined(status.reason ?? status.phase, status.message) };
  }
  if (!hopeless.includes(waiting?.reason ?? '')) return undefined;
  return { ran: false, late: false, why: joined(waiting?.reason, waiting?.message) };
}

/** What it waits for, as scheduler or kubelet say. */
export function dnsPodLate(pod: KubeObject): DnsPodEnd {
  const status: PodStatus = statusOf(pod);
  const { waiting } = status.containerStatuses?.[0]?.state ?? {};
  const scheduled = conditionOf(pod, 'PodScheduled');
  const held = waiting ?? (scheduled?.status === 'False' ? scheduled : undefined);
  return { ran: false, late: true, why: joined(status.phase, held?.reason, held?.message) };
}

export function nodeOf(pod: KubeObject): string {
  return (specOf(pod) as { nodeName?: string }).nodeName ?? '';
}

function joined(...parts: readonly (string | undefined)[]): string {
  return parts
    .map((one) => one?.trim().split('\n').at(-1))
    .filter(Boolean)
    .join(': ');
}

/** Of what the pod said: resolv.conf, then what nslookup (busybox' or BIND's) said of each name. */
export function podDnsOf(said: string): PodDns {
  const [head = '', ...blocks] = said.split(/^ask /m);
  const lines = head.split('\n');
  const words = (key: string): string[] =>
    lines
      .filter((line) => line.startsWith(`${key} `))
      .flatMap((line) => line.trim().split(/\s+/).slice(1));
  return {
    nameservers: words('nameserver'),
    search: words('search'),
    hasNslookup: !lines.includes(noNslookup),
    answers: blocks.map(answerIn),
  };
}

/** The server's own address stands before the name. */
function answerIn(block: string): PodDnsAnswer {
  const [name = '', ...lines] = block.split('\n').map((line) => line.trim());
  const named = lines.findIndex((line) => line.startsWith('Name:'));
  const found = (named === -1 ? [] : lines.slice(named)).flatMap(
    (line) => /^Address(?: \d+)?:\s*(\S+)/.exec(line)?.[1] ?? [],
  );
  const addresses = [...new Set(found)].filter(isAddress);
  if (addresses.length > 0) return { name, addresses, why: '' };
  const told = lines.filter((line) => line !== '' && !/^(Address|Name)\b/.test(line));
  const why = told.find((line) => /can't|timed out|no servers|refused/i.test(line)) ?? told.at(-1);
  return { name, addresses, why: (why ?? 'NODATA').replace(/^[*;\s]+|^nslookup: /g, '') };
}
