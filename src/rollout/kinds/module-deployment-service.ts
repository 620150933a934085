import { said } from '../../messages/said-of.ts';
import type { V1Module, V1View } from '../../modules/v1-view.ts';
import type { Said } from '../../said.ts';
import type { Asking, OutOfService } from '../driver.ts';
import { troubleLine } from '../troubles.ts';
import type { ModuleDeploymentSight } from './module-deployment-sight.ts';

/** How many of `wanted` modules, of any revision, serve on no base: by what the bases say, or by the Modules' state. */
export async function modulesOutOfService(
  sight: ModuleDeploymentSight,
  view: V1View,
  wanted: number,
  how: Asking,
): Promise<Omit<OutOfService, 'taken'>> {
  const modules = [...view.current, ...view.former];
  if (sight.proof === 'base') await ask(sight, view, modules, how);
  const idle = modules.filter((one) => !serves(sight, view, one));
  return {
    count: Math.max(0, wanted - (modules.length - idle.length)),
    of: wanted,
    where: idle.map((one) => one.base ?? one.name),
    troubles: idle.map((one) => troubleLine(one.base ?? one.name, whyIdle(sight, view, one))),
  };
}

async function ask(
  sight: ModuleDeploymentSight,
  view: V1View,
  modules: readonly V1Module[],
  how: Asking,
): Promise<void> {
  const fine = new Set(modules.filter((one) => serves(sight, view, one)).map((one) => one.base));
  const bases = modules.flatMap(({ base }) => view.bases.get(base ?? '') ?? []);
  await (how === 'anew'
    ? sight.bases.refresh(bases)
    : sight.bases.refreshRelaxed(bases, (base) => fine.has(base.name)));
}

function serves(sight: ModuleDeploymentSight, { bases }: V1View, one: V1Module): boolean {
  const base = bases.get(one.base ?? '');
  if (base === undefined) return false;
  if (sight.proof === 'kubernetes') return one.state === 'Available';
  return sight.bases.stateOn(base.id, one.module) === 'activated';
}

function whyIdle(sight: ModuleDeploymentSight, { bases }: V1View, one: V1Module): Said {
  if (one.base === undefined) return said(({ open }) => open.noBase);
  const base = bases.get(one.base);
  if (base === undefined) return said(({ open }) => open.baseGone);
  if (sight.proof === 'kubernetes') return said(({ open }) => open.moduleState(one.state));
  const answer = sight.bases.answer(base.id);
  if (answer?.ok) return said(({ open }) => open.inactive(one.module.version));
  return said(({ open }) => open.noAnswer(answer?.why));
}
