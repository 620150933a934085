/** Kubernetes' label selectors and node selector expressions. */
import { meets } from '../modules/selector.ts';
import { isTree, listAt, treeAt, wordOf } from './tree.ts';
import type { Tree } from './tree.ts';

/** True where the selector takes these labels; an empty or missing selector takes none here. */
export function selects(selector: unknown, labels: Tree): boolean {
  const matchLabels = Object.entries(treeAt(selector, ['matchLabels']));
  const expressions = listAt(selector, ['matchExpressions']);
  if (matchLabels.length + expressions.length === 0) return false;
  return (
    matchLabels.every(([key, value]) => labels[key] === value) &&
    expressions.every((expression) => isTree(expression) && holds(expression, labels))
  );
}

/** One `{key, operator, values}` of a label selector or a node selector term. */
export function holds(expression: Tree, labels: Tree): boolean {
  return meets(labels, {
    key: wordOf(expression['key']),
    operator: wordOf(expression['operator']),
    values: listAt(expression, ['values']),
  });
}
