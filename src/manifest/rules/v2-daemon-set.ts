/** A DaemonSet goes wherever nothing keeps it off, so what keeps it on bases has to be written. */
import * as labels from '../../modules/labels.ts';
import { closedKeyIn } from '../../modules/daemon-nodes.ts';
import { labelSafe } from '../label-safe.ts';
import { podSpecPath } from '../pod-template.ts';
import { change, say, vital } from '../rule.ts';
import type { Rule, Subject } from '../rule.ts';
import { isTree, listAt, treeAt, valueAt, wordOf } from '../tree.ts';
import type { Edit, Path, Tree } from '../tree.ts';

/** Labels that virtual nodes carry and no others. */
const onBasesOnly = [labels.component, labels.baseName, labels.baseVersion, labels.baseCluster];

/** On an ordinary node a kubelet would try to pull the jar as an image, for ever. */
export const v2DaemonNodes: Rule = {
  name: 'v2-daemon-nodes',
  check: (subject) => {
    if (subject.object.kind !== 'DaemonSet') return [];
    const { terms, nodeSelector } = paths(subject);
    const selected = Object.keys(treeAt(subject.object, nodeSelector));
    if (selected.some((key) => onBasesOnly.includes(key))) return [];
    const expression = {
      key: labels.component,
      operator: 'In',
      values: [labels.componentVnode],
    };
    const edits = termEdits(subject, expression, (term) =>
      listAt(term, ['matchExpressions']).some(
        (each) => isTree(each) && onBasesOnly.includes(wordOf(each['key'])) && requires(each),
      ),
    );
    if (edits.length === 0) return [];
    const message = say('v2-daemon-nodes', labels.component, labels.componentVnode);
    return [vital(terms, message, ...edits)];
  },
};

/**
 * A DaemonSet creates all its pods at once whatever its strategy says. With this
 * in its template from the beginning, a first deploy can open one base after
 * another by their labels; taking it out later would make every pod anew.
 */
export const v2DaemonOpening: Rule = {
  name: 'v2-daemon-opening',
  check: (subject) => {
    const { object, facts } = subject;
    if (object.kind !== 'DaemonSet') return [];
    const live = facts.live && closedKeyIn(valueAt(facts.live, subject.template));
    if (facts.live !== undefined && live === undefined) return [];
    const key = live ?? closedKey(object);
    const edits = termEdits(subject, { key, operator: 'DoesNotExist' }, (term) =>
      listAt(term, ['matchExpressions']).some((each) => isTree(each) && each['key'] === key),
    );
    if (edits.length === 0) return [];
    const { terms } = paths(subject);
    const message = say('v2-daemon-opening', key);
    return [{ ...change(terms, message, ...edits), inFile: 'info', deployOnly: true }];
  },
};

function closedKey({ metadata }: Subject['object']): string {
  const { name, namespace = 'default' } = metadata;
  return labels.closedPrefix + labelSafe(`${namespace}.${name}`);
}

function requires(expression: Tree): boolean {
  return expression['operator'] === 'In' || expression['operator'] === 'Exists';
}

/** Puts the expression into every term that has none such; alternatives must all say so. */
function termEdits(
  subject: Subject,
  expression: Tree,
  has: (term: Tree) => boolean,
): readonly Edit[] {
  const { terms } = paths(subject);
  const all = listAt(subject.object, terms);
  if (all.length === 0) return [{ path: terms, value: [{ matchExpressions: [expression] }] }];
  return all.flatMap((term, index) => {
    if (!isTree(term) || has(term)) return [];
    const path = [...terms, index, 'matchExpressions'];
    return [{ path, value: [...listAt(term, ['matchExpressions']), expression] }];
  });
}

function paths({ template }: Subject): { terms: Path; nodeSelector: Path } {
  const spec = podSpecPath(template);
  return {
    terms: [
      ...spec,
      'affinity',
      'nodeAffinity',
      'requiredDuringSchedulingIgnoredDuringExecution',
      'nodeSelectorTerms',
    ],
    nodeSelector: [...spec, 'nodeSelector'],
  };
}
