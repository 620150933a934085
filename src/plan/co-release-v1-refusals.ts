import { Fault } from '../fault.ts';
import { v1ModuleOf, v1Spec, type V1Module } from '../modules/v1-view.ts';
import { labelOf, typedName } from './operate-plan.ts';
import { someOf } from './risk-words.ts';
import { deletesBases, refuseIncomplete, refuseStanding, type V1Reading } from './scale-v1.ts';

/** The base's own Deployment, as far as it decides whether V1 can be held. */
export interface V1Bases {
  readonly label: string;
  readonly replicas: number;
  /** Its pods that stay, of all templates. */
  readonly pods: readonly { readonly name: string; readonly ready: boolean }[];
}

/**
 * Throws a Fault for every state in which V1's controller could bring the new package to an old
 * base, or in which what runs is not known well enough to come back to it. The version stays, so
 * nothing would show that afterwards. Pure.
 */
export function refuseV1Joint(reading: V1Reading, bases: V1Bases, url: string): void {
  refuseStanding(reading);
  refuseIncomplete(reading);
  refuseDialect(reading);
  refuseNothingNew(reading, url);
  refuseMixed(reading);
  refuseFreeBases(reading, bases);
  refusePolicy(reading);
}

function refuse(what: string, fix: string, details: readonly string[] = []): never {
  throw new Fault(what, { outcome: 'refused', fix, details });
}

function refuseDialect({ surface, live }: V1Reading): void {
  if (surface.dialect === 'confirmBatchNum') return;
  refuse(
    `the V1 controller of ${labelOf(live)} is older than 1.0.0: how it moves modules with their bases is not known`,
    'by hand: change the url, then roll the base, one base at a time',
  );
}

function refuseNothingNew({ live }: V1Reading, url: string): void {
  const module = v1ModuleOf(live);
  if (module.url !== url) return;
  throw new Fault(`${labelOf(live)} has ${url} already: there is nothing to bring with the base`, {
    fix: `roll the base by itself; its new pods get ${module.name} ${module.version} from there`,
  });
}

/** What is on the bases must be one package, or there would be none to go back to. */
function refuseMixed({ live, view }: V1Reading): void {
  const { url } = v1ModuleOf(live);
  const wrong = view.current.filter((one) => one.module.url !== url);
  if (view.newest?.module.url !== url || wrong.length > 0) {
    refuse(
      `${wrong.length} of ${view.current.length} Modules of ${labelOf(live)} are of another url than it says: the url was changed before, and not all bases were rolled since`,
      `bring the others the present package first: koupctl replace ${v1ModuleOf(live).name} --base-ip IP`,
      wrong.slice(0, 4).map((one) => `${one.base ?? one.name} (${one.ip}): ${one.module.url}`),
    );
  }
  const others = [...view.former, ...view.leaving];
  const wanting = view.revisions.slice(1).filter((one) => one.replicas > 0);
  if (others.length === 0 && wanting.length === 0) return;
  refuse(
    `an earlier release of ${labelOf(live)} is not over: ${others.length} Module(s) of it are left, and ${wanting.length} earlier revision(s) still want some`,
    `finish it first: koupctl status ${typedName(live)} says what is missing`,
    others.slice(0, 4).map((one) => `${one.base ?? one.name}: ${one.module.version}`),
  );
}

/** A Module that goes with its base may be given any pod with an address that has none. */
function refuseFreeBases({ live, view }: V1Reading, { label, replicas, pods }: V1Bases): void {
  const { name } = v1ModuleOf(live);
  const { replicas: wanted = 0 } = v1Spec(live);
  const own = new Set(pods.map((pod) => pod.name));
  const open = new Set([...view.free.map((one) => one.name), ...view.full]);
  const all = new Set([...view.bases.keys(), ...open]);
  const strange = [...all].filter((one) => !own.has(one));
  if (strange.length > 0) {
    refuse(
      `${strange.length} pod(s) match the selector of ${label} but are none of its bases (${someOf(strange)}): V1's controller could give them a module`,
      'delete those that have ended, or take the labels off the others',
    );
  }
  const without = pods.filter((pod) => open.has(pod.name) || !isWhole(view.current, pod));
  if (without.length === 0 && wanted === replicas && pods.length === replicas) return;
  refuse(
    `${wanted} replica(s) of ${name} on ${pods.length} of ${replicas} base(s) of ${label}, ${without.length} of them without it or not ready: V1's controller gives a module that goes with its base to any base without one, so the new package could come on an old base, and nothing would show it`,
    wanted === replicas
      ? `wait until each base has it: koupctl status ${typedName(live)}`
      : `as many replicas as bases: koupctl scale ${typedName(live)} --replicas ${replicas}, or scale the base to ${wanted}`,
    without.length === 0
      ? []
      : [`without it, or not ready: ${someOf(without.map((pod) => pod.name))}`],
  );
}

function isWhole(
  modules: readonly V1Module[],
  pod: { readonly name: string; readonly ready: boolean },
): boolean {
  const there = modules.filter((one) => one.base === pod.name);
  return pod.ready && there.length === 1 && there[0]?.state === 'Available';
}

function refusePolicy({ live, view }: V1Reading): void {
  if (view.newest?.upgradePolicy !== deletesBases) return;
  refuse(
    `revision ${view.newest.number} of ${labelOf(live)} has upgradePolicy ${deletesBases}: V1's controller makes its new Module before the old base is gone, and may delete base pods to shrink`,
    'set spec.operationStrategy.upgradePolicy install_then_uninstall, and deploy a new version with it first',
  );
}
