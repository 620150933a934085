import type { Code, Params } from '../../diagnosis/cause.ts';

type Text = (p: Params) => string;

/** What is wrong, in one line; the evidence stands below it. */
const causes = {
  'v1-no-labels': (p) =>
    `ModuleDeployment ${p['object']} has no labels: it ends V1's controller at every start, for every module of the cluster`,
  'v1-half-deleted': (p) =>
    `ModuleDeployment ${p['object']} is being deleted and its ModuleReplicaSets are gone already: it ends V1's controller at every start, for every module of the cluster`,
  'leases-not-taken-over': (p) =>
    `V2's controller runs, but ${p['leases']} vnode(s) are not tended: an earlier controller's leases are still there, and it takes none over`,
  'controller-dead': (p) =>
    `V2's controller is dead: nobody renews the leases of ${p['bases']} vnode(s). The modules go on serving (${p['serving']} base(s) answer), but nothing is installed, and pods show no truth`,
  'v1-controller-dead': "V1's controller does nothing: it is dead, or looks at something else",
  'quota-exceeded': (p) => `a quota keeps Kubernetes from creating the pods: ${p['message']}`,
  'creation-forbidden': (p) => `Kubernetes is not allowed to create the pods: ${p['message']}`,
  'pods-not-created': (p) => `Kubernetes does not create the pods: ${p['message']}`,
  'v1-no-base-deployment': (p) => `its base Deployment ${p['base']} does not exist`,
  'name-mismatch': (p) =>
    `the jar is not ${p['module']}: it calls itself ${p['jar']}, and the base goes by the jar`,
  'context-path-twice': (p) =>
    `${p['module']} wants a web context path (${p['path'] ?? 'see the reason'}) that another module of the base has${p['other'] === undefined ? '' : `: ${p['other']}`}`,
  'metaspace-full': (p) =>
    `the base has no metaspace left for ${p['module']}${p['max'] === 0 ? '' : `: ${p['used']} of ${p['max']} MiB are taken`}`,
  'bad-url': (p) => `the base can't read the jar of ${p['module']}: ${p['reason']}`,
  'not-a-module': (p) => `what the url of ${p['module']} gives is no module: ${p['reason']}`,
  'module-throws': (p) =>
    p['reason'] === ''
      ? `${p['module']} fails at start; why is only in the answer to its install, or in the base's log`
      : `${p['module']} fails at start: ${p['reason']}`,
  'version-unchanged': (p) =>
    `the package of ${p['module']} changed and its version did not: a base that knows the version does not install it again`,
  'install-rejected': (p) => `the base refuses ${p['module']}: ${p['reason']}`,
  'base-gone': (p) => `the base ${p['base']} is gone`,
  'base-down': (p) => `the base ${p['base']} (${p['ip']}) is down: it refuses connections`,
  'base-restarted': (p) =>
    `the base ${p['base']} (${p['ip']}) restarted, or somebody took ${p['module']} off it: Kubernetes still counts the module as there`,
  'base-came-back': (p) =>
    `the base ${p['base']} (${p['ip']}) was away and came back: nothing installs ${p['module']} for a pod that was there before`,
  'never-picked-up': (p) =>
    `V2's controller does not see the pod of ${p['module']}: it lacks the label virtual-kubelet.koupleless.io/component=module`,
  'no-bases': 'there is no base: no vnode is registered in the cluster',
  'wrong-env': (p) =>
    `the pods tolerate bases of the environment ${p['env']}, and there are only bases of ${p['there']}`,
  'untolerated-taint': (p) =>
    `the pods do not tolerate the taint ${p['taint']} that every base has`,
  'wrong-label': (p) => `no base has the labels that the pods ask for: ${p['why']}`,
  'version-dark': (p) =>
    `${p['module']} is installed and dark: ${p['serving']} goes on serving, as the base does not activate a second version by itself`,
  'none-active': (p) =>
    `${p['module']} is installed on ${p['base']} and not active, and no other version is: nothing serves there`,
  orphan: (p) =>
    `${p['base']} (${p['ip']}) runs ${p['module']}, which nothing in Kubernetes wants there: its uninstall was refused or is repeated in vain`,
  'v1-namesake': (p) =>
    `other ModuleDeployments of the namespace (${p['others']}) have the module ${p['module']} too: they take it off each other's bases`,
  'v1-confirm-mismatch': (p) =>
    `batch ${p['batch']} waits and confirmBatchNum is ${p['confirmed']}: V1's controller goes on at that very number only, never at a greater one`,
  'v1-gray-stall':
    "it pauses for grayTimeBetweenBatchSeconds without needConfirm, and V1's controller never goes on from there by itself",
  'v1-bases-full': (p) =>
    `${p['placed']} of ${p['wanted']} modules have a base: the others are full (max-module-count ${p['limit'] ?? 'unknown'})`,
  'v1-half-done': (p) =>
    `the release is half done whatever its progress says: ${p['placed']} of ${p['wanted']} modules are new, ${p['old']} base(s) run an old version, and the controller does not try again`,
  'v1-no-free-base': (p) =>
    `${p['placed']} of ${p['wanted']} modules found a base, of ${p['bases']}; the controller does not try again`,
  'v1-left-marked': (p) =>
    `${p['placed']} of ${p['wanted']} modules have a base: the controller takes ${p['marked']} for taken, though no Module is there`,
  'no-free-base': (p) =>
    `no free base: ${p['bases']} fit and are taken, ${p['waiting']} pod(s) wait`,
  'v1-stuck-upgrading': (p) =>
    p['state'] === 'activated'
      ? `the Module of ${p['module']} stays Upgrading though ${p['base']} runs it: an install was refused, and the controller never asks again`
      : `the Module of ${p['module']} stays Upgrading: ${p['base']} refused its install, and the controller neither says why nor asks again`,
  'base-hangs': (p) => `the base ${p['base']} (${p['ip']}) does not answer, while others do`,
  'install-unanswered': (p) =>
    `${p['base']} was asked to install ${p['module']} and gave no answer`,
  'install-left-no-trace': (p) =>
    `${p['base']} does not list ${p['module']}: its install failed, and why was only in the answer, which V2's controller keeps to itself`,
  unschedulable: (p) => `the scheduler finds no base for ${p['waiting']} pod(s): ${p['message']}`,
  'start-hangs': (p) =>
    `${p['base']} (${p['ip']}) lists ${p['module']} as ${p['state']} and does not get further: its start hangs`,
  'status-late': (p) =>
    `${p['base']} (${p['ip']}) runs it, and ${p['object']} does not show that: V2's controller does not pass on what the base says`,
  'bases-silent': (p) =>
    `none of ${p['bases']} base(s) answers from here (${p['why']}): they are down, or the network between is; what they run is not proven`,
  paused: (p) =>
    `the Deployment is paused, by somebody else than koupctl: ${p['updated']} of ${p['replicas']} pods have its template`,
  'min-ready-seconds': (p) =>
    p['kind'] === 'DaemonSet'
      ? `minReadySeconds ${p['seconds']}: a DaemonSet of modules then replaces all its pods at once`
      : `minReadySeconds ${p['seconds']}: conditions of module pods carry no time, so no pod ever counts as available and no rollout ends`,
  'v1-awaits-confirm': (p) =>
    `batch ${p['batch']} is placed, and the next one waits for a confirmation`,
  'rollout-stands': (p) =>
    p['undoing'] === 1
      ? `the undo of ${p['version']}, begun by ${p['who']}, stands: nobody is at it`
      : `koupctl's rollout to ${p['version']}, begun by ${p['who']}, stands: nobody is at it`,
  'rbac-peer-patch': (p) =>
    `V2's controller may not patch Deployments (ClusterRole ${p['role']}): the replicas stay ${p['replicas']} however many bases there are (${p['wanted']} now)`,
  'rbac-mis-cased': (p) =>
    `ClusterRole ${p['role']} says daemonSets: RBAC knows daemonsets only, so that the rule gives no right`,
  'short-grace-period': (p) =>
    `terminationGracePeriodSeconds ${p['seconds']}: uninstall and install race, bases are left without the module, and the controller can crash`,
  'node-loss-toleration': (p) =>
    `the pods do not tolerate ${p['taints']} for good: ${p['seconds']} s without a controller, and modules are taken off bases that serve`,
} satisfies Record<Code, string | Text>;

/** How it is mended. */
const mends = {
  'v1-no-labels': 'label it; the controller lives from then on',
  'v1-half-deleted': 'take its finalizers off; what it installed stays on its bases',
  'leases-not-taken-over':
    'delete the leases that have the names of those vnodes: the controller makes new ones and tends them within a minute',
  'controller-dead':
    'see why it ended (its log), start it again; where vnodes then stay NotReady, delete their leases in kube-node-lease',
  'v1-controller-dead': 'see that it runs, and why it ended (its log)',
  'quota-exceeded': 'raise the quota, or lower the replicas',
  'creation-forbidden': 'ask whoever owns the admission rule that is named',
  'pods-not-created': 'mend what the message names',
  'v1-no-base-deployment': 'correct spec.baseDeploymentName, or bring the base',
  'name-mismatch': "name the container (V1: the module) as the jar's Ark-Biz-Name has it",
  'context-path-twice': 'give one of them another webContextPath and build it again',
  'metaspace-full':
    'uninstall what is not needed there, or restart the base with a larger -XX:MaxMetaspaceSize',
  'bad-url': 'make the url one that the bases can read (protocol, host, path, rights)',
  'not-a-module': 'build it with sofa-ark-maven-plugin and give the url of the -ark-biz.jar',
  'module-throws': 'mend the module and deploy it under a new version',
  'version-unchanged': 'give every package a version of its own and deploy that',
  'install-rejected': "look into the base's log",
  'base-gone': 'bring the base back, or lower the replicas',
  'base-down': 'restart the base; its modules are installed anew',
  'base-restarted': 'install it there anew',
  'base-came-back': 'install it there anew, by deleting the pod',
  'never-picked-up': 'set the label in the pod template',
  'no-bases': "start the bases, and see that their heartbeats reach V2's controller",
  'wrong-env': 'write the environment of the bases into the toleration (--env)',
  'untolerated-taint': 'add the toleration to the pod template',
  'wrong-label': 'correct base name, version or cluster in the affinity, or the base itself',
  'version-dark':
    'deploy with koupctl, which switches; or start the bases with -Dactivate.new.module=true',
  'none-active': 'install it there anew, or switch the version that is to serve',
  orphan: "look into the base's log for why the uninstall fails; restart the base if need be",
  'v1-namesake': 'keep one of them, or give the modules different names',
  'v1-confirm-mismatch': 'set confirmBatchNum to the batch that waits',
  'v1-gray-stall': 'confirm each batch, or leave the gray time to koupctl deploy --gray',
  'v1-bases-full': 'raise max-module-count (koupctl base-limit), add a base, or lower the replicas',
  'v1-half-done':
    'release again in batches no larger than the free bases (koupctl deploy plans them so), or go back',
  'v1-no-free-base': 'add a base, or lower the replicas',
  'v1-left-marked': 'take the marker label off those base pods',
  'no-free-base': 'add a base, or lower the replicas',
  'v1-stuck-upgrading': 'learn why (--ask), mend it, release it under a new version',
  'base-hangs': "look into the base's log and memory, restart it",
  'install-unanswered': "look into the base's log and memory, restart it",
  'install-left-no-trace': 'ask the base to repeat it (--ask), or look into its log',
  unschedulable: 'mend what the scheduler names, in the pod template or in the cluster',
  'start-hangs': "look into the base's log and threads; uninstall the module, or restart the base",
  'status-late':
    "see that V2's controller reaches the base (its log), and that it is not overloaded",
  'bases-silent':
    'look from where the bases can be reached, or through the API server (--arklet proxy)',
  paused: 'resume it, or learn why it was paused',
  'min-ready-seconds': 'leave it out; koupctl deploy --soak waits instead',
  'v1-awaits-confirm': 'confirm the batch when it is proven',
  'rollout-stands': 'take part in it, or undo it',
  'rbac-peer-patch': 'add the verb patch for deployments in apps',
  'rbac-mis-cased': 'write daemonsets in lower case',
  'short-grace-period': 'leave it at 30',
  'node-loss-toleration': 'tolerate both with operator Exists and without tolerationSeconds',
} satisfies Record<Code, string>;

/** What `diagnose` says. */
export const diagnosis = {
  causes,
  mends,
  fine: (what: string, places: number, answered: number) =>
    `${what}: nothing is wrong; ${places} place(s) looked at, ${answered} base(s) asked`,
  weak: (what: string, points: number) =>
    `${what}: nothing is wrong now; ${points} weak point(s) may do harm some day`,
  wrong: (what: string, text: string) => `${what}: ${text}`,
  certain: 'certain',
  likely: 'likely',
  possible: 'possible',
  seen: 'seen: ',
  mend: 'mend: ',
  next: 'next: ',
  explain: 'code: ',
  compare: 'compare: ',
  allAlike: (of: number) => `the same on all ${of} bases: it is the package, no single base`,
  allBases: (of: number) => `the same on all ${of} bases`,
  someFine: (fine: number, of: number, names: string) =>
    `${fine} of ${of} bases are fine; not ${names}`,
  noneFine: (count: number, of: number, names: string) =>
    `${count} of ${of} bases: ${names}; none of the others is fine either`,
  failedBefore: (names: string) => `${names} failed the last release too: look at the base`,
  andMore: (count: number) => `and ${count} more`,
  stands: (version: string, who: string, attach: string) =>
    `koupctl's rollout to ${version}, begun by ${who}, stands: ${attach}`,
  goesOn: (version: string, holder: string) =>
    `a rollout to ${version} goes on, ${holder} is at it: what only looks wrong meanwhile is left out`,
  unread: (what: string, why: string) => `not looked at: ${what} (${why})`,
  whats: {
    leases: 'the leases of the vnodes',
    events: 'events',
    roles: "the controllers' roles",
    controllers: "the controllers' pods",
    pods: 'objects of other namespaces',
    bases: 'the bases',
    nodes: 'nodes',
  },
  nobodyAnswers: 'no base could be asked from here; what they run is not proven',
  lookingAgain: 'something looks wrong; looking once more, as it may be passing',
  base: (name: string) => `base ${name}`,
  askPlan: (base: string, module: string) =>
    `to learn why, ${base} is asked to install ${module} once more, and to uninstall it before where it lists it as failed`,
  askQuestion: (bases: number) => `Ask ${bases} base(s) to repeat the install?`,
  askRefused: 'not a terminal, and no --yes: no base was asked to repeat an install',
  askDeclined: 'declined: no base was asked to repeat an install',
  asking: (base: string) => `asking ${base}`,
  askedSaid: (base: string, module: string, result: string, reason: string) =>
    `${base}, asked to install ${module}: ${result}: ${reason}`,
  askedNot: (base: string, module: string) =>
    `${base} is not asked: by now it has ${module}, or is not to run it any more`,
  nothingToAsk: 'there is no failed install to repeat',
};
