import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { readCommandLine } from '../../../src/cli/program.ts';
import type { Tools } from '../../../src/cli/invocation.ts';

async function script(): Promise<string> {
  const line = await readCommandLine(['completion', 'bash'], '1.0.0');
  if (!('invocation' in line)) throw new Error(line.text);
  let printed = '';
  const reporter = {
    raw: (text: string) => {
      printed += text;
    },
  };
  await line.invocation.run({ world: { reporter }, config: {} } as unknown as Tools);
  return printed;
}

/** What bash offers for the last of these words. */
async function offered(...words: string[]): Promise<string[]> {
  const ask = 'COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _koupctl; echo "${COMPREPLY[@]}"';
  const args = ['-c', `${await script()}\n${ask}`, 'bash', 'koupctl', ...words];
  const answer = execFileSync('bash', args, { encoding: 'utf8' });
  return answer
    .trim()
    .split(' ')
    .filter((word) => word !== '');
}

test.each([
  { typed: ['ro'], offers: ['rollback'] },
  { typed: ['deploy', 'biz1', '--batch'], offers: ['--batches', '--batch-size'] },
  { typed: ['deploy', '--policy', 'un'], offers: ['uninstall-then-install'] },
  { typed: ['modules', '-o', ''], offers: ['table', 'wide', 'json', 'yaml', 'name'] },
  { typed: ['config', 'v'], offers: ['view'] },
  { typed: ['-n', 'shop', 'hist'], offers: ['history'] },
  { typed: ['status', '--context', ''], offers: [] },
])('koupctl $typed', async ({ typed, offers }) => {
  expect(await offered(...typed)).toEqual(offers);
});

test('--version is offered after a command that takes one, --to-revision only after rollback', async () => {
  expect(await offered('deploy', '--ver')).toContain('--version');
  expect(await offered('deploy', '--to')).toEqual([]);
  expect(await offered('rollback', '--to')).toEqual(['--to-revision']);
});
