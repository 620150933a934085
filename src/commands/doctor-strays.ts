import { conditionOf, podIp, type Base } from '../modules/base.ts';
import { vnodeOfPod } from '../modules/base-pod.ts';
import { arkletPort, component, v1Groups } from '../modules/labels.ts';
import { core } from '../modules/surface.ts';
import type { KubeObject } from '../world.ts';
import type { Scene } from './diagnose-scene.ts';
import { ifAllowed } from './forbidden.ts';

/** A base reports every 8 to 12 s; by then its vnode is there, ms. */
const reportedMs = 60_000;

/** Ready pods of the namespace that look like bases of V2, and that no vnode stands for. */
export async function strayBases(
  scene: Scene,
  vnodes: readonly Base[],
): Promise<{ readonly name: string; readonly namespace: string }[]> {
  const { cluster, namespace, clock } = scene;
  const query = { type: core.pod, namespace, freshness: 'quorum' } as const;
  const likely = await ifAllowed(
    cluster.scan(query, (pod) => (looksLikeBase(pod, clock.now()) ? pod : undefined)),
  );
  return (likely ?? [])
    .filter((pod) => vnodeOfPod({ name: pod.metadata.name, ip: podIp(pod) }, vnodes) === undefined)
    .map(({ metadata }) => ({ name: metadata.name, namespace: metadata.namespace ?? namespace }));
}

/** By its own labels, or by the port of its Arklet, as upstream's samples write it; V1's bases bear V1's marks. */
function looksLikeBase(pod: KubeObject, now: number): boolean {
  const own = Object.keys(pod.metadata.labels ?? {});
  if (own.includes(component)) return false;
  if (own.some((key) => v1Groups.some((group) => key.startsWith(`${group}/`)))) return false;
  const ready = conditionOf(pod, 'Ready');
  const since = Date.parse(ready?.lastTransitionTime ?? '');
  if (ready?.status !== 'True' || !(now - since > reportedMs)) return false;
  if (own.some((key) => key.startsWith('base.koupleless.io/'))) return true;
  const { containers = [] } = (pod['spec'] ?? {}) as {
    containers?: { ports?: { containerPort?: number }[] }[];
  };
  return containers.some(({ ports = [] }) =>
    ports.some(({ containerPort }) => containerPort === arkletPort),
  );
}
