import { describe, expect, it, vi } from 'vitest';
import { Fault } from '../../../src/fault.ts';
import { Said } from '../../../src/said.ts';
import { createAsk, type AskOptions } from '../../../src/terminal/ask.ts';
import type { Choice } from '../../../src/world.ts';
import { FakeKeyboard, FakeStream } from './fake-stream.ts';

const choices: Choice<'go' | 'hold' | 'undo'>[] = [
  { value: 'go', label: 'open batch 2' },
  { value: 'hold', label: 'hold and\u001B[2J leave' },
  { value: 'undo', label: 'roll back' },
];

function open(more: Partial<AskOptions> = {}) {
  const input = new FakeKeyboard();
  const output = new FakeStream({ columns: 80, rows: 24 });
  const order: string[] = [];
  const ask = createAsk({
    input: () => input,
    output,
    level: 0,
    dumb: false,
    language: 'en',
    signal: undefined,
    suspend: () => order.push('suspend'),
    resume: () => order.push('resume'),
    ...more,
  });
  return { input, output, ask, order };
}

/** Types once the question stands on the screen. */
async function type(
  { input, output }: Pick<ReturnType<typeof open>, 'input' | 'output'>,
  prompt: string,
  keys: string,
): Promise<void> {
  await vi.waitUntil(() => output.text.includes(prompt), { timeout: 5000 });
  input.write(keys);
}

describe.each([
  ['a menu', false],
  ['lines on a dumb terminal', true],
])('questions by %s', (_, dumb) => {
  it.each([
    ['y', true],
    ['yes', true],
    ['n', false],
    ['', false],
  ])('confirm: "%s" and Enter is %s', async (keys, answer) => {
    const terminal = open({ dumb });
    const asked = terminal.ask.confirm('Deploy\u001B[2J?');
    await type(terminal, 'Deploy?', `${keys}\n`);
    expect(await asked).toBe(answer);
    expect(terminal.order).toEqual(['suspend', 'resume']);
  });

  it('choose gives the value; labels are cleaned', async () => {
    const terminal = open({ dumb });
    const asked = terminal.ask.choose('Batch 1 is healthy', choices);
    await type(terminal, 'roll back', dumb ? '2\n' : '\u001B[B\n');
    expect(await asked).toBe('hold');
    expect(terminal.output.text).toContain('hold and leave');
  });

  it('asks in the language of the terminal', async () => {
    const said = new Said((language) => (language === 'zh' ? '继续？' : 'Go on?'));
    const label = new Said((language) => (language === 'zh' ? '回滚' : 'roll back'));
    for (const [language, question, offered] of [
      ['en', 'Go on?', 'roll back'],
      ['zh', '继续？', '回滚'],
    ] as const) {
      const terminal = open({ dumb, language });
      const asked = terminal.ask.choose(said, [{ value: 'undo', label }]);
      await type(terminal, offered, dumb ? '1\n' : '\n');
      expect(await asked).toBe('undo');
      expect(terminal.output.text).toContain(question);
    }
  });

  it('a stdin that closes is a refusal, not a wait for ever', async () => {
    const terminal = open({ dumb });
    const asked = terminal.ask.confirm('Deploy?');
    const failed = expect(asked).rejects.toMatchObject({ name: 'Fault', outcome: 'refused' });
    await vi.waitUntil(() => terminal.output.text.includes('Deploy?'), { timeout: 5000 });
    terminal.input.end();
    await failed;
    expect(terminal.ask.interactive).toBe(false);
    await expect(terminal.ask.confirm('again?')).rejects.toBeInstanceOf(Fault);
  });

  it('is taken back when the command is interrupted', async () => {
    const abort = new AbortController();
    const terminal = open({ dumb, signal: abort.signal });
    const asked = terminal.ask.choose('Which?', choices);
    const failed = expect(asked).rejects.toMatchObject({ name: 'AbortError' });
    await vi.waitUntil(() => terminal.output.text.includes('Which?'), { timeout: 5000 });
    abort.abort(new Error('SIGTERM'));
    await failed;
    expect(terminal.order).toEqual(['suspend', 'resume']);
    await expect(terminal.ask.confirm('again?')).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('a menu', () => {
  it('Ctrl-C is an abort', async () => {
    const terminal = open();
    const asked = terminal.ask.confirm('Deploy?');
    const failed = expect(asked).rejects.toMatchObject({ name: 'AbortError' });
    await type(terminal, 'Deploy?', '\u0003');
    await failed;
  });

  it('has no colours where there shall be none', async () => {
    const terminal = open();
    const asked = terminal.ask.choose('Which?', choices);
    await type(terminal, 'roll back', '\n');
    await asked;

    expect(terminal.output.text).not.toMatch(/\u001B\[(?!0?m)[0-9;]+m/);
  });
});

describe('a dumb terminal', () => {
  it('asks again until it understands', async () => {
    const terminal = open({ dumb: true });
    const asked = terminal.ask.choose('Which?', choices);
    await type(terminal, '1-3: ', '4\n');
    await type(terminal, '1-3: 1-3: ', '3\n');
    expect(await asked).toBe('undo');
    expect(terminal.output.text).not.toContain('\u001B');
  });
});

describe('nobody there', () => {
  it('refuses before it asks', async () => {
    const { ask, order } = open({ output: new FakeStream() });
    expect(ask.interactive).toBe(false);
    await expect(ask.confirm('Deploy?')).rejects.toMatchObject({ outcome: 'refused' });
    expect(order).toEqual([]);
  });
});
