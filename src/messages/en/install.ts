type Generation = 'v1' | 'v2';

/** `koupctl install`, `upgrade` and `uninstall`. */
export const install = {
  head: (action: 'install' | 'uninstall', generation: Generation, namespace: string) =>
    `${action} the module controller ${generation.toUpperCase()} in namespace ${namespace}`,
  does: { create: 'create', change: 'change', nothing: 'as it is', delete: 'delete' },
  corrected: 'otherwise than in the public manifests',
  corrections: {
    v1: [
      'leader election is on, and its Role is there: two controllers never act at a time',
      'it may update Deployments (module counts are labels of theirs), which the public role leaves out',
      'rules for pods of the group koupleless.io are left out: there are none',
      'liveness and readiness are probed on 8082',
    ],
    v2: [
      'one replica, or several with IS_CLUSTER "true": the public manifest starts three, each of which believes it is alone',
      'CLIENT_ID stays the same over restarts: with a new one a controller never gets its nodes back',
      'it may patch Deployments: without that the replicas of peer workloads follow nothing',
      'daemonsets, not daemonSets: RBAC knows no capitals',
      'ENABLE_MODULE_REPLICAS_SYNC_WITH_BASE instead of ENABLE_MODULE_DEPLOYMENT_CONTROLLER, which nothing reads since 2.1.1',
      'a Service for the heartbeats: http://module-controller-v2.NAMESPACE:7777',
      'liveness and readiness are probed on 8081',
    ],
  },
  risks: {
    elsewhere: (namespaces: string) =>
      `there is one in namespace ${namespaces} too: two of them fight over the same modules`,
    recreate:
      'the controller is away while it is replaced: modules go on serving, nothing is installed or seen meanwhile',
    leasesMayRunOut: (vnodes: number) =>
      `the Leases of ${String(vnodes)} vnode(s) last 40 s: if it is not back by then (an image that has to be pulled, say), it never gets them`,
    leasesStay: (leases: number, perPod: boolean) =>
      `${String(leases)} vnode(s) stay with whoever has their Leases now${perPod ? ' (of several replicas each pod has a CLIENT_ID of its own)' : ''}: this controller tends none of them before those Leases are deleted; koupctl says which when it is up`,
    envLeft: (env: string, vnodes: number) =>
      `${String(vnodes)} vnode(s) of the environment ${env} are tended by nobody any more`,
    modulesStay: (modules: number) =>
      `${String(modules)} module(s) go on running on their bases, and nobody looks after them`,
  },
  question: (action: 'install' | 'uninstall', context: string) =>
    action === 'install' ? `Apply this to ${context}?` : `Delete this from ${context}?`,
  nothingToDo: 'nothing to do',
  wrote: (does: string, kind: string, name: string) => `${does}: ${kind} ${name}`,
  awaitsLeases: (vnodes: number) =>
    `its pods are ready; waiting until it is seen to renew the Leases of ${String(vnodes)} vnode(s)`,
  untended: (untended: number, vnodes: number, replicas: number) =>
    `applied, and ${String(replicas)} replica(s) run, but the controller does not tend ${String(untended)} of ${String(vnodes)} vnode(s)`,
  leases: {
    stale: (names: string, holder: string) =>
      `${names}: the Lease is ${holder === '' ? "nobody's" : `${holder}'s`} and is renewed no more; a controller takes none over but its own, and that only before it runs out`,
    other: (names: string, holder: string) =>
      `${names}: ${holder} renews the Lease, which is no pod of this controller`,
    none: (names: string) => `${names}: there is no Lease, the controller has not begun with it`,
  },
  andMore: (count: number) => `${String(count)} more`,
  changed: (
    what: 'made' | 'changed' | 'deleted',
    kind: string,
    name: string,
    by: string | undefined,
    wrote: number,
  ) =>
    `${kind} ${name} was ${what}${what === 'deleted' ? '' : ` by ${by ?? 'somebody else'}`} since this was planned, and is left as it is; ${String(wrote)} object(s) were written before`,
  stopped: (wrote: number) => `stopped; ${String(wrote)} object(s) were written`,
  notServed: (name: string) => `the API server does not serve ${name}, which it has, after 30 s`,
  ready: (generation: Generation, image: string, replicas: number) =>
    `module controller ${generation.toUpperCase()} is ready: ${String(replicas)} of ${String(replicas)} replica(s) of ${image}`,
  coming: (available: number, replicas: number, seconds: number) =>
    `applied; after ${String(seconds)} s ${String(available)} of ${String(replicas)} replica(s) are ready`,
  vnodes: (ready: number, all: number) => `${String(ready)} of ${String(all)} vnode(s) are Ready`,
  removed: (objects: number) => `${String(objects)} object(s) deleted, seen gone with all its pods`,
  left: (names: string) => `not gone yet: ${names}`,
  declined: 'declined; nothing was written',
  interrupted: 'stopped at the question; nothing was written',
  faults: {
    noImage: (generation: Generation) =>
      `which image of the controller ${generation.toUpperCase()} is to run?`,
    noImageFix: (generation: Generation) =>
      `--image IMAGE:TAG, of a release of ${generation === 'v2' ? 'module-controller-v2' : 'module-controller'}`,
    v2Only: (options: string) => `the controller V1 has no ${options}`,
    v2OnlyFix:
      'V1 is set by --image, -n and --timeout alone; its one replica leads by election, and its bases need not report',
    noNamespace: (namespace: string, server: string) =>
      `there is no namespace ${namespace} on ${server}`,
    noNamespaceFix: (namespace: string) =>
      `kubectl create namespace ${namespace}, or name another with -n`,
    notInstalled: (generation: Generation) =>
      `no module controller ${generation.toUpperCase()} is installed here`,
    notInstalledFix: (generation: Generation) => `koupctl install ${generation} --image IMAGE:TAG`,
    several: (generation: Generation, namespaces: string) =>
      `there are several module controllers ${generation.toUpperCase()}: in ${namespaces}`,
    severalFix: 'say which one with -n NAMESPACE',
    mqttOn:
      'bases report to this controller over MQTT, and --tunnel does not say whether they still do',
    mqttOnFix:
      '--tunnel mqtt --mqtt-broker HOST and what else it needs; or --tunnel http, and every base has to report there',
    otherName: (namespace: string, name: string) =>
      `Deployment ${name} in namespace ${namespace} runs a module controller under a name that is not the public one: koupctl does not touch it`,
    otherNameFix: (name: string) =>
      `change it by the tool that made it, or replace it by one called ${name}`,
    inUse: (modules: number) =>
      `${String(modules)} module(s) are still looked after by it: without it they can be neither changed nor removed`,
    inUseFix:
      'take them off with koupctl offline NAME, or say --force to leave them where they are',
    crdsInUse: (objects: number) =>
      `--with-crds would delete ${String(objects)} object(s) of those kinds, whose finalizers nobody would take off any more`,
    crdsInUseFix: 'koupctl offline NAME for each of them first',
  },
};
