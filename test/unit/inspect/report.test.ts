import { expect, test } from 'vitest';
import { reportLines, reportOf, type Inspected } from '../../../src/commands/inspect-view.ts';
import { found } from '../../../src/inspect/check.ts';
import { matches } from '../../../src/wildcard.ts';
import { htmlOf } from '../../../src/inspect/report/html.ts';
import { junitOf } from '../../../src/inspect/report/junit.ts';
import { judged, judgedReadings, node, now, pod, said } from './facts.ts';

const hostile = '</script><script>alert(1)</script>"\'&\u001b[31m\u202e\u0000';

const seen: Inspected = {
  results: [
    judged('nodes-cordoned', { nodes: [node('n1')] }),
    judgedReadings('pods-pending', {
      pods: { ok: false, skip: { code: 'forbidden', what: 'user "x" may not list pods' } },
    }),
    judgedReadings('ntp', {
      ntp: { ok: false, skip: { code: 'not-configured', what: 'probes.ntp' } },
    }),
    {
      check: 'nodes-ready',
      status: 'fail',
      looked: 9,
      findings: Array.from({ length: 7 }, (_, at) =>
        found(
          'fail',
          'node-not-ready',
          `node/n${at}${hostile}`,
          { status: 'Unknown', minutes: 3 },
          [['message', hostile]],
        ),
      ),
    },
  ],
  trends: new Map([['nodes-ready', { since: '2026-02-28T08:00:00.000Z', runs: 3, fresh: 2 }]]),
  mended: ['dns'],
  profile: 'daily',
  cluster: `prod ${hostile}`,
  at: now,
  tookMs: 1_234,
};

const text = (language: 'en' | 'zh'): string[] =>
  reportLines({ language }, reportOf({ language }, seen)).map((line) =>
    typeof line === 'string'
      ? line
      : line.map((part) => (typeof part === 'string' ? part : part.text)).join(''),
  );

test('what fails stands first, what is well in a line', () => {
  const lines = text('en');
  expect(lines[0]).toBe('1 check(s) fail, 0 warn, 1 ok, 2 skipped');
  expect(lines[1]).toBe(
    '  fail    nodes-ready: nodes are ready (9 looked at; since 2026-02-28 08:00, 3 runs; 2 new)',
  );
  expect(lines).toContain('      … 2 more');
  expect(lines).toContain('  skipped pods-pending: user "x" may not list pods');
  expect(lines).toContain('  skipped not configured: ntp');
  expect(lines).toContain('  ok      nodes-cordoned');
  expect(lines.at(-1)).toBe('mended since the last run: dns');
  expect(text('zh')[0]).toBe('1 项异常，0 项告警，1 项正常，2 项跳过');
});

test('the page runs nothing and loads nothing, whatever the cluster says', () => {
  const page = htmlOf(reportOf({ language: 'zh' }, seen), 'zh');
  expect(page.match(/<script/gi)).toBeNull();
  expect(page).toContain('&lt;/script&gt;&lt;script&gt;alert(1)');
  expect(page).not.toMatch(/[\u0000\u001b\u202e]/);
  expect(page).toContain("default-src 'none'");
  expect(page).not.toMatch(/https?:\/\/|\bsrc=|\bhref=|@import|url\(/);
  // All seven, not only what fits a screen.
  expect(page.match(/class="fail">node\/n\d/g)).toHaveLength(7);
});

test('JUnit: failures, skipped, and nothing that breaks XML', () => {
  const xml = junitOf(reportOf({ language: 'en' }, seen));
  expect(xml).toContain('tests="4" failures="1" skipped="2"');
  expect(xml).toMatch(
    /<testcase name="nodes-ready"[^>]*><failure message="nodes are ready: 9 looked at/,
  );
  expect(xml).toMatch(/<testcase name="pods-pending"[^>]*><skipped message=/);
  expect(xml.match(/&(?!(?:amp|lt|gt|quot|#39);)/)).toBeNull();
  expect(xml).not.toMatch(/[\u0000-\u0008\u001b\u202e]/);
});

test('what is accepted is told and does not count', () => {
  const facts = { pods: [pod('network-controller-x', { phase: 'Failed' }), pod('b')] };
  const accept = [{ check: '*', object: 'pod/shop/network-controller-*', why: 'no image yet' }];
  const result = judged('pods-not-running', facts, {}, accept);
  expect(said(result)).toEqual(['ok']);
  expect(result.findings[0]?.accepted).toBe('no image yet');
  expect(said(judged('pods-not-running', facts))).toHaveLength(1);
});

test('* is any text, and nothing else is special', () => {
  expect(matches('a*c', 'abc')).toBe(true);
  expect(matches('a*b*c', 'aXbYc')).toBe(true);
  expect(matches('ab*ba', 'aba')).toBe(false);
  expect(matches('a.c', 'abc')).toBe(false);
  expect(matches('*', '')).toBe(true);
});

test('what could not be read for another reason than rights fails', () => {
  const broken = { nodes: { ok: false as const, broken: 'it answered 500' } };
  expect(said(judgedReadings('nodes-ready', broken))).toEqual(['fail unreadable nodes']);
  const forbidden = { ok: false as const, skip: { code: 'forbidden' as const, what: 'x' } };
  const both = { nodes: forbidden, pods: { ok: true as const, value: [] } };
  expect(said(judgedReadings('static-pods', both))).toEqual(['skipped forbidden x']);
});
