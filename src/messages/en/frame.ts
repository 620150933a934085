/** What stands around every message at the terminal. The names of outcomes stay as they are: scripts read them. */
export const frame = {
  error: 'error: ',
  at: (place: string) => `at ${place}`,
  fix: 'fix: ',
  next: 'next: ',
  bug: 'bug: ',
  causedBy: (what: string) => `caused by: ${what}`,
  ours: (version: string, node: string, platform: string) =>
    `This is a mistake in koupctl (${version}, Node ${node}, ${platform}), not yours.`,
  report: 'Please report it with the lines above and the command that you typed.',
  written: 'What was already written to the cluster stays there: koupctl status NAME tells.',
  stopped: 'stopped; nothing more is written',
  /** Around a question; the keys are y and n in every language. */
  prompt: {
    yes: 'Yes',
    no: 'No',
    neither: 'You must answer with "Yes" or "No"',
    keys: { navigate: 'navigate', select: 'select' },
  },
  /** `far`: such as 24 h 2 min. */
  clockAhead: (far: string) =>
    `warning: this machine's clock is ${far} ahead of the API server's: koupctl goes by the server's`,
  clockBehind: (far: string) =>
    `warning: this machine's clock is ${far} behind the API server's: koupctl goes by the server's`,
};
