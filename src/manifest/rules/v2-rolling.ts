/** Settings of how a workload changes its pods. */
import { podSpecPath } from '../pod-template.ts';
import { change, error, info, warning } from '../rule.ts';
import type { Remark, Rule } from '../rule.ts';
import { textAt, valueAt } from '../tree.ts';

/** The conditions of module pods carry no time, so none is ever ready for long enough. */
export const v2MinReady: Rule = {
  name: 'v2-min-ready',
  check: ({ object }) => {
    const path = ['spec', 'minReadySeconds'];
    const value = valueAt(object, path);
    if (object.kind === 'Pod' || value === undefined || value === 0) return [];
    const what =
      object.kind === 'DaemonSet'
        ? 'a DaemonSet would replace every pod at once'
        : 'module pods never count as available, and the rollout would never end';
    return [change(path, `dropped: with it ${what}; use --soak instead`, { path, remove: true })];
  },
};

/** The value of a held rollout, which an exported manifest brings along. */
const held = 2147483647;

export const v2Deadline: Rule = {
  name: 'v2-deadline',
  check: ({ object }) => {
    const path = ['spec', 'progressDeadlineSeconds'];
    if (valueAt(object, path) !== held) return [];
    return [
      change(path, 'dropped: it is the mark of a held rollout, not a setting', {
        path,
        remove: true,
      }),
    ];
  },
};

export const v2GracePeriod: Rule = {
  name: 'v2-grace-period',
  check: ({ object, template }) => {
    const path = [...podSpecPath(template), 'terminationGracePeriodSeconds'];
    const value = valueAt(object, path);
    if (typeof value !== 'number' || value >= 30) return [];
    const text = `${value} becomes 30: with less, uninstall and install race, bases are left without the module, and the controller can crash`;
    return [change(path, text, { path, value: 30 })];
  },
};

export const v2Paused: Rule = {
  name: 'v2-paused',
  check: ({ object }) => {
    const path = ['spec', 'paused'];
    const value = valueAt(object, path);
    if (object.kind !== 'Deployment' || value === undefined) return [];
    if (value === true) {
      const message = 'a paused Deployment is not rolled out';
      return [error(path, message, 'leave it out; to stop after a batch use --pause-after N')];
    }
    return [change(path, 'dropped: koupctl pauses and resumes by itself', { path, remove: true })];
  },
};

export const v2Strategy: Rule = {
  name: 'v2-strategy',
  check: ({ object }) => {
    const remarks: Remark[] = [];
    const path = ['spec', 'strategy', 'type'];
    if (object.kind === 'Deployment' && textAt(object, path) === 'Recreate') {
      const message =
        'kept: Recreate takes the module off every base at once, then installs it again';
      remarks.push(
        warning(
          path,
          message,
          'use RollingUpdate, or --policy uninstall-then-install to have batches',
        ),
      );
    }
    const limit = ['spec', 'revisionHistoryLimit'];
    if (valueAt(object, limit) === 0) {
      remarks.push(
        info(
          limit,
          "kept: Kubernetes keeps no old revision, only koupctl's own record can roll back",
        ),
      );
    }
    return remarks;
  },
};
