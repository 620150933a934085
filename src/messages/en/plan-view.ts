import { someOf } from './lists.ts';

const bases = (count: number) => (count === 1 ? '1 base' : `${count} bases`);

/** The frame in which a plan is shown. */
export const planView = {
  undoes: (module: string) => `rollback ${module}: undo the rollout that stands`,
  deploys: (module: string, kind: string) => `deploy ${module}: ${kind}`,
  goesBack: (revision: number, module: string, kind: string) =>
    `rollback to revision ${revision}, ${module}: ${kind}`,
  kinds: {
    first: 'first deploy',
    upgrade: 'upgrade',
    settings: 'settings only, no module is installed again',
    none: 'nothing to do',
    resume: 'go on with the rollout that is held',
  },
  nothing: (what: string) => `${what}: nothing to do`,
  scales: (what: string, replicas: number) => `${what} to ${bases(replicas)}`,
  takesOff: (what: string) => `${what}: uninstall everywhere, delete the workload`,
  rows: {
    cluster: 'cluster',
    workload: 'workload',
    version: 'version',
    url: 'url',
    module: 'module',
    policy: 'policy',
    spread: 'spread',
    proof: 'proof',
    confirm: 'confirm',
    service: 'service',
    effect: 'effect',
  },
  cluster: (context: string, server: string, user: string) => `${context} (${server}) as ${user}`,
  workloadOn: (workload: string, replicas: number) => `${workload}, ${bases(replicas)}`,
  because: (what: string, why: string) => `${what}: ${why}`,
  unchanged: (text: string) => `${text} (unchanged)`,
  newInPod: (version: string) => `${version} (new in the pod)`,
  moduleAt: (module: string, version: string, url: string) => `${module} ${version}, ${url}`,
  goes: (module: string, version: string) => `${module} ${version} goes`,
  proofs: { base: 'the bases are asked', kubernetes: 'Kubernetes only, bases not asked' },
  confirms: {
    each: 'before every further batch',
    first: 'after the first batch',
    none: 'never',
  },
  stepConfirms: {
    each: 'before every further step',
    first: 'after the first step',
    none: 'never',
  },
  unavailable: (most: number) =>
    `no batch opens while ${most === 0 ? 'any module is' : `more than ${most} module(s) are`}, or would be, out of service`,
  bases,
  batches: 'batches',
  steps: 'steps',
  folded: (count: number) => `… ${count} more, the last is`,
  notKnown: 'not known yet',
  someOf: (names: readonly string[], most: number) => someOf(names, most),
  anyOf: (names: string) => `any of ${names}`,
  stepOn: (count: number, names: string) =>
    names === '' ? bases(count) : `${bases(count)}: ${names}`,
  services: 'services',
  service: (name: string, what: string, does: 'create' | 'change' | 'nothing') =>
    `${name} (${what}) ${serviceDoes[does]}`,
  ownService: '; koupctl offline deletes it',
  foreignService: '; koupctl did not make it, and never deletes it',
  changed: 'changed in the manifest',
  note: (field: string, text: string) => `${field}: ${text}`,
  serverWarns: 'the server warns',
  risks: 'risks',
  levels: { warning: 'warning: ', info: 'info: ' },
};

const serviceDoes = {
  create: 'is created',
  change: 'is changed',
  nothing: 'stays as it is',
} as const;
