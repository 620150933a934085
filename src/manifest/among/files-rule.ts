/** Rules that see all files at once: `lint` asks them, a rollout does not. */
import type { KubeObject } from '../../world.ts';
import { moduleOf } from '../module-of.ts';
import { podTemplatePath } from '../pod-template.ts';
import type { Facts, Remark, Subject } from '../rule.ts';
import type { SourceDoc } from '../source-doc.ts';

export interface Said {
  readonly doc: SourceDoc;
  readonly remark: Remark;
}

export interface FilesRule {
  readonly name: string;
  readonly check: (docs: readonly SourceDoc[], facts: Facts) => readonly Said[];
}

/** One document at a time, with the others to look at. */
export function perDocument(
  name: string,
  check: (doc: SourceDoc, docs: readonly SourceDoc[], facts: Facts) => readonly Remark[],
): FilesRule {
  return {
    name,
    check: (docs, facts) =>
      docs.flatMap((doc) => check(doc, docs, facts).map((remark) => ({ doc, remark }))),
  };
}

/** One module workload at a time, as it is written. */
export function perModule(
  name: string,
  world: 'v1' | 'v2',
  check: (subject: Subject) => readonly Remark[],
): FilesRule {
  return perDocument(name, (doc, _, facts) => {
    const claim = moduleOf(doc.object);
    if (claim?.world !== world) return [];
    const template = podTemplatePath(doc.object) ?? [];
    return check({ object: doc.object, doc, claim, facts, template });
  });
}

/** A namespace left out is everybody's own, so the same one. */
export function sameNamespace(a: KubeObject, b: KubeObject): boolean {
  return (a.metadata.namespace ?? '') === (b.metadata.namespace ?? '');
}
