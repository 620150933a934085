import type { Position } from '../fault.ts';
import type { KubeObject } from '../world.ts';
import { moduleOf } from './module-of.ts';
import { podTemplatePath } from './pod-template.ts';
import type { Facts, Finding, Remark, Saying } from './rule.ts';
import { rules } from './rules/list.ts';
import type { SourceDoc } from './source-doc.ts';
import { dotted, withEdits } from './tree.ts';

/** One change, and why. */
export interface Correction {
  readonly field: string;
  readonly message: Saying;
  readonly at: Position;
}

export interface Normalised {
  readonly object: KubeObject;
  /** What was changed, and why. */
  readonly notes: readonly Correction[];
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
    notes: rulings.flatMap((ruling) => (ruling.says === 'change' ? [placeOf(doc, ruling)] : [])),
    findings: rulings.flatMap((ruling) =>
      ruling.says === 'finding'
        ? [{ ...placeOf(doc, ruling), level: ruling.level, rule: ruling.rule }]
        : [],
    ),
  };
}

/** What a rollout changes by itself. */
function isChange({ says }: Ruling): boolean {
  return says === 'change';
}

/**
 * What each rule of the object's world says, one after another on what the last one left.
 * `accepts`: whose edits are made.
 */
export function rulingsOn(
  doc: SourceDoc,
  facts: Facts,
  accepts: (ruling: Ruling) => boolean = isChange,
): { readonly object: KubeObject; readonly rulings: readonly Ruling[] } {
  const claim = moduleOf(doc.object);
  if (claim === undefined) return { object: doc.object, rulings: [] };
  const template = podTemplatePath(doc.object) ?? [];
  let object = doc.object;
  const rulings: Ruling[] = [];
  for (const rule of rules[claim.world]) {
    for (const remark of rule.check({ object, doc, claim, facts, template })) {
      const ruling = { ...remark, rule: rule.name };
      rulings.push(ruling);
      if (accepts(ruling)) object = withEdits(object, ruling.edits ?? []);
    }
  }
  return { object, rulings };
}

function placeOf(doc: SourceDoc, { path, message }: Ruling): Correction {
  return { field: dotted(path), message, at: doc.positionOf(path) };
}
