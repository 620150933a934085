import type { Outcome } from '../outcome.ts';
import { openPoints } from '../rollout/kinds/deployment-proof.ts';
import { DeploymentSight } from '../rollout/kinds/deployment-sight.ts';
import { readDeployment } from '../rollout/kinds/deployment-watch.ts';
import { deploymentSpec } from '../rollout/kinds/deployment-view.ts';
import { RecordStore } from '../rollout/record-store.ts';
import { v2Verdict } from '../rollout/v2-verdict.ts';
import type { Proof } from '../plan/types.ts';
import type { Bases, Cluster, KubeObject } from '../world.ts';
import { waysOn } from './ways-on.ts';
import type { World } from './world.ts';

/** The verdict on a V2 Deployment; reads only. */
export async function statusDeployment(
  world: World,
  parts: { cluster: Cluster; bases: Bases; object: KubeObject; proof: Proof },
): Promise<Outcome> {
  const { cluster, object } = parts;
  const { name, namespace = 'default' } = object.metadata;
  const store = new RecordStore(cluster, namespace, { kind: 'Deployment', name });
  const record = (await store.load())?.current;
  const view = await readDeployment(cluster, object);
  const sight = new DeploymentSight({ bases: parts.bases, clock: world.clock }, parts.proof);
  await sight.ask(view, [...view.newPods, ...view.oldPods]);
  const former = view.oldPods.flatMap((pod) => pod.modules);
  const replicas = deploymentSpec(object).replicas ?? 1;
  const open = await openPoints(sight, view, replicas, [...view.bases.values()], former);
  const places = sight.places(view, view.newPods);
  return v2Verdict({ view, places, open, record, ...waysOn(object) });
}
