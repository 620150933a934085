import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfigFile } from '../../../src/config/parse-file.ts';

function faultsOf(text: string): string[] {
  const { faults } = parseConfigFile('koupctl.yaml', text);
  return faults.map(({ at, message, fix }) => {
    const where = at === undefined ? '' : `${at.line}:${at.column} `;
    return `${where}${message}${fix === undefined ? '' : ` (${fix})`}`;
  });
}

describe('koupctl.yaml', () => {
  it('gives every value as written, with its position', () => {
    const { entries, faults } = parseConfigFile(
      'koupctl.yaml',
      `# our defaults
namespace: team-a
timeout: 90
"batches": 0x10
batchSize: [1, 30%, "100%"]
arklet:
  mode: direct
  timeout: 0500ms
protectedContexts:
  - prod
  - 'arn:aws:eks:1/x'
env: no
`,
    );
    expect(faults).toEqual([]);
    expect(entries.map(({ id, text, at }) => `${id}=${text} ${at.line}:${at.column}`)).toEqual([
      'namespace=team-a 2:12',
      'timeout=90 3:10',
      'batches=0x10 4:12',
      'batchSize=1,30%,100% 5:12',
      'arkletMode=direct 7:9',
      'arkletTimeout=0500ms 8:12',
      'protectedContexts=prod,arn:aws:eks:1/x 10:3',
      'env=no 12:6',
    ]);
  });

  it.each([
    ['an unknown key', 'timout: 5s', '1:1 unknown key timout (did you mean timeout?)'],
    ['kebab case', 'batch-size: 1', '1:1 unknown key batch-size (did you mean batchSize?)'],
    [
      'an unknown nested key',
      'arklet:\n  mod: auto',
      '2:3 unknown key arklet.mod (did you mean mode?)',
    ],
    [
      'a key of the wrong level',
      'mode: auto',
      '1:1 unknown key mode (did you mean mode below arklet?)',
    ],
    [
      'a key from the top',
      'arklet: {policy: x}',
      '1:10 unknown key arklet.policy (did you mean policy at the top?)',
    ],
    [
      'a dotted key',
      'arklet.mode: auto',
      '1:1 unknown key arklet.mode (did you mean mode below arklet?)',
    ],
    [
      'nothing near',
      'arklet:\n  colour: 1',
      '2:3 unknown key arklet.colour (known keys: mode, timeout)',
    ],
    ['a key twice', 'env: a\nenv: b', '2:1 this key stands above already (keep one of them)'],
    ['no value', 'env:', '1:1 env has no value (write a value, or leave the key out)'],
    ['null', 'env: ~', '1:1 env has no value (write a value, or leave the key out)'],
    ['a list for one value', 'env: [a]', '1:6 env is a single value (write it as env: value)'],
    ['a map for one value', 'env: {a: b}', '1:6 env is a single value (write it as env: value)'],
    [
      'a value for a map',
      'arklet: auto',
      '1:9 arklet holds keys of its own (write mode and timeout below it)',
    ],
    [
      'an empty map',
      'arklet:',
      '1:1 arklet holds keys of its own (write mode and timeout below it)',
    ],
    [
      'a list of maps',
      'protectedContexts:\n  - a: 1',
      '2:5 protectedContexts has an entry that is no plain value (write one value per entry)',
    ],
    [
      'a comma that would split a name',
      'protectedContexts: ["a,b"]',
      '1:21 protectedContexts has an entry that is no plain value (write one value per entry)',
    ],
    [
      'an alias',
      'env: &e dev\nnamespace: *e',
      '2:12 namespace is a single value (write it as namespace: value)',
    ],
    [
      'a list at the top',
      '- env',
      '1:1 the file is no list of keys (write lines of the form key: value)',
    ],
    ['a complex key', '[a]: b', '1:1 unknown key ? '],
    ['a tab', 'arklet:\n\tmode: auto', '2:1 not valid YAML: '],
    ['two documents', 'env: a\n---\nenv: b', ' not valid YAML: '],
    ['a tag', 'env: !secret x', '1:6 not valid YAML: Unresolved tag: !secret'],
  ])('refuses %s', (_, text, said) => {
    const faults = faultsOf(text);
    expect(faults[0]).toContain(said);
  });

  it('reports all mistakes, and still gives what is right', () => {
    const { entries, faults } = parseConfigFile('k', 'timout: 1\nenv: dev\nplicy: x\n');
    expect(faults).toHaveLength(2);
    expect(entries).toMatchObject([{ id: 'env', text: 'dev' }]);
  });

  it.each(['', '\n', '# only a comment\n', '---\n', 'null', '{}'])('may be empty: %j', (text) => {
    expect(parseConfigFile('k', text)).toEqual({ entries: [], faults: [] });
  });

  it('never throws, whatever is in it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from('ab:-[]{}&*!|>\'"%@`#,? \n\t')) }),
        (text) => {
          parseConfigFile('k', text);
        },
      ),
    );
  });
});
