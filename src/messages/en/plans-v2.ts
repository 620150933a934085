import { roughly } from './durations.ts';
import { someOf } from './lists.ts';
import { noSharing } from './sharing.ts';

const each = (seconds: number) => `about ${roughly(seconds)} each`;

/** What is said of a V2 workload's rollout. */
export const plansV2 = {
  'loses-at-once': (before: number, after: number) =>
    `replicas go from ${before} to ${after}: ${before - after} base(s) lose the module, at once and without batches; Kubernetes chooses which`,
  'dark-unseen':
    'nobody asks the bases (--proof kubernetes): where a base leaves a second version dark, its default, no one switches it, and the module stops serving there when the old version goes',
  'few-bases': (replicas: number, places: number, tooMany: number, strict: boolean) => {
    const what = `${replicas} replicas, but only ${places} base(s) fit the affinity and tolerations`;
    return strict
      ? `${what}, and each takes one: ${tooMany} pod(s) stay Pending, and their batch does not become healthy before bases come`
      : `${what}: ${tooMany} pod(s) go to bases that have one already, and a base runs a version only once; they add no module`;
  },
  'silent-v2': (silent: readonly string[], of: number) =>
    `${silent.length} of ${of} bases do not answer from here (${someOf(silent, 3)}): what they run can't be proven, a dark version can't be switched there, and an undo may leave a gap; --arklet proxy asks through the API server, --proof kubernetes trusts pod status`,
  'gap-without-old':
    'uninstall-then-install: each base is without the module for its pod’s grace period and the install, about half a minute; an undo costs the same again',
  'undo-deletes-workload': 'a first deploy has no earlier version: its undo deletes the workload',
  'keeps-no-history':
    'revisionHistoryLimit is 0: the old template is kept in koupctl’s record for the undo',
  'peer-counted': (replicas: number) =>
    `a peer workload: ${replicas} ready base(s) are counted for it; its controller keeps the number after the rollout`,
  'peer-stays': 'a peer workload: its replicas stay as they are for the time of the rollout',
  'budget-not-asked': (budget: string, allowed: number | undefined) =>
    `PodDisruptionBudget ${budget} allows ${allowed ?? 'an unknown number of'} disruption(s) now; a Deployment's own update does not ask it, so keep the batches within it`,
  'free-elsewhere': (free: readonly string[]) =>
    `${free.length} base(s) are free (${someOf(free, 3)}): a pod that is made anew may land there, and its base before stays without the module`,
  'budget-asked': (budget: string, allowed: number | undefined) =>
    `PodDisruptionBudget ${budget} allows ${allowed ?? 'an unknown number of'} disruption(s) now; evictions ask it, and a batch waits while it refuses`,
  'batch-gap': (seconds: number) =>
    `all bases of a batch are without the module at the same time, each for about ${roughly(seconds)}; an undo costs the same again`,
  'comes-back-new':
    'a pod that goes before its batch comes back with the new version; that is reported',
  'template-in-record':
    'Kubernetes keeps no template of a ReplicaSet: the old one is in koupctl’s record',
  'no-base-fits': 'no base fits its affinity and tolerations now: nothing will run or be proven',
  'bases-unreached': (lost: readonly string[]) =>
    `${lost.length} base(s) are no longer reached (${someOf(lost, 3)}): they lose it at once`,
  'module-at-once':
    'a base that comes or restarts before its batch gets the module at once; that is reported',
  'version-at-once':
    'a base that comes or restarts before its batch gets the new version at once; that is reported',
  'nodes-labelled': (label: string) =>
    `the nodes of later batches carry the label ${label} until their batch opens; labelling nodes needs the right to patch them`,
  'bases-not-ready': (names: readonly string[]) =>
    `${names.length} base(s) are not ready (${someOf(names, 3)}): their batch may never be healthy`,
  'on-delete-meanwhile': (type: string) =>
    `its updateStrategy is OnDelete for the time of the rollout; ${type} is given back`,
  'base-gap': (seconds: number) =>
    `each base is without the module for about ${roughly(seconds)}, from the end of its pod to the install of the next; an undo costs the same again`,
  'creates-serially': (seconds: number) =>
    `a StatefulSet creates one pod after another, each when the one before is ready in Kubernetes: ${each(seconds)}`,
  'changes-some': (last: string, first: string, most: string) =>
    `from ${last} down to ${first}, as many at a time as its maxUnavailable (${most}) and the server allow`,
  'changes-serially': (last: string, first: string, seconds: number, replicas: number) =>
    `a StatefulSet changes one pod after another, from ${last} down to ${first}, each when the one before is ready in Kubernetes: ${each(seconds)}, ${roughly(seconds * replicas)} for all ${replicas}`,
  'unready-changed': (names: readonly string[]) =>
    `${someOf(names, 3)} not ready in Kubernetes: under OrderedReady no pod is changed until it is`,
  'ordinals-go': (before: number, after: number) =>
    `replicas go from ${before} to ${after}: the ${before - after} highest ordinal(s) go, without batches`,
  'budget-by-set': (budget: string) =>
    `PodDisruptionBudget ${budget} is not asked: a StatefulSet deletes its pods itself, one at a time`,
  'on-delete-back': 'its updateStrategy OnDelete is given back at the end',
  'partition-back': (partition: number) =>
    `its partition ${partition} is given back at the end; all pods get the new version before that`,
  'ordinals-come': (from: string, to: string, order: string) =>
    from === to ? `${from} comes, ${order}` : `${from} up to ${to} come, ${order}`,
  'ordinals-leave': (from: string, to: string, order: string) =>
    from === to ? `${from} leaves, ${order}` : `${from} down to ${to} leave, ${order}`,
  'step-at-once': 'all of a step at once',
  'one-when-ready': (seconds: number) =>
    `one after another, each when the one before is ready in Kubernetes: ${each(seconds)}`,
  'one-when-gone': (seconds: number) =>
    `one after another, each when the one before has gone: ${each(seconds)}`,
  'unready-moved': (names: readonly string[]) =>
    `${someOf(names, 3)} not ready in Kubernetes: under OrderedReady no pod comes or goes until it is`,
  'bare-pod': 'nobody makes a bare Pod anew: when its base goes, the module is gone',
  'nothing-anew': 'nothing is installed anew',
  'pod-gap': (base: string | undefined, seconds: number) =>
    `${base ?? 'its base'} is without the module for about ${roughly(seconds)}, from the end of its pod to the install of the next; an undo costs the same again`,
  'pod-elsewhere': (others: readonly string[], base: string | undefined) =>
    `the manifest allows ${others.length} other base(s) (${someOf(others, 3)}): the scheduler may choose one of them${base === undefined ? '' : `, and ${base} then stays without the module`}`,
  'only-record':
    'while one pod is gone and the next not there, only koupctl’s record has both: koupctl attach or rollback goes on from it',
  'not-kept-apart':
    'nothing in the pod template keeps two of its pods off one base: the scheduler may put two on the same, and the module then runs on fewer bases than replicas',
  'scheduler-tells': (conditions: readonly Condition[], free: number | undefined) =>
    `the template has ${conditions.map(conditionText).join(' and ')}: ${free === undefined ? 'not every free base need suit the scheduler' : `only ${free} base(s) look free, and only the scheduler can tell`}`,
  'replicas-control': (label: string) =>
    `${label} is true: the peer controller leaves the number alone`,
  spread: (keeps: SpreadRule, places: number, replicas: number, heeds: Condition | undefined) => {
    const tooMany = Math.max(0, replicas - places);
    const enough = tooMany === 0 ? 'enough' : `${tooMany} too few`;
    const unknown = heeds === undefined ? '' : `; the scheduler also heeds ${conditionText(heeds)}`;
    return `${spreadRules[keeps]}; ${places} base(s) fit, ${enough} for ${replicas}${unknown}`;
  },
  'no-other-version': 'no base gets another version',
  'first-steps': 'a first deploy: nothing to uninstall, batches step the replicas',
  'first-replicas': 'a first deploy: batches step the replicas',
  'first-bases': 'a first deploy: batches open the bases',
  'first-pod': 'a first deploy: nothing to uninstall',
  'as-it-runs': 'labels and annotations alone: the pod is changed as it runs',
  'pod-goes-first': 'a pod that runs takes no other version: it goes before its successor comes',
  'only-policy': 'the only one of this kind: a pod goes before its successor comes',
  'two-share': 'two versions can share a base, so no base is without one',
  'no-sharing': noSharing,
  'recreate-back': 'asked for; strategy Recreate is given back at the end',
};

/** What only the scheduler can judge. */
export type Condition = 'topologySpreadConstraints' | 'podAffinity';

function conditionText(condition: Condition): string {
  return condition === 'podAffinity' ? 'a required podAffinity' : condition;
}

export type SpreadRule = 'version-apart' | 'all-apart' | 'soft' | 'none';

const spreadRules: Readonly<Record<SpreadRule, string>> = {
  'version-apart': 'each base takes at most one pod of a version',
  'all-apart': 'each base takes at most one pod, of whatever version',
  soft: 'two pods come to one base only where no other is left',
  none: 'nothing keeps two pods off one base',
};
