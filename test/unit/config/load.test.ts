import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isForeign } from '../../../src/config/find.ts';
import { loadConfig } from '../../../src/config/load.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'koupctl-config-'));
  await mkdir(join(root, 'app', 'deep'), { recursive: true });
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

const load = (cwd: string) => loadConfig({ cwd, env: {}, flags: {} });

describe('loadConfig', () => {
  it('finds the nearest file above the working folder', async () => {
    await writeFile(join(root, 'koupctl.yaml'), 'env: outer');
    await writeFile(join(root, 'app', 'koupctl.yaml'), 'env: inner\ntemplates: t');
    const { config } = await load(join(root, 'app', 'deep'));
    expect(config.env).toEqual({
      value: 'inner',
      origin: { from: 'file', at: { file: '../koupctl.yaml', line: 1, column: 6 } },
    });
    expect(config.templates.value).toBe(join(root, 'app', 't'));
    expect((await load(root)).config.env.origin).toMatchObject({ at: { file: 'koupctl.yaml' } });
  });

  it('does without a file', async () => {
    expect((await load(root)).config.env.origin).toEqual({ from: 'default' });
  });

  it('tells of a file that would not be read', async () => {
    await writeFile(join(root, 'koupctl.yml'), 'env: x');
    await expect(load(join(root, 'app'))).rejects.toMatchObject({
      name: 'Fault',
      fix: 'rename it to koupctl.yaml',
    });
  });

  it('tells of a folder in its place', async () => {
    await mkdir(join(root, 'koupctl.yaml'));
    await expect(load(root)).rejects.toThrow("can't be read");
  });

  it('reads its own file where everybody may write', async () => {
    await chmod(root, 0o777);
    await writeFile(join(root, 'koupctl.yaml'), 'env: mine');
    expect((await load(root)).config.env.value).toBe('mine');
  });
});

describe('isForeign', () => {
  it.each([
    ['mine in /tmp', 1000, 0o1777, false],
    ["root's in /tmp", 0, 0o1777, false],
    ["a stranger's in /tmp", 1001, 0o1777, true],
    ["a stranger's in a folder of his own", 1001, 0o755, false],
  ])('%s', (_, owner, mode, foreign) => {
    expect(isForeign(owner, mode, 1000)).toBe(foreign);
  });
});
