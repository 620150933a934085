/** What is still open while the end, or a step, is being proven. */
export const open = {
  workloadGone: 'the workload is gone',
  deploymentGone: 'the Deployment is gone',
  notReady: 'not ready',
  notObserved: 'its controller has not seen the last change yet',
  baseNotObserved: 'the Deployment controller has not seen the last change yet',
  updated: (count: number, of: number) => `updated ${count} of ${of}`,
  ready: (count: number, of: number) => `ready ${count} of ${of}`,
  available: (count: number, of: number) => `available ${count} of ${of}`,
  oldPods: (count: number) => `${count} old pod(s) still there`,
  replicas: (count: number, wanted: number) => `replicas are ${count}, not ${wanted}`,
  counted: (field: string, count: number, of: number) => `${field} ${count} of ${of}`,
  tooMany: (more: number, wanted: number) => `${more} more module(s) than the ${wanted} wanted`,
  otherVersion: (count: number, version: string) => `${count} base(s) still have ${version}`,
  orphan: (base: string, module: string) =>
    `${base}: ${module} is still on the base, though its Module is gone`,
  former: (base: string, module: string) => `${base}: ${module} is still on the base`,
  controllerSays: (progress: string | undefined) =>
    `the controller says ${progress ?? 'nothing'}, not Completed`,
  newestWants: (count: number, wanted: number) =>
    `its newest revision wants ${count} modules, not ${wanted}`,
  stillCounting: 'the controller still counts its batch',
  noFreeBase: (usable: number, version: string, marked: string | undefined) =>
    `${usable} base(s) are free, so V1's controller can't install ${version} anywhere${marked === undefined ? '' : `; without a module, but still marked by it: ${marked}`}`,
  couldLoseAll: (base: string, why: string | undefined) =>
    `${base}: the new version is ready there, says Kubernetes, but the base does not answer${why === undefined ? '' : ` (${why})`}: whether the old one would serve is not known → reach the base and come back, or undo without asking the bases: --proof kubernetes`,
  podsToMake: (count: number) => `${count} pod(s) still to be made`,
  podsToMakeOf: (count: number, of: number) => `${count} of ${of} pod(s) still to be made`,
  podsTooMany: (count: number) => `${count} pod(s) more than wanted`,
  modulesToPlace: (count: number) => `${count} module(s) still to be placed`,
  modulesToLeave: (count: number) => `${count} module(s) still to leave`,
  sharing: 'two of its pods are on this base, where the module counts once',
  keepApart: 'keep them apart: a required pod anti-affinity by kubernetes.io/hostname',
  goneUnseen: (why: string) => `whether the module is gone is not seen: ${why}`,
  stillOnBase: (modules: string, wanted: boolean) =>
    `${modules} is still on the base${wanted ? '' : ', though nothing in Kubernetes wants it there any more'}`,
  uninstalling: 'still being uninstalled',
  orphanRefused: (modules: string, why: string) =>
    `orphan ${modules}: the base refuses to uninstall it: ${why}`,
  lookIntoLog: (command: string) => `look into the base's log, then ${command}`,
  terminating: (count: number) => `${count} pod(s) are still terminating`,
  stillThere: (kind: string) => `the ${kind} is still there`,
  moduleStillThere: (module: string) => `Module ${module} is still there`,
  deploymentThere: (deleting: boolean, progress: string | undefined) =>
    `the ModuleDeployment: ${deleting ? 'its finalizers are still there' : 'it is not yet deleted'}; the controller says ${progress ?? 'nothing'}`,
  notActiveYet: 'not active on the base yet',
  newPodNotReady: (pod: string) => `the new pod ${pod} is not ready`,
  silent: (why: string) => `the base does not answer: ${why}`,
  newPodInactive: (pod: string) =>
    `the new pod ${pod} is there, its module is not active on the base yet`,
  strayed: (base: string) => `the new pod came on ${base} instead: this base is without the module`,
  newModule: (module: string, state: string) => `the new Module ${module} is ${state || 'new'}`,
  strayedV1: (base: string) =>
    `V1's controller gave the new Module to ${base}: this base is without it`,
  newModuleWaits: 'the new Module waits for a base; the controller looks every 10 s and more',
  oldModuleLeaves: (module: string) => `the old Module ${module} is still being uninstalled`,
  whereItIs: 'koupctl modules shows where it is',
  noNewPod: 'no new pod has come yet',
  oldPodLeaves: (pod: string) => `the old pod ${pod} is still leaving`,
  notEvicted: (why: string) => `not evicted yet: ${why}`,
  podLeaving: (pod: string) => `${pod} is leaving`,
  podLate: (pod: string) => `${pod} should have left its base by now: is V2's controller running?`,
  leftOn: (base: string, module: string) => `${module} is still on ${base}`,
  goneUnknown: (base: string) => `${base} does not answer whether the old version is gone`,
  podNotSeen: 'its pod is not seen yet',
  noAnswerYet: 'it has not answered yet',
  noBase: 'it has no base yet',
  baseGone: 'the base is gone, or has no address',
  moduleState: (state: string) => `its Module is ${state === '' ? 'new' : state}`,
  inactive: (version: string) => `${version} is not active on the base`,
  noAnswer: (why: string | undefined) =>
    `the base does not answer${why === undefined ? '' : `: ${why}`}`,
  finalizers: 'the ModuleDeployment still waits for its finalizers',
  notSeenReady: (base: string) => `${base}: Kubernetes does not see it ready`,
  noPods: (why: string | undefined) =>
    `Kubernetes does not create the pods: ${why ?? 'it does not say why'}`,
};

/** What is still open of a base that is released with its module. */
export const openWithBase = {
  newBases: (missing: number, of: number) => `${missing} of ${of} new base pod(s) still to be made`,
  otherBaseVersion: (says: string, wanted: string, module: string) =>
    `the new base calls itself version ${says}, not ${wanted}: ${module} is kept to ${wanted} and can't come here`,
  realVersion: 'undo, and come back with the --base-version that the new image really has',
  noVnode: 'the new base is ready, but its virtual node is not there: no heartbeat was heard',
  baseNotReady: 'the new base is not ready yet',
  podsWithoutBase: (missing: number, of: number, why: string | undefined) =>
    `${missing} of ${of} pod(s) still without a new base${why === undefined ? '' : `: ${why}`}`,
  oldBases: (count: number) => `${count} old base(s) still to leave`,
  urlNotTaken: (revision: string | undefined) =>
    `the controller has yet to take the url into ${revision ?? 'a revision'}`,
  moduleToGo: (base: string, module: string) => `${base}: its Module ${module} has yet to go`,
  arkletSilent: (why: string) => `the base is ready, but its Arklet does not answer: ${why}`,
  modulesToGo: (count: number) => `${count} Module(s) of bases that are gone have yet to go`,
  otherPackage: (module: string, url: string) =>
    `${module} there is of the other package (${url}); it is made anew`,
  modulesWithoutBase: (missing: number, of: number, waiting: number) => {
    const why =
      waiting > 0
        ? `; ${waiting} Module(s) wait for a base, the controller looks every 10 s and more`
        : '';
    return `${missing} of ${of} module(s) still without a base of this template${why}`;
  },
  cameHere: (module: string) => `Module ${module} came here; it goes with this base`,
  urlFirst: 'undo: the url goes back first, and its Module is made anew',
  tooMany: (more: number, wanted: number) => `${more} Module(s) more than the ${wanted} wanted`,
};
