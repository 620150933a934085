import { describe, expect, test } from 'vitest';
import { filesRules } from '../../../src/manifest/among/list.ts';
import { lint } from '../../../src/manifest/lint.ts';
import { say, type FindingCode } from '../../../src/manifest/rule.ts';
import { rules } from '../../../src/manifest/rules/list.ts';
import { parseManifests } from '../../../src/manifest/yaml.ts';
import { sayingText, toldFinding } from '../../../src/messages/finding-text.ts';
import { messagesOf } from '../../../src/messages/messages.ts';
import type { Told } from '../../../src/messages/told.ts';
import { badText } from '../manifest/bad-text.ts';
import { examples, rolloutOnly } from '../manifest/lint-examples.ts';

const en = messagesOf('en');
const zh = messagesOf('zh');
const codes = Object.keys(en.findings) as FindingCode[];
const han = /\p{Script=Han}/u;

const registry = [
  'service-label-prefix',
  ...Object.values(rules).flatMap((list) => list.map(({ name }) => name)),
  ...filesRules.map(({ name }) => name),
];

/** A code is `rule` or `rule.which`; `url` is said by the rules that look at an address. */
function ruleOf(code: string): string {
  return code.split('.')[0] ?? '';
}

describe('the texts of findings', () => {
  test('every rule has its own, and there are none but those of rules', () => {
    const wanted = [...new Set([...registry, 'url'])].sort();
    expect([...new Set(codes.map(ruleOf))].sort()).toEqual(wanted);
  });

  // Where a word of any kind would not do.
  const special: Partial<Record<FindingCode, readonly unknown[]>> = {
    'string-fields': ['word0', 'number', 'word2'],
    'v2-spread-wish.said': ['word0', 'required'],
    'v2-spread-wish.other': ['word0', 'required'],
    'v2-base-match.none': [
      { key: 'word0', operator: 'word1', values: ['word2'] },
      ['word3'],
      'word4',
    ],
    'v1-free-bases.short': [5, 3],
  };

  function paramsOf(code: FindingCode): readonly unknown[] {
    const entry = en.findings[code];
    const count = typeof entry === 'function' ? entry.length : 0;
    // A list of one word reads like the word.
    return special[code] ?? Array.from({ length: count }, (_, index) => [`word${index}`]);
  }

  const wordsIn = ({ text, fix = '' }: Told): string[] =>
    [...new Set(`${text} ${fix}`.match(/word\d|--[a-z-]+|\b\d+\b/g))].sort();

  test.each(codes)('%s: Chinese, with the same facts and a fix where English has one', (code) => {
    const saying = { code, params: paramsOf(code) };
    const [english, chinese] = [sayingText(saying, en), sayingText(saying, zh)];
    expect(chinese.text).toMatch(han);
    expect(chinese.fix === undefined).toBe(english.fix === undefined);
    if (chinese.fix !== undefined) expect(chinese.fix).toMatch(han);
    expect(JSON.stringify([english, chinese])).not.toMatch(/undefined|\[object|NaN/);
    expect(JSON.stringify(english)).not.toMatch(han);
    expect(wordsIn(chinese)).toEqual(wordsIn(english));
  });
});

test('a code without a text, or with other parameters, does not compile', () => {
  // @ts-expect-error there is no such code
  expect(say('v9-nothing').params).toEqual([]);
  // @ts-expect-error it needs the label's name
  expect(say('v2-base-match.any').params).toEqual([]);
  expect(say('v2-base-match.any', 'name').params).toEqual(['name']);
});

describe('lint in Chinese', () => {
  const shown = [...new Set(examples.map(({ rule }) => rule))];

  test('every rule has an example to be seen by', () => {
    expect([...shown, ...rolloutOnly].sort()).toEqual([...new Set(registry)].sort());
  });

  test.each(shown)('%s: no finding is English', (rule) => {
    for (const { good, document = 0, edits, more } of examples.filter((one) => one.rule === rule)) {
      const bad = badText(good, document, edits) ?? '';
      const { docs } = parseManifests(more === undefined ? bad : `${bad}---\n${more}`, 'f.yaml');
      const found = lint(docs).map((finding) => toldFinding(finding, zh));
      expect(found.map((finding) => finding.rule)).toContain(rule);
      for (const { message, fix = '的' } of found) {
        expect(message).toMatch(han);
        expect(fix).toMatch(han);
      }
    }
  });
});
