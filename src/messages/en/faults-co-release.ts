import { told } from '../told.ts';

const wholeCommand = (module: string) =>
  `koupctl co-release ${module} --version V --url U --base-deployment NAME --base-image IMAGE --base-version V`;

/** Why a module and its base are not released together as it was asked for. */
export const coReleaseFaults = {
  noBase: (deployment: string) =>
    told(
      `there is no Deployment ${deployment}: whose are the bases?`,
      'give the Deployment that runs the base application: --base-deployment NAME, --base-namespace NAMESPACE',
    ),
  basePaused: (base: string, typed: string) =>
    told(
      `${base} is paused by somebody else`,
      `find out why; kubectl rollout resume ${typed} ends it`,
    ),
  baseHeld: (base: string, by: string | undefined) =>
    told(
      `${base} is held by ${by === undefined ? 'a rollout' : `rollout ${by}`} already`,
      'finish that one first: koupctl co-release NAME --resume, or koupctl rollback NAME of its module',
    ),
  noVnode: (base: string, command: string) =>
    told(
      `no virtual node belongs to a pod of ${base}: its bases can't be told`,
      `${command} lists the bases; a base is known by its host name (its pod's name) or its address`,
    ),
  /** Of a pod. */
  noAddress: 'no address',
  sameVersion: (base: string, version: string) =>
    told(
      `bases of ${base} say already that they are version ${version}`,
      'old and new bases are told apart by their version alone: give the new base a version of its own',
    ),
  versionsThere: (versions: readonly string[]) => `versions there: ${versions.join(', ')}`,
  whichContainer: (base: string, count: number, names: readonly string[]) =>
    told(
      `${base} has ${count} containers: which is the base?`,
      `--base-container ${names.join(' or ')}`,
    ),
  noContainer: (base: string, wanted: string, names: readonly string[]) =>
    told(`${base} has no container ${wanted}`, `--base-container ${names.join(' or ')}`),
  oddVariable: (text: string) => told(`--base-env ${text}: NAME=value is needed`),
  undoing: (version: string, workload: string, typed: string) =>
    told(
      `the co-release to ${version} on ${workload} is being undone`,
      `koupctl rollback ${typed} goes on with that`,
    ),
  underWay: (workload: string, base: string, who: string, resume: string, typed: string) =>
    told(
      `${workload} is being released together with its base, Deployment ${base}, by ${who}`,
      `${resume} goes on, koupctl rollback ${typed} takes both back`,
    ),
  otherManifest: (manifest: string, named: string) =>
    told(
      `the manifest is of ${manifest}, what was named is ${named}`,
      'name the one that the manifest is of',
    ),
  otherVersion: (workload: string, module: string, runs: string, asked: string) =>
    told(
      `${workload} runs ${module} ${runs}, and ${asked} was asked for: with another version V1's controller would install it on the old bases at once`,
      `--version ${runs} and a url of its own; or, where ${asked} runs on the old bases too, koupctl deploy it, then roll the base`,
    ),
  urlOfItsOwn: 'together with its base a ModuleDeployment gets another url at the same version',
  otherFields: (workload: string, fields: readonly string[], typed: string) =>
    told(
      `only the url of ${workload} may change together with its base, not ${fields.join(', ')}`,
      `change that by itself, before or after: koupctl deploy, koupctl scale ${typed}`,
    ),
  otherBase: (workload: string, own: string, named: string) =>
    told(
      `${workload} is on the bases of Deployment ${own}, not of ${named}`,
      'leave --base-deployment and --base-namespace out',
    ),
  sameBase: (base: string) =>
    told(
      `nothing about ${base} changes: no base would be made anew`,
      'give the new --base-image, or a --base-env that differs',
    ),
  needs: (missing: readonly string[]) =>
    told(
      `co-release needs ${missing.join(', ')}: what becomes of the base?`,
      `${wholeCommand('MODULE')}, or --resume for one that stands`,
    ),
  onlyDeployments: (kind: string, name: string, label: string) =>
    told(
      `co-release brings Deployments together with their base, not a ${kind}`,
      `by hand: deploy ${name} kept to the new base version (${label}) first, then roll the base's Deployment`,
    ),
  noServices: (names: readonly string[]) =>
    told(
      `co-release brings no Service along: ${names.join(', ')} came with the module`,
      'leave it out here, and bring it with koupctl deploy, before or after',
    ),
  loose: (workload: string, node: string, version: string, label: string) =>
    told(
      `the new ${workload} may go to old bases too (${node}): it must be kept to version ${version}`,
      `require ${label} In [${version}] in its node affinity`,
    ),
  notToNew: (workload: string, why: string, command: string) =>
    told(
      `the new ${workload} can't go to the new bases: ${why}`,
      `what a base calls itself: ${command}`,
    ),
  notKept: (workload: string, command: string) =>
    told(
      `the running ${workload} is not kept to a base version: as its bases go, its pods would come on the new ones`,
      `keep it first: ${command}`,
    ),
  noReplicas: (workload: string) =>
    told(
      `${workload} has replicas 0: nothing would be proven`,
      'give --replicas, or roll the base by itself',
    ),
  together: (workload: string, replicas: number) =>
    told(
      `nothing keeps the pods of ${workload} apart: all ${replicas} would go to the first new base`,
      '--spread hard, or a required pod anti-affinity by kubernetes.io/hostname',
    ),
  tooFew: (replicas: number, base: string, free: number) =>
    told(
      `${replicas} pods, but ${base} brings ${free} new base(s) for them`,
      `--replicas ${free}, or more replicas of the base first`,
    ),
  nothingNew: (workload: string, version: string) =>
    told(
      `${workload} is ${version} for these bases already: there is nothing to bring with the base`,
      'roll the base by itself: kubectl set image, or kubectl apply',
    ),
  anotherStands: (stands: Standing, resume: string, typed: string) =>
    told(
      `a co-release to ${stands.version} (${stands.url}) with base version ${stands.baseVersion} by ${stands.who} stands on ${stands.workload}`,
      `finish it with ${resume}, or take it back: koupctl rollback ${typed}`,
    ),
  nothingStands: (name: string, namespace: string | undefined) =>
    told(
      `no co-release stands on ${name}${namespace === undefined ? '' : ` in namespace ${namespace}`}`,
      `koupctl status ${name} tells what runs; one that was cut off before its first step begins anew with the command that began it`,
    ),
  noModule: (workload: string, module: string) =>
    told(
      `there is no ModuleDeployment ${workload} to release with its base`,
      `co-release changes the url of one that runs: koupctl deploy ${module} on the old bases first`,
    ),
  needsVersion: (module: string) => told(`module ${module} needs --version`, wholeCommand(module)),
};

export interface Standing {
  readonly workload: string;
  readonly version: string;
  readonly url: string;
  readonly baseVersion: string;
  readonly who: string;
}
