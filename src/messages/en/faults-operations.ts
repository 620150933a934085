import { told } from '../told.ts';
import { someOf } from './lists.ts';

const inPlace =
  '--in-place lets the base itself uninstall and install it; nothing in Kubernetes is deleted then';
const untilGone = 'wait until it is gone';
const status = (typed: string) => `koupctl status ${typed}`;

/** Why scale, replace, offline and base-limit leave a workload alone. */
export const operationFaults = {
  beingDeleted: (workload: string, typed: string) =>
    told(`${workload} is being deleted`, `${untilGone}: ${status(typed)}`),
  baseBeingDeleted: (deployment: string) => told(`${deployment} is being deleted`, untilGone),
  noModule: (workload: string) =>
    told(
      `${workload} has no container whose image is a .jar: it is no module`,
      'koupctl modules lists what is',
    ),
  everyBase: (workload: string, typed: string) =>
    told(
      `${workload} is on every base that fits: it has no number of replicas`,
      `to run it on fewer bases, narrow which ones fit (--base-version, --cluster-name, or the affinity in your manifest) and deploy that; for a number, make it a Deployment; to take it off all, koupctl offline ${typed}`,
    ),
  everyBaseWhy: 'it follows its bases: one that is started gets it, one that is stopped loses it',
  strayHold: (workload: string, typed: string) =>
    told(
      `${workload} carries the hold of a rollout that is not recorded`,
      `${status(typed)} says how to end it`,
    ),
  paused: (workload: string, name: string, namespace: string) =>
    told(
      `${workload} is paused by somebody else`,
      `find out why; kubectl rollout resume deployment/${name} -n ${namespace} ends it`,
    ),
  foreignTemplate: (workload: string, pods: number) =>
    told(
      `${workload} has a template that koupctl did not bring: ${pods} pod(s) of an earlier template are left`,
      'delete them one by one (kubectl delete pod): each is made anew from the template',
    ),
  foreignRollout: (workload: string, pods: number, typed: string) =>
    told(
      `a rollout of ${workload} that koupctl did not begin is under way: ${pods} pod(s) of an earlier template are left`,
      `wait for its end: kubectl rollout status ${typed}`,
    ),
  peer: (workload: string, object: string, label: string, typed: string, wanted: number) =>
    told(
      `${workload} is a peer workload: the V2 controller keeps its replicas at the number of its bases`,
      `to give it a number of its own: kubectl label ${object} ${label}=true, then koupctl scale ${typed} --replicas ${wanted}; it then no longer follows the bases`,
    ),
  peerOverwrites: (label: string) =>
    `${label}: whatever koupctl wrote would be overwritten at the next base that comes or goes`,
  peerBases: (cluster: string | undefined) =>
    cluster === undefined
      ? 'to run on more or fewer bases, start or stop bases of its cluster name'
      : `to run on more or fewer bases, start or stop bases of cluster ${cluster}`,
  autoscaler: (hpa: string, workload: string, least: number, most: number, namespace: string) =>
    told(
      `HorizontalPodAutoscaler ${hpa} owns the replicas of ${workload} (${least} to ${most})`,
      `change its bounds (kubectl edit hpa ${hpa} -n ${namespace}), or take it away first: kubectl delete hpa ${hpa} -n ${namespace}`,
    ),
  noRoom: (workload: string, wanted: number, room: Room, moreRoom: string) =>
    told(
      `${workload} can't run on ${wanted} bases: ${room.lacking} more would be needed, and ${room.free} can take it`,
      `${room.most === undefined ? '' : `--replicas ${room.most} is the most there is room for; or `}${moreRoom}`,
    ),
  roomNow: (present: number, free: readonly string[]) =>
    `it is on ${present} base(s) now; free for it: ${free.length === 0 ? 'none' : someOf(free)}`,
  roomSoon: (bases: readonly string[]) => `free as soon as something has left: ${someOf(bases)}`,
  basesThatFit: 'add bases that its affinity and tolerations allow',
  moreBases: (deployment: string, namespace: string, replicas: number, full: number) =>
    `add bases: kubectl scale deployment/${deployment} -n ${namespace} --replicas ${replicas}${
      full > 0
        ? `; or let the ${full} that are full hold more: koupctl base-limit ${deployment} --max-modules N`
        : ''
    }`,
  noBaseDeployment: (deployment: string, workload: string) =>
    told(
      `the base Deployment ${deployment} of ${workload} is not there`,
      'bring it back; without base pods no module can be placed',
    ),
  underWay: (workload: string, progress: string, batch: number, of: number, typed: string) =>
    told(
      `a release of ${workload} is under way: ${progress}, batch ${batch} of ${of}`,
      `see it to its end first: ${status(typed)}`,
    ),
  namesake: (other: string, module: string) =>
    told(
      `ModuleDeployment ${other} of this namespace has a module ${module} too: V1's controller would take replicas from one for the other`,
      'change or delete one of them, or use another namespace',
    ),
  neverComplete: (workload: string, placed: number, of: number, version: string, typed: string) =>
    told(
      `the last release of ${workload} never became complete: ${placed} of ${of} modules are placed; V1's controller would wait for the rest for ever before it scales`,
      `finish it first: the same deploy of ${version} makes the controller try again; ${status(typed)} says what is missing`,
    ),
  notBack: (object: string, why: string) => told(`${object} would not come back: ${why}`, inPlace),
  nobodyOwnsIt: 'no controller owns it',
  fitsNoMore: (base: string) => `${base} no longer fits its affinity and tolerations`,
  deletedItself: (workload: string) => `${workload} is being deleted`,
  newOneFirst: (policy: string) => `${policy} makes the new one first, and no base is free for it`,
  elsewhere: (object: string, base: string, others: readonly string[]) =>
    told(
      `${object} need not come back on ${base}: ${others.length} other base(s) are free for it (${someOf(others)})`,
      inPlace,
    ),
  elsewhereWhy: (base: string) =>
    `the module would then be on another base, and ${base} without it`,
  races: (base: string) =>
    told(
      `nothing keeps the new pod off ${base} while the old one leaves: its install and the uninstall would race, and the base could be left without the module`,
      inPlace,
    ),
  notEvicted: (object: string, budget: string) =>
    told(
      `${object} may not be evicted now: PodDisruptionBudget ${budget} allows no disruption`,
      `wait until the budget allows it; or ${inPlace}`,
    ),
  notInSteps: (workload: string, why: string) =>
    told(
      `${workload} can't go offline in steps: ${why}`,
      'leave --batches and --batch-size out: it then goes everywhere at once',
    ),
  whole: {
    beingDeleted: 'it is being deleted already',
    rollout: (version: string) => `a rollout to ${version} stands on it`,
    revisions: 'it has modules of several revisions',
    release: (progress: string | undefined) =>
      `its release is ${progress ?? 'not begun'}, not Completed`,
    incomplete: 'its last release never became complete',
    everyBase: 'a DaemonSet has no number of replicas to step down',
    otherKind: (kind: string) => `koupctl steps no ${kind} down`,
    templates: 'it has pods of several templates',
    autoscaled: 'an autoscaler would bring the replicas back',
    peer: 'it is a peer workload: the V2 controller would bring the replicas back',
  },
  basePaused: (deployment: string, typed: string) =>
    told(
      `${deployment} is paused by somebody else: its pod template can't be changed without a restart of the bases later`,
      `find out why it is paused; kubectl rollout resume ${typed} ends it`,
    ),
  basesRolling: (deployment: string, updated: number, of: number, typed: string) =>
    told(
      `the bases of ${deployment} are being rolled out: ${updated} of ${of} pods are of its newest template`,
      `wait for the end: kubectl rollout status ${typed}`,
    ),
};

/** Bases that are lacking and that are free; `most` is the number of replicas that would fit. */
export interface Room {
  readonly lacking: number;
  readonly free: number;
  readonly most: number | undefined;
}
