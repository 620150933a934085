import { describe, expect, it } from 'vitest';
import { Fault } from '../../../src/fault.ts';
import { faultOf } from '../../../src/messages/fault-of.ts';
import { outcome } from '../../../src/outcome.ts';
import { openTerminal, type TerminalOptions } from '../../../src/terminal/open-terminal.ts';
import { opened, started } from '../../golden/terminal/story.ts';
import { FakeKeyboard, FakeStream } from './fake-stream.ts';

async function open(more: Partial<TerminalOptions> = {}) {
  const stdout = new FakeStream();
  const stderr = new FakeStream();
  const terminal = await openTerminal({
    stdin: () => new FakeKeyboard(),
    stdout,
    stderr,
    env: {},
    format: 'table',
    events: false,
    color: undefined,
    verbose: false,
    language: 'en',
    now: () => 0,
    ...more,
  });
  return { terminal, stdout, stderr };
}

const tty = () => new FakeStream({ columns: 80, rows: 24 });

describe('openTerminal', () => {
  it('results to stdout, the rest to stderr', async () => {
    const { terminal, stdout, stderr } = await open();
    terminal.reporter.raw('kind: Pod\n');
    terminal.reporter.say('working');
    terminal.reporter.event(opened(1, 1, 1));
    terminal.showOutcome(outcome('done', 'all well'));
    await terminal.flush();
    expect(stdout.text).toBe('kind: Pod\n');
    expect(stderr.text).toBe('working\nbatch 1/1: opened, 1 base: vnode.1-0.dev\ndone: all well\n');
  });

  it('is live on a terminal, and plain on a dumb one', async () => {
    const live = tty();
    (await open({ stderr: live })).terminal.reporter.event(opened(1, 1, 1));
    expect(live.text).toContain('0/1 healthy');
    const dumb = tty();
    (await open({ stderr: dumb, env: { TERM: 'dumb' } })).terminal.reporter.event(opened(1, 1, 1));
    expect(dumb.text).toBe('batch 1/1: opened, 1 base: vnode.1-0.dev\n');
  });

  it('colours each stream by itself', async () => {
    const stderr = tty();
    const { terminal, stdout } = await open({ stderr });
    terminal.reporter.document({}, [[{ text: 'x', tone: 'bad' }]]);
    terminal.reporter.say([{ text: 'x', tone: 'bad' }]);
    expect(stdout.text).toBe('x\n');
    expect(stderr.text).toBe('\u001B[31mx\u001B[39m\n');
  });

  it('speaks its language to people, and English in events', async () => {
    const no = (): Fault => faultOf(({ cluster }) => cluster.nobodyThere);
    const { terminal, stderr } = await open({ language: 'zh' });
    terminal.reporter.event(opened(1, 1, 1));
    terminal.showFault(no());
    expect(stderr.text).toContain('批次 1/1：已打开，1 个基座：vnode.1-0.dev\n');
    expect(stderr.text).toContain(`错误：${no().in('zh').message}\n`);
    const events = await open({ language: 'zh', events: true });
    events.terminal.showFault(no());
    expect(JSON.parse(events.stdout.text)).toMatchObject({ message: no().message });
    expect(events.stderr.text).toContain(no().in('zh').message);
  });

  it('obeys no-color', async () => {
    const stderr = tty();
    const { terminal } = await open({ stderr, color: false });
    terminal.showFault(new Fault('no', { fix: 'do' }));
    expect(stderr.text).toBe('error: no\n  fix: do\n');
  });

  it('ends a stream of events also when nothing was rolled', async () => {
    const { terminal, stdout, stderr } = await open({ events: true });
    terminal.showFault(new Fault('declined', { outcome: 'refused', fix: 'say yes' }));
    expect(JSON.parse(stdout.text)).toMatchObject({
      seq: 1,
      type: 'finished',
      outcome: 'refused',
      message: 'declined',
      next: ['say yes'],
    });
    expect(stderr.text).toBe('error: declined\n  fix: say yes\n');
    const bug = await open({ events: true });
    bug.terminal.reporter.event(started);
    bug.terminal.showBug(new Error('x'), { version: '1', node: 'v20', platform: 'linux' });
    expect(bug.stdout.text.split('\n')[1]).toContain('"outcome":"bug"');
  });

  it('cleans raw text on a terminal and leaves it alone in a pipe', async () => {
    const stdout = tty();
    const text = 'a: \u001B[2Jb\n';
    (await open({ stdout })).terminal.reporter.raw(text);
    expect(stdout.text).toBe('a: b\n');
    const piped = await open();
    piped.terminal.reporter.raw(text);
    expect(piped.stdout.text).toBe(text);
  });

  it('tells when results were lost', async () => {
    const { terminal, stdout } = await open();
    stdout.emit('error', Object.assign(new Error('no space left'), { code: 'ENOSPC' }));
    await expect(terminal.flush()).rejects.toMatchObject({ name: 'Fault', outcome: 'bug' });
  });
});
