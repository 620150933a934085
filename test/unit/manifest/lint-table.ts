/** docs/lint-rules.md, from the texts of the rules and what their examples show. */
import { messagesOf } from '../../../src/messages/messages.ts';
import { examples, rolloutOnly } from './lint-examples.ts';
import { notInAFile, sources } from './lint-sources.ts';

export function lintTable(): string {
  const { lintRules } = messagesOf('en');
  const rows = Object.entries(lintRules).map(([rule, { why, mend }]) =>
    row([
      `\`${rule}\``,
      worldOf(rule),
      levelsOf(rule),
      why,
      mend,
      mendsOf(rule),
      sources[rule] ?? '',
    ]),
  );
  return [
    '# What `koupctl lint` knows',
    '',
    'Made by `test/unit/manifest/lint-rules.test.ts` from the rules, their texts and their examples.',
    '',
    '`error`: applied as it is, the file does not work or does harm. `warning`: it works, with a',
    'surprise. `info`: worth knowing. `--fix`: `yes` where all of it is mended, `some` where a part has',
    'more than one right answer. A dash: needs a cluster or a rollout, so `deploy` and `plan` say it.',
    '',
    row(['Rule', 'Of', 'Level', 'What goes wrong', 'Write instead', '`--fix`', 'Source']),
    row(['---', '---', '---', '---', '---', '---', '---']),
    ...rows,
    '',
    '## What no file shows',
    '',
    ...notInAFile.map(([trap, where]) => `- ${trap}: ${where}`),
    '',
  ].join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function worldOf(rule: string): string {
  if (/^(?:controller|role)-|-role-/.test(rule)) return 'installation';
  if (rule.startsWith('base-')) return 'base';
  return /^v[12]/.exec(rule)?.[0].toUpperCase() ?? 'both';
}

function levelsOf(rule: string): string {
  if (rolloutOnly.includes(rule)) return '-';
  if (rule === 'syntax') return 'error';
  const levels = examples.filter((one) => one.rule === rule).map(({ level }) => level);
  return [...new Set(levels)].join(', ');
}

function mendsOf(rule: string): string {
  const own = examples.filter((one) => one.rule === rule);
  const mending = own.filter(({ mends }) => mends === true).length;
  if (rolloutOnly.includes(rule)) return '-';
  return mending === 0 ? 'no' : mending === own.length ? 'yes' : 'some';
}
