/** Kubernetes Services that lead to modules. */
import type { KubeObject } from '../world.ts';
import { serviceOf } from './labels.ts';

export interface ServicePort {
  readonly name?: string;
  readonly port?: number;
  readonly targetPort?: number | string;
}

interface ServiceSpec {
  type?: string;
  clusterIP?: string;
  selector?: Record<string, string>;
  ports?: ServicePort[];
}

/** The Services of Kubernetes itself; others have that name too. */
export function isService({ apiVersion, kind }: KubeObject): boolean {
  return apiVersion === 'v1' && kind === 'Service';
}

export function serviceSpec(service: KubeObject): ServiceSpec {
  return service['spec'] ?? {};
}

/** Whether calls to the Service go to pods with these labels; one without a selector has no pods. */
export function leadsTo(service: KubeObject, labels: Readonly<Record<string, unknown>>): boolean {
  const selector = Object.entries(serviceSpec(service).selector ?? {});
  return selector.length > 0 && selector.every(([key, value]) => labels[key] === value);
}

/** `ClusterIP, 80 → 8080`. */
export function serviceText(service: KubeObject): string {
  const { type = 'ClusterIP', ports = [] } = serviceSpec(service);
  const all = ports.map(({ port = 0, targetPort = port }) => `${port} → ${targetPort}`);
  return `${type}, ${all.join(', ')}`;
}

/** What koupctl writes on a Service that it makes for a workload. */
export function markFor({ kind, name }: { readonly kind: string; readonly name: string }): string {
  return `${kind}/${name}`;
}

/** Whether koupctl made the Service for this workload; only such a one goes with it. */
export function isMadeFor(
  service: KubeObject,
  workload: { readonly kind: string; readonly name: string },
): boolean {
  return service.metadata.annotations?.[serviceOf] === markFor(workload);
}

/** As V1's controller names the one that it makes for a module. */
export function v1ServiceName(module: string): string {
  return `${module}-service`;
}
