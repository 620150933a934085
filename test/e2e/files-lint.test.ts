import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Run, type Result } from './koupctl.ts';

const manifests = fileURLToPath(new URL('../fixtures/manifests', import.meta.url));

/** Without any cluster, in the folder of the fixtures. */
function lint(file: string, ...args: string[]): Promise<Result> {
  return new Run(['lint', '-f', file, ...args], { cwd: manifests }).done;
}

interface Finding {
  readonly level: string;
  readonly rule: string;
  readonly field: string;
  readonly message: string;
  readonly fix?: string;
  readonly at: { readonly file: string; readonly line: number; readonly column: number };
}

async function findings(file: string): Promise<string[]> {
  const { stdout } = await lint(file, '-o', 'json');
  const { items } = JSON.parse(stdout) as { items: Finding[] };
  return items.map(({ level, rule, at }) => `${at.line}:${at.column} ${level} ${rule}`);
}

describe('lint', () => {
  test.each(['v1-good.yaml', 'v2-good.yaml', 'v2-several-modules.yaml'])(
    '%s: nothing to say',
    async (file) => {
      const { code, stdout, stderr } = await lint(file);
      expect({ code, stdout, stderr }).toEqual({
        code: 0,
        stdout: '',
        stderr: 'nothing to find fault with\n',
      });
    },
  );

  test.each([
    [
      'v1-documented.yaml',
      [
        '2:13 warning v1-group',
        '20:20 warning v1-upgrade-policy',
        '22:15 warning v1-gray-time',
        '26:23 warning v1-scheduling-policy',
        '27:19 warning v1-max-unavailable',
        '28:10 warning v1-confirm',
      ],
    ],
    [
      'v1-early.yaml',
      [
        '4:1 warning v1-labels',
        '9:10 warning v1-confirm',
        '20:21 warning v1-max-unavailable',
        '22:20 warning v1-upgrade-policy',
      ],
    ],
    [
      'v2-documented.yaml',
      [
        '21:52 warning v2-label-prefix',
        '22:14 warning v2-selector-match',
        '30:7 warning v2-no-spread',
        '35:21 warning v2-stack-affinity',
        '44:7 warning v2-tolerations',
        '44:7 warning v2-node-loss',
      ],
    ],
    [
      'v2-documented-peer.yaml',
      [
        '8:48 warning v2-label-prefix',
        '14:37 warning v2-selector-version',
        '18:52 warning v2-label-prefix',
        '33:21 warning v2-stack-affinity',
        '45:28 warning v2-topology-key',
        '46:7 warning v2-tolerations',
        '46:7 warning v2-node-loss',
      ],
    ],
  ])('%s, in the manner of the documentation', async (file, expected) => {
    expect(await findings(file)).toEqual(expected);
  });

  test('for people: a line with the place, as compilers have it, and the remedy', async () => {
    const { code, stdout, stderr } = await lint('v1-documented.yaml');
    expect(stdout).toMatch(
      /^v1-documented\.yaml:26:23: warning: spec\.schedulingStrategy\.schedulingPolicy: Scatter becomes scatter: .+ \(v1-scheduling-policy\)\n {4}fix: .+$/m,
    );
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  test('a folder as a whole, with what only shows together', async () => {
    const { code, stdout, stderr } = await lint('.');
    expect(stdout).toMatch(/v2-good\.yaml:5:9: error: .*Deployment orders stands in .*:5 already/);
    expect(stderr).toMatch(/invalid: 2 of \d+ finding\(s\) in \. are errors/);
    expect(code).toBe(2);
  });
});

describe('files that cannot be read', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'koupctl-lint-'));
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  test.each([
    ['tabs', 'kind: Pod\nmetadata:\n\tname: x\n', '3:1', 'ab'],
    ['an open bracket', 'kind: [Pod\napiVersion: v1\n', '2:1', ']'],
    ['no name', 'kind: Pod\napiVersion: v1\n', '1:1', 'metadata.name'],
    ['a list', '- 1\n', '1:1', 'not a Kubernetes object'],
    ['a key twice', 'kind: Pod\nkind: Pod\n', '2:1', 'kind'],
  ])('%s: where', async (_, text, place, words) => {
    const path = join(folder, 'broken.yaml');
    await writeFile(path, text);
    const { code, stdout } = await lint(path);
    expect(stdout).toContain(`${path}:${place}: error: `);
    expect(stdout).toContain(words);
    expect(code).toBe(2);
  });

  test('standard input has a name too', async () => {
    const run = new Run(['lint', '-f', '-'], { input: 'kind: [\n' });
    const { code, stdout, stderr } = await run.done;
    expect(stdout).toMatch(/^stdin:\d+:\d+: error: /);
    expect(stderr).toContain('standard input');
    expect(code).toBe(2);
  });

  test('nothing there', async () => {
    const { code, stdout } = await lint(join(folder, 'nothing.yaml'));
    expect(stdout).toContain('there is no such file or folder');
    expect(code).toBe(2);
  });
});
