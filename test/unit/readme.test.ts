import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readCommandLine } from '../../src/cli/program.ts';
import { settingsTable } from '../../src/config/describe.ts';
import { outcomes } from '../../src/exit-code.ts';

const readme = readFileSync(fileURLToPath(new URL('../../README.md', import.meta.url)), 'utf8');
const manifest = readFileSync(
  fileURLToPath(new URL('../../package.json', import.meta.url)),
  'utf8',
);

describe('README', () => {
  test('has the table of exit codes as it is', () => {
    const rows = Object.entries(outcomes).map(
      ([name, { code, meaning }]) => `| ${code} | ${name} | ${meaning} |`,
    );
    for (const row of rows) expect(readme).toContain(row);
  });

  test('has the table of settings as it is', () => {
    for (const line of settingsTable().trim().split('\n')) expect(readme).toContain(line);
  });

  test('lists every command, and none that is not there', async () => {
    const help = await readCommandLine(['--help'], '0.0.0');
    const text = 'text' in help ? help.text : '';
    const commands = [...text.matchAll(/^ {2}([a-z][a-z-]+)/gm)]
      .map((match) => match[1] ?? '')
      .filter((name) => name !== 'help');
    const listed = [...readme.matchAll(/^\| `koupctl ([a-z-]+)/gm)].map((match) => match[1]);
    expect([...new Set(listed)].sort()).toEqual(commands.sort());
  });

  test('names scripts that exist', () => {
    const { scripts } = JSON.parse(manifest) as { scripts: Record<string, string> };
    const named = [...readme.matchAll(/npm run ([a-z]+)/g)].map((match) => match[1] ?? '');
    for (const name of named) expect(scripts).toHaveProperty(name);
    expect(scripts).toHaveProperty('test');
  });

  test('its commands are understood as written', async () => {
    const blocks = [...readme.matchAll(/```(?:sh|console)\n([\s\S]*?)```/g)].map(
      (match) => match[1] ?? '',
    );
    const lines = blocks
      .join('\n')
      .replaceAll(/\\\n\s*/g, '')
      .split('\n')
      .map((line) => line.replace(/^\$ /, ''))
      .filter((line) => line.startsWith('koupctl '));
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) {
      const read = await readCommandLine(line.split(/\s+/).slice(1), '0.0.0');
      expect(read, line).toHaveProperty('invocation');
    }
  });
});
