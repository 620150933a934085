import { describe, expect, test } from 'vitest';
import type { Judgement } from '../../../src/rollout/assess.ts';
import type { Place } from '../../../src/rollout/driver.ts';
import {
  revisionedVerdict,
  type RevisionedStanding,
} from '../../../src/rollout/kinds/revisioned-verdict.ts';
import type { RolloutRecord } from '../../../src/rollout/record.ts';
import { templateHash } from '../../../src/rollout/template-hash.ts';
import { pod, template, underWay } from './revisioned-objects.ts';
import { sight, stock } from './sights.ts';

const mark = { annotations: { 'koupctl.koupleless.io/rollout': 'r1/x' } };
const down: Judgement = { state: 'doomed', cause: 'the base is down' };

const record: RolloutRecord = {
  version: 1,
  id: 'r1',
  phase: 'rolling',
  workload: { kind: 'StatefulSet', name: 'stock', uid: 'w-1' },
  module: stock(),
  templateHash: templateHash(template('2.0.0')),
  batches: [1, 3, 4],
  replicas: 4,
  policy: 'uninstall-then-install',
  proof: 'base',
  oldTemplate: template('1.0.0'),
  outcomes: [{ number: 1, openedAt: '', bases: [] }],
  who: 'ann@laptop',
  startedAt: '',
};

function places(...judgements: Judgement[]): Place[] {
  return judgements.map((judgement, index) => ({
    key: `p${index}`,
    name: `vnode.10.0.0.${index + 1}.dev`,
    ip: '',
    sight: sight({}),
    judgement,
  }));
}

const active: Judgement = { state: 'active' };

function standing(given: Partial<RevisionedStanding> & { metadata?: object } = {}) {
  const { metadata = mark, ...more } = given;
  const view = underWay('StatefulSet', [pod('stock-3', '2.0.0')], { replicas: 4 });
  const workload = view.workload && {
    ...view.workload,
    metadata: { ...view.workload.metadata, ...metadata },
  };
  return revisionedVerdict({
    view: { ...view, workload },
    places: places(active),
    open: { bases: [], kubernetes: [], hopeless: false },
    record,
    wanted: 4,
    reached: 1,
    attach: 'attach',
    undo: 'undo',
    ...more,
  });
}

describe('a rollout that stands', () => {
  test('waits where all of the open batch run it', () => {
    const { name, message } = standing();
    expect(name).toBe('awaiting-confirm');
    expect(message).toBe(
      'rollout to 2.0.0 stands in batch 1 of 3: 1 of 1 bases run it (4 in all), begun by ann@laptop',
    );
  });

  test('is under way where some do not, and failed where one is doomed', () => {
    expect(standing({ reached: 3 }).name).toBe('timed-out');
    const failed = standing({ reached: 3, places: places(active, down) });
    expect([failed.name, failed.causes]).toEqual([
      'failed',
      ['vnode.10.0.0.2.dev: the base is down'],
    ]);
  });

  test('is over but for its record where all is given back', () => {
    expect(standing({ metadata: {}, reached: 4 }).message).toContain('is through all batches');
  });

  test('is superseded by another template or other replicas', () => {
    const other = { ...record, templateHash: 'other' };
    expect(standing({ record: other })).toMatchObject({
      name: 'superseded',
      message: expect.stringContaining('its pod template was changed'),
    });
    expect(standing({ record: { ...record, replicas: 5 } }).message).toContain(
      'its replicas were changed from 5 to 4',
    );
  });

  test('is untouched before its first batch, and unfinished while it is undone', () => {
    const preparing = { ...record, phase: 'preparing' as const, outcomes: [] };
    expect(standing({ record: preparing }).causes).toEqual(['no base was touched']);
    const undoing = { ...record, phase: 'undoing' as const };
    expect(standing({ record: undoing }).message).toBe('the undo of 2.0.0 is not finished');
  });
});

describe('without a rollout', () => {
  test('it is as its bases are', () => {
    const settled = { record: undefined, metadata: {} };
    expect(standing(settled)).toMatchObject({
      name: 'done',
      message: 'stock 2.0.0 is active on 4 of 4 bases',
    });
    const open = { bases: ['one is down'], kubernetes: [], hopeless: false };
    expect(standing({ ...settled, open }).name).toBe('unhealthy');
  });

  test('a deletion is not finished until the last pod is gone', () => {
    const gone = { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } };
    expect(standing(gone).message).toBe('it is being deleted: 1 pod(s) are left');
  });
});
