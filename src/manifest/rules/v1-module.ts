/** What a ModuleDeployment must say for the controller to work with it, and to survive it. */
import { labelSafe } from '../label-safe.ts';
import { change, error, info, warning } from '../rule.ts';
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
    const text = 'a label is added: without any the controller crashes, again at every restart';
    return [change(path, text, { path, value })];
  },
};

export const v1Module: Rule = {
  name: 'v1-module',
  check: ({ object, claim }) => {
    const remarks: Remark[] = [];
    const base = ['spec', 'baseDeploymentName'];
    if (isMissing(valueAt(object, base))) {
      remarks.push(
        error(base, 'which base? baseDeploymentName is missing', "name the base's Deployment"),
      );
    }
    for (const key of ['name', 'version', 'url']) {
      const path = [...module, key];
      if (!isMissing(valueAt(object, path))) continue;
      const message = `the module's ${key} is missing`;
      remarks.push(error(path, message, `set spec.template.spec.module.${key}`));
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
    if (value === undefined || value === null) {
      return [
        warning(
          path,
          'without replicas the controller takes 0: nothing is installed',
          'set spec.replicas',
        ),
      ];
    }
    if (typeof value !== 'number' || !Number.isInteger(value) || value < -1) {
      return [
        error(
          path,
          'replicas is a whole number, or -1 for one on every base pod',
          'set spec.replicas',
        ),
      ];
    }
    if (value !== -1) return [];
    const message =
      'the controller replaces -1 by the number of base pods at that moment and does not follow it later; ' +
      'with a module on every base pod none is free, and V1 cannot upgrade';
    return [warning(path, message, 'give a number below that of the base pods')];
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
      .map((path) => info(path, `kept, but no V1 release acts on ${path.at(-1)}`)),
};
