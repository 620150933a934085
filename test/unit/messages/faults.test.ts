import { describe, expect, test } from 'vitest';
import type { Tools } from '../../../src/cli/invocation.ts';
import { readCommandLine } from '../../../src/cli/program.ts';
import { resolveConfig } from '../../../src/config/resolve.ts';
import { Fault } from '../../../src/fault.ts';
import { allFaults, parseManifests } from '../../../src/manifest/yaml.ts';
import { messagesOf } from '../../../src/messages/messages.ts';

const han = /\p{Script=Han}/u;

type Entry = readonly [path: string, english: unknown, chinese: unknown];

function entries(en: object, zh: object, path = ''): Entry[] {
  return Object.entries(en).flatMap(([key, value]: [string, unknown]) => {
    const other = (zh as Record<string, unknown>)[key];
    const here = path === '' ? key : `${path}.${key}`;
    return typeof value === 'object' && value !== null && !('text' in value)
      ? entries(value, other as object, here)
      : [[here, value, other] as const];
  });
}

/** What an entry says of some words; a list of one word reads like the word. */
function said(entry: unknown): string[] {
  const words = Array.from({ length: 6 }, (_, index) => [`word${index}`]);
  const value: unknown =
    typeof entry === 'function' ? (entry as (...words: unknown[]) => unknown)(...words) : entry;
  if (typeof value === 'string') return [value];
  const { text, fix } = value as { text: string; fix?: string };
  return fix === undefined ? [text] : [text, fix];
}

// Only what is filled in, in another language's punctuation.
const wordless = ['settings.wrongIn', 'checks.inKey'];

describe('the texts of faults', () => {
  const all = entries(messagesOf('en').faults, messagesOf('zh').faults);

  test.each(all)('%s: Chinese, with the same words filled in', (path, english, chinese) => {
    const [en, zh] = [said(english), said(chinese)];
    expect(zh.length).toBe(en.length);
    if (!wordless.includes(path)) for (const text of zh) expect(text).toMatch(han);
    const words = (texts: string[]) => [...new Set(texts.join(' ').match(/word\d|--[a-z-]+/g))];
    expect(words(zh).sort()).toEqual(words(en).sort());
  });
});

const unset = new Proxy({}, { get: () => ({ value: undefined }) });

test.each(['hard', 'soft', 'none', 'scatter', 'stacking'] as const)(
  '--spread %s for the other world: what to write there',
  (wish) => {
    const { spreadForV1, spreadForV2 } = messagesOf('zh').faults.commands;
    for (const { text, fix } of [spreadForV1(wish), spreadForV2(wish)]) {
      expect(text).toContain(`--spread ${wish}`);
      expect(fix).toMatch(han);
    }
  },
);

const still = { signal: new AbortController().signal };

async function usage(...argv: string[]): Promise<Fault> {
  try {
    const line = await readCommandLine(argv, '0.0.0');
    // Some look at their options when they begin, before they use anything else.
    if ('invocation' in line)
      await line.invocation.run({ world: still, config: unset } as unknown as Tools);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('nothing is wrong with that');
}

describe('in Chinese', () => {
  test.each([
    [
      ['deploy', 'a', '--pause-after', 'x'],
      "选项 '--pause-after <n>' 的值 'x' 无效：需要不小于 1 的整数。",
    ],
    [['scale', 'a', '--replicas', 'peer'], '跟随基座'],
    [['diagnose'], 'diagnose 需要 NAME'],
    [['status', 'a/b/c'], '"a/b/c" 不是工作负载'],
    [['install', 'v2', '--mqtt-broker', 'b'], '--mqtt-… 只用于'],
    [['deploy'], '没有指定模块'],
    [['recover', 'stuck-deletion', '--object', 'ake-7'], '--object ake-7 不是'],
    [['scale', 'a', '--replicas', '2', '--emergency', ''], '--emergency 需要'],
    [['inspect', '--dns-pod', 'busybox', '--watch'], '--dns-pod 与 --watch'],
  ])('%j', async (argv, part) => {
    const fault = await usage(...argv);
    expect(fault.message).not.toMatch(han);
    const chinese = fault.in('zh');
    expect(chinese.message).toContain(part);
    expect(chinese.fix).toMatch(han);
    expect(chinese.outcome).toBe(fault.outcome);
    expect(fault.in('en')).toBe(fault);
  });

  test('what commander complains of, and how to go on', async () => {
    const fault = (await usage('deply')).in('zh');
    expect(fault.message).toBe("未知命令 'deply'");
    expect(fault.fix).toBe('是不是 deploy？');
    expect((await usage('status')).in('zh').fix).toBe('用 koupctl status --help 查看用法');
  });

  test('several mistakes of the settings, each with its place', () => {
    const resolve = () =>
      resolveConfig({
        cwd: '/',
        env: { KOUPCTL_SOAK: 'soon', KOUPCTL_POLICY: 'blue' },
        flags: { timeout: '0' },
        file: undefined,
      });
    let fault: Fault | undefined;
    try {
      resolve();
    } catch (error) {
      if (error instanceof Fault) fault = error;
    }
    expect(fault?.message).toBe('3 mistakes in the configuration');
    const { message, details = [] } = fault?.in('zh') ?? {};
    expect(message).toBe('配置中有 3 处错误');
    expect(details.length).toBe(3);
    for (const line of details) expect(line).toMatch(han);
    expect(details).toContain(
      'KOUPCTL_SOAK："soon" 不是时长 (写秒数（90），或 90s、15m、1h30m 这样的时长)',
    );
  });

  test('everything that is wrong with a text', () => {
    const { faults } = parseManifests('a: 1\na: 2\nb: *c\n---\n%YAML 1.2\n---\nx: [', 'f.yaml');
    const all = allFaults(faults)?.in('zh');
    expect(faults.length).toBeGreaterThan(2);
    for (const line of [all?.message, ...(all?.details ?? [])]) expect(line).toMatch(han);
    expect(all?.at).toEqual(faults[0]?.at);
  });
});
