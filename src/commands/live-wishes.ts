import { wishKey } from '../modules/live-join.ts';
import type { Wish } from '../modules/live-row.ts';
import { modulesOfTemplate } from '../modules/module-pod.ts';
import type { Placed } from '../modules/placed.ts';
import { core } from '../modules/surface.ts';
import { templateOf } from '../modules/workload-template.ts';
import { each } from '../rollout/each.ts';
import { isHeld } from '../rollout/hold.ts';
import { isMarked } from '../rollout/ownership.ts';
import type { Cluster, Freshness, KubeObject } from '../world.ts';
import { isForbidden } from './forbidden.ts';

const atOnce = 16;

const types = [core.deployment, core.statefulSet, core.daemonSet, core.replicaSet];

/**
 * What the workloads behind these pods want now, by `wishKey`: one list per kind and namespace. Of
 * those that nobody may list nothing is known.
 */
export async function readWishes(
  cluster: Cluster,
  placed: readonly Placed[],
  freshness: Freshness,
): Promise<Map<string, Wish>> {
  const wanted = new Set(placed.filter(({ world }) => world === 'v2').map(wishKey));
  const lists = [...new Set([...wanted].map((key) => key.slice(0, key.lastIndexOf('/'))))];
  const wishes = new Map<string, Wish>();
  await each(lists, atOnce, async (list) => {
    const [namespace = '', kind = ''] = list.split('/');
    const type = types.find((one) => one.kind === kind);
    if (type === undefined) return;
    try {
      await cluster.scan({ type, namespace, freshness }, (object) => {
        const key = wishKey({ namespace, workload: `${kind}/${object.metadata.name}` });
        if (wanted.has(key)) wishes.set(key, wishOf(object));
        return undefined;
      });
    } catch (error) {
      if (!isForbidden(error)) throw error;
    }
  });
  return wishes;
}

function wishOf(object: KubeObject): Wish {
  const modules = modulesOfTemplate(templateOf(object));
  return {
    versions: new Map(modules.map(({ name, version }) => [name, version])),
    rolling: isMarked(object) || isHeld((object['spec'] ?? {}) as Record<string, unknown>),
  };
}
