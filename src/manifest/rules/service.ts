/** A Service beside a module: whom it leads to, and to which port. */
import * as labels from '../../modules/labels.ts';
import { leadsTo, serviceSpec } from '../../modules/module-service.ts';
import type { KubeObject } from '../../world.ts';
import { moduleOf } from '../module-of.ts';
import { containersOf, podLabelsPath, podTemplatePath } from '../pod-template.ts';
import { change, error, info, say, warning } from '../rule.ts';
import type { Remark } from '../rule.ts';
import { isTree, listAt, textAt, treeAt, valueAt, wordOf } from '../tree.ts';
import type { Path } from '../tree.ts';
import { keyInGroup } from './v1-group.ts';

/** What a Service is judged by. */
export interface AroundService {
  /** Module workloads that were given with it; of V2 as the rules left them. */
  readonly workloads: readonly KubeObject[];
  /** The only workload as it is in the cluster. */
  readonly live?: KubeObject | undefined;
  /** V1's API group. */
  readonly group: string;
}

export type ServiceRemark = Remark & { readonly rule: string };

const selector: Path = ['spec', 'selector'];

/** Everything that is wrong with a Service as a way to a module. Pure. */
export function serviceRemarks(service: KubeObject, around: AroundService): ServiceRemark[] {
  return [
    ...named('service-label-prefix', prefixRemarks(service, around)),
    ...named('service-selector', selectorRemarks(withGroup(service, around), around)),
    ...named('service-version', versionRemarks(service, around)),
    ...named('service-port', portRemarks(service, around)),
  ];
}

function named(rule: string, remarks: readonly Remark[]): ServiceRemark[] {
  return remarks.map((remark) => ({ ...remark, rule }));
}

/** `module.koupleless.alipay.com/<name>` stands in the documentation only. */
function prefixRemarks(service: KubeObject, { group }: AroundService): Remark[] {
  return Object.entries(treeAt(service, selector)).flatMap(([key, value]) => {
    const ours = keyInGroup(key, group);
    if (ours === undefined) return [];
    const path = [...selector, key];
    const message = say('service-label-prefix', key, ours);
    return [change(path, message, { path, remove: true }, { path: [...selector, ours], value })];
  });
}

function withGroup(service: KubeObject, { group }: AroundService): KubeObject {
  const own = Object.entries(treeAt(service, selector));
  const renamed = own.map(([key, value]) => [keyInGroup(key, group) ?? key, value]);
  const spec = { ...treeAt(service, ['spec']), selector: Object.fromEntries(renamed) as unknown };
  return { ...service, spec };
}

function selectorRemarks(service: KubeObject, around: AroundService): Remark[] {
  const { workloads } = around;
  if (Object.keys(treeAt(service, selector)).length === 0) {
    return [error(selector, say('service-selector.none'))];
  }
  const [first] = workloads;
  if (first === undefined) return [];
  const reached = workloads.filter((one) => leadsToWorkload(service, one, around));
  if (reached.length === 0) return [missed(service, first, around)];
  const names = new Set(reached.map((one) => moduleOf(one)?.name ?? one.metadata.name));
  if (names.size === 1) return [];
  return [warning(selector, say('service-selector.several', [...names]))];
}

function missed(service: KubeObject, workload: KubeObject, { group }: AroundService): Remark {
  const claim = moduleOf(workload);
  const what = `${workload.kind} ${workload.metadata.name}`;
  if (claim?.world === 'v1') {
    const marker = labels.v1Labels(group).marker(claim.name);
    return error(selector, say('service-selector.marker', marker));
  }
  const pods = podLabelsOf(workload);
  const wrong = Object.entries(treeAt(service, selector)).find(([key, value]) => {
    return pods[key] !== value;
  });
  const [key = '', value] = wrong ?? [];
  const own = pods[key] === undefined ? undefined : wordOf(pods[key]);
  const message = say('service-selector.missed', what, key, own, wordOf(value));
  return error([...selector, key], message);
}

function leadsToWorkload(service: KubeObject, workload: KubeObject, { group }: AroundService) {
  const claim = moduleOf(workload);
  if (claim?.world !== 'v1') return leadsTo(service, podLabelsOf(workload));
  return treeAt(service, selector)[labels.v1Labels(group).marker(claim.name)] === 'true';
}

function podLabelsOf(workload: KubeObject): Record<string, unknown> {
  const template = podTemplatePath(workload);
  return template === undefined ? {} : treeAt(workload, podLabelsPath(template));
}

/** Pods of two versions serve while a rollout goes, and only those of one when it begins. */
function versionRemarks(service: KubeObject, { live }: AroundService): Remark[] {
  const old = live === undefined || moduleOf(live)?.world === 'v1' ? undefined : podLabelsOf(live);
  if (old !== undefined && !leadsTo(service, old)) {
    const [key = ''] =
      Object.entries(treeAt(service, selector)).find(([name, value]) => old[name] !== value) ?? [];
    return [error([...selector, key], say('service-version.live', key))];
  }
  if (treeAt(service, selector)[labels.moduleVersion] === undefined) return [];
  return [warning([...selector, labels.moduleVersion], say('service-version.one'))];
}

function portRemarks(service: KubeObject, around: AroundService): Remark[] {
  if (serviceSpec(service).type === 'ExternalName') {
    return [error(['spec', 'type'], say('service-port.external'))];
  }
  return listAt(service, ['spec', 'ports']).flatMap((port, index) => {
    if (!isTree(port)) return [];
    const path: Path = ['spec', 'ports', index, 'targetPort'];
    const target = port['targetPort'] ?? port['port'];
    if (typeof target === 'string') return namedPort(target, path, around);
    if (target === labels.arkletPort) return [toArklet(path)];
    if (port['targetPort'] !== undefined) return [];
    return [info(path, say('service-port.same', wordOf(target)))];
  });
}

/** Whoever reaches it can install and uninstall modules: Arklet asks nobody who they are. */
function toArklet(path: Path): Remark {
  return error(path, say('service-port.arklet', labels.arkletPort));
}

/** The names of ports are looked up in the pod itself; a module's pod has its own containers, not the base's. */
function namedPort(name: string, path: Path, { workloads }: AroundService): Remark[] {
  const v2 = workloads.filter((one) => moduleOf(one)?.world === 'v2');
  const lacks = v2.find((one) => !declares(one, name));
  if (lacks === undefined) return [];
  return [error(path, say('service-port.named', name))];
}

function declares(workload: KubeObject, name: string): boolean {
  return containersOf(workload, podTemplatePath(workload) ?? []).some((container) =>
    listAt(container, ['ports']).some(
      (port) => textAt(port, ['name']) === name && valueAt(port, ['containerPort']) !== undefined,
    ),
  );
}
