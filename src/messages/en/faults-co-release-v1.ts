import { told } from '../told.ts';
import { someOf } from './lists.ts';

/** Why a ModuleDeployment and its base are not released together. */
export const v1JointFaults = {
  oldController: (workload: string) =>
    told(
      `the V1 controller of ${workload} is older than 1.0.0: how it moves modules with their bases is not known`,
      'by hand: change the url, then roll the base, one base at a time',
    ),
  nothingNew: (workload: string, url: string, module: string, version: string) =>
    told(
      `${workload} has ${url} already: there is nothing to bring with the base`,
      `roll the base by itself; its new pods get ${module} ${version} from there`,
    ),
  mixed: (workload: string, wrong: number, of: number, module: string) =>
    told(
      `${wrong} of ${of} Modules of ${workload} are of another url than it says: the url was changed before, and not all bases were rolled since`,
      `bring the others the present package first: koupctl replace ${module} --base-ip IP`,
    ),
  notOver: (workload: string, left: number, revisions: number, typed: string) =>
    told(
      `an earlier release of ${workload} is not over: ${left} Module(s) of it are left, and ${revisions} earlier revision(s) still want some`,
      `finish it first: koupctl status ${typed} says what is missing`,
    ),
  strangers: (base: string, pods: readonly string[]) =>
    told(
      `${pods.length} pod(s) match the selector of ${base} but are none of its bases (${someOf(pods)}): V1's controller could give them a module`,
      'delete those that have ended, or take the labels off the others',
    ),
  notOnEach: (on: Spread, typed: string) =>
    told(
      `${on.wanted} replica(s) of ${on.module} on ${on.pods} of ${on.bases} base(s) of ${on.base}, ${on.without} of them without it or not ready: V1's controller gives a module that goes with its base to any base without one, so the new package could come on an old base, and nothing would show it`,
      on.wanted === on.bases
        ? `wait until each base has it: koupctl status ${typed}`
        : `as many replicas as bases: koupctl scale ${typed} --replicas ${on.bases}, or scale the base to ${on.wanted}`,
    ),
  without: (pods: readonly string[]) => `without it, or not ready: ${someOf(pods)}`,
  deletesBases: (workload: string, revision: number, policy: string) =>
    told(
      `revision ${revision} of ${workload} has upgradePolicy ${policy}: V1's controller makes its new Module before the old base is gone, and may delete base pods to shrink`,
      'set spec.operationStrategy.upgradePolicy install_then_uninstall, and deploy a new version with it first',
    ),
};

/** How the modules lie on the bases now. */
export interface Spread {
  readonly module: string;
  readonly base: string;
  /** Replicas of the module, and of the base. */
  readonly wanted: number;
  readonly bases: number;
  /** Base pods there are, and those without the module or not ready. */
  readonly pods: number;
  readonly without: number;
}
