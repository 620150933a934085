import { quantity } from '../modules/quantity.ts';
import type { KubeObject } from '../world.ts';
import { isReady } from '../modules/base.ts';
import { belongsToNode, isCordoned, nodeOf, phaseOf } from './cluster-state.ts';
import type { Params } from './step.ts';

interface Amount {
  cpu: number;
  memory: number;
  pods: number;
}

function asked(pods: readonly KubeObject[]): Amount {
  const sum: Amount = { cpu: 0, memory: 0, pods: pods.length };
  for (const pod of pods) {
    const { containers = [] } = (pod['spec'] ?? {}) as {
      containers?: readonly { resources?: { requests?: Record<string, string> } }[];
    };
    for (const { resources } of containers) {
      sum.cpu += quantity(resources?.requests?.['cpu']);
      sum.memory += quantity(resources?.requests?.['memory']);
    }
  }
  return sum;
}

/**
 * Whether what pods ask for is free on other nodes that are Ready and open, all together. That each
 * single pod finds a node, the scheduler alone knows.
 */
export function roomFor(
  leaving: readonly KubeObject[],
  others: readonly KubeObject[],
  all: readonly KubeObject[],
): { readonly fits: boolean; readonly params: Params } {
  const open = others.filter((node) => isReady(node) && !isCordoned(node));
  const names = new Set(open.map(({ metadata }) => metadata.name));
  const running = all.filter(
    (pod) => names.has(nodeOf(pod)) && !['Succeeded', 'Failed'].includes(phaseOf(pod)),
  );
  const used = asked(running);
  const need = asked(leaving.filter((pod) => !belongsToNode(pod)));
  const free: Amount = { cpu: -used.cpu, memory: -used.memory, pods: -used.pods };
  for (const node of open) {
    const { allocatable = {} } = (node['status'] ?? {}) as { allocatable?: Record<string, string> };
    free.cpu += quantity(allocatable['cpu']);
    free.memory += quantity(allocatable['memory']);
    free.pods += quantity(allocatable['pods']);
  }
  const fits = need.cpu <= free.cpu && need.memory <= free.memory && need.pods <= free.pods;
  const params = {
    pods: need.pods,
    nodes: open.length,
    cpu: cores(need.cpu),
    freeCpu: cores(Math.max(0, free.cpu)),
    memory: gib(need.memory),
    freeMemory: gib(Math.max(0, free.memory)),
  };
  return { fits: fits && open.length > 0, params };
}

const cores = (value: number): string => String(Math.round(value * 10) / 10);
const gib = (bytes: number): string => `${String(Math.round((bytes / 2 ** 30) * 10) / 10)} GiB`;
