import type { PodModule } from '../modules/module-pod.ts';
import { isOrAre, namesOf } from '../modules/release.ts';
import type { Proof } from '../plan/types.ts';

/** What a proven undo has reached, by what was seen of it. */
export function undoneWords(proof: Proof, modules: readonly PodModule[], bases: number): string {
  const verb = isOrAre(modules);
  const seen =
    proof === 'base' ? `${verb} active again on` : `${verb} ready again, says Kubernetes, on`;
  return `undone: ${namesOf(modules)} ${seen} ${bases} of ${bases} bases`;
}
