import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { filesRules } from '../../../src/manifest/among/list.ts';
import { lint } from '../../../src/manifest/lint.ts';
import { mended } from '../../../src/manifest/mend.ts';
import type { Finding } from '../../../src/manifest/rule.ts';
import { rules } from '../../../src/manifest/rules/list.ts';
import { parseManifests } from '../../../src/manifest/yaml.ts';
import { messagesOf } from '../../../src/messages/messages.ts';
import { badText, goodText } from './bad-text.ts';
import { examples, rolloutOnly, type Example } from './lint-examples.ts';
import { lintTable } from './lint-table.ts';

/** The good file made bad, and what comes behind it. */
function textOf({ good, document = 0, edits, more }: Example): string {
  const bad = badText(good, document, edits);
  if (bad === undefined) throw new Error(`this example cannot be written into ${good}`);
  return more === undefined ? bad : `${bad}---\n${more}`;
}

function findingsIn(text: string): readonly Finding[] {
  const { docs, faults } = parseManifests(text, 'f.yaml');
  if (faults[0]) throw faults[0];
  return lint(docs);
}

const shapes = (text: string, rule: string): string[] =>
  findingsIn(text)
    .filter((finding) => finding.rule === rule)
    .map(({ level, fixable }) => `${level}${fixable === true ? ', --fix' : ''}`);

const goods = [...new Set(examples.map(({ good }) => good))];

test.each(goods)('%s is good', (good) => {
  expect(findingsIn(goodText(good))).toEqual([]);
});

describe('every rule', () => {
  const named = examples.map((example, index) => ({ name: `${example.rule} ${index}`, example }));

  test.each(named)('$name: the bad file', ({ example }) => {
    const { rule, level, mends } = example;
    const text = textOf(example);
    expect(shapes(text, rule)).toContain(mends ? `${level}, --fix` : level);
    const [after] = mended([{ file: 'f.yaml', text }]);
    const left = shapes(after?.text ?? '', rule);
    if (mends) expect(left.filter((shape) => shape.endsWith('--fix'))).toEqual([]);
    else expect(left).toContain(level);
  });

  const ids = [
    'syntax',
    'service-label-prefix',
    ...Object.values(rules).flatMap((list) => list.map(({ name }) => name)),
    ...filesRules.map(({ name }) => name),
  ];

  test('has an example, or needs a cluster', () => {
    const played = new Set([...examples.map(({ rule }) => rule), ...rolloutOnly, 'syntax']);
    expect([...played].sort()).toEqual([...new Set(ids)].sort());
  });

  test.each(['en', 'zh'] as const)('is told of in %s, and no other is', (language) => {
    expect(Object.keys(messagesOf(language).lintRules).sort()).toEqual([...new Set(ids)].sort());
  });

  test('stands in docs/lint-rules.md as its examples show it', async () => {
    const file = fileURLToPath(new URL('../../../docs/lint-rules.md', import.meta.url));
    await expect(lintTable()).toMatchFileSnapshot(file);
  });
});
