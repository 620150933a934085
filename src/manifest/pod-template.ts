/** Where a workload keeps its pods' description. */
import * as labels from '../modules/labels.ts';
import type { KubeObject } from '../world.ts';
import { isTree, listAt, textAt, treeAt } from './tree.ts';
import type { Path, Tree } from './tree.ts';

const workloads = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'];

/** The path of the pod template; a Pod is its own. Undefined for kinds that make no pods. */
export function podTemplatePath(object: KubeObject): Path | undefined {
  const group = object.apiVersion.includes('/') ? object.apiVersion.split('/')[0] : '';
  if (object.kind === 'Pod' && group === '') return [];
  if (workloads.includes(object.kind) && group === 'apps') return ['spec', 'template'];
  return undefined;
}

export function podLabelsPath(template: Path): Path {
  return [...template, 'metadata', 'labels'];
}

export function podSpecPath(template: Path): Path {
  return [...template, 'spec'];
}

export function containersOf(object: KubeObject, template: Path): readonly Tree[] {
  return listAt(object, [...podSpecPath(template), 'containers']).map((item) =>
    isTree(item) ? item : {},
  );
}

/** The virtual kubelet counts a container as a module when its image holds ".jar". */
export function isJar(container: Tree): boolean {
  return textAt(container, ['image']).includes('.jar');
}

export function componentOf(podLabels: Tree): unknown {
  return podLabels[labels.component] ?? podLabels[labels.oldComponent];
}

/** True where the pods are modules: so labelled, or with a jar for an image. */
export function makesModules(object: KubeObject, template: Path): boolean {
  const podLabels = treeAt(object, podLabelsPath(template));
  if (componentOf(podLabels) === labels.componentModule) return true;
  return containersOf(object, template).some(isJar);
}

/** BIZ_VERSION as the controller reads it: the first of that name, and only its literal value. */
export function bizVersionOf(container: Tree): string {
  const entry = listAt(container, ['env']).find(
    (item) => isTree(item) && item['name'] === labels.bizVersionEnv,
  );
  return textAt(entry, ['value']);
}
