import { component } from '../../modules/labels.ts';
import type { KubeObject } from '../../world.ts';
import { conditionOf, specOf, statusOf, type Condition } from './object-fields.ts';
import { quantity } from '../../modules/quantity.ts';

/** What a node has to give; CPU in cores, the rest in bytes or pods. */
export interface Room {
  readonly cpu: number;
  readonly memory: number;
  readonly storage: number;
  readonly pods: number;
}

export interface NodeFact {
  readonly name: string;
  readonly ip: string;
  /** Of a vnode too: koupctl's own bases are nodes of Koupleless. */
  readonly isVnode: boolean;
  readonly isMaster: boolean;
  readonly ready: Condition | undefined;
  /** Conditions that should be False and are not. */
  readonly troubles: readonly Condition[];
  readonly cordoned: boolean;
  readonly kubelet: string;
  readonly allocatable: Room;
}

const troubles = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable'] as const;
const masters = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];

interface NodeStatus {
  addresses?: { type?: string; address?: string }[];
  nodeInfo?: { kubeletVersion?: string };
  allocatable?: Record<string, string>;
}

export function nodeFactOf(node: KubeObject): NodeFact {
  const { addresses, nodeInfo, allocatable } = statusOf(node) as NodeStatus;
  const labels = node.metadata.labels ?? {};
  return {
    name: node.metadata.name,
    ip: (addresses ?? []).find(({ type }) => type === 'InternalIP')?.address ?? '',
    isVnode: labels[component] !== undefined,
    isMaster: masters.some((label) => labels[label] !== undefined),
    ready: conditionOf(node, 'Ready'),
    troubles: troubles.flatMap((type) => {
      const found = conditionOf(node, type);
      return found === undefined || found.status === 'False' ? [] : [found];
    }),
    cordoned: (specOf(node) as { unschedulable?: boolean }).unschedulable === true,
    kubelet: nodeInfo?.kubeletVersion ?? '',
    allocatable: roomOf(allocatable ?? {}),
  };
}

function roomOf(of: Readonly<Record<string, string>>): Room {
  return {
    cpu: quantity(of['cpu']),
    memory: quantity(of['memory']),
    storage: quantity(of['ephemeral-storage']),
    pods: quantity(of['pods']),
  };
}
