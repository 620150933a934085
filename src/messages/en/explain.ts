import type { CodeGroup, Component, Seen } from '../../diagnosis/known-code.ts';

const groups: Record<CodeGroup, string> = {
  general: 'general',
  query: 'at a query',
  install: 'at an install',
  uninstall: 'at an uninstall',
  base: 'about a base',
  scaling: 'at scaling',
  'work-order': 'about a work order',
  internal: 'internal',
  operations: 'at an operation on bases',
  external: 'at a call to another service',
  answer: "the outer code of Arklet's answers",
  result: "the inner code (data.code) of Arklet's answers",
  operation: 'status of an asynchronous command (queryBizOps)',
  'biz-state': 'state of a module on a base',
  'state-reason': 'why the state of a module changed',
  runtime: "koupleless-common's exceptions, in a base's log",
  actuator: 'health status of the actuator',
  tracker: "the V2 controller's tracker",
  'v1-module': 'status of a V1 Module',
  'v1-progress': 'progress of a V1 ModuleDeployment',
  'v1-condition': 'condition of a V1 ModuleDeployment',
  'v2-pod': 'phase or reason of a V2 module pod',
  'v2-event': 'event of a V2 module pod',
  gateway: 'result code of a call',
  outcome: 'how koupctl ends',
};

const components: Record<Component, string> = {
  arklet: 'Arklet',
  'sofa-ark': 'sofa-ark',
  runtime: 'Koupleless runtime',
  'module-controller': 'ModuleController',
  board: 'KouplelessBoard',
  openapi: 'OpenAPI gateway',
  koupctl: 'koupctl',
};

const seen: Record<Seen, string> = {
  sent: 'seen on the wire',
  log: 'in logs and reports only, never on an object',
  older: 'by older releases only',
  declared: 'declared in the code, never used by it',
  guide: "never seen by koupctl: another product's, by the operations guide",
  documented: 'never seen on the wire: documented only, no open component sends it',
};

export const explain = {
  groups,
  components,
  seen,
  meaning: 'meaning',
  advice: 'to do',
  seenTitle: 'seen',
  exitCode: (code: number) => `exit code ${code}`,
  columns: { code: 'CODE', component: 'COMPONENT', meaning: 'MEANING', advice: 'TO DO' },
  found: (count: number) => `${count} code(s)`,
  unknown: (words: string) => `nothing is known of "${words}"`,
  didYouMean: (code: string) => `did you mean ${code}? Then: koupctl explain ${code}`,
  otherSource: (codes: string) => `this Type is documented under another source: ${codes}`,
  otherComponent: (component: string, others: string) =>
    `not of ${component}; without --component there is: ${others}`,
  all: 'koupctl explain lists all there are; any word of a text is looked for in both languages',
};
