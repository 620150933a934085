import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { outcomes } from '../../src/exit-code.ts';
import { runInPty } from '../bed/pty.ts';
import { launcher, Run, type Result } from './koupctl.ts';

/** Without any cluster. */
function koupctl(...args: string[]): Promise<Result> {
  return new Run(args, {}).done;
}

const { version } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { version: string };

const commands = [
  'deploy',
  'plan',
  'status',
  'rollback',
  'modules',
  'render',
  'lint',
  'exit-codes',
  'config view',
];

describe('help and version', () => {
  test.each(commands)('%s --help', async (command) => {
    const words = command.split(' ');
    const help = await koupctl(...words, '--help');
    expect(help.stdout).toContain(`Usage: koupctl ${command}`);
    expect(help.stdout).toContain('--namespace');
    expect(help).toMatchObject({ code: 0, stderr: '' });
    const asked = await koupctl('help', ...words);
    expect(asked).toEqual(help);
  });

  test.each([[], ['help'], ['--help']])(
    'without a command everything is listed: %j',
    async (...words) => {
      const { code, stdout } = await koupctl(...words);
      expect(code).toBe(0);
      for (const command of commands) expect(stdout).toContain(`  ${command.split(' ')[0] ?? ''}`);
    },
  );

  test('a value that is also the name of a command is a value', async () => {
    const { code, stdout } = await koupctl('-n', 'lint', 'modules', '--help');
    expect(stdout).toContain('Usage: koupctl modules');
    expect(code).toBe(0);
  });

  test('the version of the tool', async () => {
    const long = await koupctl('--version');
    expect(long).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    expect(await koupctl('-V')).toEqual(long);
  });

  test('a mistake is told in the language that was typed, though it comes first', async () => {
    const wrong = ['deploy', 'biz1', '--pause-after', 'x', '--lang', 'zh'];
    const { code, stderr } = await koupctl(...wrong);
    expect(stderr).toContain("选项 '--pause-after <n>' 的值 'x' 无效：需要不小于 1 的整数。");
    expect(stderr).toContain('用 koupctl deploy --help 查看用法');
    expect(code).toBe(2);
  });

  test("behind a command it is the module's", async () => {
    const { code, stdout } = await koupctl(
      ...['render', 'biz1', '--version', '2.0.0', '--url', 'http://jars.test/biz1.jar'],
      ...['--base', 'shop-base'],
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/name: BIZ_VERSION\s+value: "2\.0\.0"/);
    expect(stdout).not.toContain(version);
    const bare = await koupctl('deploy', 'biz1', '--version');
    expect(bare.stderr).toContain("option '--version <version>' argument missing");
    expect(bare.code).toBe(2);
  });
});

describe('what was not meant', () => {
  test.each([
    [['depoy'], "unknown command 'depoy'", 'did you mean deploy?'],
    [['config', 'vew'], "unknown command 'vew'", 'did you mean view?'],
    [['help', 'modles'], "unknown command 'modles'", 'did you mean modules?'],
    [['modules', '--base-pi', '1'], "unknown option '--base-pi'", 'did you mean --base-ip?'],
    [['status'], "missing required argument 'name'", 'koupctl status --help'],
    [['modules', 'all'], 'too many arguments', 'koupctl modules --help'],
    [['lint'], "required option '-f", 'koupctl lint --help'],
    [['modules', '-o', 'xml'], '"xml" is none of table', 'write one of'],
    [['deploy', 'a', '--pause-after', 'x'], 'a whole number of 1 or more', 'koupctl deploy --help'],
    [['deploy', 'a', '--ok', 'well'], 'Allowed choices are done', 'koupctl deploy --help'],
    [['deploy', 'a'], 'module a needs --version and --url', 'koupctl deploy a --version'],
    [['deploy', 'a', '-f', 'b'], '-f and a exclude each other', 'either'],
    [['deploy'], 'which module?', 'koupctl deploy MODULE'],
  ])('%s', async (args, words, fix) => {
    const { code, stdout, stderr } = await koupctl(...args);
    expect(stderr).toContain(`error: `);
    expect(stderr).toContain(words);
    expect(stderr).toMatch(/\n {2}fix: /);
    expect(stderr).toContain(fix);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

describe('options before the command', () => {
  test('count, those behind it more', async () => {
    const before = await koupctl('-o', 'json', '-n', 'one', 'config', 'view');
    expect(valueOf(before, 'namespace')).toEqual({ value: 'one', origin: '--namespace' });
    const both = await koupctl('-o', 'json', '-n', 'one', 'config', 'view', '-n', 'two');
    expect(valueOf(both, 'namespace')).toEqual({ value: 'two', origin: '--namespace' });
  });

  function valueOf({ stdout }: Result, key: string) {
    const { items } = JSON.parse(stdout) as { items: { key: string }[] };
    const { key: _, ...rest } = items.find((item) => item.key === key) ?? { key };
    return rest;
  }
});

describe('the table of exit codes', () => {
  test('is the one in the code', async () => {
    const json = JSON.parse((await koupctl('exit-codes', '-o', 'json')).stdout) as {
      items: { name: string; code: number }[];
    };
    expect(json.items.map(({ name, code }) => [name, code])).toEqual(
      Object.entries(outcomes).map(([name, { code }]) => [name, code]),
    );
    expect(parse((await koupctl('exit-codes', '-o', 'yaml')).stdout)).toEqual(json);
    const { stdout } = await koupctl('exit-codes');
    expect(stdout).toMatch(/^CODE +OUTCOME +MEANING\n0 +done +/);
    expect(stdout).toMatch(/\n130 +interrupted +/);
  });
});

describe('where output goes', () => {
  const quoted = [process.execPath, launcher].map((word) => `'${word}'`).join(' ');

  function shell(script: string, env: NodeJS.ProcessEnv = {}) {
    return spawnSync('bash', ['-c', `set -o pipefail; ${script}`], {
      env: { PATH: process.env['PATH'], HOME: '/nonexistent', ...env },
      encoding: 'utf8',
    });
  }

  test('a reader that leaves ends the command quietly, with its own exit code', () => {
    for (const reader of ['head -1', 'true']) {
      const { status, stderr } = shell(`${quoted} exit-codes -o json | ${reader}`);
      expect(stderr).toBe('');
      expect(status).toBe(0);
    }
    const closed = shell(`${quoted} exit-codes >&-`);
    expect(closed.stderr).not.toContain('bug:');
  });

  test('closed standard input is no terminal: nobody can be asked', () => {
    const { status, stderr } = shell(
      `${quoted} deploy biz1 --version 1 --url http://jars.test/a.jar --base b <&-`,
    );
    expect(stderr).toContain('not a terminal, and no --yes');
    expect(status).toBe(4);
  });

  const colour = '\u001b[';

  async function inTerminal(env: NodeJS.ProcessEnv, ...args: string[]): Promise<string> {
    const { PATH } = process.env;
    const run = await runInPty(process.execPath, [launcher, ...args], {
      env: { PATH, HOME: '/nonexistent', TERM: 'xterm-256color', ...env },
      cwd: '/',
    });
    await run.exited;
    return run.output;
  }

  test('colours are for terminals that want them', async () => {
    const wrong = ['modules', '--base-ip', 'nonsense'];
    expect(await inTerminal({}, ...wrong)).toContain(colour);
    expect(await inTerminal({ NO_COLOR: '1' }, ...wrong)).not.toContain(colour);
    expect(await inTerminal({ TERM: 'dumb' }, ...wrong)).not.toContain(colour);
    expect(await inTerminal({}, '--no-color', ...wrong)).not.toContain(colour);
    expect((await koupctl(...wrong)).stderr).not.toContain(colour);
  });
});

describe('the code cache', () => {
  test.each([
    ['is missing', undefined],
    ['is of another V8', 'not a cache at all'],
  ])('%s: everything works, only slower', async (_, contents) => {
    const folder = mkdtempSync(join(tmpdir(), 'koupctl-e2e-'));
    try {
      const home = fileURLToPath(new URL('../..', import.meta.url));
      for (const name of ['package.json', 'bin', 'dist', 'templates', 'schema']) {
        cpSync(join(home, name), join(folder, name), { recursive: true });
      }
      const dist = join(folder, 'dist');
      for (const name of readdirSync(dist).filter((one) => one.endsWith('.cache'))) {
        if (contents === undefined) rmSync(join(dist, name));
        else writeFileSync(join(dist, name), contents);
      }
      const args = [join(folder, 'bin/koupctl.js'), 'exit-codes', '-o', 'name'];
      const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
