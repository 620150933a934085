import { expect, test } from 'vitest';
import { mended, parseRuns, runOf, trendsOf, type Run } from '../../../src/inspect/history.ts';
import { found, type CheckResult } from '../../../src/inspect/check.ts';

const cluster = 'prod https://a';

function run(
  day: number,
  checks: Record<string, string | readonly string[]>,
  where = cluster,
): Run {
  const results = Object.entries(checks).map(([check, stand]): CheckResult => {
    const objects = typeof stand === 'string' ? [] : stand;
    const status = typeof stand === 'string' ? (stand as 'ok' | 'skipped') : 'fail';
    const findings = objects.map((object) => found('fail', 'code', object));
    return { check, status, looked: 1, findings };
  });
  const at = `2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`;
  return runOf(results, { at, cluster: where, profile: 'daily' });
}

test('since when it fails, how often in a row, and what is new in it', () => {
  const past = [
    run(1, { nodes: ['n1'] }),
    run(2, { nodes: 'ok' }),
    run(3, { nodes: ['n1'] }),
    run(4, { nodes: ['n9'] }, 'other https://b'),
    run(5, { nodes: 'skipped' }),
    run(6, { nodes: ['n1', 'n2'] }),
  ];
  const now = run(7, { nodes: ['n2', 'n3'], pods: ['p'] });
  const trends = trendsOf(now, past);
  expect(trends.get('nodes')).toEqual({ since: '2026-03-03T08:00:00.000Z', runs: 3, fresh: 1 });
  expect(trends.get('pods')).toEqual({ since: undefined, runs: 1, fresh: 1 });
});

test('what is mended: well now, and not so when it was last judged', () => {
  const past = [
    run(1, { nodes: ['n1'], pods: ['p'], dns: ['a'] }),
    run(2, { pods: 'ok', dns: 'skipped' }),
  ];
  expect(mended(run(3, { nodes: 'ok', pods: 'ok', dns: 'ok', http: 'ok' }), past)).toEqual([
    'nodes',
    'dns',
  ]);
  expect(mended(run(3, { nodes: 'ok' }, 'other https://b'), past)).toEqual([]);
});

test('a line that was cut off, or is something else, spoils nothing', () => {
  const one = run(1, { nodes: ['n1'] });
  const line = JSON.stringify(one);
  const text = [line, line.slice(0, 40), 'null', '{"at":1}', '[]', '', line].join('\n');
  expect(parseRuns(text)).toEqual([one, one]);
});
