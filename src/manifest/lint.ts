import { filesRules } from './among/list.ts';
import { rulingsOn, type Ruling } from './normalise.ts';
import type { Facts, Finding } from './rule.ts';
import type { SourceDoc } from './source-doc.ts';
import { dotted } from './tree.ts';

/** What a rule says, and of which document. */
export interface Judgement {
  readonly doc: SourceDoc;
  readonly ruling: Ruling;
}

/** Everything the rules say about these documents, by file and line. Works without a cluster. */
export function lint(docs: readonly SourceDoc[], facts: Facts = {}): readonly Finding[] {
  const own = docs.flatMap((doc) =>
    rulingsOn(doc, facts).rulings.map((ruling) => findingOn({ doc, ruling })),
  );
  return [...own, ...judgementsAmong(docs, facts).map(findingOn)].sort(byPosition);
}

/** What the rules say that see all files at once. */
export function judgementsAmong(docs: readonly SourceDoc[], facts: Facts): Judgement[] {
  return filesRules.flatMap(({ name, check }) =>
    check(docs, facts).map(({ doc, remark }) => ({ doc, ruling: { ...remark, rule: name } })),
  );
}

/** One right answer, that can be written into the file. */
export function isMendable(ruling: Ruling): boolean {
  if (ruling.says === 'change' && ruling.deployOnly === true) return false;
  return (ruling.edits ?? []).length > 0;
}

/** What deploy would change by itself is a warning here, unless the file does not work without it. */
function findingOn({ doc, ruling }: Judgement): Finding {
  const { rule, path, message } = ruling;
  return {
    level: ruling.inFile ?? (ruling.says === 'change' ? 'warning' : ruling.level),
    rule,
    field: dotted(path),
    at: doc.positionOf(path),
    ...(isMendable(ruling) && { fixable: true }),
    message,
    ...(ruling.says === 'change' && { isChange: true }),
  };
}

function byPosition({ at: a }: Finding, { at: b }: Finding): number {
  if (!a || !b) return 0;
  const files = a.file < b.file ? -1 : a.file > b.file ? 1 : 0;
  return files || a.line - b.line || a.column - b.column;
}
