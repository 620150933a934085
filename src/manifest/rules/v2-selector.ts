/** A workload's selector: immutable, and no place for a version. */
import * as labels from '../../modules/labels.ts';
import { holds } from '../label-selector.ts';
import { labelSafe } from '../label-safe.ts';
import { podLabelsPath } from '../pod-template.ts';
import { change, error, warning } from '../rule.ts';
import type { Remark, Rule, Subject } from '../rule.ts';
import { isTree, listAt, sameTree, textAt, treeAt, valueAt, wordOf } from '../tree.ts';
import type { Edit, Path } from '../tree.ts';
import { versionLabelOf } from './version-label.ts';

const selector: Path = ['spec', 'selector'];
const matchLabels: Path = [...selector, 'matchLabels'];
const matchExpressions: Path = [...selector, 'matchExpressions'];

/** A new workload keeps the version out of its selector, or its next version could never come. */
export const v2SelectorVersion: Rule = {
  name: 'v2-selector-version',
  check: (subject) => {
    const { object, template, facts } = subject;
    if (template.length === 0 || facts.live !== undefined) return [];
    const edits: Edit[] = [];
    if (Object.hasOwn(treeAt(object, matchLabels), labels.moduleVersion)) {
      edits.push({ path: [...matchLabels, labels.moduleVersion], remove: true });
    }
    const index = listAt(object, matchExpressions).findIndex(
      (each) => isTree(each) && each['key'] === labels.moduleVersion,
    );
    if (index >= 0) edits.push({ path: [...matchExpressions, index], remove: true });
    const [first] = edits;
    if (first === undefined) return withoutSelector(subject);
    const text =
      'the version is taken out of the selector: a selector never changes, a version does';
    return [change(first.path, text, ...edits, ...fallbackLabel(subject))];
  },
};

function withoutSelector(subject: Subject): Remark[] {
  if (Object.keys(treeAt(subject.object, selector)).length > 0) return [];
  const text = `the selector is added: ${labels.moduleName}`;
  return [change(selector, text, ...fallbackLabel(subject))];
}

/** The module's name for a selector that would else be empty. */
function fallbackLabel({ object, claim, template }: Subject): Edit[] {
  const others = Object.keys(treeAt(object, matchLabels)).filter(
    (key) => key !== labels.moduleVersion,
  );
  if (others.length > 0) return [];
  const own = treeAt(object, podLabelsPath(template))[labels.moduleName];
  const value = typeof own === 'string' ? own : labelSafe(claim.name);
  return [{ path: [...matchLabels, labels.moduleName], value }];
}

/** The live selector stays; a version in it makes every other version impossible. */
export const v2SelectorLive: Rule = {
  name: 'v2-selector-live',
  check: (subject) => {
    const { object, facts, template } = subject;
    const live = valueAt(facts.live, selector);
    if (live === undefined || template.length === 0) return [];
    const remarks: Remark[] = [];
    if (!sameTree(valueAt(object, selector), live)) {
      const text = 'the live selector is kept: Kubernetes lets none change';
      remarks.push(change(selector, text, { path: selector, value: live }));
    }
    return [...remarks, ...pinnedVersion(subject)];
  },
};

function pinnedVersion(subject: Subject): Remark[] {
  const { object, template, facts } = subject;
  const pinned = textAt(facts.live, [...matchLabels, labels.moduleVersion]);
  if (pinned === '') return [];
  const path = [...podLabelsPath(template), labels.moduleVersion];
  const own = valueAt(object, path);
  const wanted = versionLabelOf(subject.claim);
  if (own === pinned) {
    if (wanted === pinned) return [];
    const message = `the live selector holds the version ${pinned}, so the label must stay though the version is ${wanted}: the two versions can never share a base`;
    return [warning(path, message, selectorFix(subject))];
  }
  if (wanted === pinned) {
    return [
      change(path, `the label becomes ${pinned}, as the live selector asks`, {
        path,
        value: pinned,
      }),
    ];
  }
  const message = `the live selector holds the version ${pinned} and cannot change: ${wanted} can never be rolled out under this object`;
  return [error(path, message, selectorFix(subject))];
}

function selectorFix({ object, facts }: Subject): string {
  const { name, namespace } = facts.live?.metadata ?? object.metadata;
  const what = `${object.kind.toLowerCase()} ${name}${namespace === undefined ? '' : ` -n ${namespace}`}`;
  return (
    `take it out once, the pods stay: kubectl get ${what} -o yaml > FILE, remove the label from ` +
    'spec.selector, kubectl replace --force --cascade=orphan -f FILE'
  );
}

/**
 * Every label that the selector asks for must be on the pods. The selector is the workload's
 * identity, and nothing else may carry it, so a new workload's pods follow the selector and not
 * the other way round. Where the selector of an existing one is not even the manifest's own, the
 * user has something else in mind, and is refused.
 */
export const v2SelectorMatch: Rule = {
  name: 'v2-selector-match',
  check: (subject) => {
    const { object, template, facts } = subject;
    if (template.length === 0) return [];
    const remarks = Object.keys(treeAt(object, matchLabels))
      .filter((key) => key !== labels.moduleVersion || facts.live === undefined)
      .flatMap((key) => missedLabel(subject, key));
    return [...remarks, ...failedExpressions(subject)];
  },
};

function missedLabel({ object, doc, template, facts }: Subject, key: string): Remark[] {
  const path = [...podLabelsPath(template), key];
  const value = valueAt(object, [...matchLabels, key]);
  const own = valueAt(object, path);
  if (own === value) return [];
  const asked = textAt(object, [...matchLabels, key]);
  if (own === undefined || own === null) {
    const text = `the label ${key}: ${asked} is added to the pods: the selector asks for it`;
    return [change(path, text, { path, value })];
  }
  const said = textAt(object, path);
  if (facts.live === undefined || textAt(doc.object, [...matchLabels, key]) === asked) {
    const text = `${key}: ${said} becomes ${asked}, as the selector says: the server refuses a selector that misses its own pods`;
    return [change(path, text, { path, value })];
  }
  const message = `the live selector asks for ${key}: ${asked}, the pods say ${said}`;
  return [error(path, message, `write ${asked}, or deploy under another name`)];
}

function failedExpressions({ object, template }: Subject): Remark[] {
  const podLabels = treeAt(object, podLabelsPath(template));
  return listAt(object, matchExpressions).flatMap((expression, index) => {
    if (!isTree(expression) || holds(expression, podLabels)) return [];
    const path = [...matchExpressions, index];
    const message = `the selector asks for ${wordOf(expression['key'])} ${wordOf(expression['operator'])}, and the pods do not comply`;
    return [error(path, message, "make the pods' labels fit the selector")];
  });
}
