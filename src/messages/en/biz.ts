import type { OrderNote } from '../../plan/biz-order.ts';
import type { BizRisk } from '../../plan/biz-risks.ts';
import type { BizEnd } from '../../rollout/biz-order.ts';

type Verb = 'install' | 'uninstall' | 'switch';

/** `versions` are what the note speaks of. */
const notes: Record<OrderNote, (versions: string) => string> = {
  installs: () => 'install it',
  beside: (versions) =>
    `install it beside ${versions}, which serves: the base leaves it dark until koupctl biz switch, or with activate.new.module switches at once`,
  gap: (versions) =>
    `uninstall ${versions}, then install: nothing serves in between, nor after a failure`,
  'broken-first': () => 'uninstall the broken one, then install it',
  nameless: () => 'install what the jar itself is called',
  'already-active': () => 'active already',
  'already-dark': () =>
    'it is there and not active, Arklet would refuse: koupctl biz switch activates it',
  'leaves-dark': (versions) =>
    `uninstall it: it serves, and ${versions} stays dark, so NOTHING SERVES after it; koupctl biz switch first keeps it serving`,
  'serves-no-more': () => 'uninstall it: it serves now, and nothing serves after it',
  'takes-off': () => 'uninstall it: it does not serve',
  'not-there': () => 'not there already',
  activates: () => 'activate it',
  'goes-dark': (versions) => `activate it; ${versions} goes dark`,
  'nothing-to-switch': (versions) =>
    versions === ''
      ? 'it is not there: install it first'
      : `it is not there (there is ${versions}): install it first`,
  'not-switchable': (state) => `it is ${state}: only a deactivated one can be switched to`,
};

/** `who` is the workload, or why nothing could be checked. */
const risks: Record<BizRisk['risk'], (who: string, name: string, version: string) => string> = {
  unchecked: (why) =>
    `whether a controller would undo this could not be checked: ${why === '' ? 'no cluster' : why}`,
  orphan: (_, name, version) =>
    `a vnode of V2's controller, and no pod asks for ${name}:${version}: the controller uninstalls it within about 15 s; koupctl deploy ${name} --version ${version} makes it stay`,
  'nameless-orphan': () =>
    "a vnode of V2's controller: whatever no pod asks for is uninstalled within about 15 s; say name and --version, or use koupctl deploy",
  'owned-uninstall': (who, name) =>
    `${who} wants it there and goes on saying that it is: koupctl offline ends it everywhere, koupctl replace ${name} installs it anew on one base`,
  'owned-other-version': (who, name, version) =>
    `${who} wants another version of it: koupctl deploy ${name} --version ${version} releases it, koupctl rollback goes back`,
  'owned-repair': (who, name) =>
    `${who} wants it there too; koupctl replace ${name} does this and proves it`,
  'owned-switch': (who) =>
    `${who} has a part in it; koupctl status tells whether a rollout is under way`,
};

const ends: Record<BizEnd['end'], (detail: string, verb: Verb) => string> = {
  active: () => 'seen active',
  dark: () => 'installed, dark: another version goes on serving; koupctl biz switch activates it',
  gone: () => 'seen gone',
  refused: (detail, verb) => `the base refused the ${verb}: ${detail}`,
  broken: () =>
    "its start failed, the base lists it as broken: the cause is in the base's log; it must be uninstalled before it is installed again",
  instead: (detail) =>
    `the jar brought ${detail} instead: the base goes by the name in the jar; koupctl biz query shows what serves now`,
  'not-active': (detail) =>
    `it was there already and is not active (${detail}): koupctl biz switch activates it`,
  'not-seen': () =>
    'the base said yes and does not list it so: koupctl biz query shows what it lists',
  unsure: (detail) =>
    `no answer (${detail}), and it stood there before: whether it was installed anew is not known`,
  threw: () =>
    "it failed, and Arklet can't say why: the cause is in the base's log; without --async it is told",
  forgotten: (detail) => `the base does not know the order any more, as after a restart: ${detail}`,
  busy: (detail) =>
    detail === '' ? 'still under way' : `another command for it is still under way: ${detail}`,
  'no-answer': (detail) => `the base gave no answer, and it is not seen yet: ${detail}`,
  interrupted: () => 'stopped while it was under way: koupctl biz query shows how it ended',
};

const results = {
  done: 'done',
  failed: 'failed',
  'timed-out': 'timed out',
  unreachable: 'unreachable',
  changed: 'changed',
  'not-tried': 'not tried',
};

const verbs: Record<Verb, string> = {
  install: 'install',
  uninstall: 'uninstall',
  switch: 'switch to',
};

export const biz = {
  notes,
  risks,
  ends,
  results,
  columns: {
    base: 'BASE',
    module: 'MODULE',
    version: 'VERSION',
    state: 'STATE',
    path: 'PATH',
    address: 'ADDRESS',
    application: 'APPLICATION',
    metaspace: 'METASPACE',
    heap: 'HEAP',
    up: 'UP',
    java: 'JAVA',
    result: 'RESULT',
    detail: 'DETAIL',
  },
  noBases: 'no bases are named',
  noBasesFix: 'name them with --base-ip, --from-file, --selector (V2) or --base-deployment (V1)',
  noFile: (file: string, why: string) => `${file} can't be read: ${why}`,
  fileFix: 'one address per line, such as 10.1.0.45 or 10.1.0.45:1238; # begins a comment',
  notAnAddress: (word: string) => `"${word}" is not the address of a base`,
  addressFix: 'write 10.1.0.45, 10.1.0.45:1238 or [fd00::1]:1238',
  nothingSelected: (selector: string) => `no vnode has the labels ${selector}`,
  selectorFix:
    'for example --selector base.koupleless.io/name=base; kubectl get nodes --show-labels',
  noDeployment: (name: string, namespace: string) =>
    `there is no Deployment ${name} in namespace ${namespace}`,
  deploymentFix: 'name the Deployment whose pods are the bases, and its namespace with -n',
  noPods: (name: string, namespace: string, over: number) =>
    `Deployment ${name} in namespace ${namespace} has no pod with an address${over === 0 ? '' : ` that lives: ${String(over)} ended or are being deleted`}`,
  unreachable: (why: string) => `unreachable: ${why}`,
  nothingInstalled: (bases: number) => `nothing of that is installed on ${bases} base(s)`,
  noneReached: (bases: number) => `none of ${bases} base(s) could be reached`,
  someUnwell: (silent: number, ill: number, bases: number) =>
    `of ${bases} base(s) ${silent} could not be reached; ${ill} broken`,
  asked: (bases: number) => `${bases} base(s) asked`,
  stopped: 'stopped; bases were only asked',
  title: (verb: Verb, what: string, url: string, bases: number) =>
    [verbs[verb], what, url === '' ? '' : `from ${url}`, `on ${bases} base(s)`]
      .filter((part) => part !== '')
      .join(' '),
  checkedWith: (context: string, server: string) => `checked with cluster ${context} (${server})`,
  runsNow: (list: string) => (list === '' ? 'runs nothing now' : `now ${list}`),
  oddName: (name: string) =>
    `the jar's file name does not begin with ${name}: the base does not check names, and a jar of another module would be installed as that module`,
  nothing: 'nothing to do',
  changed: (list: string) =>
    `what the base runs has changed since it was shown: ${list === '' ? 'nothing now' : `now ${list}`}; nothing was sent to it`,
  notTried: 'not tried, as another base failed before',
  refused: (refused: number, bases: number) =>
    `refused on ${refused} of ${bases} base(s), as said above; nothing was sent`,
  forceHint: '--force does it all the same',
  dryRun: 'dry run: nothing was sent',
  question: (verb: Verb, bases: number) => `${verb} on ${bases} base(s)?`,
  declined: 'declined; nothing was sent',
  ended: (done: number, bases: number) => `seen on ${done} of ${bases} base(s)`,
};
