import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lint } from '../../../src/commands/lint.ts';
import { writeInPlace } from '../../../src/commands/write-in-place.ts';
import type { World } from '../../../src/commands/world.ts';
import { Fault } from '../../../src/fault.ts';
import type { Outcome } from '../../../src/outcome.ts';
import type { Language, Line } from '../../../src/world.ts';

const fixtures = fileURLToPath(new URL('../../fixtures/manifests/', import.meta.url));

let folder: string;
let file: string;
let documented: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'koupctl-fix-'));
  file = join(folder, 'stock.yaml');
  documented = await readFile(`${fixtures}v1-documented.yaml`, 'utf8');
  await writeFile(file, documented);
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

interface Told {
  readonly outcome: Outcome | Fault;
  readonly out: string;
  readonly err: string;
  readonly documents: unknown[];
}

const textOf = (line: Line): string =>
  typeof line === 'string'
    ? line
    : line.map((span) => (typeof span === 'string' ? span : span.text)).join('');

interface Run {
  readonly paths?: readonly string[];
  readonly fix?: boolean;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly asDocument?: boolean;
  /** What the person says; undefined where there is none. */
  readonly answer?: boolean | Error;
  readonly stdin?: string;
  readonly language?: Language;
}

async function run(how: Run): Promise<Told> {
  const [out, err]: [string[], string[]] = [[], []];
  const documents: unknown[] = [];
  const world = {
    language: how.language ?? 'en',
    stdin: () => Promise.resolve(how.stdin ?? ''),
    ask: {
      interactive: how.answer !== undefined,
      confirm: () =>
        how.answer instanceof Error ? Promise.reject(how.answer) : Promise.resolve(how.answer),
    },
    reporter: {
      document: (value: unknown, lines: readonly Line[]) => {
        documents.push(value);
        out.push(...lines.map(textOf));
      },
      raw: (text: string) => out.push(text),
      say: (line: Line) => err.push(textOf(line)),
    },
  } as unknown as World;
  const { paths = [file], fix = true, yes = false, dryRun = false, asDocument = false } = how;
  const outcome = await lint(world, { paths, fix, yes, dryRun, asDocument }).catch(
    (error: unknown) => {
      if (error instanceof Fault) return error;
      throw error;
    },
  );
  return { outcome, out: out.join('\n'), err: err.join('\n'), documents };
}

const nameOf = ({ outcome }: Told): string =>
  outcome instanceof Fault ? outcome.outcome : outcome.name;

describe('lint --fix', () => {
  test('shows, writes, and tells what is left: nothing here', async () => {
    const told = await run({ yes: true });
    expect(told.out).toContain(`--- ${file}\n+++ ${file}\n@@ -1,12 +1,12 @@`);
    expect(told.out).toContain('-    grayTime: 120\n+    grayTimeBetweenBatchSeconds: 120');
    expect(told.err).toBe(`${file} is mended\nnothing to find fault with`);
    expect(nameOf(told)).toBe('done');
    const again = await run({ yes: true });
    expect(again.out).toBe('');
    expect(again.err).toBe('nothing that --fix could mend\nnothing to find fault with');
    expect(await readdir(folder)).toEqual(['stock.yaml']);
  });

  test.each([
    ['yes', true, 'done'],
    ['no', false, 'refused'],
    ['Ctrl-C', Object.assign(new Error(), { name: 'AbortError' }), 'interrupted'],
  ])('asks: %s', async (_, answer, outcome) => {
    const told = await run({ answer });
    expect(nameOf(told)).toBe(outcome);
    expect((await readFile(file, 'utf8')) === documented).toBe(outcome !== 'done');
  });

  test('nobody to ask and no --yes: refused, nothing written', async () => {
    const told = await run({});
    expect(nameOf(told)).toBe('refused');
    expect(told.out).toContain('+apiVersion: koupleless.io/v1alpha1');
    expect(await readFile(file, 'utf8')).toBe(documented);
  });

  test('--dry-run: the diff, and nothing written', async () => {
    const told = await run({ dryRun: true });
    expect(nameOf(told)).toBe('done');
    expect(told.out).toContain('-    schedulingPolicy: Scatter');
    expect(told.out).not.toContain('error');
    expect(await readFile(file, 'utf8')).toBe(documented);
  });

  test('what is left is found again, and is the outcome', async () => {
    await writeFile(file, documented.replace('replicas: 2', 'replicas: two'));
    const told = await run({ yes: true });
    expect(nameOf(told)).toBe('invalid');
    expect(told.out).toContain(`${file}:18:13: error: spec.replicas: replicas is a whole number`);
  });

  test('as a document: one, with the diff and what is left', async () => {
    const told = await run({ yes: true, asDocument: true });
    expect(told.documents).toEqual([
      expect.objectContaining({
        kind: 'FindingList',
        items: [],
        fixed: [
          { file, diff: expect.stringContaining('+    schedulingPolicy: scatter') as string },
        ],
      }),
    ]);
  });

  test('standard input: the mended text and nothing else on stdout', async () => {
    const told = await run({ paths: ['-'], stdin: documented });
    expect(told.out).toMatch(/^# In the manner/);
    expect(told.out).toContain('schedulingPolicy: scatter');
    expect(told.out.endsWith('scatter\n')).toBe(true);
    const broken = await run({ paths: ['-'], stdin: 'kind: [\n' });
    expect(broken.out).toBe('kind: [\n');
    expect(broken.err).toMatch(/^stdin:\d+:\d+: error/);
    expect(nameOf(broken)).toBe('invalid');
  });

  test.each<[string, Run]>([
    ['standard input among files', { paths: ['-', 'x.yaml'], stdin: '' }],
    ['standard input as JSON', { paths: ['-'], stdin: '', asDocument: true }],
    ['--yes without --fix', { fix: false, yes: true }],
    ['--dry-run without --fix', { fix: false, dryRun: true }],
  ])('%s makes no sense', async (_, how) => {
    expect(nameOf(await run(how))).toBe('invalid');
    expect(await readFile(file, 'utf8')).toBe(documented);
  });

  test('bytes that are no UTF-8 are left alone', async () => {
    const bytes = Buffer.concat([Buffer.from([0x23, 0xe9, 0x0a]), Buffer.from(documented)]);
    await writeFile(file, bytes);
    const told = await run({ yes: true });
    expect(told.err).toContain('is not UTF-8 and is left as it is');
    expect((await readFile(file)).equals(bytes)).toBe(true);
  });

  test('secrets are not shown', async () => {
    const pod = await readFile(`${fixtures}v2-good.yaml`, 'utf8');
    const env = '            - name: DB_PASSWORD\n              value: 4711\n      affinity:';
    await writeFile(file, pod.replace('      affinity:', env).replace('a/orders', 'a/o'));
    const told = await run({ yes: true });
    expect(told.out).toContain('+              value: ******');
    expect(told.out).not.toContain('4711');
    expect(await readFile(file, 'utf8')).toContain('value: "4711"');
  });

  test('in Chinese: what, how to mend it, and why', async () => {
    const told = await run({ fix: false, language: 'zh' });
    expect(told.out).toContain(
      '错误: spec.schedulingStrategy.schedulingPolicy: Scatter 改为 scatter：其他写法服务器都会拒绝 (v1-scheduling-policy)\n    修复: deploy 会自动这样做；lint --fix 可把它写进文件\n',
    );
    expect(told.documents).toMatchObject([
      {
        items: [
          { rule: 'v1-group', fixable: true, why: '文档里的 API 组从未发布过：服务器没有这个类型' },
          {},
          {},
          {},
          {},
          {},
          {},
        ],
      },
    ]);
  });
});

describe('writing in place', () => {
  test('keeps the mode, and follows a link', async () => {
    await chmod(file, 0o640);
    const link = join(folder, 'link.yaml');
    await symlink(file, link);
    await writeInPlace(link, documented, 'a: 1\n');
    expect(await readFile(file, 'utf8')).toBe('a: 1\n');
    expect((await stat(file)).mode & 0o777).toBe(0o640);
    expect((await readdir(folder)).sort()).toEqual(['link.yaml', 'stock.yaml']);
  });

  test('a file that someone changed meanwhile is left as it is', async () => {
    await expect(writeInPlace(file, 'old', 'new')).rejects.toMatchObject({ outcome: 'superseded' });
    expect(await readFile(file, 'utf8')).toBe(documented);
    expect(await readdir(folder)).toEqual(['stock.yaml']);
  });

  test.each(['/dev/null', 'nothing.yaml'])('%s is refused', async (path) => {
    await expect(writeInPlace(path, '', 'new')).rejects.toBeInstanceOf(Fault);
  });
});
