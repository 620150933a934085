import type { Note } from '../plan/types.ts';
import type { KubeObject } from '../world.ts';
import { moduleOf } from './module-of.ts';
import { podTemplatePath } from './pod-template.ts';
import type { Facts, Finding, Remark } from './rule.ts';
import { rules } from './rules/list.ts';
import type { SourceDoc } from './source-doc.ts';
import { dotted, withEdits } from './tree.ts';

export interface Normalised {
  readonly object: KubeObject;
  /** What was changed, and why. */
  readonly notes: readonly Note[];
  /** What was not: errors mean that it must not be deployed. */
  readonly findings: readonly Finding[];
}

/** A remark with the rule that made it. */
export type Ruling = Remark & { readonly rule: string };

/**
 * Makes a manifest written after the documentation into one that the installed controllers
 * understand. Objects that are no modules come back as they are.
 */
export function normalise(doc: SourceDoc, facts: Facts): Normalised {
  const { object, rulings } = rulingsOn(doc, facts);
  return {
    object,
    notes: rulings.flatMap((ruling) =>
      ruling.says === 'change'
        ? [{ field: dotted(ruling.path), text: ruling.text, at: doc.positionOf(ruling.path) }]
        : [],
    ),
    findings: rulings.flatMap((ruling) =>
      ruling.says === 'finding' ? [findingOf(doc, ruling)] : [],
    ),
  };
}

/** What each rule of the object's world says, one after another on what the last one left. */
export function rulingsOn(
  doc: SourceDoc,
  facts: Facts,
): { readonly object: KubeObject; readonly rulings: readonly Ruling[] } {
  const claim = moduleOf(doc.object);
  if (claim === undefined) return { object: doc.object, rulings: [] };
  const template = podTemplatePath(doc.object) ?? [];
  let object = doc.object;
  const rulings: Ruling[] = [];
  for (const rule of rules[claim.world]) {
    for (const remark of rule.check({ object, doc, claim, facts, template })) {
      if (remark.says === 'change') object = withEdits(object, remark.edits);
      rulings.push({ ...remark, rule: rule.name });
    }
  }
  return { object, rulings };
}

function findingOf(doc: SourceDoc, ruling: Ruling & { says: 'finding' }): Finding {
  const { level, rule, path, message, fix } = ruling;
  const at = doc.positionOf(path);
  return { level, rule, field: dotted(path), message, ...(fix !== undefined && { fix }), at };
}
