/** What a base says of an install, and what was heard when it was asked to repeat it. */
interface Absent {
  /** As it is called in a sentence; undefined where the pod has no other. */
  readonly module: string | undefined;
  readonly nodeAway: boolean;
  /** What the base lists instead at that version. */
  readonly strangers: readonly string[];
  readonly asked: 'busy' | { readonly silent: string } | undefined;
}

const it = (module: string | undefined) => module ?? 'it';

/** Why a place does not run what it is to run. */
export const judged = {
  nodeMissing: (node: string) => `node ${node} is not there`,
  baseGone: (node: string) => `the base is gone: node ${node} no longer exists`,
  notScheduled: 'not yet scheduled',
  nodesAway: (count: number, why: string) =>
    `no free base while ${count} node(s) are NotReady: ${why}`,
  waitsForOld: 'waits for an old pod to leave its base',
  noFreeBase: (why: string) => `no free base: ${why}`,
  down: (why: string) => `the base is down: ${why}`,
  unseen: (why: string) => `not seen on the base: ${why}`,
  hangs: (why: string) => `the base hangs: ${why}`,
  silent: (why: string) => `the base does not answer: ${why}`,
  inState: (module: string | undefined, state: string) => `on the base ${it(module)} is ${state}`,
  failsAtStart: (module: string, why: string) => `${module} fails at start: ${why}`,
  rejects: (module: string, why: string) => `the base rejects ${module}: ${why}`,
  listedAs: (module: string, state: string, trouble: string | undefined) =>
    `the base lists ${module} as ${state}${trouble === undefined ? '' : ` (${trouble})`}`,
  absent: ({ module, nodeAway, strangers, asked }: Absent) => {
    const away = nodeAway ? ', and its node is NotReady' : '';
    const others = strangers.length > 0 ? `; it does list ${strangers.join(', ')}` : '';
    return `the base does not list ${it(module)} yet${away}${others}${afterAsking(asked)}`;
  },
  nodeAnew: (module: string) =>
    `the base's node was made anew after this pod was bound: nothing installs ${module} again`,
  noContainer: 'the pod has no module container',
  sameVersionLeaves: 'an earlier pod with the same version leaves this base',
  refusesToSwitch: (why: string) => `the base refuses to switch: ${why}`,
  podUninstalling: 'its pod is being uninstalled',
  podNotCreated: 'its pod is not created yet',
  toBeEvicted: 'its pod is still to be evicted',
  notCreated: 'not created yet',
  uninstalling: (what: string) => `${what} is still being uninstalled`,
  beingUninstalled: (pod: string) => `${pod} is being uninstalled`,
  waitsForUnready: (pod: string, other: string) =>
    `${pod} waits for ${other}, which is not ready: under OrderedReady nothing moves`,
  waitsForReady: (pod: string, other: string) =>
    `${pod} waits for ${other} to be ready in Kubernetes`,
  waitsForTurn: (pod: string, other: string) => `${pod} waits for its turn after ${other}`,
  nextToChange: (pod: string) => `${pod} is the next to change`,
  podNotCreatedYet: (pod: string) => `${pod} is not created yet`,
  basePodGone: (pod: string) =>
    `base pod ${pod} is gone or has no address; the controller is to choose another`,
  noBaseYet: 'not yet given a base',
  waitsForOldVersion: 'waits for the old version to leave a base',
  noBaseFree: 'no base is free',
  controllerLags: (state: string) =>
    `active on the base, but the controller still calls it ${state || 'new'}`,
};

function afterAsking(asked: Absent['asked']): string {
  if (asked === undefined) return '';
  if (asked === 'busy') return '; an install is under way there';
  return `; asked to repeat the install it gave no answer: ${asked.silent}`;
}

/** What can be done about it. */
export const advised = {
  tend: "see that V2's controller runs; where it was started anew and its nodes stay NotReady, delete their leases in kube-node-lease",
  bringBack: 'bring the base back, or lower the replicas',
  comesWithIt: 'bring the base back; what it is to run comes with it',
  addOrCorrect: 'add a base, or correct the affinity and tolerations (koupctl lint -f FILE)',
  addOrLower: 'add a base, or lower the replicas',
  restart: 'restart the base, then go on; the rollout stands held meanwhile',
  lookAndRestart: "look into the base's log and memory, restart it, then go on",
  look: "look into the base's log for the cause",
  deletePod: (command: string) => `delete the pod: ${command}`,
  finalizers: 'its base pod is gone: look at the Module’s finalizers',
  readable: (url: string) => `check that the bases can read ${url}, and that it is a module`,
  metaspace:
    'free metaspace on the base: uninstall what is not needed, or restart it with a larger -XX:MaxMetaspaceSize',
  contextPath: 'another module of the base has its web context path: give it one of its own',
  mend: 'mend the module and deploy it under a new version',
};
