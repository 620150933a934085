import { Fault } from '../fault.ts';
import { core } from '../modules/surface.ts';
import type { Cluster, KubeObject } from '../world.ts';
import type { Surface } from './surface.ts';

export interface FoundWorkload {
  readonly world: 'v1' | 'v2';
  readonly object: KubeObject;
}

/** Finds what NAME means: `kind/name`, or a name that only one workload has. */
export async function findWorkload(
  cluster: Cluster,
  surface: Surface,
  name: string,
  namespace: string,
): Promise<FoundWorkload> {
  const [kind, bare] = name.includes('/') ? name.split('/', 2) : [undefined, name];
  const wanted = kind === undefined ? undefined : kindNamed(kind);
  if (!bare) throw new Fault(`"${name}" names nothing`, { fix: 'write NAME or deployment/NAME' });
  const found: FoundWorkload[] = [];
  if (wanted !== 'ModuleDeployment') {
    const object = await cluster.get({ type: core.deployment, namespace, name: bare });
    if (object) found.push({ world: 'v2', object });
  }
  if (wanted !== 'Deployment' && surface.v1) {
    const object = await cluster.get({ type: surface.v1.moduleDeployment, namespace, name: bare });
    if (object) found.push({ world: 'v1', object });
  }
  const [first, second] = found;
  if (first === undefined) {
    throw new Fault(`there is no module workload ${name} in namespace ${namespace}`, {
      fix: 'koupctl modules -A lists what runs, with its workloads',
    });
  }
  if (second !== undefined) {
    throw new Fault(`${name} is both a Deployment and a ModuleDeployment`, {
      fix: `say which: deployment/${bare} or moduledeployment/${bare}`,
    });
  }
  return first;
}

function kindNamed(kind: string): 'Deployment' | 'ModuleDeployment' {
  const lower = kind.toLowerCase().split('.')[0] ?? '';
  if (['deployment', 'deployments', 'deploy'].includes(lower)) return 'Deployment';
  if (['moduledeployment', 'moduledeployments', 'mddeploy'].includes(lower)) {
    return 'ModuleDeployment';
  }
  throw new Fault(`koupctl knows no module workload of kind ${kind}`, {
    fix: 'use deployment/NAME or moduledeployment/NAME',
  });
}
