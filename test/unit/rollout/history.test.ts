import { describe, expect, test } from 'vitest';
import { historyRows, previousRevision, type Revision } from '../../../src/rollout/history.ts';
import type {
  HistoryEntry,
  Phase,
  RecordFile,
  RolloutRecord,
} from '../../../src/rollout/record.ts';

const day = 24 * 60 * 60_000;

function revision(number: number, version: string): Revision {
  return {
    number,
    hash: `hash-${version}`,
    modules: [{ name: 'biz1', version, url: `http://jars.test/biz1-${version}.jar` }],
    createdAt: number * day,
    template: {},
  };
}

function rollout(version: string, phase: Phase, startedDay: number, reason?: string): HistoryEntry {
  return {
    id: `${version}-${startedDay}`,
    phase,
    module: { name: 'biz1', version, url: `http://jars.test/biz1-${version}.jar` },
    templateHash: `hash-${version}`,
    who: 'anna@ops',
    startedAt: new Date(startedDay * day).toISOString(),
    ...(reason === undefined ? {} : { reason }),
  };
}

function file(...entries: HistoryEntry[]): RecordFile {
  const [current, ...history] = entries;
  return { current: current as RolloutRecord, history };
}

describe('the history of a workload', () => {
  test('that was taken offline ends with that', () => {
    const off = { ...rollout('2.0.0', 'done', 3, 'unused'), templateHash: 'offline' };
    const rows = historyRows([], file(off, rollout('2.0.0', 'done', 2)), undefined);
    expect(rows.map(({ version, outcome, reason }) => [version, outcome, reason])).toEqual([
      ['2.0.0', 'offline', 'unused'],
      ['2.0.0', 'done', undefined],
    ]);
    const [unsure] = historyRows([], file({ ...off, phase: 'abandoned' }), undefined);
    expect(unsure?.outcome).toBe('going-offline');
  });

  test('joins what Kubernetes keeps with what koupctl recorded', () => {
    const rows = historyRows(
      [revision(1, '1.0.0'), revision(2, '2.0.0')],
      file(rollout('2.0.0', 'done', 2, 'JIRA-7'), rollout('1.0.0', 'done', 1)),
      'hash-2.0.0',
    );
    expect(rows).toMatchObject([
      {
        revision: 2,
        live: true,
        version: '2.0.0',
        outcome: 'done',
        who: 'anna@ops',
        reason: 'JIRA-7',
      },
      { revision: 1, live: false, version: '1.0.0', outcome: 'done' },
    ]);
  });

  test('a revision that koupctl did not deploy has no outcome', () => {
    const [row] = historyRows([revision(1, '1.0.0')], undefined, 'hash-1.0.0');
    expect(row).not.toHaveProperty('outcome');
    expect(row).toMatchObject({ revision: 1, live: true, startedAt: '1970-01-02T00:00:00.000Z' });
  });

  test('a rollout whose template Kubernetes has let go is still told', () => {
    const rows = historyRows(
      [revision(9, '3.0.0')],
      file(rollout('3.0.0', 'done', 9), rollout('0.9.0', 'done', 1)),
      'hash-3.0.0',
    );
    expect(rows.map((row) => [row.revision, row.version])).toEqual([
      [9, '3.0.0'],
      [undefined, '0.9.0'],
    ]);
  });

  test('a version deployed twice shows its last rollout, the earlier one without a revision', () => {
    const rows = historyRows(
      [revision(3, '1.0.0'), revision(2, '2.0.0')],
      file(
        rollout('1.0.0', 'done', 5),
        rollout('2.0.0', 'rolled-back', 4),
        rollout('1.0.0', 'done', 1),
      ),
      'hash-1.0.0',
    );
    expect(rows.map(({ revision: at, version, outcome }) => [at, version, outcome])).toEqual([
      [3, '1.0.0', 'done'],
      [2, '2.0.0', 'rolled-back'],
      [undefined, '1.0.0', 'done'],
    ]);
  });
});

describe('what a rollback without a revision goes back to', () => {
  const three = [revision(1, '1.0.0'), revision(2, '2.0.0'), revision(3, '3.0.0')];
  const previous = (live: string, entries?: RecordFile) =>
    previousRevision(historyRows(three, entries, `hash-${live}`))?.version;

  test('the last one recorded as done, not simply the one before', () => {
    const entries = file(
      rollout('3.0.0', 'done', 3),
      rollout('2.0.0', 'rolled-back', 2),
      rollout('1.0.0', 'done', 1),
    );
    expect(previous('3.0.0', entries)).toBe('1.0.0');
  });

  test('the one before, where koupctl deployed none of them', () => {
    expect(previous('3.0.0')).toBe('2.0.0');
    expect(previous('3.0.0', file(rollout('3.0.0', 'done', 3)))).toBe('2.0.0');
  });

  test('nothing, where all others failed', () => {
    const entries = file(rollout('3.0.0', 'done', 3), rollout('2.0.0', 'rolled-back', 2));
    expect(previousRevision(historyRows(three.slice(1), entries, 'hash-3.0.0'))).toBeUndefined();
  });
});
