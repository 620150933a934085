import type { Told } from '../told.ts';
import { someOf } from './lists.ts';

/** What is said of a rollout of either world, of its Services, and of a base that goes along. */
export const plansAround = {
  found: (field: string, { text, fix }: Told, where: string) =>
    `${field}: ${text}${fix === undefined ? '' : `; ${fix}`}${where}`,
  'takes-over': (fields: readonly string[], managers: string) =>
    `takes ${fields.length} field(s) over from ${managers}: ${someOf(fields, 3)}`,
  'asks-again':
    'where an install leaves no trace on a base of the open batch, that base is asked to repeat it, to learn the cause (--no-ask-again leaves that out)',
  'nothing-proven': 'replicas is 0: nothing will run, so nothing will be proven',
  'asked-for': 'asked for',
  'as-begun': 'as the rollout began',
  'begun-by': (who: string) => `the rollout was begun by ${who}`,
  'all-proven': 'all batches are proven: what is left is the end',
  'batches-proven': (proven: number, of: number, next: number) =>
    `${proven} of ${of} batches are proven; the next one adds ${next} base(s)`,
  'first-undone': 'it was a first deploy: its undo deletes the workload',
  'undo-gap': 'bases that lost the old version are without the module until it is installed again',
  'undo-no-gap':
    'the old version is made active again before the new one goes: no base is without one',
  service: (name: string, text: string) => `Service ${name}: ${text}`,
  'leads-to-bare': (pods: readonly string[]) =>
    `it leads to ${pods.length} pod(s) that are no module too (${someOf(pods)}): those need not have the module`,
  'leads-to-others': (modules: readonly string[]) =>
    `it leads to pods of other modules too (${someOf(modules)}): a call meets a base that has one or the other`,
  'port-undeclared': (port: number, declared: readonly number[]) =>
    `its targetPort ${port} is none that the base pods declare (${declared.join(', ')}): nothing may listen there`,
  'own-addresses':
    'callers must reach the bases at their own addresses, which the module pods have',
  'outside-network': (outside: readonly string[], of: number) =>
    `${outside.length} of ${of} bases are outside of the cluster's pod network (${someOf(outside)}): callers must reach them at those addresses, through the VPC for instance`,
  'context-path': (modules: readonly string[]) =>
    `bases serve all their modules on one port: callers add the context path of ${modules.join(' or ')} (webContextPath of the jar)`,
  'stale-readiness':
    'it calls whom Kubernetes believes to be ready, which follows the bases by up to 18 s',
  'base-beside': 'each new base comes beside the old ones, which leave a step later',
  'base-instead': (why: string) =>
    `an old base goes before the new one comes (its ${why} leaves no other way)`,
  'base-instead-v1': 'an old base goes before the new one comes (its strategy leaves no other way)',
  'base-beside-v1':
    'new bases come beside the old ones, and as many old ones leave once they are up',
  'base-versions': (deployment: string, from: readonly string[], to: string) =>
    `${deployment} goes from version ${from.join(', ')} to ${to}`,
  'base-versions-so': (deployment: string, from: readonly string[], to: string, how: string) =>
    `${deployment} goes from version ${from.join(', ')} to ${to}: ${how}`,
  'base-becomes': (deployment: string, version: string) => `${deployment} becomes ${version}`,
  'base-becomes-so': (deployment: string, version: string, how: string) =>
    `${deployment} becomes ${version}: ${how}`,
  'bases-gone': (how: string, size: number, of: number) =>
    `${how}: up to ${size} of ${of} base(s) are gone at a time, with all their modules, until the new ones have started and installed theirs`,
  'bases-gone-v1': (size: number, of: number) =>
    `up to ${size} of ${of} base(s) are gone at a time, with all their modules, until new ones have started`,
  'bases-need-room': (size: number) =>
    `up to ${size} base pod(s) more than now need room while a step is under way`,
  'one-replica-out': (module: string, version: string) =>
    `${module} has one replica: it is out of service from the moment its base goes until ${version} is installed on a new one`,
  'both-serve': (from: string, to: string) =>
    `from step 2 on ${from} and ${to} both serve, each on its own bases`,
  'other-stays': (module: string, here: number, version: string, left: number) =>
    `${module} is on ${here} of these bases and can't go to version ${version}: it has ${left} base(s) left afterwards`,
  'other-moves': (module: string) =>
    `${module} is installed anew on the new bases as its own leave: until a pod of it is on another base it runs on one less`,
  'other-moves-alone': (module: string) =>
    `${module} is installed anew on the new bases as its own leave: until a pod of it is on another base it runs on one less; it has one replica, so it is out of service for that time, a minute and more`,
  'both-undone':
    'undone between any two steps with koupctl rollback: old bases and modules come back and are proven before the new ones go',
  'out-beside': (size: number, of: number, module: string) =>
    `up to ${size} of ${of} ${module} at a time are out of service from the uninstall on the old base until the install on a new one, which is up by then: some seconds`,
  'out-between': (size: number, of: number, module: string) =>
    `up to ${size} of ${of} ${module} at a time are out of service from when their base goes until a new one runs and V1's controller has looked for it (every 10 s at first)`,
  'version-stays': (version: string) =>
    `the version stays ${version}: what is proven is a Module with the new url on a base that began empty, which says itself that the module is active`,
  'dying-base':
    'a base that dies by itself meanwhile comes back as an old one, and gets the new package: that is told, and only the undo mends it',
  'silent-now': (count: number, names: readonly string[]) =>
    `${count} base(s) do not answer now: ${names.join(', ')}`,
  'both-undone-v1': (url: string) =>
    `undone between any two steps with koupctl rollback: the url goes back to ${url} first, then the bases, each proven in the same way`,
  'joint-begun-by': (who: string) => `the co-release was begun by ${who}`,
  'steps-proven': (proven: number, of: number) => `${proven} of ${of} steps are proven`,
  'as-joint-begun': 'as the co-release began',
  'url-back': (url: string | undefined) =>
    `first the url goes back to ${url ?? 'what it was'}; V1 installs nothing by that`,
  'template-back': (deployment: string, module: string) =>
    `then ${deployment} gets its old template, step by step back: each old base gets ${module} anew, and is proven before the next`,
  'base-back': (deployment: string, versions: readonly string[]) =>
    `its base goes back with it: ${deployment} to version ${versions.join(', ')}, before the new bases go`,
};
