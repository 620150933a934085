import { describe, expect, it } from 'vitest';
import { Fault } from '../../../src/fault.ts';
import { faultOf } from '../../../src/messages/fault-of.ts';
import { outcome } from '../../../src/outcome.ts';
import { bugLines, faultLines, outcomeLines } from '../../../src/terminal/show-outcome.ts';
import { screen, tonedScreen } from './screen.ts';

describe('an outcome', () => {
  it('says what, why, and what next', () => {
    const failed = outcome('failed', 'batch 2 of 3: 1 of 3 bases is doomed', {
      causes: ['vnode.a.dev: OutOfMemoryError: Metaspace'],
      next: ['koupctl status deployment/biz1', 'koupctl rollback deployment/biz1'],
    });
    expect(tonedScreen(outcomeLines(failed, 'en'))).toBe(`
<bad>failed: </bad>batch 2 of 3: 1 of 3 bases is doomed
  vnode.a.dev: OutOfMemoryError: Metaspace
<dim>  next: </dim>koupctl status deployment/biz1
<dim>  next: </dim>koupctl rollback deployment/biz1
`);
  });

  it('is one line when there is nothing else to say', () => {
    expect(tonedScreen(outcomeLines(outcome('done', '10 of 10 bases run biz1 1.0.2'), 'en'))).toBe(`
<good>done: </good>10 of 10 bases run biz1 1.0.2
`);
  });
});

describe('a fault', () => {
  it('says where, the evidence and the fix', () => {
    const fault = new Fault('unknown key timout', {
      at: { file: 'koupctl.yaml', line: 3, column: 1 },
      details: ['first line\nsecond line'],
      fix: 'did you mean timeout?',
    });
    expect(screen(faultLines(fault, 'en'))).toBe(`
error: unknown key timout
  at koupctl.yaml:3:1
  first line
  second line
  fix: did you mean timeout?
`);
  });

  it('cleans what it quotes', () => {
    const fault = new Fault('no \u001B[31mbase\u202E', { details: ['a\u0007b'] });
    expect(screen(faultLines(fault, 'en'))).toBe(`
error: no base�
  a�b
`);
  });
});

describe('a bug', () => {
  const about = { version: '0.1.0', node: 'v20.20.2', platform: 'linux x64' };

  it('comes with its stack and its causes', () => {
    const cause = new Error('socket hang up');
    cause.stack = 'Error: socket hang up\n    at inner (a.ts:1:2)';
    const error = new TypeError('x is not iterable', { cause });
    error.stack = 'TypeError: x is not iterable\n    at outer (b.ts:3:4)';
    expect(screen(bugLines(error, about, 'en'))).toBe(`
bug: TypeError: x is not iterable
      at outer (b.ts:3:4)
  caused by: Error: socket hang up
      at inner (a.ts:1:2)
This is a mistake in koupctl (0.1.0, Node v20.20.2, linux x64), not yours.
Please report it with the lines above and the command that you typed.
What was already written to the cluster stays there: koupctl status NAME tells.
`);
  });

  it('may be anything that was thrown', () => {
    expect(screen(bugLines('oops', about, 'en').slice(0, 1))).toBe('\nbug: oops\n');
  });

  it('ends although its causes loop', () => {
    const error = new Error('loop');
    error.cause = error;
    expect(bugLines(error, about, 'en').length).toBeLessThan(200);
  });
});

describe('in Chinese', () => {
  it('the names of outcomes stay, what stands around them does not', () => {
    const failed = outcome('failed', 'x', { next: ['koupctl status deployment/biz1'] });
    expect(screen(outcomeLines(failed, 'zh'))).toBe(`
failed: x
  下一步：koupctl status deployment/biz1
`);
  });

  it('a fault in its own words', () => {
    const at = { file: 'koupctl.yaml', line: 3, column: 1 };
    const fault = faultOf(({ settings }) => settings.noValue('soak'), { at });
    expect(screen(faultLines(fault, 'zh'))).toBe(`
错误：soak 没有值
  位于 koupctl.yaml:3:1
  解决：写上值，或去掉这个键
`);
  });

  it('a bug, what it threw as it is', () => {
    const about = { version: '0.1.0', node: 'v20.20.2', platform: 'linux x64' };
    expect(screen(bugLines('oops', about, 'zh'))).toBe(`
程序错误：oops
这是 koupctl（0.1.0，Node v20.20.2，linux x64）自身的错误，不是你的问题。
请附上以上各行和输入的命令，提交报告。
已经写入集群的内容会保留：用 koupctl status NAME 查看。
`);
  });
});
