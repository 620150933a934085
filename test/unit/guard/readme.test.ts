import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readPolicyText } from '../../../src/guard/read-policy.ts';

test("the README's rules are rules as they stand there", () => {
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
  const block = /## Change rules[\s\S]*?```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const { policy, mistakes } = readPolicyText('README.md', block);
  expect(mistakes).toEqual([]);
  expect(policy.rules.map(({ demand }) => demand.kind)).toEqual([
    ...['window', 'freeze', 'peak', 'protected', 'ticket', 'approvals', 'rehearsal'],
  ]);
});
