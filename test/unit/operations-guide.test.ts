import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readCommandLine } from '../../src/cli/program.ts';
import { runbooks } from '../../src/recover/runbooks.ts';

const path = fileURLToPath(new URL('../../docs/operations-guide.md', import.meta.url));
const guide = readFileSync(path, 'utf8');

/** The guide's numbered headings, as `chapter.from-to`. */
const sections = [
  ...['2.1', '2.2', '2.3', '2.3.1', '2.3.2', '3.1', '3.2'],
  ...['4.1', '4.2', '4.3', '4.4.1', '4.4.2', '4.5', '4.6'],
  ...['5.1', '5.2', '5.3', '5.4.1', '5.4.2', '5.5', '5.6.1', '5.6.2', '5.6.3', '5.6.4', '5.6.5'],
  ...['5.6.6', '5.7.1', '5.7.2', '5.7.3', '5.8.1', '5.8.2', '5.8.3', '5.8.4'],
  ...['6.1', '6.2.1', '6.3', '6.4', '6.5.1', '6.5.2', '6.5.3', '6.5.4'],
  ...['6.6.1', '6.6.2', '6.6.3', '6.6.4', '6.6.5', '6.6.6'],
  ...['7.1', '7.2', '7.3.1', '7.3.2', '7.4', '8.1', '8.2', '8.3.1', '8.3.2', '8.3.3', '8.3.4'],
  ...['9.1', '9.2', '9.3', '9.4', '9.5', '9.6', '9.7'],
];

describe('docs/operations-guide.md', () => {
  test('lists every section, each with a command or a remark', () => {
    const rows = guide.split('\n').filter((line) => line.startsWith('| '));
    for (const section of sections) {
      const own = rows.filter((row) => row.startsWith(`| ${section} `));
      expect(own.length, section).toBeGreaterThan(0);
    }
    for (const row of rows) {
      const [, , command = '', remark = ''] = row.split('|').map((cell) => cell.trim());
      expect(command + remark, row).not.toBe('');
    }
  });

  test('names runbooks that there are, and all of them', () => {
    const named = [...guide.matchAll(/`(?:koupctl )?recover ([a-z-]+)/g)].map(([, name]) => name);
    expect([...new Set(named)].sort()).toEqual(Object.keys(runbooks).sort());
  });

  test('its recover commands are understood as written', async () => {
    const commands = [...guide.matchAll(/`(?:koupctl )?(recover [a-z][^`…]*)`/g)];
    for (const [, command = ''] of commands) {
      expect(await readCommandLine(command.split(' '), '0.0.0'), command).toHaveProperty(
        'invocation',
      );
    }
  });
});
