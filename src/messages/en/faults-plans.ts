import { told } from '../told.ts';
import { allOf } from './lists.ts';
import { noSharing } from './sharing.ts';

const orUndo = (version: string, typed: string) =>
  `finish it with the deploy of ${version}, or undo it: koupctl rollback ${typed}`;

/** Why no plan is made. */
export const planFaults = {
  noBatchSize: told('no batch size given', 'for example --batch-size 1,30%,100%'),
  stillBatch: (size: string) =>
    told(`a batch of ${size} would never move`, 'every batch size must be 1 or more'),
  otherPolicy: (policy: string, kind: string) =>
    told(
      `${policy} needs the new version beside the old one, and a ${kind} replaces its pods in place`,
      'use --policy uninstall-then-install, or write the module as a Deployment',
    ),
  overlap: (kind: string) =>
    told(
      `a ${kind} can leave a base without the module: nothing keeps its pods apart whatever their version, so a pod that is made anew may land beside another one instead of on the base that was emptied`,
      'require a pod anti-affinity by kubernetes.io/hostname on labels that tell no version (--spread hard writes one where there is none)',
    ),
  paused: (name: string, namespace: string) =>
    told(
      `Deployment ${namespace}/${name} is paused by somebody else`,
      `find out why it is paused; kubectl rollout resume deployment/${name} -n ${namespace} ends it`,
    ),
  strayHold: (name: string, namespace: string) =>
    told(
      `Deployment ${namespace}/${name} carries the hold of a rollout that is not recorded: its record was deleted, or the hold is another tool's`,
      `write your own minReadySeconds, progressDeadlineSeconds and strategy back (kubectl edit deployment/${name} -n ${namespace}); that ends the hold, and the Deployment's own rollout goes on at once`,
    ),
  owned: (object: string, owner: string, typed: string) =>
    told(`${object} belongs to ${owner}`, `work on that: ${typed}`),
  finished: (name: string, namespace: string, phase: string) =>
    told(
      `Pod ${namespace}/${name} has ended (${phase}): it runs nothing any more`,
      `delete it (kubectl delete pod ${name} -n ${namespace}), then deploy`,
    ),
  autoscaler: (hpa: string, workload: string, namespace: string) =>
    told(
      `HorizontalPodAutoscaler ${hpa} scales ${workload}: a change of replicas during the rollout would leak the batch`,
      `take the autoscaler away for the rollout: kubectl delete hpa ${hpa} -n ${namespace}`,
    ),
  v1Policy: (policy: string) =>
    told(`--policy ${policy} can't be done with a ModuleDeployment`, 'leave --policy out'),
  v1PolicyWhy:
    "V1's controller installs on a base that is free of the module, and uninstalls from another",
  v1Deleted: (workload: string, typed: string) =>
    told(
      `${workload} is being deleted`,
      `wait until it is gone; koupctl status ${typed} says what is left`,
    ),
  v1NoLabels: (workload: string) =>
    told(
      `${workload} has no labels: V1's controller would crash on it, again at every restart`,
      'give it a label under metadata.labels, for example app: NAME',
    ),
  v1NoBase: (deployment: string) =>
    told(
      `there is no Deployment ${deployment} whose pods could be the bases`,
      'correct spec.baseDeploymentName (or --base-deployment), or the namespace',
    ),
  v1Namesake: (other: string, module: string) =>
    told(
      `ModuleDeployment ${other} of this namespace has a module ${module} too: V1's controller finds modules by name, and the two would uninstall each other's`,
      'change or delete one of them, or use another namespace',
    ),
  v1NotLookedAt: (workload: string) =>
    told(
      `V1's controller has not yet looked at ${workload}`,
      'is it running? kubectl get pods -A -l app=module-controller tells',
    ),
  v1AnotherModule: (workload: string, before: string, after: string) =>
    told(
      `${workload} runs module ${before}, the manifest says ${after}: ${before} would stay on its bases for ever`,
      `give ${after} a ModuleDeployment of its own`,
    ),
  v1AnotherBase: (workload: string, before: string, after: string | undefined) =>
    told(
      `${workload} is bound to base Deployment ${before}: V1's controller can't move it to ${after ?? ''}`,
      `give the modules on ${after ?? 'that base'} a ModuleDeployment of their own`,
    ),
  v1UrlOnly: (module: string, version: string) =>
    told(
      `only the url of ${module} ${version} changes: V1's controller installs nothing for that`,
      'give what is behind the new url a version of its own',
    ),
  v1ChangedTo: (workload: string, changed: string, version: string, typed: string) =>
    told(
      `${workload} was changed to ${changed} by somebody else while the rollout to ${version} stood on it`,
      `go back to the version before all that: koupctl rollback ${typed}`,
    ),
  v1BeingUndone: (workload: string, version: string, who: string, typed: string) =>
    told(
      `the rollout of ${workload} to ${version} by ${who} is being undone`,
      `finish the undo: koupctl rollback ${typed}`,
    ),
  v1ForeignRelease: (
    workload: string,
    progress: string,
    batch: number,
    of: number,
    typed: string,
  ) =>
    told(
      `a release of ${workload} that koupctl did not begin is under way: ${progress}, batch ${batch} of ${of}`,
      `see it to its end first: koupctl status ${typed}`,
    ),
  v1ForeignReleaseWhy:
    'a change of the spec would be met by the confirmations given to that release',
  v1Unfinished: (workload: string, revision: number, version: string, there: number, of: number) =>
    told(
      `an earlier release of ${workload} was never completed: revision ${revision} (${version}) has ${there} of ${of} modules`,
      `finish it first: the same deploy of ${version} makes the controller place the rest, where a base is free`,
    ),
  v1UnfinishedWhy: 'it would take bases from the new release',
  v1NoFreeBase: (bases: number, module: string, unusable: number, deployment: string) =>
    told(
      `none of the ${bases} base(s) is free of ${module}${unusable > 0 ? ` (${unusable} without it, not ready)` : ''}: V1's controller upgrades only by way of a free one`,
      `add a base (kubectl scale deployment/${deployment} --replicas ${bases + 1}), or lower the replicas of the version that runs`,
    ),
  v1Wanted: (modules: number, bases: number, replicas: number) =>
    `${modules} module(s) on ${bases} base(s), ${replicas} replicas wanted`,
  v1NoRoom: (more: number, free: number) =>
    told(
      `${more} more module(s) wanted, but ${free} base(s) are free`,
      `add ${more - free} base(s), or lower the replicas`,
    ),
  v1Forgets: "V1's controller forgets what finds no free base",
  v1LastBatch: (workload: string, typed: string) =>
    told(
      `the last batch of ${workload} never became complete: V1's controller would wait for it for ever before it scales`,
      `deploy another version; koupctl status ${typed} says what is missing`,
    ),
  undoUnfinished: (version: string, who: string, workload: string, typed: string) =>
    told(
      `the undo of ${version}, begun by ${who}, is not finished on ${workload}`,
      `finish it first: koupctl rollback ${typed}`,
    ),
  threeVersions: (version: string, who: string, workload: string, typed: string) =>
    told(
      `a rollout to ${version} by ${who} stands on ${workload}: two at once would mix three versions`,
      orUndo(version, typed),
    ),
  leaksBatch: (version: string, who: string, workload: string, typed: string) =>
    told(
      `a rollout to ${version} by ${who} stands on ${workload}: a change of replicas would leak its batch`,
      orUndo(version, typed),
    ),
  standsOn: (version: string, who: string, workload: string, typed: string) =>
    told(`a rollout to ${version} by ${who} stands on ${workload}`, orUndo(version, typed)),
  anotherBatch: 'what is deleted now would come back in another batch than it was in',
  templateChanged: (
    workload: string,
    manager: string | undefined,
    version: string,
    typed: string,
  ) =>
    told(
      `the pod template of ${workload} was changed by ${manager ?? 'somebody else'} while the rollout to ${version} stood on it`,
      `go back to the version before all that: koupctl rollback ${typed}`,
    ),
  samePackage: (names: readonly string[]) =>
    told(
      `the pod changes, but ${allOf(names)} stays: V2 needs another version`,
      'package it under a new version; to install the same one again: koupctl replace MODULE --pod NAME --in-place',
    ),
  samePackageWhy: 'a base lists two packages of one version alike, and may be left without either',
  otherReplicas: (name: string, namespace: string, before: number, after: number) =>
    told(
      `the manifest changes the replicas of ReplicaSet ${namespace}/${name} (${before} to ${after}) together with its template: that many would change at once, in no batch`,
      `change one after the other: koupctl scale replicaset/${name} -n ${namespace} --replicas ${after}, then deploy; or write replicas ${before}`,
    ),
  noJar: (object: string) =>
    told(
      `${object} has no container whose image is a .jar`,
      "set the container's image to the module's jar URL",
    ),
  blocked: (
    policy: string,
    keeps: 'running' | 'new',
    free: number,
    needed: number,
    byBatch: boolean,
  ) =>
    told(
      `${policy} can't work here: ${noSharing(keeps, free, needed, policy === 'blue-green')}`,
      `${byBatch ? 'use --policy install-then-uninstall' : 'use --policy uninstall-then-install this once'}, or add bases until ${needed} are free`,
    ),
  recreate: (overlaps: boolean) =>
    told(
      'the manifest says strategy Recreate: every base would lose the module at once',
      overlaps
        ? 'take Recreate out of the manifest'
        : 'say --policy uninstall-then-install to roll it in batches all the same, or take Recreate out of the manifest',
    ),
  keptVersion: (names: readonly string[]) =>
    told(
      `${allOf(names)} ${names.length > 1 ? 'keep their versions' : 'keeps its version'}, and nothing keeps the new pods off bases that hold an old one: the base would install nothing, and lose it when the old pod goes`,
      'require a pod anti-affinity by kubernetes.io/hostname on labels that tell no version (each base then lets the old pod go first), change that version too, or write the module as a workload of its own',
    ),
  sharedBase: (recreate: boolean) =>
    told(
      'uninstall-then-install can leave a base without the module: nothing keeps two versions of it apart, so a new pod may land beside an old one instead of on the base that was emptied',
      `${recreate ? 'take Recreate out of the manifest and leave --policy out' : 'use install-then-uninstall'}, or require a pod anti-affinity by kubernetes.io/hostname on labels that tell no version`,
    ),
};
