import { said } from '../messages/said-of.ts';
import type { Base } from '../modules/base.ts';
import type { PodModule } from '../modules/module-pod.ts';
import type { Proof } from '../plan/types.ts';
import type { BaseWatch } from './base-watch.ts';
import type { Look } from './stairs.ts';

/** A base from which modules are to disappear. */
export interface Departure {
  readonly base: Base;
  readonly modules: readonly PodModule[];
  /** Kubernetes still has the object that wanted them there. */
  readonly objectLeft: boolean;
}

/** How long a look waits for the bases, ms. */
const patienceMs = 1_500;

/** Asks the bases that are to lose modules; those that did, and what keeps the others. */
export async function lookAtDepartures(
  bases: BaseWatch,
  departures: readonly Departure[],
  proof: Proof,
): Promise<Pick<Look, 'done' | 'pending'>> {
  if (proof === 'base') {
    const proven = (one: Departure): boolean => isGone(bases, one) === true;
    const open = departures.filter((one) => !proven(one));
    await bases.refresh(
      open.map((one) => one.base),
      0,
      patienceMs,
    );
  }
  const done: string[] = [];
  const pending: Look['pending'][number][] = [];
  for (const one of departures) {
    const trouble = proof === 'base' ? whyThere(bases, one) : whyListed(one);
    const { name, ip } = one.base;
    if (trouble === undefined) done.push(name);
    else pending.push({ base: name, ip, ...trouble });
  }
  return { done, pending };
}

/** Undefined where the base has not said. */
export function isGone(bases: BaseWatch, { base, modules }: Departure): boolean | undefined {
  if (bases.answer(base.id)?.ok !== true) return undefined;
  return modules.every((module) => bases.stateOn(base.id, module) === undefined);
}

function whyThere(
  bases: BaseWatch,
  departure: Departure,
): Pick<Look['pending'][number], 'state' | 'cause'> | undefined {
  const { base, modules, objectLeft } = departure;
  const answer = bases.answer(base.id);
  if (answer?.ok !== true) {
    const cause = said(({ open }) => open.goneUnseen(answer?.why ?? open.noAnswerYet));
    return { state: 'unseen', cause };
  }
  const left = modules.filter((module) => bases.stateOn(base.id, module) !== undefined);
  if (left.length === 0) return undefined;
  const what = left.map((module) => `${module.name}:${module.version}`).join(', ');
  return { state: 'waiting', cause: said(({ open }) => open.stillOnBase(what, objectLeft)) };
}

function whyListed({
  objectLeft,
}: Departure): Pick<Look['pending'][number], 'state' | 'cause'> | undefined {
  if (!objectLeft) return undefined;
  return { state: 'waiting', cause: said(({ open }) => open.uninstalling) };
}
