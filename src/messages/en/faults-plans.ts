import { told } from '../told.ts';

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
};
