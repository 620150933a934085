import type { V1Surface } from '../modules/surface.ts';
import type { Outcome } from '../outcome.ts';
import type { Proof } from '../plan/types.ts';
import { findOrphans } from '../rollout/kinds/module-deployment-proof.ts';
import { ModuleDeploymentSight } from '../rollout/kinds/module-deployment-sight.ts';
import { readV1 } from '../rollout/kinds/module-deployment-target.ts';
import { RecordStore } from '../rollout/record-store.ts';
import { v1Verdict } from '../rollout/v1-verdict.ts';
import type { Bases, Cluster, KubeObject } from '../world.ts';
import { readBaseDeployment, v1Target } from './gather-v1.ts';
import { waysOn } from './ways-on.ts';
import type { World } from './world.ts';

/** The verdict on a ModuleDeployment; reads only. */
export async function statusV1(
  world: World,
  parts: { cluster: Cluster; bases: Bases; surface: V1Surface; object: KubeObject; proof?: Proof },
): Promise<Outcome> {
  const { cluster, surface, object } = parts;
  const { name, namespace = cluster.target.namespace } = object.metadata;
  const store = new RecordStore(cluster, namespace, { kind: 'ModuleDeployment', name });
  const record = (await store.load())?.current;
  const target = v1Target(surface, object, await readBaseDeployment(cluster, object));
  const view = await readV1(cluster, target);
  const ports = { cluster, bases: parts.bases, clock: world.clock, emit: () => undefined };
  const sight = new ModuleDeploymentSight(ports, target, parts.proof ?? 'base');
  await sight.ask(view);
  const orphans = await findOrphans(sight, view, target.moduleName);
  const { dialect } = surface;
  return v1Verdict({
    view,
    dialect,
    places: sight.places(view),
    orphans,
    record,
    ...waysOn(object),
  });
}
