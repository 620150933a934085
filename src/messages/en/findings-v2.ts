import { told } from '../told.ts';

const versionFix = (env: string) => `set env ${env} to the version in the jar's manifest`;

/** What the rules of V2 find in a workload itself; where its pods go is findings-v2-places.ts. */
export const findingsV2 = {
  'v2-image': (image: string) =>
    told(
      `the controller takes ${image || 'an empty image'} for no module: the image must hold ".jar"`,
      "write the address of the module's jar",
    ),
  'v2-biz-version.missing': (env: string, name: string) =>
    told(
      `${name} has no ${env}: the base would be asked for a module without a version`,
      versionFix(env),
    ),
  'v2-biz-version.from': (env: string) =>
    told(`the controller reads only a literal ${env}, never valueFrom`, versionFix(env)),
  'v2-biz-version.empty': (env: string, name: string) =>
    told(`${env} of ${name} is empty`, versionFix(env)),
  'v2-biz-version.unfilled': (env: string, value: string) =>
    told(`the controller does not fill in ${value}`, versionFix(env)),
  'v2-biz-version.odd': (env: string, value: string) =>
    told(`a version can hold neither a colon nor a space: ${value}`, versionFix(env)),
  'v2-container-name': (name: string) =>
    told(
      `"${name}" cannot be a container's name, and that must be the jar's Ark-Biz-Name`,
      'name the module in lower case letters, digits and dashes, in the jar too',
    ),
  'v2-name-label': (label: string, names: readonly string[]) =>
    told(
      `the label says ${label}, and the container, whose name is what counts, is ${names.join(', ')}`,
      "write the jar's Ark-Biz-Name in both",
    ),
  'v2-same-jar': (name: string, other: string) =>
    told(
      `${name} has the same jar as ${other}: a jar is one module, and the base takes its name from the jar`,
      "write the address of this module's own jar",
    ),
  'v2-requests.memory': told(
    'bases offer memory to Kubernetes only where their metaspace is limited',
  ),
  'v2-requests.never': (group: string, resource: string) =>
    told(
      `bases offer no ${resource} to Kubernetes: a pod that asks for it is never placed`,
      `leave resources.${group}.${resource} out`,
    ),
  'v2-unused': (field: string) =>
    told(`kept, but nothing acts on ${field}: a module is loaded into its base, no container runs`),
  'v2-host-ports': (port: string) =>
    told(
      `the scheduler keeps port ${port} of the base for this pod: a second module that names it, or the next version, waits for ever`,
      'leave hostPort and hostNetwork out: a module listens where its base does',
    ),
  'v2-label-prefix.kept': (key: string, right: string) =>
    told(`${right} is added beside ${key}, which the live selector needs`),
  'v2-label-prefix.renamed': (key: string, right: string) =>
    told(`${key} becomes ${right}: controllers since v2.1.1 read no other`),
  'v2-component.missing': (label: string) =>
    told(`the label ${label}: module is added: without it the controller ignores the pod`),
  'v2-component.other': (value: string) =>
    told(`${value} becomes module: the controller takes no other pods`),
  'v2-duplicate-module': (other: string, name: string, version: string) =>
    told(
      `${other} installs ${name} ${version} too: a base that gets both pods refuses the second, and loses the module with the first that goes`,
      'make them one workload, or keep them on different bases by their node affinity',
    ),
  'v2-peer.kind': (kind: string) =>
    told(
      `the strategy peer works on Deployments only, not on a ${kind}`,
      'leave the label out; a DaemonSet is on every base by itself',
    ),
  'v2-peer.env': (label: string) =>
    told(
      `without the label ${label} the controller does not see this Deployment`,
      'add it, or name the environment with --env',
    ),
  'v2-peer.labels': (labels: readonly string[]) =>
    told(`${labels.join(' and ')} is added: the controller finds peer Deployments by it`),
  'v2-peer.cluster': (label: string) =>
    told(
      'the controller cannot count the bases: no cluster name is given',
      `add the label ${label}, or require it in the node affinity`,
    ),
  'v2-peer.replicas': told('dropped: the peer controller sets the replicas'),
  'v2-replicas-control.off': told(
    'true means hands off: the controller leaves the replicas of this peer workload alone',
    'take the label out where the replicas shall follow the bases',
  ),
  'v2-replicas-control.alone': told('without the strategy peer this changes nothing'),
  'v2-replicas-control.other': (value: string) =>
    told(`only "true" means something here (hands off); ${value} changes nothing`),
  'v2-min-ready.at-once': told(
    'dropped: with it a DaemonSet would replace every pod at once; use --soak instead',
  ),
  'v2-min-ready.never': told(
    'dropped: with it module pods never count as available, and the rollout would never end; use --soak instead',
  ),
  'v2-deadline': told('dropped: it is the mark of a held rollout, not a setting'),
  'v2-grace-period': (seconds: number) =>
    told(
      `${seconds} becomes 30: with less, uninstall and install race, bases are left without the module, and the controller can crash`,
    ),
  'v2-paused.paused': told(
    'a paused Deployment is not rolled out',
    'leave it out; to stop after a batch use --pause-after N',
  ),
  'v2-paused.dropped': told('dropped: koupctl pauses and resumes by itself'),
  'v2-strategy.recreate': told(
    'kept: Recreate takes the module off every base at once, then installs it again',
    'use RollingUpdate, or --policy uninstall-then-install to have batches',
  ),
  'v2-strategy.history': told(
    "kept: Kubernetes keeps no old revision, only koupctl's own record can roll back",
  ),
  'v2-selector-version.taken': told(
    'the version is taken out of the selector: a selector never changes, a version does',
  ),
  'v2-selector-version.added': (label: string) => told(`the selector is added: ${label}`),
  'v2-selector-live.kept': told('the live selector is kept: Kubernetes lets none change'),
  'v2-selector-live.label': (pinned: string) =>
    told(`the label becomes ${pinned}, as the live selector asks`),
  'v2-selector-live.shared': (pinned: string, wanted: string, workload: string) =>
    told(
      `the live selector holds the version ${pinned}, so the label must stay though the version is ${wanted}: the two versions can never share a base`,
      outOfSelector(workload),
    ),
  'v2-selector-live.never': (pinned: string, wanted: string, workload: string) =>
    told(
      `the live selector holds the version ${pinned} and cannot change: ${wanted} can never be rolled out under this object`,
      outOfSelector(workload),
    ),
  'v2-selector-match.added': (key: string, asked: string) =>
    told(`the label ${key}: ${asked} is added to the pods: the selector asks for it`),
  'v2-selector-match.becomes': (key: string, said: string, asked: string) =>
    told(
      `${key}: ${said} becomes ${asked}, as the selector says: the server refuses a selector that misses its own pods`,
    ),
  'v2-selector-match.live': (key: string, said: string, asked: string) =>
    told(
      `the live selector asks for ${key}: ${asked}, the pods say ${said}`,
      `write ${asked}, or deploy under another name`,
    ),
  'v2-selector-match.expression': (key: string, operator: string) =>
    told(
      `the selector asks for ${key} ${operator}, and the pods do not comply`,
      "make the pods' labels fit the selector",
    ),
  'v2-version-label': (version: string, env: string) =>
    told(`the label becomes ${version}, the version in ${env}`),
};

function outOfSelector(workload: string): string {
  return `take it out once, the pods stay: kubectl get ${workload} -o yaml > FILE, remove the label from spec.selector, kubectl replace --force --cascade=orphan -f FILE`;
}
