import type { KubeObject } from '../world.ts';
import { isTree, listAt, textAt, treeAt, valueAt } from './tree.ts';
import type { Path, Tree } from './tree.ts';

/** What the installed V1 controller understands, read from its CRD. */
export interface V1Facts {
  readonly group: string;
  readonly version: string;
  /** How a waiting batch is let go: `confirmBatchNum` since v1.0.0, `pause: false` before. */
  readonly dialect: 'confirmBatchNum' | 'pause';
  /** What `operationStrategy.maxUnavailable` may be. No release acts on it. */
  readonly maxUnavailable: 'none' | 'integer' | 'any';
}

const kind = 'ModuleDeployment';

/** Undefined where `crd` is not the ModuleDeployment CRD, or serves no version. */
export function v1FactsOf(crd: KubeObject): V1Facts | undefined {
  if (textAt(crd, ['spec', 'names', 'kind']) !== kind) return undefined;
  const served = listAt(crd, ['spec', 'versions'])
    .filter(isTree)
    .filter((version) => version['served'] === true);
  const version = served.find((each) => each['storage'] === true) ?? served[0];
  if (version === undefined) return undefined;
  const spec: Path = ['schema', 'openAPIV3Schema', 'properties', 'spec', 'properties'];
  const has = (field: string) => valueAt(version, [...spec, field]) !== undefined;
  const strategy = treeAt(version, [...spec, 'operationStrategy', 'properties']);
  return {
    group: textAt(crd, ['spec', 'group']),
    version: textAt(version, ['name']),
    dialect: has('pause') && !has('confirmBatchNum') ? 'pause' : 'confirmBatchNum',
    maxUnavailable: maxUnavailableOf(strategy),
  };
}

function maxUnavailableOf(strategy: Tree): V1Facts['maxUnavailable'] {
  const schema = strategy['maxUnavailable'];
  if (!isTree(schema)) return 'none';
  return schema['type'] === 'integer' ? 'integer' : 'any';
}
