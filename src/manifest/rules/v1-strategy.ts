/** The documentation's spellings of ModuleDeployment's strategy fields, and the real ones. */
import { v1Groups } from '../../modules/labels.ts';
import { isV1Spread, spreadWishes } from '../../modules/spread-wish.ts';
import { change, error, say, vital, warning } from '../rule.ts';
import type { Remark, Rule, Subject } from '../rule.ts';
import { valueAt } from '../tree.ts';
import type { Path } from '../tree.ts';

const operation: Path = ['spec', 'operationStrategy'];
const upgradePolicies = [
  'install_then_uninstall',
  'uninstall_then_install',
  'scaleup_then_scaledown',
];
const schedulingPolicy: Path = ['spec', 'schedulingStrategy', 'schedulingPolicy'];
const gray = [...operation, 'grayTimeBetweenBatchSeconds'];

export const v1UpgradePolicy: Rule = {
  name: 'v1-upgrade-policy',
  check: ({ object }) => {
    const path = [...operation, 'upgradePolicy'];
    const remarks = [...movedPolicy(object)];
    const value = valueAt(object, path);
    if (typeof value !== 'string') return remarks;
    const known = spelledAs(value, upgradePolicies);
    if (known === undefined) {
      remarks.push(warning(path, say('v1-upgrade-policy.unknown', value, upgradePolicies)));
    } else if (known !== value) {
      const message = say('v1-upgrade-policy.spelled', value, known);
      remarks.push(change(path, message, { path, value: known }));
    }
    if (known === 'scaleup_then_scaledown') {
      remarks.push(warning(path, say('v1-upgrade-policy.deletes')));
    }
    return remarks;
  },
};

/** Release 0.5.0 kept upgradePolicy under schedulingStrategy. */
function movedPolicy(object: Subject['object']): Remark[] {
  const from = ['spec', 'schedulingStrategy', 'upgradePolicy'];
  const to = [...operation, 'upgradePolicy'];
  const value = valueAt(object, from);
  if (value === undefined) return [];
  const drop = { path: from, remove: true } as const;
  if (valueAt(object, to) !== undefined) {
    return [change(from, say('v1-upgrade-policy.twice'), drop)];
  }
  const value_ = typeof value === 'string' ? (spelledAs(value, upgradePolicies) ?? value) : value;
  return [change(from, say('v1-upgrade-policy.moved'), drop, { path: to, value: value_ })];
}

export const v1SchedulingPolicy: Rule = {
  name: 'v1-scheduling-policy',
  check: ({ object }) => {
    const path = schedulingPolicy;
    const value = valueAt(object, path);
    if (typeof value !== 'string') return [];
    const known = spelledAs(value, spreadWishes.v1);
    if (known === value) return [];
    if (known === undefined) {
      return [error(path, say('v1-scheduling-policy.unknown', value, spreadWishes.v1))];
    }
    const message = say('v1-scheduling-policy.spelled', value, known);
    return [vital(path, message, { path, value: known })];
  },
};

/** The flag is stronger than the file. */
export const v1SpreadWish: Rule = {
  name: 'v1-spread-wish',
  check: ({ object, facts: { spread } }) => {
    const value = valueAt(object, schedulingPolicy);
    if (!isV1Spread(spread) || value === spread) return [];
    const message = say('v1-spread-wish', spread, typeof value === 'string' ? value : undefined);
    return [change(schedulingPolicy, message, { path: schedulingPolicy, value: spread })];
  },
};

export const v1GrayTime: Rule = {
  name: 'v1-gray-time',
  check: ({ object }) => {
    const path = [...operation, 'grayTime'];
    const value = valueAt(object, path);
    if (value === undefined) return [];
    const drop = { path, remove: true } as const;
    if (valueAt(object, gray) !== undefined) {
      return [change(path, say('v1-gray-time.twice'), drop)];
    }
    const seconds =
      typeof value === 'string' && /^[0-9]+s?$/.test(value) ? Number.parseInt(value, 10) : value;
    if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds < 0) {
      return [error(path, say('v1-gray-time.seconds'))];
    }
    return [change(path, say('v1-gray-time.renamed'), drop, { path: gray, value: seconds })];
  },
};

/** Both belong to the rollout, not to the manifest: a stale one lets a batch through or blocks it. */
export const v1Confirm: Rule = {
  name: 'v1-confirm',
  check: ({ object, facts }) => {
    const dialect = facts.v1?.dialect ?? (isEarly(object) ? 'pause' : 'confirmBatchNum');
    return (['pause', 'confirmBatchNum'] as const).flatMap((field) => {
      const path = ['spec', field];
      const value = valueAt(object, path);
      if (value === undefined) return [];
      const message = say('v1-confirm', field, dialect, value === true);
      const dropped = change(path, message, { path, remove: true });
      // Where a release is stopped by it, someone may mean it so.
      return [field === 'pause' && dialect === field ? { ...dropped, deployOnly: true } : dropped];
    });
  },
};

/** Without a cluster the group tells: releases up to v0.9.0 had another, `pause`, and percentages. */
function isEarly({ apiVersion }: Subject['object']): boolean {
  return apiVersion.startsWith(`${v1Groups[1]}/`);
}

export const v1MaxUnavailable: Rule = {
  name: 'v1-max-unavailable',
  check: ({ object, facts }) => {
    const top = ['spec', 'maxUnavailable'];
    const inner = [...operation, 'maxUnavailable'];
    const remarks: Remark[] = [];
    if (valueAt(object, top) !== undefined) {
      remarks.push(change(top, say('v1-max-unavailable.never'), { path: top, remove: true }));
    }
    const value = valueAt(object, inner);
    const accepted = facts.v1?.maxUnavailable ?? (isEarly(object) ? 'any' : 'integer');
    const fits = accepted === 'any' || (accepted === 'integer' && Number.isInteger(value));
    if (value !== undefined && !fits) {
      const message = say('v1-max-unavailable.refused', JSON.stringify(value));
      remarks.push(vital(inner, message, { path: inner, remove: true }));
    }
    return remarks;
  },
};

/** `installThenUninstall`, `Install_Then_Uninstall` and so on: the same letters, spelled right. */
function spelledAs(value: string, known: readonly string[]): string | undefined {
  const letters = (text: string) => text.replace(/[_-]/g, '').toLowerCase();
  return known.find((each) => letters(each) === letters(value));
}
