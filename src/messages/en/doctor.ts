import type { Params } from '../../diagnosis/cause.ts';
import type { CheckName, DoctorCode, Status } from '../../diagnosis/doctor/checkup.ts';

type Text = (p: Params) => string;

/** What was found, in one line; the evidence stands below it. */
const texts = {
  'api-reached': (p) =>
    `Kubernetes ${p['version']} at ${p['server']}, as ${p['user']}; context ${p['context']}, namespace ${p['namespace']}`,
  'api-too-old': (p) => `Kubernetes ${p['version']}: koupctl needs 1.24 or newer`,
  'crds-there': (p) =>
    `V1's kinds are served in ${p['group']}; batches are confirmed by ${p['dialect']}`,
  'crds-not-needed': 'none is there, and V2 needs none',
  'crds-absent':
    "V1's kinds are not served: no ModuleDeployment can be made, and its controller ends",
  'crd-missing': (p) =>
    `of V1's kinds in ${p['group']} ${p['kinds']} is missing: its controller ends without it`,
  'crd-dialect-assumed': (p) =>
    `V1's kinds are served in ${p['group']}; the CRD may not be read, so ${p['dialect']} is assumed`,
  'controller-ready': (p) =>
    `${p['generation']} ${p['controller']}: ${p['available']} of ${p['replicas']} ready, ${p['image']}${p['tunnel'] === '' ? '' : `, environment ${p['env']}, tunnel ${p['tunnel']}`}`,
  'controller-partly-ready': (p) =>
    `${p['generation']} ${p['controller']}: only ${p['available']} of ${p['replicas']} are ready`,
  'controller-not-ready': (p) =>
    `${p['generation']} ${p['controller']}: none of ${p['replicas']} is ready`,
  'controller-scaled-down': (p) =>
    `${p['generation']} ${p['controller']} is scaled to 0: nothing is installed, and pods show no truth`,
  'controller-absent': (p) => `no controller ${p['generation']} is installed in this cluster`,
  'controller-elsewhere': (p) =>
    `${p['holder']} tends the vnodes, and no controller ${p['generation']} is a Deployment of this cluster`,
  'controllers-fight': (p) =>
    p['env'] === ''
      ? `${p['count']} controllers V1 watch the same cluster: they work against each other`
      : `${p['count']} controllers are set to the environment ${p['env']}: they work against each other`,
  'controller-each-alone': (p) =>
    `${p['controller']} has ${p['replicas']} replicas, each of which believes it is alone: they install and uninstall against each other`,
  'controller-no-tunnel': (p) =>
    `${p['controller']} has no tunnel on: it ends as soon as it starts`,
  'client-id-changes': (p) =>
    `${p['controller']} has a new CLIENT_ID at every start: after one it never gets its nodes back by itself`,
  'controller-may-all': (p) => `${p['account']} may do all that the controller needs`,
  'controller-may-not': (p) =>
    `${p['account']} may not ${p['what']}: the controller does not work without`,
  'controller-may-not-some': (p) =>
    `${p['account']} may not ${p['what']}: some of what the controller does fails, and only its log says so`,
  'user-may': (p) => `may: ${p['commands']} (namespace ${p['namespace']})`,
  'user-may-not-look': (p) => `may not: ${p['what']} → nothing works, not even ${p['commands']}`,
  'user-may-not': (p) => `may not: ${p['what']} → ${p['commands']}`,
  'user-may-not-install': (p) => `may not ${p['commands']}, which few need to`,
  'leases-renewed': (p) => `${p['nodes']} vnode(s) of ${p['env']} are tended by ${p['holder']}`,
  'leases-missing': (p) =>
    `${p['nodes']} of ${p['of']} vnode(s) of ${p['env']} have no lease: nothing is in the controller's way, and it does not tend them`,
  'vnodes-not-ready': (p) =>
    `${p['nodes']} of ${p['of']} vnode(s) of ${p['env']} are not Ready, though their leases are renewed`,
  'vnodes-lost': (p) =>
    `${p['nodes']} base(s) answer, and their vnodes are gone: they come back with the next heartbeat`,
  'v1-works': (p) =>
    `V1's controller has left nothing lying: ${p['objects']} ModuleDeployment(s) looked at`,
  'env-fits': (p) => `vnodes, controllers and koupctl agree: ${p['envs']}`,
  'env-unattended': (p) =>
    `${p['nodes']} vnode(s) are of the environment ${p['env']}, and the controllers here are for ${p['envs']}`,
  'env-without-vnodes': (p) => `${p['controller']} is for ${p['env']}, and no base reports there`,
  'env-of-koupctl': (p) =>
    `koupctl is set to the environment ${p['env']}, and there are only vnodes of ${p['envs']}: what it deploys would find no base`,
  'base-without-vnode': (p) =>
    `${p['pods']} pod(s) look like bases, and no vnode stands for them: their heartbeats do not arrive`,
  'clocks-agree': (p) =>
    p['holders'] === 0
      ? "this machine's clock and the API server's agree"
      : `this machine's clock and those of ${p['holders']} holder(s) of node leases agree with the API server's`,
  'clock-here': (p) =>
    Number(p['seconds']) > 0
      ? `this machine's clock is ${p['seconds']} s ahead of the API server's; koupctl goes by the server's`
      : `this machine's clock is ${-Number(p['seconds'])} s behind the API server's; koupctl goes by the server's`,
  'clock-there': (p) =>
    Number(p['seconds']) > 0
      ? `the clock of ${p['object']} is ${p['seconds']} s ahead of the API server's`
      : `the clock of ${p['object']} is ${-Number(p['seconds'])} s behind the API server's`,
  'bases-answer': (p) =>
    `${p['asked']} of ${p['of']} base(s) asked, all answer${p['direct'] === p['asked'] ? ', without the API server between' : `; ${p['direct']} without the API server between`}`,
  'bases-silent': (p) => `${p['silent']} of ${p['asked']} base(s) asked do not answer`,
  'bases-unreachable': (p) =>
    `none of ${p['asked']} base(s) asked answers from here: koupctl can prove no batch`,
  'nothing-to-ask': 'there is none to look at',
  'not-allowed': (p) => `${p['why']}`,
  'not-installed': 'nothing of Koupleless is here: no controller, no vnode, none of its kinds',
} satisfies Record<DoctorCode, string | Text>;

/** How it is mended. */
const mends = {
  'api-too-old': 'upgrade the cluster',
  'crds-absent': 'install V1 with its kinds',
  'crd-missing': 'install V1 again: it brings the kinds that are missing',
  'crd-dialect-assumed': 'ask for the right to get customresourcedefinitions',
  'controller-partly-ready': 'see what its pods say',
  'controller-not-ready': 'see what its pods say, and its log',
  'controller-scaled-down': 'scale it up',
  'controller-absent': 'install it, unless it runs outside of the cluster',
  'controller-elsewhere': 'nothing, if it is meant to run outside of the cluster',
  'controllers-fight': 'keep one of them',
  'controller-each-alone': 'one replica, or several that know of each other',
  'controller-no-tunnel': 'switch the tunnel on by which the bases report',
  'client-id-changes': 'give it a CLIENT_ID that stays',
  'controller-may-not': 'give it the role that koupctl installs',
  'controller-may-not-some': 'give it the role that koupctl installs',
  'user-may-not-look': 'ask for these rights',
  'user-may-not': 'ask for these rights, if you need those commands',
  'leases-missing': 'see its log; start it again',
  'vnodes-not-ready': 'wait a minute; then look at the bases',
  'vnodes-lost': 'wait; then see where the bases report to',
  'env-unattended': "set the controller's ENV, or the environment of the bases",
  'env-without-vnodes': 'see that bases report to it, or that ENV is right',
  'env-of-koupctl': 'set env in the settings, or --env, to that of the vnodes',
  'base-without-vnode': 'see where the bases report to (their heartbeat endpoint), and their log',
  'clock-here': 'set the clock',
  'clock-there': 'set the clock of the machine that it runs on',
  'bases-silent': 'see why those do not',
  'bases-unreachable':
    "ask from where the bases can be reached, or by the API server's proxy (--arklet proxy)",
  'not-installed': 'install a controller',
} satisfies Partial<Record<DoctorCode, string>>;

/** What `doctor` says. */
export const doctor = {
  texts,
  mends,
  checks: {
    api: 'API server',
    crds: 'kinds',
    controllers: 'controllers',
    'controller-rights': "controller's rights",
    'user-rights': 'your rights',
    liveness: 'at work',
    env: 'environment',
    clock: 'clocks',
    bases: 'bases',
  } satisfies Record<CheckName, string>,
  statuses: { fail: 'fail', warn: 'warn', ok: 'ok', skipped: 'skip' } satisfies Record<
    Status,
    string
  >,
  statusWidth: 4,
  fine: (warnings: number) =>
    warnings === 0 ? 'everything works' : `everything works; ${warnings} warning(s)`,
  wrong: (checks: number, text: string) => `${checks} check(s) fail; first: ${text}`,
  seen: 'seen: ',
  more: (count: number) => `and ${count} more`,
  mend: 'mend: ',
  next: 'next: ',
  canRepair: 'koupctl doctor --repair would',
  noRepair: 'koupctl can repair none of it: see what to do by hand',
  byHand: '(by hand)',
  plan: 'to repair it:',
  repairs: {
    'apply-role': (name: string) => `apply ClusterRole ${name} as koupctl installs it`,
    'delete-lease': (name: string, holder: string) =>
      `delete the lease ${name} in kube-node-lease, which ${holder === '' ? 'nobody' : holder} held and nobody renews`,
    'delete-pod': (namespace: string, name: string, why: string) =>
      `delete the pod ${name} in ${namespace} (${why}): another one starts at once`,
    label: (namespace: string, name: string) =>
      `label ModuleDeployment ${name} in ${namespace} app=${name}`,
    'scale-up': (namespace: string, name: string, to: number) =>
      `scale Deployment ${name} in ${namespace} to ${to}`,
    restart: (namespace: string, name: string) =>
      `restart Deployment ${name} in ${namespace}: vnodes may go, and come back with the next heartbeats`,
  },
  question: (context: string) => `Do this on ${context}?`,
  refused: 'not a terminal, and no --yes: nothing was repaired',
  declined: 'declined; nothing was written',
  stopped: 'stopped at the question; nothing was written',
  did: (what: string) => `done: ${what}`,
  leftAlone: (what: string, why: string) => `left alone: ${what}: ${why}`,
  hearing:
    'the controller is given time to hear from the bases: it deletes nodes that it takes over before that',
  notReady: (env: string) =>
    `no controller of the environment ${env} has become ready: its leases are left alone`,
  watching: 'looking until it is well',
  repaired: (seconds: number) => `repaired, and seen well after ${seconds} s:`,
  notYet: (seconds: number) => `not well yet, ${seconds} s after the repair`,
  interrupted: 'stopped before it was seen well',
};
