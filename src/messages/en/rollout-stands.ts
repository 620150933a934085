import { limitText } from './limits.ts';
import { someOf } from './lists.ts';
import { together } from './names.ts';
import { onBases } from './rollout-proofs.ts';

const names = (modules: readonly string[]) => together(modules, 'the module');

/** How far a rollout that stands has come. */
interface Reached {
  readonly version: string;
  /** Undefined where it is through all of them, and only its end is not recorded. */
  readonly batch: number | undefined;
  readonly of: number;
  readonly active: number;
  readonly reached: number;
  readonly replicas: number;
  readonly who: string;
}

/** A Service that leads to the workload's pods. */
interface ServiceSeen {
  /** `shop (ClusterIP, 80 → 8080)`. */
  readonly service: string;
  readonly selected: number;
  readonly ready: number;
  /** Pods that it selects and that are no modules. */
  readonly strangers: readonly string[];
  /** In V1 its pods are the bases'. */
  readonly world: 'v1' | 'v2';
}

/** What `status` says of a workload as it stands. */
export const stands = {
  deleting: (pods: number) => `it is being deleted: ${pods} pod(s) are left`,
  deletingV1: (modules: number) => `it is being deleted: ${modules} module(s) are left`,
  deletionWaits: (progress: string | undefined) =>
    `the deletion waits for the release to end: the controller says ${progress ?? 'unknown'}`,
  service: ({ service, selected, ready, strangers, world }: ServiceSeen) => {
    const pods = world === 'v1' ? 'base pods with the module' : 'module pods';
    const also =
      strangers.length === 0 ? '' : `; ${strangers.length} of them no module: ${someOf(strangers)}`;
    return `Service ${service}: ${ready} of ${selected} ${pods} are ready endpoints, says Kubernetes${also}`;
  },
  noService: (name: string) =>
    `Service ${name} is not there, though serviceStrategy asks for it: V1's controller makes it only when the ModuleDeployment is created`,
  podThere: (base: string, pod: string) => `${base}: ${pod} is still there`,
  uninstalling: (base: string, modules: string) => `${base}: ${modules} is still being uninstalled`,
  undoing: (version: string) => `the undo of ${version} is not finished`,
  undoingV1: (version: string) => `undo of ${version} is under way`,
  cutOff: (version: string) => `rollout to ${version} was cut off before its first batch`,
  untouched: 'no base was touched',
  sameDeploy: 'the same koupctl deploy goes on',
  paused: 'the Deployment stands paused',
  superseded: (version: string, who: string, what: string) =>
    `rollout to ${version}, begun by ${who}, is superseded: ${what}`,
  reached: ({ version, batch, of, active, reached, replicas, who }: Reached) => {
    const where =
      batch === undefined
        ? 'is through all batches, its end is not yet recorded'
        : `stands in batch ${batch} of ${of}`;
    return `rollout to ${version} ${where}: ${active} of ${reached} bases run it (${replicas} in all), begun by ${who}`;
  },
  strangeHold: 'a hold stands on it, but no rollout of koupctl is recorded',
  strangeHoldWhy: 'its minReadySeconds keeps every new pod from becoming available',
  restore: 'restore minReadySeconds, progressDeadlineSeconds and strategy from your manifest',
  notGone: 'replicas is 0, but it has not left every base',
  notGoneAnywhere: 'it is to run nowhere, but it has not left every base',
  notEverywhere: (modules: readonly string[]) =>
    `${names(modules)} ${modules.length > 1 ? 'do' : 'does'} not run on every base`,
  nothing: 'replicas is 0: nothing is to run, nothing proven',
  nowhere: 'it is to run nowhere: nothing proven',
  active: (modules: readonly string[], pods: number, doubled: number) =>
    `${names(modules)} ${modules.length > 1 ? 'are' : 'is'} active on ${onBases(pods, doubled)}`,
  activeV1: (module: string, active: number, of: number) =>
    `${module} is active on ${active} of ${of} bases`,
  completedBut: (module: string, active: number, of: number, older: number) =>
    `the controller says Completed, but ${module} is active on ${active} of ${of} bases${older > 0 ? `, and ${older} base(s) still run an older version` : ''}`,
  notLookedAt: "V1's controller has not yet looked at it",
  isItRunning: 'see whether the V1 controller runs: kubectl get pods -A -l app=module-controller',
  underWay: (batch: number, of: number, version: string, active: number, wanted: number) =>
    `batch ${batch} of ${of} of ${version}: ${active} of ${wanted} modules run`,
  progress: (where: string, progress: string) => `${where}; the controller says ${progress}`,
  waitsFor: (where: string, batch: number | undefined) =>
    `${where}; the controller waits for a confirmation (${batch === undefined ? 'spec.pause false' : `spec.confirmBatchNum ${batch}, no other number`})`,
  noFreeBase: (count: number, of: number) =>
    `${count} of ${of} modules found no free base, and the controller does not try again`,
  placedSome: (placed: number, of: number) =>
    `the controller placed ${placed} of ${of} modules: it found no free base for the rest and does not try again`,
  otherNumber: (number: number, batch: number) =>
    `confirmBatchNum is ${number}, but batch ${batch} waits: only that very number goes on`,
  pausesUnasked:
    'it pauses for grayTimeBetweenBatchSeconds, and V1.0.0 goes on only when confirmed',
  unheard: (version: string, now: string) =>
    `the spec says ${version}, but while it is paused the controller stays at ${now}`,
};

/** What `status` says of a ModuleDeployment that is released together with its base. */
export const jointStands = {
  count: (modules: number, of: number, url: string, active: number) =>
    `${modules} of ${of} Modules are of ${url}, ${active} of them active on their bases`,
  undoing: (base: string, count: string, url: string | undefined) =>
    `the undo of the co-release with ${base} is not finished: ${count}; the others are of ${url ?? 'another url'}`,
  reached: (base: string, step: number, of: number, count: string, who: string) =>
    `co-release with ${base} stands after step ${step} of ${of}: ${count}, begun by ${who}`,
  uninstalling: (base: string, module: string) =>
    `${base}: its Module ${module} is still being uninstalled`,
  baseGone: (base: string, module: string) =>
    `${base} is gone or going, and its Module ${module} not yet; going on lets go of it`,
};

/** What became of a change that needs no batches. */
export const applied = {
  nothingRuns: 'applied; replicas is 0: nothing runs, so nothing is proven',
  runs: (module: string, bases: number) => `applied; ${module} runs on ${bases} base(s)`,
  nowhere: (module: string) => `applied; ${module} runs nowhere, as asked`,
  notYet: 'applied, but not yet running everywhere',
  limited: (base: string, limit: number | undefined, pods: number) =>
    `${base}: ${limitText(limit)}, seen on ${pods} of ${pods} base pods and in the template of those to come`,
  notLabelled: (base: string, pods: number) =>
    `${base}: ${pods} base pod(s) still come without the label`,
  again: 'run the same command again',
};
