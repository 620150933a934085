import type { CheckFinding } from '../diagnosis/doctor/checkup.ts';
import { judgeV1Liveness } from '../diagnosis/doctor/liveness.ts';
import type { Repair } from '../diagnosis/doctor/repair.ts';
import type { Evidence } from '../diagnosis/evidence.ts';
import type { Base } from '../modules/base.ts';
import type { V1Surface } from '../modules/surface.ts';
import { readV1 } from '../rollout/kinds/module-deployment-target.ts';
import type { KubeObject } from '../world.ts';
import { readModuleDeployments } from './diagnose-around.ts';
import { frame } from './diagnose-base.ts';
import type { Scene } from './diagnose-scene.ts';
import { v1Seen } from './diagnose-v1.ts';
import { ifAllowed } from './forbidden.ts';
import { readBaseDeployment, v1Target } from './gather-v1.ts';

/** More ModuleDeployments than these are not looked at one by one. */
const mostObjects = 20;

/** V1's controller as the objects show it that it should have tended; and the bases of those. */
export async function lookAtV1Work(
  scene: Scene,
  surface: V1Surface,
  around: Pick<Evidence, 'now' | 'controllers'>,
): Promise<{ readonly findings: CheckFinding[]; readonly bases: readonly Base[] }> {
  const type = surface.moduleDeployment;
  const objects =
    (await ifAllowed(scene.cluster.list({ type, freshness: 'quorum' }))) ??
    (await scene.cluster.list({ type, namespace: scene.namespace, freshness: 'quorum' }));
  const moduleDeployments = await readModuleDeployments(scene);
  const bases: Base[] = [];
  const each = await Promise.all(
    objects.slice(0, mostObjects).map(async (workload): Promise<Evidence> => {
      const baseDeployment = await readBaseDeployment(scene.cluster, workload);
      const view = await readV1(scene.cluster, v1Target(surface, workload, baseDeployment));
      bases.push(...view.bases.values());
      const v1 = v1Seen(surface, view, { workload, hasBase: baseDeployment !== undefined });
      return { ...bare(scene, around), workload, v1 };
    }),
  );
  const evidence = { ...bare(scene, around), moduleDeployments };
  return {
    findings: judgeV1Liveness(evidence, each, labellings(objects)),
    bases: [...new Map(bases.map((base) => [base.id, base])).values()],
  };
}

/** Evidence of nothing but what is given. */
export function bare(scene: Scene, around: Pick<Evidence, 'now' | 'controllers'>): Evidence {
  return {
    ...frame(scene),
    nodes: [],
    leases: undefined,
    moduleDeployments: [],
    places: [],
    bases: [],
    orphans: [],
    ...around,
  };
}

function labellings(objects: readonly KubeObject[]): Map<string, Repair> {
  return new Map(
    objects.map(({ metadata }) => {
      const { namespace = 'default', name, uid = '', resourceVersion = '' } = metadata;
      const repair = { does: 'label' as const, namespace, name, uid, resourceVersion };
      return [`v1-no-labels ${namespace}/${name}`, repair];
    }),
  );
}
