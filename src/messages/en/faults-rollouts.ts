import { told } from '../told.ts';

const lookAt = (typed: string) => `koupctl status ${typed} tells where the rollout stands`;

/** What can't be done to a rollout or a workload as it stands. */
export const rolloutFaults = {
  undoing: (version: string, typed: string) =>
    told(
      `the rollout to ${version} is being undone`,
      `koupctl rollback ${typed} goes on with that`,
    ),
  stoppedEarly: (version: string) =>
    told(
      `the rollout to ${version} was stopped before its first batch`,
      'run the deploy once more: it begins where it was stopped',
    ),
  batchOver: (batch: number, open: number, of: number, typed: string) =>
    told(`batch ${batch} is over: batch ${open} of ${of} is open already`, lookAt(typed)),
  notHealthyYet: (open: number, of: number, typed: string) =>
    told(`batch ${open} of ${of} is not healthy yet: there is nothing to confirm`, lookAt(typed)),
  notWaiting: (batch: number, open: number, of: number, typed: string) =>
    told(`batch ${batch} is not what waits: batch ${open} of ${of} is open`, lookAt(typed)),
  createdAnew: (workload: string, version: string) =>
    told(
      `${workload} was created anew since its rollout began: there is nothing to undo`,
      `the rollout to ${version} went with the object before; koupctl deploy begins a new one`,
    ),
  beingDeleted: (workload: string, typed: string) =>
    told(
      `${workload} is being deleted: there is no way back`,
      `koupctl offline ${typed} brings the deletion to its end`,
    ),
  silentBase: (base: string, why: string | undefined) =>
    told(
      `base ${base} does not answer: ${why ?? 'no answer'}`,
      'whether the module came back could not be proven; --arklet proxy asks through the API server',
    ),
  contested: (object: string, manager: string | undefined, field: string | undefined) =>
    told(
      `${object}: ${manager ?? 'another manager'} sets ${field ?? 'a field'} of the manifest`,
      'take these fields out of the manifest, or change them where that manager gets them from',
    ),
  belongsTo: (field: string, manager: string) => `${field} belongs to ${manager}`,
  dropped: (field: string, object: string) =>
    told(
      `the server drops ${field} of ${object}`,
      'this server is too old for it, or has the feature switched off: write the manifest without it',
    ),
  rollingUpdateSet: (patch: string) =>
    `somebody else has set rollingUpdate, and an apply can't take it out: ${patch}`,
  opensByLabel: (why: string) =>
    told(
      `a DaemonSet's first deploy opens its bases by a label: ${why}`,
      'ask for the right to patch nodes, or deploy to all bases at once: --batches 1',
    ),
  severalModules: (workload: string, count: number, command: string) =>
    told(`${workload} has ${count} modules in a pod, and flags describe one`, bySource(command)),
  amongSeveral: (module: string, workload: string, count: number, command: string) =>
    told(
      `module ${module} runs in pods of ${workload}, with ${count} modules in a pod, and flags describe one`,
      bySource(command),
    ),
  theyAre: (names: string) => `they are ${names}`,
  notSeen: (kind: string, name: string, seconds: number) =>
    told(
      `Kubernetes' ${kind} controller has not seen ${name} for ${seconds} s`,
      'is kube-controller-manager running?',
    ),
  limitAgain: 'run the same koupctl base-limit again: it goes on from there',
  leftPaused: (deployment: string) =>
    `Deployment ${deployment} is left paused: resumed by hand before this is ended, it would restart the bases`,
  held: (holder: string, why: string | undefined, typed: string, heedsOrders: boolean) => {
    const orders = heedsOrders
      ? `koupctl confirm, pause or resume ${typed} tell it what to do; `
      : '';
    return told(
      `${holder} is at it: ${why ?? 'a rollout'}`,
      `koupctl status ${typed} --watch looks on; ${orders}--take-over takes it away`,
    );
  },
  heldSince: (time: string) => `since ${time}`,
  confirmedAlready: (batch: number, who: string) =>
    told(
      `batch ${batch} was already confirmed by ${who}`,
      'koupctl status tells where the rollout stands',
    ),
  confirmedAt: (time: string) => `at ${time}`,
  recordUnreadable: (record: string) =>
    told(
      `the rollout record ${record} is not JSON`,
      `look at it (kubectl get configmap ${record} -o yaml); deleting it makes koupctl forget that rollout`,
    ),
  recordForeign: (record: string) =>
    told(
      `the rollout record ${record} was written by another version of koupctl`,
      'go on with the koupctl that wrote it',
    ),
  notOpened: (cause: string) =>
    told(
      `batch 1 is not opened: ${cause}`,
      'bring them back first, or allow more with --max-unavailable',
    ),
  goneByOther: (typed: string) =>
    `koupctl history ${typed} shows what was; koupctl deploy brings it back`,
  lastRollout: (version: string, who: string, phase: string, time: string) =>
    `its last rollout, to ${version} by ${who}, ended ${phase} at ${time}; it was not koupctl that took it away`,
  heldBy: (holder: string, since: string, heardOf: string | undefined, what: string) => {
    const who =
      heardOf === undefined
        ? `${holder} is at it since ${since}`
        : `${holder} has it since ${since} and was heard of at ${heardOf}`;
    return `${who}: ${what}`;
  },
  lookOn: (typed: string, fix: string) =>
    `koupctl status ${typed} --watch looks on, koupctl pause ${typed} holds it; if it stands after that, ${fix}`,
};

function bySource(command: string): string {
  return `write all of them in its manifest (${command}), then koupctl deploy -f FILE`;
}
