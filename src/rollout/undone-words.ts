import type { Plan } from '../plan/types.ts';

/** What a proven undo has reached, by what was seen of it. */
export function undoneWords(
  { module, proof }: Pick<Plan, 'module' | 'proof'>,
  version: string,
  bases: number,
): string {
  const seen = proof === 'base' ? 'active again on' : 'ready again, says Kubernetes, on';
  return `undone: ${module.name} ${version} is ${seen} ${bases} of ${bases} bases`;
}
