import { v1ModuleOf, v1Spec, type V1View } from '../modules/v1-view.ts';
import type { V1Surface } from '../modules/surface.ts';
import type { KubeObject } from '../world.ts';
import { deployPlan, type DeployFacts } from './deploy-plan.ts';
import { say } from './saying.ts';
import type { Note, Plan, RolloutOptions } from './types.ts';
import { chooseBatching } from './v1-batching.ts';
import { refuseV1 } from './v1-refusals.ts';
import { risksOfV1 } from './v1-risks.ts';
import { predictBatches } from './v1-schedule.ts';
import { placedBatches, spreadOfV1 } from './v1-spread.ts';

/** Everything known when a ModuleDeployment is planned. */
export interface V1Facts extends DeployFacts {
  readonly surface: V1Surface;
  readonly view: V1View;
  /** The Deployment whose pods are the bases. */
  readonly baseDeployment: KubeObject | undefined;
  /** Other ModuleDeployments of the namespace with a module of the same name. */
  readonly namesakes: readonly string[];
}

/** Makes the plan of a ModuleDeployment, or throws a Fault that says why it can't be rolled. Pure. */
export function makePlanV1(facts: V1Facts, options: RolloutOptions): Plan {
  const kind = kindOf(facts, options);
  refuseV1(facts, options, kind);
  const { cumulative, notes } = batchesOf(facts, options, kind);
  const before = v1ModuleOf(facts.live);
  return deployPlan(facts, options, {
    world: 'v1',
    kind,
    module: v1ModuleOf(facts.stored),
    from: facts.live && { version: before.version, url: before.url },
    replicas: v1Spec(facts.stored).replicas ?? 0,
    policy: 'install-then-uninstall',
    policyReason: say('v1-policy'),
    ...(cumulative.length === 0 ? {} : { spread: spreadOfV1(facts) }),
    batches: placedBatches(facts, kind, cumulative),
    notes: [...facts.notes, ...notes],
    risks: risksOfV1(facts, { options, kind, cumulative }),
  });
}

function kindOf(facts: V1Facts, options: RolloutOptions): Plan['kind'] {
  if (facts.live === undefined) return 'first';
  const { open } = facts;
  if (facts.liveHash !== facts.storedHash) return 'upgrade';
  const ours = open !== undefined && open.templateHash === facts.storedHash;
  // The release is under way as soon as the apply is done, which is one write before the record says so.
  if (ours && (open.phase === 'rolling' || open.phase === 'preparing')) return 'resume';
  if (facts.diff !== '') return 'settings';
  return options.askAgain && canBeMended(facts.view) ? 'settings' : 'none';
}

function batchesOf(
  facts: V1Facts,
  options: RolloutOptions,
  kind: Plan['kind'],
): { cumulative: readonly number[]; notes: readonly Note[] } {
  if (kind === 'settings') return { cumulative: [], notes: mendNotes(facts) };
  if (kind === 'none') return { cumulative: [], notes: [] };
  if (kind === 'resume' && facts.open) return { cumulative: facts.open.batches, notes: [] };
  const shape = {
    replicas: v1Spec(facts.stored).replicas ?? 0,
    dialect: facts.surface.dialect,
  };
  const { batching, notes } = chooseBatching(facts, shape, options);
  return { cumulative: predictBatches(shape, batching), notes };
}

/** The controller has called it Completed, but modules are missing that it could still place or install. */
function canBeMended(view: V1View): boolean {
  const { newest, current, release } = view;
  if (newest === undefined || release?.progress !== 'Completed') return false;
  if (availableOf(view) >= newest.replicas) return false;
  return current.length >= newest.replicas || view.free.some((base) => base.usable);
}

function mendNotes({ view }: V1Facts): Note[] {
  if (!canBeMended(view)) return [];
  const wanted = view.newest?.replicas ?? 0;
  return [{ field: 'status', message: say('tried-again', availableOf(view), wanted) }];
}

function availableOf(view: V1View): number {
  return view.current.filter((module) => module.state === 'Available').length;
}
