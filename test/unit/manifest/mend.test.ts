import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isMendable, lint } from '../../../src/manifest/lint.ts';
import { mended } from '../../../src/manifest/mend.ts';
import { rulingsOn } from '../../../src/manifest/normalise.ts';
import { isTree, sameTree, valueAt } from '../../../src/manifest/tree.ts';
import type { Path } from '../../../src/manifest/tree.ts';
import { parseManifests, yamlDocuments } from '../../../src/manifest/yaml.ts';
import { badText } from './bad-text.ts';
import { examples, type Good } from './lint-examples.ts';
import { docOf, fixtureText, linted } from './manifest-kit.ts';

function mend(text: string): string {
  return mended([{ file: 'f.yaml', text }])[0]?.text ?? '';
}

function fixable(text: string): string[] {
  return lint(parseManifests(text, 'f.yaml').docs)
    .filter((finding) => finding.fixable === true)
    .map(({ rule, field }) => `${rule} ${field}`);
}

/** The deepest places where two trees differ. */
function differences(before: unknown, after: unknown, path: Path = []): Path[] {
  if (sameTree(before, after)) return [];
  if (!isTree(before) || !isTree(after)) return [path];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => differences(before[key], after[key], [...path, key]));
}

const meets = (a: Path, b: Path): boolean =>
  a.slice(0, b.length).every((step, index) => step === b[index]);

/** A comment on a line of its own above every line, and one behind it. */
function commented(text: string): string {
  return text
    .split('\n')
    .map((line, index) => {
      if (/^(?:---|#.*)?$/.test(line)) return line;
      return `${/^ */.exec(line)?.[0] ?? ''}# above ${index}.\n${line} # behind ${index}.`;
    })
    .join('\n');
}

const goods: Good[] = ['manifests/v1-good', 'manifests/v2-good'];
const mending = examples.filter(({ mends, more }) => mends === true && more === undefined);

/** Several traps at once in one good file. */
const bad = fc.constantFrom(...goods).chain((good) =>
  fc
    .subarray(
      mending.filter((one) => one.good === good),
      { minLength: 1, maxLength: 5 },
    )
    .map((some) =>
      badText(
        good,
        0,
        some.flatMap(({ edits }) => edits),
      ),
    )
    .filter((text) => text !== undefined),
);
const written = fc
  .tuple(bad, fc.constantFrom('as it is', 'commented', 'windows', 'json'))
  .map(([text, how]) => {
    if (how === 'commented') return commented(text);
    if (how === 'windows') return text.replaceAll('\n', '\r\n');
    if (how === 'json') return `${JSON.stringify(docOf(text).object, null, 2)}\n`;
    return text;
  });

describe('whatever the traps', () => {
  test('nothing is left to mend, and the second time changes nothing', () => {
    fc.assert(
      fc.property(written, (text) => {
        const once = mend(text);
        expect(fixable(once)).toEqual([]);
        expect(mend(once)).toBe(once);
      }),
      { numRuns: 60 },
    );
  });

  test('the tree changes where a finding says so, and nowhere else', () => {
    fc.assert(
      fc.property(written, (text) => {
        const doc = docOf(text, 'f.yaml');
        const named = rulingsOn(doc, {}, isMendable)
          .rulings.filter(isMendable)
          .flatMap(({ edits = [] }) => edits.map(({ path }) => path));
        const among = linted([doc]).filter((finding) => finding.fixable === true);
        const changed = differences(doc.object, docOf(mend(text)).object);
        expect(among.length).toBeGreaterThan(0);
        for (const path of changed) {
          const said = named.some((each) => meets(path, each) || meets(each, path));
          const field = String(path.at(-1));
          expect([
            path,
            said || among.some((one) => one.field.includes(field) || one.fix?.includes(field)),
          ]).toEqual([path, true]);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('a comment stays, unless what stood below it went', () => {
    fc.assert(
      fc.property(bad, (text) => {
        const before = commented(text);
        const after = mend(before);
        const lost = [...before.matchAll(/# above (\d+)\./g)].filter(
          ([above, index]) => !after.includes(above) && after.includes(`# behind ${index}.`),
        );
        expect(lost).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test('JSON stays JSON', () => {
    fc.assert(
      fc.property(bad, (text) => {
        const json = JSON.stringify(docOf(text).object, null, 2);
        expect(JSON.parse(mend(json))).toEqual(docOf(mend(text)).object);
      }),
      { numRuns: 20 },
    );
  });
});

test.each(['v1-documented', 'v2-documented', 'v2-documented-peer', 'v1-early'])(
  '%s: lines that no finding speaks of stay byte for byte',
  (name) => {
    const text = fixtureText(name);
    const fixed = mend(text);
    expect(fixed).not.toBe(text);
    expect(fixable(fixed)).toEqual([]);
    const touched = new Set(
      lint([docOf(text)])
        .filter((finding) => finding.fixable === true)
        .map(({ at }) => at?.line),
    );
    const kept = new Set(fixed.split('\n'));
    const first = text.split('\n').slice(0, Math.min(...[...touched].map((line) => line ?? 1)) - 1);
    expect(first.filter((line) => !kept.has(line))).toEqual([]);
  },
);

describe('anchors', () => {
  const list = (second: string) =>
    [
      'apiVersion: v1',
      'kind: List',
      'items:',
      ...['a', 'b'].flatMap((name) => [
        '- apiVersion: koupleless.io/v1alpha1',
        '  kind: ModuleDeployment',
        `  metadata: {name: ${name}, labels: {x: v}}`,
        '  spec:',
        '    baseDeploymentName: base',
        '    replicas: 1',
        `    template: {spec: {module: {name: ${name}, version: '1', url: 'http://x.example.com/${name}.jar'}}}`,
        name === 'a' ? '    schedulingStrategy: &s {schedulingPolicy: Scatter} # why' : second,
      ]),
      '',
    ].join('\n');

  test('what both use is mended once', () => {
    const fixed = mend(list('    schedulingStrategy: *s'));
    expect(fixed).toBe(list('    schedulingStrategy: *s').replace('Scatter', 'scatter'));
  });

  test('what is merged in is mended where it is written', () => {
    const text = list('    schedulingStrategy: {<<: *s}');
    const fixed = mend(text);
    expect(yamlDocuments(fixed)).toHaveLength(1);
    expect(fixed).toContain('&s {schedulingPolicy: scatter}');
    expect(
      valueAt(yamlDocuments(fixed)[0]?.value, ['items', 1, 'spec', 'schedulingStrategy']),
    ).toEqual({
      schedulingPolicy: 'scatter',
    });
    expect(mend(fixed)).toBe(fixed);
  });

  test('what another one means otherwise is left, and the rest is mended', () => {
    const shared = `apiVersion: koupleless.io/v1alpha1
kind: ModuleDeployment
metadata: {name: a, labels: {x: v}}
spec:
  baseDeploymentName: base
  replicas: 1
  pause: false
  operationStrategy: {batchCount: &b "1"}
  template: {spec: {module: {name: a, version: *b, url: 'http://x.example.com/a.jar'}}}
`;
    const fixed = mend(shared);
    // batchCount wants a number, and the version the same characters as text.
    expect(fixed).toBe(shared.replace('  pause: false\n', ''));
    expect(fixable(fixed)).toEqual(['v1-field-type spec.operationStrategy.batchCount']);
  });
});

test('documents that cannot be read stay, and the others are mended', () => {
  const text = `kind: [\n`;
  expect(mend(text)).toBe(text);
  const several = `# one\nkind: Pod\nkind: Pod\n---\n${fixtureText('v1-documented')}`;
  expect(mend(several)).toBe(
    `# one\nkind: Pod\nkind: Pod\n---\n${mend(fixtureText('v1-documented'))}`,
  );
});
