import { typedName } from '../plan/operate-plan.ts';
import type { KubeObject } from '../world.ts';

/** The commands that go on with the rollout that stands on a workload, and that undo it. */
export function waysOn(live: KubeObject): { readonly attach: string; readonly undo: string } {
  const name = typedName(live);
  return { attach: `koupctl attach ${name}`, undo: `koupctl rollback ${name}` };
}
