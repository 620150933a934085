import type { BaseSight } from '../modules/base-findings.ts';
import type { Capacity } from '../modules/base-row.ts';
import { moduleCount, moduleLimit, viewV1 } from '../modules/v1-view.ts';
import type { V1Fleet } from './live-facts.ts';

interface V1Room {
  readonly node: string;
  readonly capacity: Capacity;
  readonly free: boolean;
}

/** What V1's controller would go by, by base id. */
export function v1Rooms(
  fleets: readonly V1Fleet[],
  module: string | undefined,
): Map<string, V1Room> {
  return new Map(fleets.flatMap((fleet) => roomsIn(fleet, module ?? '')));
}

function roomsIn({ group, namespace, pods }: V1Fleet, moduleName: string): [string, V1Room][] {
  const lists = {
    group,
    name: '',
    moduleName,
    deployment: undefined,
    replicaSets: [],
    modules: [],
  };
  const { free } = viewV1({ ...lists, pods });
  const usable = new Set(free.filter((one) => one.usable).map(({ name }) => name));
  return pods.map((pod) => {
    const count = moduleCount(pod, group);
    const max = moduleLimit(pod, group) ?? null;
    const { nodeName = '' } = (pod['spec'] ?? {}) as { nodeName?: string };
    return [
      `${namespace}/${pod.metadata.name}`,
      {
        node: nodeName,
        capacity: { count, max, left: max === null ? null : Math.max(0, max - count) },
        free: usable.has(pod.metadata.name),
      },
    ];
  });
}

/** Whether the module could come to it now; one that gives no answer takes nothing. */
export function isFree(
  sight: Pick<BaseSight, 'base' | 'answer' | 'rows'>,
  room: V1Room | undefined,
  module: string,
): boolean {
  if (sight.answer?.ok !== true) return false;
  return room?.free ?? (sight.base.ready && sight.rows.every((row) => row.module !== module));
}
