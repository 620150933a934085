import { describe, expect, test } from 'vitest';
import { Run, type Result } from './koupctl.ts';

/** Without any cluster. */
function explain(...args: string[]): Promise<Result> {
  return new Run(['explain', ...args], {}).done;
}

describe('explain', () => {
  test('a code that is only documented is told as such', async () => {
    const { code, stdout, stderr } = await explain('user.diskfull', '--component', 'arklet');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(
      [
        'User.DiskFull  Arklet, at an install',
        '  meaning: the disk was full when the package was pulled',
        '  to do: replace the base',
        '  seen: never seen on the wire: documented only, no open component sends it',
        '',
      ].join('\n'),
    );
  });

  test('a code that is sent, in Chinese', async () => {
    const { code, stdout } = await explain('--lang', 'zh', 'REPEAT_BIZ');
    expect(code).toBe(0);
    expect(stdout).toContain('含义: 该模块版本已在基座上');
    expect(stdout).toContain('实际会出现');
  });

  test('words of either language find the same, whatever people are spoken to in', async () => {
    const [en, zh] = await Promise.all([
      explain('disk', 'full', '-o', 'name'),
      explain('磁盘已满', '-o', 'name'),
    ]);
    expect(en.stdout).toBe('User.DiskFull\nUser.DiskFull\n');
    expect(zh.stdout).toBe(en.stdout);
  });

  test('for programs: the words of the machine stay as they are', async () => {
    const { stdout } = await explain('FAILED', '--lang', 'zh', '-o', 'json');
    const { kind, items } = JSON.parse(stdout) as { kind: string; items: Record<string, string>[] };
    expect(kind).toBe('CodeList');
    expect(items.map(({ group, code }) => `${group} ${code}`)).toEqual([
      'answer FAILED',
      'result FAILED',
      'operation FAILED',
      'outcome failed',
    ]);
    expect(items[0]?.['meaning']).toMatch(/\p{Script=Han}/u);
  });

  test('without a word: all of them', async () => {
    const { code, stdout } = await explain();
    expect(code).toBe(0);
    expect(stdout).toMatch(/^CODE +COMPONENT +MEANING\n/);
    expect(stdout.split('\n').length).toBeGreaterThan(120);
  });

  test('what nobody knows: exit code 2 and the nearest', async () => {
    const { code, stdout, stderr } = await explain('REPEATBIZ2');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('nothing is known of "REPEATBIZ2"');
    expect(stderr).toContain('did you mean REPEAT_BIZ?');
  });

  test('a component that there is not', async () => {
    const { code, stderr } = await explain('FAILED', '--component', 'nobody');
    expect(code).toBe(2);
    expect(stderr).toContain('arklet, sofa-ark, runtime');
  });
});
