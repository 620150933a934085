import { treeAt, valueAt, wordOf } from '../../manifest/tree.ts';
import type { KubeObject } from '../../world.ts';
import { quantity } from '../../modules/quantity.ts';
import {
  conditionOf,
  leavingOf,
  specOf,
  statusOf,
  type Condition,
  type Leaving,
} from './object-fields.ts';

/** An aggregated API. */
export interface ApiServiceFact {
  readonly name: string;
  readonly service: string;
  readonly available: Condition | undefined;
}

/** Those of the API server itself have no service and are left out. */
export function apiServiceFactOf(object: KubeObject): ApiServiceFact | undefined {
  const { service } = specOf(object) as { service?: { namespace?: string; name?: string } | null };
  if (!service) return undefined;
  return {
    name: object.metadata.name,
    service: `${service.namespace ?? ''}/${service.name ?? ''}`,
    available: conditionOf(object, 'Available'),
  };
}

/** OpenKruise's. */
export interface SidecarSetFact {
  readonly name: string;
  readonly matched: number;
  readonly updated: number;
  readonly ready: number;
  readonly leaving: Leaving | undefined;
}

export function sidecarSetFactOf(object: KubeObject): SidecarSetFact {
  const {
    matchedPods = 0,
    updatedPods = 0,
    readyPods = 0,
  } = statusOf(object) as {
    matchedPods?: number;
    updatedPods?: number;
    readyPods?: number;
  };
  const name = object.metadata.name;
  const leaving = leavingOf(object);
  return { name, matched: matchedPods, updated: updatedPods, ready: readyPods, leaving };
}

/** CPU in cores, memory in bytes. */
export interface NodeUse {
  readonly name: string;
  readonly cpu: number;
  readonly memory: number;
}

export function nodeUseOf(object: KubeObject): NodeUse {
  const usage = treeAt(object, ['usage']);
  const [cpu, memory] = [quantity(usage['cpu']), quantity(usage['memory'])];
  return { name: object.metadata.name, cpu, memory };
}

export interface PodUse {
  readonly namespace: string;
  readonly name: string;
  readonly containers: readonly NodeUse[];
}

export function podUseOf(object: KubeObject): PodUse {
  const containers = (object['containers'] ?? []) as {
    name: string;
    usage?: Record<string, string>;
  }[];
  return {
    namespace: object.metadata.namespace ?? '',
    name: object.metadata.name,
    containers: containers.map(({ name, usage }) => ({
      name,
      cpu: quantity(usage?.['cpu']),
      memory: quantity(usage?.['memory']),
    })),
  };
}

/** A node's own disk, as its kubelet says; bytes. */
export interface DiskUse {
  readonly node: string;
  readonly what: 'root' | 'images';
  readonly used: number;
  readonly capacity: number;
}

/** A kubelet that did not say what its disks hold, though its node is Ready. */
export interface SilentKubelet {
  readonly node: string;
  readonly why: string;
}

/** Of the kubelet's `/stats/summary`. */
export function disksOf(node: string, summary: unknown): DiskUse[] {
  const places = [
    ['root', ['node', 'fs']],
    ['images', ['node', 'runtime', 'imageFs']],
  ] as const;
  return places.flatMap(([what, path]) => {
    const used = Number(valueAt(summary, [...path, 'usedBytes']));
    const capacity = Number(valueAt(summary, [...path, 'capacityBytes']));
    return capacity > 0 && !Number.isNaN(used) ? [{ node, what, used, capacity }] : [];
  });
}

/** One object of a rule "custom resource K has status path P equal V". */
export interface CustomFact {
  readonly object: string;
  readonly rule: string;
  /** undefined: the path is not there. */
  readonly value: string | undefined;
  readonly leaving: Leaving | undefined;
}

export function customFactOf(
  object: KubeObject,
  rule: {
    readonly name: string;
    readonly path: readonly (string | number)[];
    readonly resource: string;
  },
): CustomFact {
  const { namespace, name } = object.metadata;
  const value = rule.path.length === 0 ? undefined : valueAt(object, rule.path);
  return {
    object: [rule.resource, ...(namespace ? [namespace] : []), name].join('/'),
    rule: rule.name,
    value: value === undefined || value === null ? undefined : wordOf(value),
    leaving: leavingOf(object),
  };
}
