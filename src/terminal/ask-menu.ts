import { styleText } from 'node:util';
import { frameIn } from '../messages/frame.ts';
import type { Prompts, PromptStreams } from './ask.ts';

/** Questions with inquirer, which is loaded with the first of them. */
export const askByMenu: Prompts = {
  async confirm(message, streams) {
    const prompt = await promptOn(streams);
    const { yes, no } = frameIn(streams.language).prompt;
    const transformer = (agreed: boolean): string => (agreed ? yes : no);
    const { answer } = await prompt<{ answer: boolean }>([
      // Enter alone is no yes.
      { type: 'confirm', name: 'answer', message, default: false, transformer, ...look(streams) },
    ]);
    return answer;
  },
  async text(message, streams) {
    const prompt = await promptOn(streams);
    const { answer } = await prompt<{ answer: string }>([
      { type: 'input', name: 'answer', message, ...look(streams) },
    ]);
    return answer.trim();
  },
  async choose(message, labels, streams) {
    const prompt = await promptOn(streams);
    const choices = labels.map((name, value) => ({ name, value }));
    const { answer } = await prompt<{ answer: number }>([
      { type: 'select', name: 'answer', message, choices, pageSize: 12, ...look(streams) },
    ]);
    return answer;
  },
};

async function promptOn({ input, output, signal }: PromptStreams) {
  const { createPromptModule } = (await import('inquirer')).default;
  return createPromptModule({ input, output, signal });
}

const same = (text: string): string => text;

/** Our words; and inquirer colours by itself and knows no NO_COLOR: without colours every style is taken out. */
function look({ level, language }: PromptStreams) {
  const { neither, keys } = frameIn(language).prompt;
  const keywords = { error: () => neither };
  const keysHelpTip = (tips: [string, string][]): string =>
    tips
      .map(([key, action]) => {
        const does = Object.hasOwn(keys, action) ? keys[action as keyof typeof keys] : action;
        return level > 0 ? `${styleText('bold', key)} ${styleText('dim', does)}` : `${key} ${does}`;
      })
      .join(level > 0 ? styleText('dim', ' • ') : ' • ');
  if (level > 0) return { theme: { keywords, style: { keysHelpTip } } };
  return {
    theme: {
      keywords,
      prefix: { idle: '?', done: '✔' },
      style: {
        answer: same,
        message: same,
        error: (text: string) => `> ${text}`,
        defaultAnswer: (text: string) => `(${text})`,
        help: same,
        highlight: same,
        key: (text: string) => `<${text}>`,
        disabled: same,
        description: same,
        keysHelpTip,
      },
    },
  };
}
