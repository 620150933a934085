import { said } from '../messages/said-of.ts';
import { outcome, type Outcome } from '../outcome.ts';
import type { Plan } from '../plan/types.ts';
import type { Line } from '../world.ts';
import { changeOf } from './change-of.ts';
import { foreseen } from './consent.ts';
import { planDocument } from './plan-document.ts';
import { prepare, type PrepareInput } from './prepare.ts';
import type { World } from './world.ts';

export interface PlanInput extends PrepareInput {
  /** End with `changes` when there are any. */
  readonly exitCode: boolean;
  readonly lines: (plan: Plan) => Promise<readonly Line[]>;
}

/** What `deploy` would do, without doing it. */
export async function plan(world: World, input: PlanInput): Promise<Outcome> {
  const cluster = await world.openCluster();
  const bases = await world.openBases(cluster);
  const prepared = await prepare(cluster, bases, input, world);
  const made = prepared.plan;
  const lines = await input.lines(made);
  world.reporter.document(planDocument(made), lines);
  if (made.kind === 'none') {
    return outcome(
      'done',
      said(({ commanded }) => commanded.noChanges),
    );
  }
  const place = { cluster, context: made.target.context };
  const rules = await foreseen(world, changeOf(made), place, 'deploy');
  const pending = said(({ commanded }) => commanded.changesPending(made.kind));
  return outcome(input.exitCode ? 'changes' : 'done', pending, rules);
}
