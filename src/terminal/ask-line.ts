import readline from 'node:readline/promises';
import type { Prompts, PromptStreams } from './ask.ts';

/** Questions a line at a time, for terminals that can't move a cursor. */
export const askByLine: Prompts = {
  async confirm(question, streams) {
    return until(streams, `${question} [y/N] `, (answer) => {
      const said = answer.toLowerCase();
      if (said === 'y' || said === 'yes') return true;
      return said === '' || said === 'n' || said === 'no' ? false : undefined;
    });
  },
  async text(question, streams) {
    return until(streams, `${question} `, (answer) => answer);
  },
  async choose(question, labels, streams) {
    const menu = labels.map((label, index) => `  ${index + 1}) ${label}\n`).join('');
    streams.output.write(`${question}\n${menu}`);
    return until(streams, `1-${labels.length}: `, (answer) => {
      const number = /^\d+$/.test(answer) ? Number(answer) : 0;
      return number >= 1 && number <= labels.length ? number - 1 : undefined;
    });
  },
};

/** Asks again until `read` understands the answer. */
async function until<T>(
  { input, output, signal }: PromptStreams,
  prompt: string,
  read: (answer: string) => T | undefined,
): Promise<T> {
  const lines = readline.createInterface({ input, output, terminal: false });
  try {
    for (;;) {
      const understood = read((await lines.question(prompt, { signal })).trim());
      if (understood !== undefined) return understood;
    }
  } finally {
    lines.close();
  }
}
