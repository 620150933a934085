/** The pod anti-affinity terms of a workload, required and preferred alike. */
import { podSpecPath } from '../pod-template.ts';
import type { Subject } from '../rule.ts';
import { isTree, listAt, valueAt } from '../tree.ts';
import type { Path, Tree } from '../tree.ts';

export interface Term {
  readonly path: Path;
  readonly term: Tree;
  readonly required: boolean;
}

export function antiAffinityPath({ template }: Subject): Path {
  return [...podSpecPath(template), 'affinity', 'podAntiAffinity'];
}

export function antiAffinityTerms(subject: Subject): Term[] {
  const base = antiAffinityPath(subject);
  const required = [...base, 'requiredDuringSchedulingIgnoredDuringExecution'];
  const preferred = [...base, 'preferredDuringSchedulingIgnoredDuringExecution'];
  const termAt = (path: Path, isRequired: boolean): Term[] => {
    const term = valueAt(subject.object, path);
    return isTree(term) ? [{ path, term, required: isRequired }] : [];
  };
  return [
    ...listAt(subject.object, required).flatMap((_, i) => termAt([...required, i], true)),
    ...listAt(subject.object, preferred).flatMap((_, i) =>
      termAt([...preferred, i, 'podAffinityTerm'], false),
    ),
  ];
}
