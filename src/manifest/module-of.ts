import type { World } from '../plan/types.ts';
import type { KubeObject } from '../world.ts';
import { v1Groups } from '../modules/labels.ts';
import {
  bizVersionOf,
  containersOf,
  isJar,
  makesModules,
  podTemplatePath,
} from './pod-template.ts';
import { textAt } from './tree.ts';
import type { Path } from './tree.ts';

export interface NamedModule {
  readonly name: string;
  readonly version: string;
  readonly url: string;
}

/** What an object says about modules. What it leaves out is the empty string. */
export interface ModuleClaim extends NamedModule {
  readonly world: World;
  readonly kind: string;
  /** All modules of the pod, in order; name, version and url above are those of the first. */
  readonly modules: readonly NamedModule[];
}

const v1Specs: Record<string, Path> = {
  ModuleDeployment: ['spec', 'template', 'spec', 'module'],
  ModuleReplicaSet: ['spec', 'template', 'spec', 'module'],
  Module: ['spec', 'module'],
};

/** The modules that a workload, a Pod or a V1 object stands for; undefined where it stands for none. */
export function moduleOf(object: KubeObject): ModuleClaim | undefined {
  const v1 = v1Specs[object.kind];
  if (v1 && isV1Group(object)) {
    const [name, version, url] = ['name', 'version', 'url'].map((key) =>
      textAt(object, [...v1, key]),
    );
    return claim('v1', object, [{ name: name ?? '', version: version ?? '', url: url ?? '' }]);
  }
  const template = podTemplatePath(object);
  if (template === undefined || !makesModules(object, template)) return undefined;
  const containers = containersOf(object, template);
  const jars = containers.filter(isJar);
  const modules = (jars.length > 0 ? jars : containers).map((container) => ({
    name: textAt(container, ['name']),
    version: bizVersionOf(container),
    url: textAt(container, ['image']),
  }));
  return claim('v2', object, modules);
}

function claim(world: World, object: KubeObject, modules: NamedModule[]): ModuleClaim {
  const first = modules[0] ?? { name: '', version: '', url: '' };
  return { world, kind: object.kind, ...first, modules };
}

/** ModuleDeployment is Koupleless's own word, whatever the group; Module is not. */
function isV1Group(object: KubeObject): boolean {
  const group = object.apiVersion.split('/')[0] ?? '';
  return v1Groups.some((known) => group === known) || object.kind === 'ModuleDeployment';
}
