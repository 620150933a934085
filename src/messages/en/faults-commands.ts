import { told } from '../told.ts';
import { someOf } from './lists.ts';

const whichBases = '--base, --base-version and --cluster-name say which bases';

/** What a command can't do as it was asked for. */
export const commandFaults = {
  silence: told(
    'not a terminal, and no --yes: nobody can accept the plan',
    'look at the plan with --dry-run, then run the same command with --yes',
  ),
  noWorkloadName: (text: string) =>
    told(`"${text}" names no workload`, 'write NAME or deployment/NAME'),
  unknownKind: (kind: string, known: readonly string[]) =>
    told(
      `koupctl knows no module workload of kind ${kind}`,
      `use ${known.slice(0, -1).join(', ')} or ${known.at(-1) ?? ''}`,
    ),
  noWorkload: (name: string, namespace: string) =>
    told(
      `there is no module workload ${name} in namespace ${namespace}`,
      'koupctl modules -A lists what runs, with its workloads',
    ),
  ambiguous: (name: string, kinds: readonly string[], typed: readonly string[]) =>
    told(
      `${name} is both ${kinds
        .slice(0, -1)
        .map((kind) => `a ${kind}`)
        .join(', ')} and a ${kinds.at(-1) ?? ''}`,
      `say which: ${typed.join(' or ')}`,
    ),
  notRolled: (kind: string, known: readonly string[]) =>
    told(`koupctl can't roll a ${kind}`, `write the module as one of: ${known.join(', ')}`),
  noV1: (server: string) =>
    told(
      `${server} has no ModuleDeployment: V1 is not installed there`,
      'install the V1 controller, or deploy a V2 Deployment (--base NAME)',
    ),
  lookedIn: (groups: readonly string[]) => `looked for it in the API groups ${groups.join(', ')}`,
  noTemplate: (kind: string, known: readonly string[]) =>
    told(
      `koupctl has no template for --kind ${kind}`,
      `use one of: ${known.join(', ')}; or write the manifest yourself and use -f`,
    ),
  onEveryBase: (kind: string) =>
    told(
      `a ${kind} is on every base: it has no number of replicas`,
      `leave --replicas out; ${whichBases}`,
    ),
  bareIsOne: (kind: string) =>
    told(
      `a bare ${kind} is one: it has no number of replicas`,
      'leave --replicas out, or use --kind deployment',
    ),
  noPeer: told(
    'only Deployments can be peers of their bases',
    'give a number, or use --kind daemonset',
  ),
  noModuleIn: (where: string) =>
    told(
      `${where} has no module workload`,
      'a V2 module pod carries the label virtual-kubelet.koupleless.io/component: module; V1 is a ModuleDeployment',
    ),
  severalIn: (where: string, count: number) =>
    told(
      `${where} has ${count} module workloads: one rollout at a time`,
      'deploy each from a file of its own',
    ),
  otherIn: (where: string, object: string) =>
    told(
      `${where} also has ${object}, which koupctl does not roll`,
      'apply it with kubectl, and deploy the module from a file of its own',
    ),
  noNamespace: (name: string, server: string) =>
    told(
      `there is no namespace ${name} on ${server}`,
      'look for the module in all of them with -A',
    ),
  namespaces: (own: string, wanted: string) =>
    told(`the manifest is for namespace ${own}, -n says ${wanted}`, 'take one of the two out'),
  serviceElsewhere: (own: string, right: string) =>
    told(
      `a Service leads to pods of its own namespace only, and that is ${own}`,
      `write ${right}, where the module is, or leave it out`,
    ),
  serviceTaken: (name: string, owner: string | undefined) =>
    told(
      `there is a Service ${name} already, and ${owner === undefined ? 'koupctl did not make it' : `it is that of ${owner}`}`,
      'give the Service another name, in a manifest of your own beside the workload (koupctl render … > FILE; koupctl deploy -f FILE)',
    ),
  spreadForV2: (wish: SpreadWord) =>
    told(
      `--spread ${wish} is for V2: V1's controller never puts a module twice on a base`,
      spreadInstead[wish],
    ),
  spreadForV1: (wish: SpreadWord) =>
    told(
      `--spread ${wish} is for V1: it orders bases by the modules on them, which the scheduler of V2's pods does not count`,
      spreadInstead[wish],
    ),
  spreadNowhere: (kind: string) =>
    told(
      `a ${kind} has one pod on every base: there is nothing for --spread to choose`,
      `leave --spread out; ${whichBases}`,
    ),
  podIsOne: (pod: string) =>
    told(
      `${pod} is one: a bare Pod has no replicas`,
      'write the module as a Deployment, or deploy another Pod under another --name',
    ),
  noLimit: (server: string) =>
    told(
      `${server} has no ModuleDeployment: only V1's controller knows a limit of modules on a base`,
      'V2 has no such limit; memory and metaspace are what its bases can run out of',
    ),
  noDeployment: (name: string, namespace: string, bases: readonly string[]) =>
    told(
      `there is no Deployment ${name} in namespace ${namespace}`,
      bases.length > 0
        ? `ModuleDeployments there have as bases: ${bases.join(', ')}`
        : 'name the Deployment whose pods are the bases, and its namespace with -n',
    ),
  noEarlier: (workload: string, hasOthers: boolean) =>
    told(
      `${workload} has no earlier revision that is known to have worked`,
      hasOthers
        ? 'choose one with --to-revision'
        : 'deploy the version that you want: koupctl deploy MODULE --version V --url U',
    ),
  noRevision: (workload: string, revision: number, hasOthers: boolean) =>
    told(
      `${workload} has no revision ${revision}`,
      hasOthers
        ? 'choose one with --to-revision'
        : 'deploy the version that you want: koupctl deploy MODULE --version V --url U',
    ),
  /** `ended`: the outcome of its rollout. */
  revision: (revision: number, runs: string, ended: string | undefined) =>
    `revision ${revision}: ${runs}, ${ended ?? 'not deployed by koupctl'}`,
  rolloutStands: (version: string, name: string, namespace: string) =>
    told(
      `a rollout to ${version} stands on ${name}`,
      `undo it first: koupctl rollback ${name} -n ${namespace}`,
    ),
  noRollout: (workload: string, last: LastRollout | undefined, typed: string) =>
    told(
      `no rollout stands on ${workload}${last === undefined ? '' : `, the last one (${last.version}) ended ${last.phase}`}`,
      `koupctl status ${typed} tells what runs`,
    ),
  noBase: (name: string) =>
    told(
      `no base is known as ${name}: no vnode and no base pod has that`,
      'koupctl modules -A shows the bases that have modules',
    ),
  notThere: (module: string, where: string, namespace: string, flag: string) =>
    told(
      `module ${module} is not on ${where} in namespace ${namespace}`,
      `koupctl modules ${flag} ${where} -A lists what is there`,
    ),
  severalThere: (module: string, where: string, names: readonly string[], first: string) =>
    told(
      `${names.length} objects bring ${module} to ${where}: ${someOf(names)}`,
      `say which: --pod ${first}`,
    ),
  strayModule: (module: string) =>
    told(
      `Module ${module} belongs to no ModuleDeployment that is there`,
      'nothing makes it anew; koupctl modules lists what is where',
    ),
  moduleWithoutBase: (module: string, workload: string, namespace: string) =>
    told(
      `Module ${module} is on no base pod that is there`,
      `koupctl status moduledeployment/${workload} -n ${namespace} tells what became of it`,
    ),
  notOrdinary: (path: string) =>
    told(`${path} is no ordinary file`, 'use -f - for what comes by a pipe'),
  changedMeanwhile: (path: string) =>
    told(`${path} was changed by someone else meanwhile; it is left as it is`, 'run it again'),
  unwritable: (path: string, code: string) =>
    told(
      `${path} cannot be written: ${code}; it is left as it is`,
      'look at its rights and those of its folder, and at the room on the disk',
    ),
  noKind: (kind: string, apiVersion: string) =>
    told(
      `the API server has no ${kind} in ${apiVersion}`,
      'koupctl needs Kubernetes 1.24 or newer, with RBAC',
    ),
};

const ofV1 =
  'use --spread scatter (the emptiest base first) or --spread stacking (the fullest first)';

const spreadInstead = {
  hard: ofV1,
  soft: ofV1,
  none: 'leave --spread out, or say in which order: --spread scatter or --spread stacking',
  scatter:
    'use --spread hard (never two pods of a version on one base) or --spread soft (only where no other is left)',
  stacking:
    'use --spread none, which leaves it to the scheduler; it can’t be told to fill bases up',
};

export type SpreadWord = keyof typeof spreadInstead;

export interface LastRollout {
  readonly version: string;
  readonly phase: string;
}
