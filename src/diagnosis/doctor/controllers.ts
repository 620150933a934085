import type { Generation, InstalledController } from '../../modules/controller.ts';
import { groupBy } from '../../modules/group-by.ts';
import type { Fact } from '../cause.ts';
import { fact } from '../facts.ts';
import { finding, type CheckFinding } from './checkup.ts';
import type { Repair } from './repair.ts';

/** A pod of a controller that is not as it should be. */
export interface ControllerPodSeen {
  readonly name: string;
  readonly uid: string;
  /** What its container or the scheduler says. */
  readonly trouble: string;
  /** A new one would start at once: its container waits after a crash, or its node is lost. */
  readonly stuck: boolean;
}

/** A controller's Deployment, and how its pods do. */
export interface ControllerOnSite {
  readonly installed: InstalledController;
  readonly available: number;
  /** When the last of its pods that are ready became so, ms; undefined where none is. */
  readonly readySince: number | undefined;
  /** Those that are not ready. */
  readonly pods: readonly ControllerPodSeen[];
}

/** What the Deployments of one generation show. `tended`: somebody renews the leases of vnodes. */
export function judgeControllers(
  generation: Generation,
  all: readonly ControllerOnSite[],
  tended: readonly string[],
): CheckFinding[] {
  const ours = all.filter(({ installed }) => installed.generation === generation);
  if (ours.length === 0) return [absent(generation, tended)];
  return [...ours.flatMap((one) => [standing(one), ...settings(one)]), ...fighting(ours)];
}

/** `deployment/NAME -n NAMESPACE`. */
export function controllerObject({ namespace, name }: InstalledController): string {
  return `deployment/${name} -n ${namespace}`;
}

function absent(generation: Generation, tended: readonly string[]): CheckFinding {
  const params = { generation: generation.toUpperCase() };
  if (tended.length > 0) {
    return finding('controllers', 'warn', 'controller-elsewhere', {
      params: { ...params, holder: tended.slice(0, 3).join(', ') },
    });
  }
  return finding('controllers', generation === 'v2' ? 'fail' : 'warn', 'controller-absent', {
    params,
    evidence: [fact('deployments', 'metadata.labels app=module-controller', 'none')],
    next: [`koupctl install ${generation} --image IMAGE:TAG`],
  });
}

function standing({ installed, available, pods }: ControllerOnSite): CheckFinding {
  const { generation, namespace, name, image, env, replicas } = installed;
  const controller = controllerObject(installed);
  const of = { controller, generation: generation.toUpperCase(), image, env, replicas, available };
  const params = { ...of, tunnel: tunnelOf(installed) };
  if (replicas === 0) {
    return finding('controllers', 'fail', 'controller-scaled-down', {
      params,
      evidence: [fact(controller, 'spec.replicas', 0)],
      next: [`kubectl scale deployment ${name} -n ${namespace} --replicas 1`],
      repairs: [
        { does: 'scale-up', namespace, name, uid: installed.object.metadata.uid ?? '', to: 1 },
      ],
    });
  }
  if (available >= replicas) return finding('controllers', 'ok', 'controller-ready', { params });
  const evidence: Fact[] = [
    fact(controller, 'status.availableReplicas', `${available} of ${replicas}`),
    ...pods.map((pod) => fact(`pod/${pod.name}`, 'status', pod.trouble)),
  ];
  const repairs = pods
    .filter(({ stuck }) => stuck)
    .map((pod): Repair => {
      return { does: 'delete-pod', namespace, name: pod.name, uid: pod.uid, why: pod.trouble };
    });
  const next = [`kubectl describe deployment/${name} -n ${namespace}`];
  return available === 0
    ? finding('controllers', 'fail', 'controller-not-ready', { params, evidence, next, repairs })
    : finding('controllers', 'warn', 'controller-partly-ready', {
        params,
        evidence,
        next,
        repairs,
      });
}

function tunnelOf({ generation, variables }: InstalledController): string {
  if (generation === 'v1') return '';
  // Of two that are on, only this one is used (module-controller v2.2.0, main.go).
  if (variables['ENABLE_MQTT_TUNNEL'] === 'true') return 'mqtt';
  return variables['ENABLE_HTTP_TUNNEL'] === 'true' ? 'http' : 'none';
}

function settings({ installed }: ControllerOnSite): CheckFinding[] {
  const { generation, namespace, replicas, variables } = installed;
  const controller = controllerObject(installed);
  const params = { controller, replicas };
  const upgrade = `koupctl upgrade ${generation} -n ${namespace}`;
  const found: CheckFinding[] = [];
  if (replicas > 1 && !knowEachOther(installed)) {
    const field = generation === 'v2' ? 'env IS_CLUSTER' : 'args --leader-elect';
    found.push(
      finding('controllers', 'fail', 'controller-each-alone', {
        params,
        evidence: [fact(controller, field, variables['IS_CLUSTER'] ?? 'not set')],
        next: [`${upgrade}${generation === 'v2' ? ' --replicas 1' : ''}`],
      }),
    );
  }
  if (generation === 'v1' || readsElsewhere(installed)) return found;
  if (tunnelOf(installed) === 'none') {
    found.push(
      finding('controllers', 'fail', 'controller-no-tunnel', {
        params,
        evidence: [fact(controller, 'env ENABLE_HTTP_TUNNEL, ENABLE_MQTT_TUNNEL', 'none is true')],
        next: [`${upgrade} --tunnel http`],
      }),
    );
  }
  if (!('CLIENT_ID' in variables)) {
    const evidence = [fact(controller, 'env CLIENT_ID', 'not set')];
    found.push(
      finding('controllers', 'warn', 'client-id-changes', { params, evidence, next: [upgrade] }),
    );
  }
  return found;
}

interface Container {
  command?: string[];
  args?: string[];
  envFrom?: unknown;
}

function containerOf({ object }: InstalledController): Container {
  const { template } = (object['spec'] ?? {}) as {
    template?: { spec?: { containers?: Container[] } };
  };
  return template?.spec?.containers?.[0] ?? {};
}

/** A ConfigMap may set what is not written out. */
function readsElsewhere(installed: InstalledController): boolean {
  return containerOf(installed).envFrom !== undefined;
}

function knowEachOther(installed: InstalledController): boolean {
  if (installed.generation === 'v2') {
    return installed.variables['IS_CLUSTER'] === 'true' || readsElsewhere(installed);
  }
  const { command = [], args = [] } = containerOf(installed);
  return [...command, ...args].some((word) => /^--?leader-elect(=true)?$/.test(word));
}

/** Two of one environment; of V1 two at all: each watches the whole cluster. */
function fighting(all: readonly ControllerOnSite[]): CheckFinding[] {
  const byEnv = groupBy(
    all.filter(({ installed }) => installed.replicas > 0),
    ({ installed }) => (installed.generation === 'v2' ? installed.env : ''),
  );
  return [...byEnv].flatMap(([env, group]) => {
    if (group.length < 2) return [];
    const names = group.map(({ installed }) => controllerObject(installed));
    return [
      finding('controllers', 'fail', 'controllers-fight', {
        params: { env, count: group.length },
        evidence: names.map((name) => fact(name, 'env ENV', env === '' ? 'whole cluster' : env)),
        next: [`koupctl uninstall ${group[0].installed.generation} -n NAMESPACE --force`],
      }),
    ];
  });
}
