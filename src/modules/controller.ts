import type { KubeObject } from '../world.ts';

/** The two generations of Koupleless' module controller. */
export type Generation = 'v1' | 'v2';

/** The Deployments of the public manifests, which koupctl's own keep to. */
export const deploymentNames: Readonly<Record<Generation, string>> = {
  v1: 'module-controller',
  v2: 'module-controller-pre',
};

/** On every controller's Deployment and pods, the public ones' too. */
export const controllerSelector = 'app=module-controller';

/** A controller as it is installed. */
export interface InstalledController {
  readonly generation: Generation;
  readonly namespace: string;
  readonly name: string;
  readonly image: string;
  /** V2: the environment of its vnodes. */
  readonly env: string;
  readonly replicas: number;
  /** Every value of its environment that is written out, by name. */
  readonly variables: Readonly<Record<string, string>>;
  readonly object: KubeObject;
}

/** Set by hand where it is: kubectl logs of modules, for which it needs more rights (controller v2.2.0). */
export function hasKubeletProxy({ variables }: InstalledController): boolean {
  return variables['KUBELET_PROXY_ENABLED'] === 'true';
}

interface PodSpec {
  containers?: { image?: string; env?: { name: string; value?: string }[] }[];
}

interface DeploymentSpec {
  replicas?: number;
  template?: { spec?: PodSpec };
}

/** Every value that the environment of a controller's container has written out, by name. */
export function variablesOf(podSpec: unknown): Record<string, string> {
  const { containers = [] } = (podSpec ?? {}) as PodSpec;
  const variables = containers[0]?.env ?? [];
  return Object.fromEntries(variables.map(({ name, value }) => [name, value ?? '']));
}

/** Of V2's vnodes: `dev` where it says none (controller v2.2.0, main.go). */
export function envOf(variables: Readonly<Record<string, string>>): string {
  return variables['ENV'] || 'dev';
}

/** The controller that a Deployment runs; undefined for any other Deployment. */
export function controllerOf(object: KubeObject): InstalledController | undefined {
  const spec = (object['spec'] ?? {}) as DeploymentSpec;
  const { image = '' } = spec.template?.spec?.containers?.[0] ?? {};
  const variables = variablesOf(spec.template?.spec);
  const generation = generationOf(object.metadata.name, image, variables);
  if (generation === undefined) return undefined;
  return {
    generation,
    namespace: object.metadata.namespace ?? 'default',
    name: object.metadata.name,
    image,
    env: envOf(variables),
    replicas: spec.replicas ?? 1,
    variables,
    object,
  };
}

/** V2 is set by its environment alone (at least one tunnel must be on), V1 has none. */
function generationOf(
  name: string,
  image: string,
  variables: Readonly<Record<string, string>>,
): Generation | undefined {
  if ('ENABLE_HTTP_TUNNEL' in variables || 'ENABLE_MQTT_TUNNEL' in variables) return 'v2';
  if (name === deploymentNames.v2) return 'v2';
  if (name === deploymentNames.v1 || /module[-_]controller/.test(image)) return 'v1';
  return undefined;
}
