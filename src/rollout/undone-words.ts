import { said } from '../messages/said-of.ts';
import type { PodModule } from '../modules/module-pod.ts';
import { namedOf } from '../modules/release.ts';
import type { Proof } from '../plan/types.ts';
import type { Said } from '../said.ts';

/** What an undo to `modules` has reached, by what was seen of it; `bases` undefined: not all of them. */
export function undoneWords(
  proof: Proof,
  modules: readonly PodModule[],
  bases: number | undefined,
): Said {
  const versions = modules.map(({ version }) => version).join('+');
  return said(({ proofs }) =>
    bases === undefined ? proofs.undoOpen(versions) : proofs.undone(namedOf(modules), proof, bases),
  );
}
