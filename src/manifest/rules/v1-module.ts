/** What a ModuleDeployment must say for the controller to work with it, and to survive it. */
import { labelSafe } from '../label-safe.ts';
import { error, info, say, vital, warning } from '../rule.ts';
import type { Remark, Rule } from '../rule.ts';
import { treeAt, valueAt } from '../tree.ts';
import { urlRemarks } from './url.ts';

const module = ['spec', 'template', 'spec', 'module'];

/** Seen: `assignment to entry in nil map`, at every restart, for everyone in the cluster. */
export const v1Labels: Rule = {
  name: 'v1-labels',
  check: ({ object, claim }) => {
    const path = ['metadata', 'labels'];
    if (Object.keys(treeAt(object, path)).length > 0) return [];
    const value = { 'app.kubernetes.io/name': labelSafe(claim.name || object.metadata.name) };
    return [vital(path, say('v1-labels'), { path, value })];
  },
};

export const v1Module: Rule = {
  name: 'v1-module',
  check: ({ object, claim }) => {
    const remarks: Remark[] = [];
    const base = ['spec', 'baseDeploymentName'];
    if (isMissing(valueAt(object, base))) {
      remarks.push(error(base, say('v1-module.base')));
    }
    for (const key of ['name', 'version', 'url']) {
      const path = [...module, key];
      if (!isMissing(valueAt(object, path))) continue;
      remarks.push(error(path, say('v1-module.missing', key)));
    }
    return [...remarks, ...urlRemarks([...module, 'url'], claim)];
  },
};

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

export const v1Replicas: Rule = {
  name: 'v1-replicas',
  check: ({ object }) => {
    const path = ['spec', 'replicas'];
    const value = valueAt(object, path);
    if (value === undefined || value === null) return [warning(path, say('v1-replicas.missing'))];
    if (typeof value !== 'number' || !Number.isInteger(value) || value < -1) {
      return [error(path, say('v1-replicas.invalid'))];
    }
    return value === -1 ? [warning(path, say('v1-replicas.all'))] : [];
  },
};

const ignored = [
  ['spec', 'revisionHistoryLimit'],
  ['spec', 'progressDeadlineSeconds'],
  ['spec', 'minReadySeconds'],
  ['spec', 'operationStrategy', 'maxUnavailable'],
  ['spec', 'template', 'spec', 'upgradePolicy'],
  ['spec', 'template', 'spec', 'selector'],
  [...module, 'type'],
  [...module, 'md5'],
];

export const v1Ignored: Rule = {
  name: 'v1-ignored',
  check: ({ object }) =>
    ignored
      .filter((path) => valueAt(object, path) !== undefined)
      .map((path) => info(path, say('v1-ignored', String(path.at(-1))))),
};
