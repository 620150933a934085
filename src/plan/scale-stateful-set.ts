import type { ModulePod } from '../modules/module-pod.ts';
import type { KubeObject } from '../world.ts';
import type { Touched } from './operate-plan.ts';
import { info, warning } from './risk-words.ts';
import { gapSeconds, readySeconds } from './plan-revisioned.ts';
import { say, type PlanSaying } from './saying.ts';
import type { Risk } from './types.ts';

interface Spec {
  replicas?: number;
  template?: unknown;
  podManagementPolicy?: string;
  ordinals?: { start?: number };
}

/** Bases in the order in which a StatefulSet leaves them: from the highest ordinal down, whatever runs there. */
export function leaversByOrdinal(pods: readonly ModulePod[]): Touched[] {
  const ordinal = ({ name }: ModulePod): number => Number(name.slice(name.lastIndexOf('-') + 1));
  return pods
    .toSorted((a, b) => ordinal(b) - ordinal(a))
    .map((pod, rank) => ({ name: pod.node ?? pod.name, rank }));
}

/** Which ordinals come or go, in what order, and what keeps them. Pure. */
export function ordinalRisks(live: KubeObject, wanted: number, pods: readonly ModulePod[]): Risk[] {
  const spec = (live['spec'] ?? {}) as Spec;
  const { replicas: before = 1, podManagementPolicy } = spec;
  if (wanted === before) return [];
  const parallel = podManagementPolicy === 'Parallel';
  const up = wanted > before;
  const [from, to] = up ? [before, wanted - 1] : [before - 1, wanted];
  const name = (index: number): string =>
    `${live.metadata.name}-${(spec.ordinals?.start ?? 0) + index}`;
  const unready = pods.filter((pod) => !pod.ready).map((pod) => pod.name);
  const blocked = parallel || unready.length === 0 ? [] : [warning('unready-moved', unready)];
  const order = orderOf(spec, { parallel, up });
  return [info(up ? 'ordinals-come' : 'ordinals-leave', name(from), name(to), order), ...blocked];
}

function orderOf(
  { template }: Spec,
  { parallel, up }: { parallel: boolean; up: boolean },
): PlanSaying {
  if (parallel) return say('step-at-once');
  if (!up) return say('one-when-gone', gapSeconds(template));
  const seconds = gapSeconds({ spec: { terminationGracePeriodSeconds: 0 } }) + readySeconds;
  return say('one-when-ready', seconds);
}
