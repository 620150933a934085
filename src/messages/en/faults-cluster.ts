import { told } from '../told.ts';

/**
 * What the kubeconfig, the network and the API server refuse. `what` is a request as kubectl would
 * name it (`patch Deployment shop/biz1`), `scope` what it is about.
 */
export const clusterFaults = {
  noKubeconfig: told('found no kubeconfig', 'set KUBECONFIG, or name the file with --kubeconfig'),
  unreadable: (file: string, code: string, isDenied: boolean) =>
    told(
      `can't read the kubeconfig ${file}: ${code}`,
      isDenied ? `chmod u+r ${file}` : 'choose another file with --kubeconfig',
    ),
  notYaml: (why: string) => told(`the kubeconfig is not valid YAML: ${why}`),
  noMap: (file: string) => told(`${file} is not a kubeconfig: it holds no map`),
  noList: (file: string, key: string) => told(`${file}: ${key}s is not a list`),
  nameless: (file: string, key: string) => told(`${file}: a ${key} has no name`),
  noCurrentContext: (where: string) =>
    told(`${where} names no current context`, 'choose one with --context'),
  noContext: (name: string, where: string) =>
    told(`there is no context "${name}" in ${where}`, 'choose one with --context'),
  noClusterOf: (context: string, where: string) =>
    told(`context "${context}" in ${where} names no cluster`),
  noServerOf: (context: string, where: string) =>
    told(`the cluster of context "${context}" in ${where} has no server`),
  missing: (key: 'cluster' | 'user', context: string, name: string) =>
    told(`the ${key} of context "${context}" is "${name}", but the kubeconfig has none`),
  notAUrl: (context: string, server: string) =>
    told(`the server of context "${context}" is not a URL: ${server}`),
  /** `hint`: the plugin's own words on how it is installed, where the kubeconfig has them. */
  noPlugin: (command: string | undefined, hint: readonly string[]) =>
    told(
      `${command === undefined ? 'the auth provider' : `the credential plugin ${command}`} is not installed`,
      hint.length > 0 ? hint.join('\n') : 'get credentials the way this cluster wants it',
    ),
  noCredentials: (command: string | undefined) =>
    told(
      `${command === undefined ? 'the auth provider' : `the credential plugin ${command}`} gave no credentials`,
      'get credentials the way this cluster wants it',
    ),
  credentialFile: (field: string, file: string) =>
    told(
      `can't read the ${field} that the kubeconfig names`,
      `see to the file ${file}, or fetch a new kubeconfig for this cluster`,
    ),
  badKeys: (server: string) =>
    told(
      `the certificates or keys for ${server} in the kubeconfig are not usable`,
      'fetch a new kubeconfig for this cluster',
    ),
  notKubernetes: (server: string, context: string) =>
    told(
      `what answers at ${server} is not a Kubernetes API server`,
      `check the server of context ${context}`,
    ),
  unauthorized: (server: string, user: string) =>
    told(
      `${server} does not accept ${user === '' ? 'no credentials' : `the credentials of user "${user}"`}`,
      'log in again, or fetch a new kubeconfig for this cluster',
    ),
  certificateEnded: (at: string) => `the client certificate ended on ${at}`,
  refuses: (what: string) => told(`the server refuses to ${what}`),
  mayNot: (user: string, verb: string, command: string) =>
    told(`user "${user}" may not ${verb}`, command),
  absent: (what: string, why: string) => told(`can't ${what}: ${why}`),
  exists: (what: string) => told(`can't ${what}: it exists already`),
  owned: (what: string) => told(`can't ${what}: other managers own fields of it`),
  changed: (what: string) => told(`can't ${what}: it has been changed or replaced meanwhile`),
  unexpected: (what: string) => told(`can't ${what}: it is not as expected`),
  gone: (object: string) => told(`${object} is not there any more`),
  rejects: (object: string) => told(`the server rejects ${object}`),
  disruption: (what: string) => told(`a disruption budget does not allow to ${what} now`),
  tooBusy: (server: string, what: string) =>
    told(`${server} is too busy to ${what}`, 'try again later'),
  unwell: (server: string, what: string, code: number, webhook: string | undefined) =>
    told(
      `${server} can't ${what} now: it answered ${code}`,
      webhook === undefined
        ? undefined
        : `see to the admission webhook ${webhook}: the server can't reach it`,
    ),
  odd: (server: string, code: number, what: string, context: string) =>
    told(
      `${server} answered ${code} to ${what}`,
      `check that the server of context ${context} is a Kubernetes API server`,
    ),
  unknown: (scope: string) => told(`the server does not know ${scope}`, 'kubectl api-resources'),
  podUnreached: (port: number, pod: string, why: string) =>
    told(`the API server can't reach port ${port} of pod ${pod}: ${why}`),
  podAnswered: (code: number, text: string) => told(`answered ${code}: ${text}`),
  network: {
    refused: (server: string, context: string) =>
      told(`${server} refuses the connection`, `is the API server up? ${address(context)}`),
    noHost: (server: string, context: string) =>
      told(`the host of ${server} is not known`, `check DNS; ${address(context)}`),
    noWay: (server: string, context: string) =>
      told(`there is no way to ${server}`, address(context)),
    silent: (server: string, context: string, why: string) =>
      told(`${server} does not answer: ${why}`, address(context)),
    certificateOver: (server: string) =>
      told(
        `the certificate of ${server} has expired`,
        "renew the API server's certificate, and check this machine's clock",
      ),
    certificateEarly: (server: string) =>
      told(`the certificate of ${server} is not valid yet`, "check this machine's clock"),
    otherNames: (server: string) =>
      told(
        `the certificate of ${server} is for other names`,
        'use a name it is for, or set tls-server-name in the kubeconfig',
      ),
    otherAuthority: (server: string) =>
      told(
        `the certificate of ${server} is not from the kubeconfig's certificate authority`,
        `${renew}: the cluster behind this address may be another one`,
      ),
    noTls: (server: string) => told(`${server} and this machine can't agree on TLS`, renew),
    notKubernetes: (server: string, context: string) =>
      told(`what answers at ${server} is not a Kubernetes API server`, address(context)),
    broke: (server: string, context: string) =>
      told(`the connection to ${server} broke`, `try again; ${address(context)}`),
  },
  unsure: (what: string) => `whether it did ${what} is not known: look before repeating it`,
  itAnswered: (text: string) => `it answered: ${text}`,
  ownedBy: (field: string, manager: string) => `${field} is owned by ${manager}`,
  notThere: (path: string) => `${path} is not there`,
  /** Why a patch does not fit. */
  misfit: {
    some: 'a test of the patch failed, or what it changes is not there',
    otherObject: 'another object has its name now',
    absent: (path: string) => `${path}: it is not there`,
    other: (path: string) => `${path}: it has another value`,
    expected: (path: string, expected: string, is: string) =>
      `${path}: expected ${expected}, but it is ${is}`,
  },
  /** What became of an answer. `time`: such as 3 s. */
  trouble: {
    noAnswer: (time: string) => `no answer within ${time}`,
    noConnection: (time: string) => `no connection within ${time}`,
    stoppedComing: (time: string) => `the answer stopped coming for ${time}`,
    endless: 'the answer does not come to an end',
    broke: 'the connection broke in the middle of the answer',
    badlyCompressed: 'the answer is badly compressed',
    watchSilent: 'the watch went silent',
    watchBroke: 'the watch broke',
    watchFailed: (why: string) => `the watch failed: ${why}`,
    noEvent: 'the watch gave no event',
  },
  /** At the terminal. */
  nobodyThere: told(
    'nobody can answer here: this is not a terminal',
    'look at the plan, then give --yes',
  ),
  noAnswer: told('stdin was closed before the answer'),
  unwritten: (why: string) => told(`the results could not be written: ${why}`),
};

const renew = 'fetch a new kubeconfig for this cluster';

function address(context: string): string {
  return `check the server of context ${context}, VPN and proxy settings`;
}
