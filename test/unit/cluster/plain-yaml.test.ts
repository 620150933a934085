import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { parsePlainYaml } from '../../../src/cluster/access/plain-yaml.ts';
import { parseYamlKubeconfig } from '../../../src/cluster/access/yaml-kubeconfig.ts';

const kubectlWritten = `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: LS0tLS1CRUdJTg==
    server: https://10.0.0.1:6443
  name: prod
contexts:
- context:
    cluster: prod
    namespace: shop
    user: alice
  name: alice@prod
current-context: alice@prod
kind: Config
preferences: {}
users:
- name: alice
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1
      args:
      - eks
      - get-token
      - --region
      command: aws
      env: null
      provideClusterInfo: false
`;

describe('plain YAML', () => {
  test('reads what kubectl writes', () => {
    const text = kubectlWritten.replace('      - --region\n', '').replace('      env: null\n', '');
    expect(parsePlainYaml(text)).toEqual(parse(text));
  });

  test.each([
    ['a dash that begins a text', kubectlWritten],
    ['a flow map', 'a: {b: c}'],
    ['a block text', 'a: |\n  b'],
    ['an anchor', 'a: &x b'],
    ['a tag', 'a: !!str b'],
    ['a comment behind a value', 'a: b # c'],
    ['a number', 'a: 0644'],
    ['a word that is a flag in YAML 1.1', 'a: yes'],
    ['null', 'a: null'],
    ['a tab', 'a:\tb'],
    ['a document mark', '---\na: b'],
    ['the same key twice', 'a: b\na: c'],
    ['a text over two lines', 'a: b\n  c'],
    ['an escape', 'a: "b\\n"'],
    ['two colons', 'a: b: c'],
    ['a list at the top', '- a'],
    ['a key that is no text', 'true: a'],
    ['a deeper line without a reason', 'a: b\n   c: d'],
    ['nothing', ''],
  ])('leaves %s to the real parser', (_, text) => {
    expect(parsePlainYaml(text)).toBeUndefined();
  });

  const scalar = fc.oneof(
    fc.string(),
    fc.stringMatching(/^[A-Za-z0-9+/:. #'"=-]{0,12}$/),
    fc.boolean(),
    fc.constant(null),
    fc.integer(),
  );
  const key = fc.stringMatching(/^[a-zA-Z][a-zA-Z.-]{0,6}$/);
  const { tree } = fc.letrec((tie) => ({
    tree: fc.dictionary(key, tie('node'), { minKeys: 1, maxKeys: 4 }),
    node: fc.oneof({ maxDepth: 4 }, scalar, fc.array(tie('node'), { maxLength: 3 }), tie('tree')),
  }));

  test('agrees with the real parser wherever it reads at all', () => {
    let read = 0;
    fc.assert(
      fc.property(tree, fc.boolean(), (value, indentSeq) => {
        const text = stringify(value, { indentSeq, lineWidth: 0, version: '1.1' });
        const plain = parsePlainYaml(text);
        if (plain === undefined) return;
        read += 1;
        expect(plain).toEqual(parseYamlKubeconfig(text, 'f'));
      }),
      { numRuns: 1_000 },
    );
    expect(read).toBeGreaterThan(20);
  });

  test('agrees on texts that are nearly YAML', () => {
    const line = fc.stringMatching(/^ {0,4}(- )?([a-c]{1,2}:)? ?[a-c:#'"{}[\]&*-]{0,5}$/);
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), (lines) => {
        const text = lines.join('\n');
        const plain = parsePlainYaml(text);
        if (plain !== undefined) expect(plain).toEqual(parseYamlKubeconfig(text, 'f'));
      }),
      { numRuns: 4_000 },
    );
  });
});
