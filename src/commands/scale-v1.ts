import type { V1Surface } from '../modules/surface.ts';
import { v1ModuleOf } from '../modules/v1-view.ts';
import { optionsV1, scaleFactsV1, type V1Reading } from '../plan/scale-v1.ts';
import type { RolloutOptions } from '../plan/types.ts';
import { BaseWatch } from '../rollout/base-watch.ts';
import { readV1, type V1Target } from '../rollout/kinds/module-deployment-target.ts';
import { RecordStore } from '../rollout/record-store.ts';
import { isOpenOn } from '../rollout/record.ts';
import { hasBorrowed, ModuleDeploymentStairs } from '../rollout/stairs-v1.ts';
import type { Bases, Clock, Cluster, KubeObject } from '../world.ts';
import { readBaseDeployment, v1Target } from './gather-v1.ts';
import type { PreparedScale } from './scale.ts';

/** How long the bases may take to answer before a plan is made without them, ms. */
const answersWithinMs = 4_000;

export interface V1Parts {
  readonly cluster: Cluster;
  readonly surface: V1Surface;
  readonly live: KubeObject;
  /** Undefined: the bases are not asked. */
  readonly ask: { readonly bases: Bases; readonly clock: Clock } | undefined;
}

export async function prepareScaleV1(
  parts: V1Parts,
  replicas: number,
  options: RolloutOptions,
  asked: { readonly confirm: boolean; readonly gray: boolean },
): Promise<PreparedScale> {
  const { reading, target } = await readingV1(parts);
  return {
    facts: scaleFactsV1(reading, replicas),
    options: optionsV1(reading.live, options, asked),
    stairs: (ports, assignment, steps) =>
      new ModuleDeploymentStairs(ports, assignment, { target, live: reading.live, steps }),
  };
}

/** Reads what the plans of `scale`, `replace` and `offline` for a ModuleDeployment are made from. */
export async function readingV1(parts: V1Parts): Promise<{ reading: V1Reading; target: V1Target }> {
  const { cluster, surface, ask } = parts;
  const { name, namespace = cluster.target.namespace } = parts.live.metadata;
  const type = surface.moduleDeployment;
  const baseDeployment = await readBaseDeployment(cluster, parts.live);
  const target = v1Target(surface, parts.live, baseDeployment);
  const store = new RecordStore(cluster, namespace, { kind: 'ModuleDeployment', name });
  const [view, siblings, file] = await Promise.all([
    readV1(cluster, target),
    cluster.list({ type, namespace, freshness: 'quorum' }),
    store.load(),
  ]);
  const live = view.deployment ?? parts.live;
  const record = file?.current;
  const open = record && isOpenOn(record, live) ? record : undefined;
  const silent: string[] = [];
  if (ask !== undefined) {
    const watch = new BaseWatch(ask.bases, ask.clock);
    await watch.refresh(view.bases.values(), 0, answersWithinMs);
    for (const base of view.bases.values()) {
      if (watch.answer(base.id)?.ok !== true) silent.push(base.name);
    }
  }
  const reading = {
    target: cluster.target,
    surface,
    live,
    view,
    baseDeployment,
    namesakes: siblings
      .filter((one) => one.metadata.name !== name)
      .filter((one) => v1ModuleOf(one).name === target.moduleName)
      .map((one) => one.metadata.name),
    open: open && { version: open.module.version, who: open.who, phase: open.phase },
    borrowed: hasBorrowed(live),
    silent,
  };
  return { reading, target };
}
