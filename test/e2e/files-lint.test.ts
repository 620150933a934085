import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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
        '2:13 error v1-group',
        '9:33 warning v1-label-prefix',
        '20:20 warning v1-upgrade-policy',
        '22:15 warning v1-gray-time',
        '26:23 error v1-scheduling-policy',
        '27:19 warning v1-max-unavailable',
        '28:10 warning v1-confirm',
      ],
    ],
    [
      'v1-early.yaml',
      [
        '4:1 error v1-labels',
        '9:10 warning v1-confirm',
        '20:21 info v1-ignored',
        '22:20 warning v1-upgrade-policy',
      ],
    ],
    [
      'v2-documented.yaml',
      [
        '21:52 error v2-label-prefix',
        '22:14 error v2-selector-match',
        '30:7 warning v2-no-spread',
        '35:21 error v2-stack-affinity',
        '44:7 warning v2-tolerations',
        '44:7 warning v2-node-loss',
      ],
    ],
    [
      'v2-documented-peer.yaml',
      [
        '8:48 warning v2-label-prefix',
        '14:37 warning v2-selector-version',
        '18:52 error v2-label-prefix',
        '33:21 error v2-stack-affinity',
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
      /^v1-documented\.yaml:26:23: error: spec\.schedulingStrategy\.schedulingPolicy: Scatter becomes scatter: .+ \(v1-scheduling-policy\)\n {4}fix: .+$/m,
    );
    expect(stderr).toContain('2 of 7 finding(s) in v1-documented.yaml are errors');
    expect(code).toBe(2);
  });

  test('in Chinese, and the machine words stay', async () => {
    const { code, stdout } = await lint('v1-documented.yaml', '--lang', 'zh');
    expect(stdout).toMatch(
      /^v1-documented\.yaml:26:23: 错误: spec\.schedulingStrategy\.schedulingPolicy: Scatter 改为 scatter：.+ \(v1-scheduling-policy\)\n {4}修复: .+$/m,
    );
    expect(code).toBe(2);
    const json = await lint('v1-documented.yaml', '--lang', 'zh', '-o', 'json');
    const { items } = JSON.parse(json.stdout) as { items: unknown[] };
    expect(items[0]).toMatchObject({
      level: 'error',
      rule: 'v1-group',
      message: expect.stringContaining('从来没有版本提供过 API 组') as string,
    });
  });

  test('a folder as a whole, with what only shows together', async () => {
    const { code, stdout, stderr } = await lint('.');
    expect(stdout).toMatch(/v2-good\.yaml:5:9: error: .*Deployment orders stands in .*:5 already/);
    expect(stderr).toMatch(/invalid: \d+ of \d+ finding\(s\) in \. are errors/);
    expect(code).toBe(2);
  });
});

describe('lint --fix', () => {
  let folder: string;
  let file: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'koupctl-fix-'));
    file = join(folder, 'stock.yaml');
    await copyFile(join(manifests, 'v1-documented.yaml'), file);
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  test('without a person and --yes: the changes, and exit code 4', async () => {
    const { code, stdout, stderr } = await lint(file, '--fix');
    expect(stdout).toContain('-    schedulingPolicy: Scatter');
    expect(stderr).toContain('nobody can accept the changes');
    expect(code).toBe(4);
  });

  test('as a filter', async () => {
    const input = await readFile(file, 'utf8');
    const { code, stdout } = await new Run(['lint', '--fix', '-f', '-'], { input }).done;
    expect(stdout).toMatch(/^# In the manner/);
    expect(stdout).toContain('grayTimeBetweenBatchSeconds: 120');
    expect(code).toBe(0);
  });

  test('with --yes: mended, and nothing left', async () => {
    const { code, stderr } = await lint(file, '--fix', '--yes');
    expect(stderr).toBe(`${file} is mended\nnothing to find fault with\n`);
    expect(code).toBe(0);
    expect(await readFile(file, 'utf8')).toMatch(/^ {4}upgradePolicy: install_then_uninstall$/m);
    const again = await lint(file);
    expect(again.stderr).toBe('nothing to find fault with\n');
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
