import { describe, expect, test } from 'vitest';
import { readPolicyText } from '../../../src/guard/read-policy.ts';
import { matchesCommand } from '../../../src/guard/selects.ts';
import {
  holdingRule,
  judge,
  needsPerson,
  opensAt,
  type Known,
  type Wanted,
} from '../../../src/guard/verdict.ts';
import type { Policy } from '../../../src/guard/policy.ts';

function policy(text: string): Policy {
  const { policy: read, mistakes } = readPolicyText('r', `zone: UTC\n${text}`);
  expect(mistakes).toEqual([]);
  return read;
}

const now = Date.parse('2026-11-11T12:00Z');
const hour = 3_600_000;

const wanted: Wanted = {
  command: 'deploy',
  context: 'prod',
  namespaces: ['shop'],
  modules: ['stock'],
  goesOn: false,
};

const known: Known = {
  now,
  interactive: false,
  ticket: undefined,
  approvals: [],
  planner: 'anna',
  rehearsed: () => ({ why: 'never' }),
};

function codes(text: string, more: Partial<Known> = {}, about: Partial<Wanted> = {}): string[] {
  return judge([policy(text)], { ...wanted, ...about }, { ...known, ...more }).map(
    ({ code }) => code,
  );
}

describe('which changes a rule is about', () => {
  test.each([
    ['namespaces: shop', {}, true],
    ['namespaces: [pay, sh*]', {}, true],
    ['namespaces: pay', {}, false],
    ['namespaces: pay', { namespaces: [] }, true],
    ['modules: st?ck', {}, false],
    ['modules: "*ock"', {}, true],
    ['modules: pay', { modules: [] }, true],
    ['modules: pay', { modules: ['stock', 'pay'] }, true],
    ['commands: [scale, deploy]', {}, true],
    ['commands: biz', {}, false],
    ['commands: biz', { command: 'biz switch' }, true],
    ['commands: doctor', { command: 'doctor --repair' }, true],
    ['commands: [rollback]\n    namespaces: shop', {}, false],
  ])('%s, %j: %s', (selector, about, expected) => {
    const text = `protected:\n  - for: everybody\n    ${selector}`;
    expect(codes(text, {}, about)).toEqual(expected ? ['closed'] : []);
  });

  test('a command by its words', () => {
    expect(matchesCommand('biz *', 'biz install')).toBe(true);
    expect(matchesCommand('co-*', 'co-release')).toBe(true);
    expect(matchesCommand('install', 'biz install')).toBe(false);
  });
});

describe('the verdict', () => {
  test('every window rule has to be open, any of its times is enough', () => {
    expect(codes('windows:\n  - at: [09:00-10:00, 12:00-13:00]')).toEqual([]);
    expect(codes('windows:\n  - at: 12:00-13:00\n  - at: 13:00-14:00')).toEqual(['outside-window']);
    expect(codes('windows:\n  - at: 12:00-13:00\nfreezes:\n  - at: 11-11')).toEqual(['frozen']);
    expect(codes('peaks:\n  - at: wed 11:00-13:00')).toEqual(['peak']);
  });

  test('all policies hold, and each lets an emergency pass its own rules only', () => {
    const strict = policy('freezes:\n  - at: 11-11');
    const lax = policy('emergency: allowed\ntickets:\n  - pattern: A');
    const found = judge([strict, lax], wanted, known);
    expect(found.map(({ code, yields }) => [code, yields])).toEqual([
      ['frozen', false],
      ['ticket-missing', true],
    ]);
  });

  test('opens when all of them do', () => {
    const all = [
      policy('windows:\n  - at: mon-fri 22:00-02:00'),
      policy('freezes:\n  - at: 2026-11-10/2026-11-12'),
    ];
    const [window] = judge(all, wanted, known);
    expect(window?.opensAt).toBe(Date.parse('2026-11-11T22:00Z'));
    expect(opensAt(all, wanted, now)).toBe(Date.parse('2026-11-13T00:00Z'));
  });

  test('a ticket has to fit as a whole', () => {
    const text = 'tickets:\n  - pattern: CHG-[0-9]+';
    expect(codes(text)).toEqual(['ticket-missing']);
    expect(codes(text, { ticket: 'CHG-1 or so' })).toEqual(['ticket-unfit']);
    expect(codes(text, { ticket: 'CHG-12' })).toEqual([]);
  });

  test('approvals are of others, each once, and not for ever', () => {
    const text = 'approvals:\n  - count: 2\n    valid: 1h';
    const by = (...names: string[]) => names.map((name) => ({ by: name, at: now - 1_000 }));
    expect(codes(text, { approvals: by('bert', 'carl') })).toEqual([]);
    expect(codes(text, { approvals: by('bert', 'anna') })).toEqual(['approvals-missing']);
    expect(codes(text, { approvals: by('bert', 'bert') })).toEqual(['approvals-missing']);
    const old = [...by('bert'), { by: 'carl', at: now - 2 * hour }];
    expect(codes(text, { approvals: old })).toEqual(['approvals-missing']);
    // Nobody knows whether they are others.
    const unknown = { approvals: by('bert', 'carl'), planner: undefined };
    expect(codes(text, unknown)).toEqual(['approvals-missing']);
  });

  test('a rehearsal is seen, and not too long ago', () => {
    const text = 'rehearsals:\n  - in: staging\n    cluster: u\n    within: 1d';
    expect(codes(text)).toEqual(['not-rehearsed']);
    expect(codes(text, { rehearsed: () => ({ at: now - hour }) })).toEqual([]);
    expect(codes(text, { rehearsed: () => ({ at: now - 25 * hour }) })).toEqual(['not-rehearsed']);
  });

  test('what goes on needs the time alone', () => {
    const text = 'tickets:\n  - pattern: A\napprovals:\n  - {}\nfreezes:\n  - at: 11-11';
    expect(codes(text, {}, { goesOn: true })).toEqual(['frozen']);
  });

  test('a person at a terminal is asked, whatever --yes says', () => {
    const text = 'protected:\n  - namespaces: shop';
    expect(codes(text)).toEqual(['needs-person']);
    expect(codes(text, { interactive: true })).toEqual([]);
    expect(needsPerson([policy(text)], wanted)).toBe(true);
    expect(needsPerson([policy(text)], { ...wanted, namespaces: ['pay'] })).toBe(false);
  });

  test('only rules that say so hold a rollout that runs into them', () => {
    const rules = policy(
      'freezes:\n  - at: 11-11\nwindows:\n  - name: w\n    at: 08:00-10:00\n    whenRunning: hold',
    );
    expect(holdingRule([rules], wanted, now)?.name).toBe('w');
    expect(holdingRule([rules], wanted, now - 3 * hour)).toBeUndefined();
  });
});
