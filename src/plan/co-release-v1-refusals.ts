import { worded, faultFrom, faultOf, type FaultTexts } from '../messages/fault-of.ts';
import type { Told } from '../messages/told.ts';
import { v1ModuleOf, v1Spec, type V1Module } from '../modules/v1-view.ts';
import { labelOf, typedName } from './operate-plan.ts';
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

function refuse(
  say: (words: FaultTexts['coReleaseV1']) => Told,
  evidence: (words: FaultTexts['coReleaseV1']) => readonly string[] = () => [],
): never {
  throw faultFrom((_, { coReleaseV1: words }) => worded(say(words), evidence(words)), {
    outcome: 'refused',
  });
}

function refuseDialect({ surface, live }: V1Reading): void {
  if (surface.dialect === 'confirmBatchNum') return;
  refuse((words) => words.oldController(labelOf(live)));
}

function refuseNothingNew({ live }: V1Reading, url: string): void {
  const module = v1ModuleOf(live);
  if (module.url !== url) return;
  const { name, version } = module;
  throw faultOf(({ coReleaseV1 }) => coReleaseV1.nothingNew(labelOf(live), url, name, version));
}

/** What is on the bases must be one package, or there would be none to go back to. */
function refuseMixed({ live, view }: V1Reading): void {
  const { url } = v1ModuleOf(live);
  const wrong = view.current.filter((one) => one.module.url !== url);
  if (view.newest?.module.url !== url || wrong.length > 0) {
    const [few, all] = [wrong.length, view.current.length];
    refuse(
      (words) => words.mixed(labelOf(live), few, all, v1ModuleOf(live).name),
      () =>
        wrong.slice(0, 4).map((one) => `${one.base ?? one.name} (${one.ip}): ${one.module.url}`),
    );
  }
  const others = [...view.former, ...view.leaving];
  const wanting = view.revisions.slice(1).filter((one) => one.replicas > 0);
  if (others.length === 0 && wanting.length === 0) return;
  refuse(
    (words) => words.notOver(labelOf(live), others.length, wanting.length, typedName(live)),
    () => others.slice(0, 4).map((one) => `${one.base ?? one.name}: ${one.module.version}`),
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
    refuse((words) => words.strangers(label, strange));
  }
  const without = pods.filter((pod) => open.has(pod.name) || !isWhole(view.current, pod));
  if (without.length === 0 && wanted === replicas && pods.length === replicas) return;
  const on = { module: name, base: label, wanted, bases: replicas, pods: pods.length };
  refuse(
    (words) => words.notOnEach({ ...on, without: without.length }, typedName(live)),
    (words) => (without.length === 0 ? [] : [words.without(without.map((pod) => pod.name))]),
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
  const { number } = view.newest;
  refuse((words) => words.deletesBases(labelOf(live), number, deletesBases));
}
