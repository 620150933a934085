/** A workload's selector: immutable, and no place for a version. */
import * as labels from '../../modules/labels.ts';
import { holds } from '../label-selector.ts';
import { labelSafe } from '../label-safe.ts';
import { podLabelsPath } from '../pod-template.ts';
import { change, error, say, vital, warning } from '../rule.ts';
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
    const message = say('v2-selector-version.taken');
    return [change(first.path, message, ...edits, ...fallbackLabel(subject))];
  },
};

function withoutSelector(subject: Subject): Remark[] {
  if (Object.keys(treeAt(subject.object, selector)).length > 0) return [];
  const message = say('v2-selector-version.added', labels.moduleName);
  return [vital(selector, message, ...fallbackLabel(subject))];
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
      remarks.push(change(selector, say('v2-selector-live.kept'), { path: selector, value: live }));
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
    return [warning(path, say('v2-selector-live.shared', pinned, wanted, typedName(subject)))];
  }
  if (wanted === pinned) {
    return [change(path, say('v2-selector-live.label', pinned), { path, value: pinned })];
  }
  return [error(path, say('v2-selector-live.never', pinned, wanted, typedName(subject)))];
}

/** As kubectl takes it. */
function typedName({ object, facts }: Subject): string {
  const { name, namespace } = facts.live?.metadata ?? object.metadata;
  return `${object.kind.toLowerCase()} ${name}${namespace === undefined ? '' : ` -n ${namespace}`}`;
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
    return [vital(path, say('v2-selector-match.added', key, asked), { path, value })];
  }
  const said = textAt(object, path);
  if (facts.live === undefined || textAt(doc.object, [...matchLabels, key]) === asked) {
    return [vital(path, say('v2-selector-match.becomes', key, said, asked), { path, value })];
  }
  return [error(path, say('v2-selector-match.live', key, said, asked))];
}

function failedExpressions({ object, template }: Subject): Remark[] {
  const podLabels = treeAt(object, podLabelsPath(template));
  return listAt(object, matchExpressions).flatMap((expression, index) => {
    if (!isTree(expression) || holds(expression, podLabels)) return [];
    const path = [...matchExpressions, index];
    const [key, operator] = [wordOf(expression['key']), wordOf(expression['operator'])];
    return [error(path, say('v2-selector-match.expression', key, operator))];
  });
}
