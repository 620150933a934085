import { Fault } from '../fault.ts';
import { v1FactsOf, type V1Facts } from '../manifest/v1-facts.ts';
import { core, v1TypesOf, type V1Surface } from '../modules/surface.ts';
import type { Cluster, KubeObject } from '../world.ts';

/** What of Koupleless a cluster has. */
export interface Surface {
  readonly v1: V1Surface | undefined;
  readonly v1Facts: V1Facts | undefined;
  readonly server: { readonly major: number; readonly minor: number };
}

/** Asks the server once what it offers; no command asks the user which world it is in. */
export async function discover(cluster: Cluster): Promise<Surface> {
  const [types, server] = await Promise.all([cluster.resourceTypes(), cluster.serverVersion()]);
  const v1Types = v1TypesOf(types);
  if (v1Types === undefined) return { v1: undefined, v1Facts: undefined, server };
  const name = `${v1Types.moduleDeployment.plural}.${v1Types.group}`;
  const crd = await readCrd(cluster, name);
  const v1Facts = (crd && v1FactsOf(crd)) ?? assumedV1(v1Types.group, v1Types.version);
  return {
    v1: { ...v1Types, dialect: v1Facts.dialect },
    v1Facts,
    server,
  };
}

/** What the last published V1 understands, for users who may not read CRDs. */
function assumedV1(group: string, version: string): V1Facts {
  return { group, version, dialect: 'confirmBatchNum', maxUnavailable: 'integer' };
}

/** Users may lack the right to read CRDs; then the newer dialect is assumed. */
async function readCrd(cluster: Cluster, name: string): Promise<KubeObject | undefined> {
  try {
    return await cluster.get({ type: core.crd, name });
  } catch (error) {
    if (error instanceof Fault && error.outcome === 'unreachable') return undefined;
    throw error;
  }
}
