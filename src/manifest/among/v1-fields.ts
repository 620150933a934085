/** Fields of a ModuleDeployment that the server drops without a word, or refuses. */
import { v1Groups } from '../../modules/labels.ts';
import { error, info, say, warning } from '../rule.ts';
import type { Remark, Subject } from '../rule.ts';
import { isTree, treeAt, valueAt, wordOf } from '../tree.ts';
import type { Path, Tree } from '../tree.ts';
import { perDocument, perModule } from './files-rule.ts';

type Shape = 'any' | 'integer' | 'boolean' | { readonly [field: string]: Shape };

/** What the CRD of V1.0.0 knows; `pause` and the like are other rules' business. */
const spec: Shape = {
  baseDeploymentName: 'any',
  template: {
    metadata: 'any',
    spec: {
      module: { name: 'any', version: 'any', url: 'any', type: 'any', md5: 'any' },
      selector: 'any',
      upgradePolicy: 'any',
    },
  },
  replicas: 'any',
  confirmBatchNum: 'any',
  pause: 'any',
  maxUnavailable: 'any',
  minReadySeconds: 'integer',
  revisionHistoryLimit: 'integer',
  progressDeadlineSeconds: 'integer',
  operationStrategy: {
    needConfirm: 'boolean',
    useBeta: 'boolean',
    batchCount: 'integer',
    maxUnavailable: 'any',
    grayTime: 'any',
    grayTimeBetweenBatchSeconds: 'integer',
    upgradePolicy: 'any',
    serviceStrategy: { enableModuleService: 'boolean', port: 'integer', targetPort: 'any' },
  },
  schedulingStrategy: { schedulingPolicy: 'any', upgradePolicy: 'any' },
};

/** The CRD keeps no unknown field and refuses none: a typing error is simply gone. */
export const v1UnknownField = perModule('v1-unknown-field', 'v1', ({ object }) =>
  object.kind === 'ModuleDeployment' ? unknownIn(treeAt(object, ['spec']), spec, ['spec']) : [],
);

function unknownIn(value: Tree, shape: Exclude<Shape, string>, at: Path): Remark[] {
  return Object.entries(value).flatMap(([key, inner]): Remark[] => {
    const path = [...at, key];
    const known = Object.hasOwn(shape, key) ? shape[key] : undefined;
    if (typeof known === 'object') return isTree(inner) ? unknownIn(inner, known, path) : [];
    if (known !== undefined) return [];
    const meant = Object.keys(shape).find((each) => letters(each) === letters(key));
    const message = say('v1-unknown-field', meant);
    if (meant === undefined) return [warning(path, message)];
    const there = Object.hasOwn(value, meant);
    const edits = [
      { path, remove: true as const },
      { path: [...at, meant], value: inner },
    ];
    return [warning(path, message, ...(there ? [] : edits))];
  });
}

function letters(key: string): string {
  return key.replace(/[_-]/g, '').toLowerCase();
}

/** `needConfirm: "true"`: text where the schema wants a boolean or a number. */
export const v1FieldType = perModule('v1-field-type', 'v1', ({ object }) =>
  object.kind === 'ModuleDeployment' ? mistyped(treeAt(object, ['spec']), spec, ['spec']) : [],
);

function mistyped(value: Tree, shape: Exclude<Shape, string>, at: Path): Remark[] {
  return Object.entries(value).flatMap(([key, inner]): Remark[] => {
    const path = [...at, key];
    const known = Object.hasOwn(shape, key) ? shape[key] : undefined;
    if (typeof known === 'object') return isTree(inner) ? mistyped(inner, known, path) : [];
    if (known === undefined || known === 'any' || inner === null) return [];
    if (known === 'boolean' ? typeof inner === 'boolean' : Number.isInteger(inner)) return [];
    const value = typeof inner === 'string' ? read(inner, known) : undefined;
    const meant = value === undefined ? undefined : String(value);
    const message = say(`v1-field-type.${known}` as const, wordOf(inner), meant);
    return [error(path, message, ...(value === undefined ? [] : [{ path, value }]))];
  });
}

function read(text: string, kind: 'integer' | 'boolean'): number | boolean | undefined {
  if (kind === 'integer') return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

const operation = ['spec', 'operationStrategy'];

/** Two names for one behaviour. */
export const v1SamePolicy = perModule('v1-same-policy', 'v1', ({ object }) => {
  const path = [...operation, 'upgradePolicy'];
  if (valueAt(object, path) !== 'uninstall_then_install') return [];
  return [info(path, say('v1-same-policy'))];
});

/** The documentation counts the beta batch among batchCount; the controller adds it. */
export const v1Beta = perModule('v1-beta', 'v1', ({ object }: Subject) => {
  const { useBeta, batchCount } = treeAt(object, operation);
  const replicas = valueAt(object, ['spec', 'replicas']);
  const counts = typeof batchCount === 'number' && batchCount > 1;
  if (useBeta !== true || !counts || typeof replicas !== 'number' || replicas < 3) return [];
  return [info([...operation, 'useBeta'], say('v1-beta', batchCount))];
});

/** It is among the eight files to install, and that is all. */
export const v1ModuleTemplate = perDocument('v1-module-template', ({ object }) => {
  const group = object.apiVersion.split('/')[0] ?? '';
  if (object.kind !== 'ModuleTemplate' || !(v1Groups as readonly string[]).includes(group))
    return [];
  return [warning(['kind'], say('v1-module-template'))];
});
