/** Why a rollout must stand where it is, and what is to be done about it. */
export const holds = {
  interrupted: 'interrupted',
  paused: 'it was paused',
  resume: (deployment: string, namespace: string) =>
    `kubectl rollout resume deployment/${deployment} -n ${namespace}, then again`,
  newInactive: (causes: string) =>
    `the old version is gone, and the new one is not active any more: ${causes}`,
  oldStays: 'the old version does not leave its bases',
  oldStaysOn: (bases: string) => `the old version does not leave ${bases}`,
  notTakenUp: 'the Deployment controller does not take up what was written',
  othersFirst: (bases: string) =>
    `the ReplicaSet controller would remove the old version from ${bases} first, where the new one is not proven`,
  whyNotReady: 'find out why its pod is not ready there (kubectl get pod -o wide), then go on',
  otherBases: 'the ReplicaSet controller would take the module off other bases than the plan shows',
  whichNotReady: (namespace: string) =>
    `look which of its pods are not ready: kubectl get pods -n ${namespace} -o wide`,
  notAsTemplate: (pod: string) =>
    `the new pod ${pod} is not as the template says: something changes pods as they are created`,
  compare: (pod: string, namespace: string) =>
    `compare it with the template (kubectl get pod ${pod} -n ${namespace} -o yaml), and write into the template what is made of it`,
  cantOpen: (batch: number, why: string) => `batch ${batch} can't be opened: ${why}`,
  uninstalling: (count: number) =>
    `${count} module(s) of the old version are still being uninstalled`,
  placed: (count: number, wanted: number) =>
    `the controller has placed ${count} modules instead of ${wanted}`,
  freeBases: (needed: number, free: number) =>
    `it needs ${needed} free base(s), and there are ${free}`,
  noRest: (progress: string | undefined, batchProgress: string | undefined) =>
    `the controller does not rest: progress ${progress ?? 'unknown'}, batchProgress ${batchProgress ?? 'unknown'}`,
  notOpened: (batch: number) => `batch ${batch} was confirmed, but the controller does not open it`,
  uninstallRefused: (base: string, module: string, why: string) =>
    `${base} refuses to uninstall ${module}: ${why}`,
  installRefused: (base: string, module: string, why: string) =>
    `${base} is without ${module} now, as it refuses to install it: ${why}`,
  notEvicted: (why: string) => `the pod may not be evicted now: ${why}`,
  stray: (module: string, base: string) =>
    `the new package is on an old base: V1's controller gave Module ${module} to ${base}`,
  nothingMore: (why: string) => `${why}; no further base was touched`,
};
