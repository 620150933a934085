/** Settings of how a workload changes its pods. */
import { podSpecPath } from '../pod-template.ts';
import { change, error, info, say, vital, warning } from '../rule.ts';
import type { Remark, Rule } from '../rule.ts';
import { textAt, valueAt } from '../tree.ts';

/** The conditions of module pods carry no time, so none is ever ready for long enough. */
export const v2MinReady: Rule = {
  name: 'v2-min-ready',
  check: ({ object }) => {
    const path = ['spec', 'minReadySeconds'];
    const value = valueAt(object, path);
    if (object.kind === 'Pod' || value === undefined || value === 0) return [];
    const code = object.kind === 'DaemonSet' ? 'v2-min-ready.at-once' : 'v2-min-ready.never';
    return [vital(path, say(code), { path, remove: true })];
  },
};

/** The value of a held rollout, which an exported manifest brings along. */
const held = 2147483647;

export const v2Deadline: Rule = {
  name: 'v2-deadline',
  check: ({ object }) => {
    const path = ['spec', 'progressDeadlineSeconds'];
    if (valueAt(object, path) !== held) return [];
    return [change(path, say('v2-deadline'), { path, remove: true })];
  },
};

export const v2GracePeriod: Rule = {
  name: 'v2-grace-period',
  check: ({ object, template }) => {
    const path = [...podSpecPath(template), 'terminationGracePeriodSeconds'];
    const value = valueAt(object, path);
    if (typeof value !== 'number' || value >= 30) return [];
    return [vital(path, say('v2-grace-period', value), { path, value: 30 })];
  },
};

export const v2Paused: Rule = {
  name: 'v2-paused',
  check: ({ object }) => {
    const path = ['spec', 'paused'];
    const value = valueAt(object, path);
    if (object.kind !== 'Deployment' || value === undefined) return [];
    if (value === true) return [error(path, say('v2-paused.paused'))];
    return [change(path, say('v2-paused.dropped'), { path, remove: true })];
  },
};

export const v2Strategy: Rule = {
  name: 'v2-strategy',
  check: ({ object }) => {
    const remarks: Remark[] = [];
    const path = ['spec', 'strategy', 'type'];
    if (object.kind === 'Deployment' && textAt(object, path) === 'Recreate') {
      remarks.push(warning(path, say('v2-strategy.recreate')));
    }
    const limit = ['spec', 'revisionHistoryLimit'];
    if (valueAt(object, limit) === 0) {
      remarks.push(info(limit, say('v2-strategy.history')));
    }
    return remarks;
  },
};
