/** The controllers themselves, where their Deployments are among the files. */
import type { World } from '../../plan/types.ts';
import { containersOf, makesModules, podSpecPath, podTemplatePath } from '../pod-template.ts';
import type { SourceDoc } from '../source-doc.ts';
import { isTree, listAt, textAt, valueAt } from '../tree.ts';
import type { Path, Tree } from '../tree.ts';

export interface ControllerPod {
  readonly doc: SourceDoc;
  readonly world: World;
  readonly container: Tree;
  /** Of the container. */
  readonly path: Path;
  readonly image: string;
  /** A literal value; undefined where it is not there, or comes from elsewhere. */
  env(name: string): string | undefined;
  envPath(name: string): Path;
  /** Something that can't be read here adds to the environment. */
  readonly envFrom: boolean;
}

// Every module asks for them, of the same documents.
const found = new WeakMap<readonly SourceDoc[], readonly ControllerPod[]>();

export function controllersAmong(docs: readonly SourceDoc[]): readonly ControllerPod[] {
  const known = found.get(docs) ?? docs.flatMap((doc) => controllerOf(doc) ?? []);
  found.set(docs, known);
  return known;
}

const image = /(?:^|\/)module[-_]controller(?:-v2)?(?=[:@]|$)/;
const ofV2 = /^(?:ENABLE_(?:HTTP|MQTT)_TUNNEL|VNODE_WORKER_NUM|WORKLOAD_MAX_LEVEL)$/;

export function controllerOf(doc: SourceDoc): ControllerPod | undefined {
  const template = podTemplatePath(doc.object);
  if (template === undefined || makesModules(doc.object, template)) return undefined;
  const containers = containersOf(doc.object, template);
  const index = containers.findIndex(
    (each) => image.test(textAt(each, ['image'])) || namesOf(each).some((name) => ofV2.test(name)),
  );
  const container = containers[index];
  if (container === undefined) return undefined;
  const url = textAt(container, ['image']);
  const names = namesOf(container);
  const isV2 = names.some((name) => ofV2.test(name)) || /-v2[:@]|-v2$|:v?2\./.test(url);
  const path = [...podSpecPath(template), 'containers', index];
  return {
    doc,
    world: isV2 ? 'v2' : 'v1',
    container,
    path,
    image: url,
    env: (name) => {
      const value = valueAt(listAt(container, ['env'])[names.indexOf(name)], ['value']);
      return typeof value === 'string' ? value : undefined;
    },
    envPath: (name) => [...path, 'env', ...(names.includes(name) ? [names.indexOf(name)] : [])],
    envFrom:
      container['envFrom'] !== undefined ||
      listAt(container, ['env']).some((each) => isTree(each) && each['valueFrom'] !== undefined),
  };
}

function namesOf(container: Tree): string[] {
  return listAt(container, ['env']).map((each) => textAt(each, ['name']));
}
