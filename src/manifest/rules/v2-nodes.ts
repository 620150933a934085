/** Which bases the pods may go to. */
import * as labels from '../../modules/labels.ts';
import { holds } from '../label-selector.ts';
import { podSpecPath } from '../pod-template.ts';
import { say, vital, warning } from '../rule.ts';
import type { Remark, Rule, Subject } from '../rule.ts';
import { isTree, listAt, textAt, treeAt, wordOf } from '../tree.ts';
import type { Edit, Path, Tree } from '../tree.ts';

const terms: Path = ['requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms'];
/** Labels of virtual nodes before v2.1.2, by what replaced them. */
const renamedKeys: Record<string, string> = {
  'vnode.koupleless.io/name': labels.baseName,
  'vnode.koupleless.io/version': labels.baseVersion,
};

interface Requirement {
  readonly path: Path;
  readonly expression: Tree;
}

export const v2OldNodeLabels: Rule = {
  name: 'v2-old-node-labels',
  check: (subject) =>
    requirements(subject).flatMap(({ path, expression }) => {
      const key = wordOf(expression['key']);
      const now = renamedKeys[key];
      if (now === undefined || onSomeBase(subject, key)) return [];
      const at = [...path, 'key'];
      return [vital(at, say('v2-old-node-labels', key, now), { path: at, value: now })];
    }),
};

/** Asks the known bases: a pod whose requirement none meets stays Pending without a word. */
export const v2BaseMatch: Rule = {
  name: 'v2-base-match',
  check: (subject) => {
    const bases = subject.facts.baseLabels ?? [];
    const all = requirements(subject).filter(
      ({ expression }) => expression['key'] !== labels.baseStack,
    );
    const { nodeSelector } = paths(subject);
    const selected = Object.entries(treeAt(subject.object, nodeSelector));
    const named = all.some(({ expression }) => expression['key'] === labels.baseName);
    if (!named && !selected.some(([key]) => key === labels.baseName)) {
      return [warning(paths(subject).nodeAffinity, say('v2-base-match.any', labels.baseName))];
    }
    if (bases.length === 0) return [];
    const failing = all.filter(({ expression }) => !bases.some((base) => holds(expression, base)));
    // Several terms are alternatives: one that fails does not matter while another holds.
    const termCount = listAt(subject.object, [...paths(subject).nodeAffinity, ...terms]).length;
    const usable = termCount > 1 && failing.length < all.length;
    return usable ? [] : failing.map(({ path, expression }) => unmatched(path, expression, bases));
  },
};

function unmatched(path: Path, expression: Tree, bases: readonly Tree[]): Remark {
  const key = wordOf(expression['key']);
  const operator = wordOf(expression['operator']);
  const values = listAt(expression, ['values']).map(String);
  const there = [...new Set(bases.map((base) => textAt(base, [key])))].filter(
    (each) => each !== '',
  );
  const list = `kubectl get nodes -L ${labels.baseName},${labels.baseVersion}`;
  const requirement = { key, operator, values };
  return warning(path, say('v2-base-match.none', requirement, there.slice(0, 5), list));
}

/** The documentation's `base.koupleless.io/stack: java`: no current virtual node carries it. */
export const v2StackAffinity: Rule = {
  name: 'v2-stack-affinity',
  check: (subject) => {
    if (onSomeBase(subject, labels.baseStack)) return [];
    const message = say('v2-stack-affinity', labels.baseStack);
    const { nodeSelector } = paths(subject);
    const remarks: Remark[] = [];
    const first = requirements(subject).find(
      ({ expression }) => expression['key'] === labels.baseStack,
    );
    if (first) remarks.push(vital(first.path, message, withoutStack(subject)));
    if (Object.hasOwn(treeAt(subject.object, nodeSelector), labels.baseStack)) {
      const path = [...nodeSelector, labels.baseStack];
      remarks.push(vital(path, message, { path, remove: true }));
    }
    return remarks;
  },
};

/** A term that asked for the stack alone took any base, so then nothing is required any more. */
function withoutStack(subject: Subject): Edit {
  const { nodeAffinity } = paths(subject);
  const kept = listAt(subject.object, [...nodeAffinity, ...terms])
    .filter(isTree)
    .map((term) => ({
      ...term,
      matchExpressions: listAt(term, ['matchExpressions']).filter(
        (each) => !isTree(each) || each['key'] !== labels.baseStack,
      ),
    }));
  const any = kept.some((term) => term.matchExpressions.length === 0 && !('matchFields' in term));
  return any
    ? { path: [...nodeAffinity, terms[0] as string], remove: true }
    : { path: [...nodeAffinity, ...terms], value: kept };
}

function requirements(subject: Subject): Requirement[] {
  const base = [...paths(subject).nodeAffinity, ...terms];
  return listAt(subject.object, base).flatMap((term, index) =>
    listAt(term, ['matchExpressions']).flatMap((expression, inner) => {
      const path = [...base, index, 'matchExpressions', inner];
      return isTree(expression) ? [{ path, expression }] : [];
    }),
  );
}

function paths({ template }: Subject): { nodeAffinity: Path; nodeSelector: Path } {
  const spec = podSpecPath(template);
  return {
    nodeAffinity: [...spec, 'affinity', 'nodeAffinity'],
    nodeSelector: [...spec, 'nodeSelector'],
  };
}

function onSomeBase({ facts }: Subject, key: string): boolean {
  return (facts.baseLabels ?? []).some((base) => base[key] !== undefined);
}
