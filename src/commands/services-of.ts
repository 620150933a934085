import { isModulePod } from '../modules/module-pod.ts';
import { v1Labels } from '../modules/labels.ts';
import {
  isMadeFor,
  leadsTo,
  serviceSpec,
  serviceText,
  v1ServiceName,
} from '../modules/module-service.ts';
import { core } from '../modules/surface.ts';
import { v1ModuleOf, v1Spec } from '../modules/v1-view.ts';
import { said } from '../messages/said-of.ts';
import type { Said } from '../said.ts';
import type { Cluster, KubeObject } from '../world.ts';
import { ifAllowed } from './forbidden.ts';
import type { Surface } from './surface.ts';

/** A Service that leads to a workload's pods. */
export interface ServiceSight {
  readonly name: string;
  /** `ClusterIP, 80 → 8080`. */
  readonly what: string;
  /** koupctl made it for this workload. */
  readonly own: boolean;
  /** Pods that it selects and that stay, and those of them that are no modules of V2, where they should be. */
  readonly selected: number;
  readonly strangers: readonly string[];
  /** Pods to which calls go now, says Kubernetes. */
  readonly ready: readonly string[];
}

type Kept = Pick<Surface, 'v1'>;

/** Services of the workload's namespace that lead to its pods; none where nobody may list them. */
export async function servicesOf(
  cluster: Cluster,
  { v1 }: Kept,
  object: KubeObject,
): Promise<KubeObject[]> {
  const { namespace = cluster.target.namespace } = object.metadata;
  const services = await allowed(() =>
    cluster.list({ type: core.service, namespace, freshness: 'cache' }),
  );
  const { template } = (object['spec'] ?? {}) as {
    template?: { metadata?: { labels?: Record<string, string> } };
  };
  if (object.kind !== 'ModuleDeployment') {
    return services.filter((one) => leadsTo(one, template?.metadata?.labels ?? {}));
  }
  const marker = v1Labels(v1?.group ?? '').marker(v1ModuleOf(object).name);
  return services.filter((one) => serviceSpec(one).selector?.[marker] === 'true');
}

/** What each of these Services leads to now. */
export async function sightOf(
  cluster: Cluster,
  service: KubeObject,
  { kind, metadata }: KubeObject,
): Promise<ServiceSight> {
  const { name, namespace = 'default' } = service.metadata;
  const selector = Object.entries(serviceSpec(service).selector ?? {});
  const [all, slices] = await Promise.all([
    cluster.list({
      type: core.pod,
      namespace,
      labels: selector.map(([key, value]) => `${key}=${value}`).join(','),
      freshness: 'cache',
    }),
    allowed(() =>
      cluster.list({
        type: core.endpointSlice,
        namespace,
        labels: `kubernetes.io/service-name=${name}`,
        freshness: 'cache',
      }),
    ),
  ]);
  const pods = all.filter((pod) => pod.metadata.deletionTimestamp === undefined);
  const strangers = kind === 'ModuleDeployment' ? [] : pods.filter((pod) => !isModulePod(pod));
  return {
    name,
    what: serviceText(service),
    own: isMadeFor(service, { kind, name: metadata.name }),
    selected: pods.length,
    strangers: strangers.map((pod) => pod.metadata.name),
    ready: [...new Set(slices.flatMap(readyIn))],
  };
}

interface Endpoint {
  addresses?: string[];
  conditions?: { ready?: boolean };
  targetRef?: { name?: string };
}

/** Absent means ready (discovery/v1). */
function readyIn(slice: KubeObject): string[] {
  // The server writes null for none.
  const { endpoints } = slice as { endpoints?: Endpoint[] | null };
  return (endpoints ?? [])
    .filter(({ conditions }) => conditions?.ready !== false)
    .map(({ targetRef, addresses }) => targetRef?.name ?? addresses?.[0] ?? '');
}

/** `Service shop (ClusterIP, 80 → 8080): 3 of 4 pods are ready endpoints`. */
export function serviceLine(
  { name, what, selected, ready, strangers }: ServiceSight,
  world: 'v1' | 'v2',
): Said {
  const seen = { service: `${name} (${what})`, selected, ready: ready.length, strangers, world };
  return said(({ stands }) => stands.service(seen));
}

/** The Service that V1's controller is to have made, and which is not there. */
export function missingV1Service(
  object: KubeObject,
  services: readonly KubeObject[],
): Said | undefined {
  const name = v1ServiceOf(object);
  if (name === undefined || services.some((one) => one.metadata.name === name)) return undefined;
  return said(({ stands }) => stands.noService(name));
}

/** The name of the Service that V1's controller makes and deletes; undefined where it does not. */
export function v1ServiceOf(object: KubeObject): string | undefined {
  if (object.kind !== 'ModuleDeployment') return undefined;
  const { serviceStrategy } = (v1Spec(object).operationStrategy ?? {}) as {
    serviceStrategy?: { enableModuleService?: boolean };
  };
  if (serviceStrategy?.enableModuleService !== true) return undefined;
  return v1ServiceName(v1ModuleOf(object).name);
}

/** What nobody may list is not shown; a Fault for anything else. */
async function allowed(list: () => Promise<KubeObject[]>): Promise<KubeObject[]> {
  return (await ifAllowed(list())) ?? [];
}
