import { faultOf } from '../messages/fault-of.ts';
import type { Base } from '../modules/base.ts';
import { isModulePod, modulePodOf, type ModulePod } from '../modules/module-pod.ts';
import * as labels from '../modules/labels.ts';
import { core } from '../modules/surface.ts';
import { basesByNode, hostsOf } from '../modules/vnodes.ts';
import type { Bases, Clock, Cluster, KubeObject } from '../world.ts';
import { prepareModuleReplacement } from './replace-v1.ts';
import { preparePodReplacement } from './replace-v2.ts';
import type { PreparedReplace, ReplaceInput } from './replace.ts';
import type { Surface } from './surface.ts';

export interface ReplaceDoors {
  readonly cluster: Cluster;
  readonly bases: Bases;
  readonly surface: Surface;
  readonly clock: Clock;
}

/** One place where the module is: the object in Kubernetes and the base. */
type Found =
  | { readonly world: 'v2'; readonly pod: ModulePod; readonly raw: KubeObject; readonly base: Base }
  | { readonly world: 'v1'; readonly raw: KubeObject };

/** Finds the one pod or Module that brings the module to the base; a Fault where it is none or several. */
export async function findReplaced(
  doors: ReplaceDoors,
  input: ReplaceInput,
): Promise<PreparedReplace> {
  const namespace = input.namespace ?? doors.cluster.target.namespace;
  const found = (
    await Promise.all([findPods(doors, namespace, input), findModules(doors, namespace, input)])
  ).flat();
  const where = input.baseIp ?? input.pod ?? '';
  const [first, ...more] = found;
  if (first === undefined) {
    const flag = input.baseIp === undefined ? '--base' : '--base-ip';
    throw faultOf(({ commands }) => commands.notThere(input.module, where, namespace, flag));
  }
  if (more.length > 0) {
    const names = found.map(({ raw }) => raw.metadata.name);
    const [pod = ''] = names;
    throw faultOf(({ commands }) => commands.severalThere(input.module, where, names, pod));
  }
  return first.world === 'v2'
    ? await preparePodReplacement(doors, first, input)
    : await prepareModuleReplacement(doors, first.raw, input);
}

async function findPods(
  { cluster }: ReplaceDoors,
  namespace: string,
  { module, baseIp, pod: wanted }: ReplaceInput,
): Promise<Found[]> {
  const quorum = 'quorum' as const;
  const component = `${labels.component}=${labels.componentModule}`;
  const vnode = `${labels.component}=${labels.componentVnode}`;
  const [pods, nodes] = await Promise.all([
    cluster.list({ type: core.pod, namespace, labels: component, freshness: quorum }),
    cluster.list({ type: core.node, labels: vnode, freshness: quorum }),
  ]);
  const bases = basesByNode(nodes, pods);
  return pods.flatMap((raw) => {
    const pod = modulePodOf(raw);
    const base = pod.node === undefined ? undefined : bases.get(pod.node);
    if (!isModulePod(raw) || pod.terminating || base === undefined) return [];
    if (!pod.modules.some((one) => one.name === module)) return [];
    const meant = baseIp === undefined ? isNamed(wanted, raw, base) : base.ip === baseIp;
    return meant ? [{ world: 'v2' as const, pod, raw, base }] : [];
  });
}

function isNamed(name: string | undefined, raw: KubeObject, base: Base): boolean {
  return name !== undefined && [raw.metadata.name, base.name, ...hostsOf(base)].includes(name);
}

async function findModules(
  { cluster, surface }: ReplaceDoors,
  namespace: string,
  { module, baseIp, pod: wanted }: ReplaceInput,
): Promise<Found[]> {
  const { v1 } = surface;
  if (v1 === undefined) return [];
  const words = labels.v1Labels(v1.group);
  const modules = await cluster.list({
    type: v1.module,
    namespace,
    labels: `${words.moduleName}=${module}`,
    freshness: 'quorum',
  });
  return modules
    .filter(({ metadata }) => {
      const own = metadata.labels ?? {};
      if (metadata.deletionTimestamp !== undefined) return false;
      if (baseIp !== undefined) return own[words.baseIp] === baseIp;
      return wanted === metadata.name || wanted === own[words.baseName];
    })
    .map((raw) => ({ world: 'v1' as const, raw }));
}
