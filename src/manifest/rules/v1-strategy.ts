/** The documentation's spellings of ModuleDeployment's strategy fields, and the real ones. */
import { isV1Spread, spreadWishes } from '../../modules/spread-wish.ts';
import { change, error, warning } from '../rule.ts';
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
      const message = `${value} is no upgrade policy: the controller would ignore it`;
      remarks.push(warning(path, message, `use one of ${upgradePolicies.join(', ')}`));
    } else if (known !== value) {
      remarks.push(
        change(path, `${value} becomes ${known}, as the controller spells it`, {
          path,
          value: known,
        }),
      );
    }
    if (known === 'scaleup_then_scaledown') {
      const message =
        'this policy deletes the base pods that the old version ran on, with every module on them';
      remarks.push(warning(path, message, 'use install_then_uninstall'));
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
    return [change(from, 'dropped: operationStrategy.upgradePolicy says it already', drop)];
  }
  const value_ = typeof value === 'string' ? (spelledAs(value, upgradePolicies) ?? value) : value;
  return [
    change(from, 'moved to operationStrategy, where releases after 0.5.0 look for it', drop, {
      path: to,
      value: value_,
    }),
  ];
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
      return [
        error(
          path,
          `the server refuses the scheduling policy ${value}`,
          `use ${spreadWishes.v1.join(' or ')}`,
        ),
      ];
    }
    return [
      change(path, `${value} becomes ${known}: the server refuses any other spelling`, {
        path,
        value: known,
      }),
    ];
  },
};

/** The flag is stronger than the file. */
export const v1SpreadWish: Rule = {
  name: 'v1-spread-wish',
  check: ({ object, facts: { spread } }) => {
    const value = valueAt(object, schedulingPolicy);
    if (!isV1Spread(spread) || value === spread) return [];
    const text =
      typeof value === 'string'
        ? `${value} becomes ${spread}, by --spread`
        : `${spread}, by --spread`;
    return [change(schedulingPolicy, text, { path: schedulingPolicy, value: spread })];
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
      return [change(path, 'dropped: grayTimeBetweenBatchSeconds says it already', drop)];
    }
    const seconds =
      typeof value === 'string' && /^[0-9]+s?$/.test(value) ? Number.parseInt(value, 10) : value;
    if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds < 0) {
      return [
        error(
          path,
          'the gray time is a whole number of seconds',
          'write grayTimeBetweenBatchSeconds: 60',
        ),
      ];
    }
    const text =
      'becomes grayTimeBetweenBatchSeconds: the server would drop grayTime without a word';
    return [change(path, text, drop, { path: gray, value: seconds })];
  },
};

/** Both belong to the rollout, not to the manifest: a stale one lets a batch through or blocks it. */
export const v1Confirm: Rule = {
  name: 'v1-confirm',
  check: ({ object, facts }) => {
    const dialect = facts.v1?.dialect ?? 'confirmBatchNum';
    return (['pause', 'confirmBatchNum'] as const).flatMap((field) => {
      const path = ['spec', field];
      const value = valueAt(object, path);
      if (value === undefined) return [];
      const unknown = field === dialect ? '' : `this controller has no ${field}; `;
      const instead =
        value === true
          ? 'to stop after a batch use --pause-after N'
          : 'to open the next batch run koupctl deploy again';
      const why = `dropped: ${unknown}koupctl sets ${dialect} itself, batch by batch`;
      return [change(path, `${why} (${instead})`, { path, remove: true })];
    });
  },
};

export const v1MaxUnavailable: Rule = {
  name: 'v1-max-unavailable',
  check: ({ object, facts }) => {
    const top = ['spec', 'maxUnavailable'];
    const inner = [...operation, 'maxUnavailable'];
    const remarks: Remark[] = [];
    if (valueAt(object, top) !== undefined) {
      const text = 'dropped: it was planned but never built; batches say how much goes at once';
      remarks.push(change(top, text, { path: top, remove: true }));
    }
    const value = valueAt(object, inner);
    const accepted = facts.v1?.maxUnavailable ?? 'integer';
    const fits = accepted === 'any' || (accepted === 'integer' && Number.isInteger(value));
    if (value !== undefined && !fits) {
      const text = `dropped: the server refuses ${JSON.stringify(value)} here, and no release acts on it`;
      remarks.push(change(inner, text, { path: inner, remove: true }));
    }
    return remarks;
  },
};

/** `installThenUninstall`, `Install_Then_Uninstall` and so on: the same letters, spelled right. */
function spelledAs(value: string, known: readonly string[]): string | undefined {
  const letters = (text: string) => text.replace(/[_-]/g, '').toLowerCase();
  return known.find((each) => letters(each) === letters(value));
}
