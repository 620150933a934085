import { closedKeyIn } from '../../modules/daemon-nodes.ts';
import { core } from '../../modules/surface.ts';
import type { Cluster, KubeObject } from '../../world.ts';
import { rolloutManager } from '../context.ts';
import { each } from '../each.ts';
import { dropOps, putOps } from '../metadata-ops.ts';
import { revisionedSpec } from './revisioned-view.ts';

const concurrency = 16;

/** The label that keeps this DaemonSet off a base; undefined where its template names none. */
export function closedKeyOf(workload: KubeObject): string | undefined {
  return closedKeyIn(revisionedSpec(workload).template);
}

/** Keeps the DaemonSet that is about to be created off these bases. */
export async function closeBases(
  cluster: Cluster,
  key: string,
  names: readonly string[],
): Promise<void> {
  await each(names, concurrency, async (name) => {
    const node = await cluster.get({ type: core.node, name });
    if (node === undefined || node.metadata.labels?.[key] !== undefined) return;
    await patch(cluster, node, putOps(node, 'labels', key, 'true'));
  });
}

/** Lets the DaemonSet onto those of these bases that are closed to it. Resolves to their names. */
export async function openBases(
  cluster: Cluster,
  key: string,
  names: ReadonlySet<string> | 'all',
): Promise<string[]> {
  const closed = await cluster.list({ type: core.node, labels: key, freshness: 'quorum' });
  const chosen = closed.filter(({ metadata }) => names === 'all' || names.has(metadata.name));
  await each(chosen, concurrency, async (node) => {
    await patch(cluster, node, dropOps(node, 'labels', key));
  });
  return chosen.map(({ metadata }) => metadata.name);
}

async function patch(
  cluster: Cluster,
  node: KubeObject,
  ops: ReturnType<typeof putOps>,
): Promise<void> {
  const sameNode = { op: 'test' as const, path: '/metadata/uid', value: node.metadata.uid };
  await cluster.patch({ type: core.node, name: node.metadata.name }, [sameNode, ...ops], {
    manager: rolloutManager,
  });
}
