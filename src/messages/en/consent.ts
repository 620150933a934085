/** Of every command that shows what it will write, and asks. */
export const consent = {
  protectedContext: (context: string) =>
    `context ${context} is protected: a person has to accept the plan`,
  unknownContext:
    'which context this is could not be found out, and some are protected: a person has to accept the plan',
  wouldRefuse: (why: string) => `the change rules would refuse it now: ${why}`,
  atTerminal: 'run it from a terminal',
};
