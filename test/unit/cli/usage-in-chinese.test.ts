import { expect, test } from 'vitest';
import { readCommandLine } from '../../../src/cli/program.ts';
import { Fault } from '../../../src/fault.ts';

async function complaint(line: string): Promise<Fault> {
  const error: unknown = await readCommandLine(line.split(' '), '0.0.0').catch(
    (thrown: unknown) => thrown,
  );
  if (error instanceof Fault) return error;
  throw new Error(`${line} is accepted`);
}

test.each([
  ['scale x', "required option '--replicas <n>' not specified", "必须给出选项 '--replicas <n>'"],
  ['status', "missing required argument 'name'", "缺少参数 'name'"],
  ['status x --nix', "unknown option '--nix'", "未知选项 '--nix'"],
  ['nix', "unknown command 'nix'", "未知命令 'nix'"],
  [
    'scale x --replicas',
    "option '--replicas <n>' argument missing",
    "选项 '--replicas <n>' 缺少值",
  ],
  [
    'install v3 --image i',
    "command-argument value 'v3' is invalid for argument 'generation'. Allowed choices are v1, v2.",
    "参数 'generation' 的值 'v3' 无效，可选：v1, v2",
  ],
  [
    'deploy a --ok well',
    expect.stringMatching(
      /^option '--ok.*' argument 'well' is invalid\. Allowed choices are .*\.$/,
    ),
    expect.stringMatching(/^选项 '--ok.*' 的值 'well' 无效，可选：/),
  ],
])('%s', async (line, english, chinese) => {
  const fault = await complaint(line);
  expect(fault.message).toEqual(english);
  expect(fault.in('zh').message).toEqual(chinese);
  expect(fault.in('zh').fix).toMatch(/\p{Script=Han}/u);
});
