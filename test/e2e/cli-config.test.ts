import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Run, type Result } from './koupctl.ts';

let root: string;
let below: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'koupctl-config-'));
  below = join(root, 'team', 'shop');
  await mkdir(below, { recursive: true });
});

beforeEach(async () => {
  await rm(join(root, 'koupctl.yaml'), { force: true });
});

afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

function view(env: NodeJS.ProcessEnv = {}, ...args: string[]): Promise<Result> {
  return new Run(['config', 'view', ...args], { cwd: below, env }).done;
}

async function settings(env: NodeJS.ProcessEnv = {}, ...args: string[]) {
  const { code, stdout, stderr } = await view(env, ...args, '-o', 'json');
  expect(stderr).toBe('');
  expect(code).toBe(0);
  const { items } = JSON.parse(stdout) as {
    items: { key: string; value: unknown; origin: string }[];
  };
  return Object.fromEntries(items.map(({ key, value, origin }) => [key, [value, origin]]));
}

function configure(...lines: string[]): Promise<void> {
  return writeFile(join(root, 'koupctl.yaml'), `${lines.join('\n')}\n`);
}

describe('where a setting comes from', () => {
  test('the file is found upwards; the environment is stronger, flags are strongest', async () => {
    await configure('namespace: from-file', 'timeout: 5m', 'arklet:', '  timeout: 3s');
    const file = await settings();
    expect(file['namespace']).toEqual(['from-file', '../../koupctl.yaml:1:12']);
    expect(file['timeout']).toEqual(['5m', '../../koupctl.yaml:2:10']);
    expect(file['arklet.timeout']).toEqual(['3s', '../../koupctl.yaml:4:12']);
    expect(file['confirm']).toEqual(['each', 'default']);
    const env = { KOUPCTL_NAMESPACE: 'from-env', KOUPCTL_TIMEOUT: '6m' };
    const stronger = await settings(env);
    expect(stronger['namespace']).toEqual(['from-env', 'KOUPCTL_NAMESPACE']);
    expect(stronger['timeout']).toEqual(['6m', 'KOUPCTL_TIMEOUT']);
    const strongest = await settings(env, '-n', 'from-flag');
    expect(strongest['namespace']).toEqual(['from-flag', '--namespace']);
    expect(strongest['timeout']).toEqual(['6m', 'KOUPCTL_TIMEOUT']);
  });

  test('a table for people', async () => {
    const { stdout } = await view({ KOUPCTL_CONFIRM: 'none' });
    expect(stdout).toMatch(/^KEY +VALUE +FROM\n/);
    expect(stdout).toMatch(/\nconfirm +none +KOUPCTL_CONFIRM\n/);
  });
});

describe('mistakes in the settings', () => {
  test.each([
    ['a wrong key', ['timeout: 5m', 'namspace: shop'], '2:1', 'namespace'],
    ['a wrong value', ['confirm: sometimes'], '1:10', 'each, first, none'],
    ['a wrong time', ['', 'timeout: soon'], '2:10', 'soon'],
    ['a key twice', ['timeout: 5m', 'timeout: 6m'], '2:1', 'keep one of them'],
    ['no YAML', ['timeout: [5m'], '2:1', 'YAML'],
  ])('%s: at its place, with the remedy', async (_, lines, place, words) => {
    await configure(...lines);
    const { code, stdout, stderr } = await view();
    expect(stderr).toContain(`koupctl.yaml:${place}`);
    expect(stderr).toContain(words);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  test('in the environment and in flags: by name', async () => {
    const env = await view({ KOUPCTL_SOAK: 'x' });
    expect(env.stderr).toContain('KOUPCTL_SOAK');
    expect(env.code).toBe(2);
    const unknown = await view({ KOUPCTL_NAMESPCE: 'x' });
    expect(unknown.stderr).toContain('KOUPCTL_NAMESPCE');
    expect(unknown.stderr).toContain('KOUPCTL_NAMESPACE');
    const flag = await view({}, '-n', 'Not_A_Name');
    expect(flag.stderr).toContain('--namespace');
    expect(flag.code).toBe(2);
  });
});
