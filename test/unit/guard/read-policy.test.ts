import { describe, expect, test } from 'vitest';
import { parseConfigFile } from '../../../src/config/parse-file.ts';
import { readPolicyText } from '../../../src/guard/read-policy.ts';
import { messagesOf } from '../../../src/messages/messages.ts';

const whole = `
zone: Asia/Shanghai
audit: required
emergency: allowed
calendars:
  festivals: [2027-02-05/2027-02-12, 10-01/10-07]
windows:
  - name: nights
    at: [mon-fri 22:00-06:00, "sat,sun"]
    namespaces: shop*
    whenRunning: hold
freezes:
  - name: festivals
    at: festivals
    zone: UTC
peaks:
  - at: daily 11:00-13:00
protected:
  - commands: [uninstall, biz]
    for: everybody
tickets:
  - pattern: CHG-[0-9]+
approvals:
  - count: 2
    valid: 8h
    modules: [pay]
rehearsals:
  - in: staging
    cluster: 1c2d
    within: 3d
`;

test('reads every kind of rule', () => {
  const { policy, mistakes } = readPolicyText('r.yaml', whole);
  expect(mistakes).toEqual([]);
  expect(policy).toMatchObject({ audit: 'required', emergency: true });
  const [nights, festivals, peak, ...rest] = policy.rules;
  expect(nights).toMatchObject({
    name: 'nights',
    at: { file: 'r.yaml', line: 8, column: 5 },
    namespaces: ['shop*'],
    demand: {
      kind: 'window',
      running: 'hold',
      times: {
        zone: 'Asia/Shanghai',
        spans: [
          { days: [1, 2, 3, 4, 5], from: 1320, to: 360 },
          { days: [0, 6], from: 0, to: 1440 },
        ],
      },
    },
  });
  expect(festivals?.demand).toMatchObject({
    kind: 'freeze',
    running: 'finish',
    times: {
      zone: 'UTC',
      periods: [
        { by: 'wall', from: Date.UTC(2027, 1, 5), to: Date.UTC(2027, 1, 13) },
        { by: 'year', from: 1001, to: 1007 },
      ],
    },
  });
  expect(peak).toMatchObject({ name: 'peaks 1', demand: { kind: 'peak' } });
  expect(rest.map(({ demand }) => demand)).toEqual([
    { kind: 'protected', how: 'closed' },
    { kind: 'ticket', pattern: 'CHG-[0-9]+' },
    { kind: 'approvals', count: 2, validMs: 8 * 3_600_000 },
    { kind: 'rehearsal', context: 'staging', withinMs: 3 * 86_400_000, cluster: '1c2d' },
  ]);
});

test('nothing is no rules', () => {
  expect(readPolicyText('r', '').policy.rules).toEqual([]);
});

/** The rules, and what is wrong with them where. */
const wrong = [
  ['rules: []', '1:1 unknown-key rules'],
  ['- a', '1:1 not-a-map rules'],
  ['zone: Mars/Olympus', '1:7 unknown-zone Mars/Olympus'],
  ['audit: maybe', '1:8 bad-choice maybe'],
  ['windows: {}', '1:10 not-a-list windows'],
  ['windows:\n  - name: n', '2:5 missing at'],
  ['windows:\n  - at: 09:00-18:00', '2:5 no-zone zone'],
  ['zone: UTC\nwindows:\n  - at: 9-18', '3:9 bad-time 9-18'],
  ['zone: UTC\nwindows:\n  - at: 25:00-26:00', '3:9 bad-time 25:00-26:00'],
  ['zone: UTC\nwindows:\n  - at: mon-fry 09:00-18:00', '3:9 bad-time mon-fry 09:00-18:00'],
  ['zone: UTC\nwindows:\n  - at: 09:00-09:00', '3:9 no-time 09:00-09:00'],
  ['zone: UTC\nfreezes:\n  - at: 2026-02-30', '3:9 no-such-day 2026-02-30'],
  ['zone: UTC\nfreezes:\n  - at: 2026-03-02/2026-03-01', '3:9 upside-down 2026-03-02/2026-03-01'],
  ['zone: UTC\nfreezes:\n  - at: 2026-03-02/10-01', '3:9 mixed 2026-03-02/10-01'],
  ['zone: UTC\nfreezes:\n  - at: 2026-03-02T08:00', '3:9 no-end 2026-03-02T08:00'],
  ['zone: UTC\nfreezes:\n  - at: holidays', '3:9 bad-time holidays'],
  ['calendars:\n  a: [soon]', '2:7 bad-time soon'],
  ['tickets:\n  - {}', '2:5 missing pattern'],
  ['tickets:\n  - pattern: "["', '2:14 bad-pattern ['],
  ['approvals:\n  - count: 0', '2:12 bad-count 0'],
  ['approvals:\n  - valid: soon', '2:12 bad-duration soon'],
  ['rehearsals:\n  - in: staging', '2:5 cluster-missing cluster'],
  ['tickets:\n  - pattern: a\n    contexts: prod', '3:15 contexts-in-cluster contexts'],
  ['tickets:\n  - pattern: a\n    commands: [status]', '3:16 unknown-command status'],
  ['tickets:\n  - pattern: a\n    patern: b', '3:5 unknown-key patern'],
  ['protected:\n  - for: nobody', '2:10 bad-choice nobody'],
  ['audit: off\naudit: off', '2:1 twice'],
  ['audit: [', '1:9 yaml'],
] as const;

describe('tells what is wrong, and where', () => {
  test.each(wrong)('%j', (text, expected) => {
    const { mistakes } = readPolicyText('r', text);
    const told = mistakes.map(({ code, at, what }) =>
      [`${String(at.line)}:${String(at.column)}`, code, what].join(' '),
    );
    expect(told[0]).toContain(expected);
    for (const language of ['en', 'zh'] as const) {
      for (const { code, what, known } of mistakes) {
        const text2 = messagesOf(language).guard.mistakes[code](what, known);
        expect(text2.fix).not.toBe('');
      }
    }
  });

  test('all of it, not the first only', () => {
    const { mistakes } = readPolicyText('r', 'zone: No\nwindows:\n  - at: x y\n  - name: n\n');
    expect(mistakes.map(({ code }) => code)).toEqual(['unknown-zone', 'no-zone', 'missing']);
  });

  test('in the file of the settings as other mistakes there', () => {
    const text = 'timeout: 5m\nrules:\n  windows:\n    - at: 9-18\n      zone: UTC\n';
    const { faults, entries } = parseConfigFile('koupctl.yaml', text);
    expect(entries.map(({ id }) => id)).toEqual(['timeout']);
    expect(faults).toMatchObject([
      {
        message: 'rules: "9-18" is no time',
        at: { file: 'koupctl.yaml', line: 4, column: 11 },
      },
    ]);
  });

  test('contexts may select there', () => {
    const text = 'rules:\n  tickets:\n    - pattern: A\n      contexts: [prod]\n';
    const { rules, faults } = parseConfigFile('koupctl.yaml', text);
    expect(faults).toEqual([]);
    expect(rules?.rules[0]).toMatchObject({ contexts: ['prod'], at: { line: 3, column: 7 } });
  });
});
