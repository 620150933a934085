/** Keeping two pods of a module off one base, and two versions of it able to meet there. */
import * as labels from '../../modules/labels.ts';
import { isHeeded, takes, type SpreadTerm } from '../../modules/spread.ts';
import { keptIn } from '../../modules/release.ts';
import { moduleOf } from '../module-of.ts';
import { podLabelsPath } from '../pod-template.ts';
import { change, say, warning } from '../rule.ts';
import type { Rule, Subject } from '../rule.ts';
import { isTree, listAt, treeAt, valueAt, wordOf } from '../tree.ts';
import type { Edit, Tree } from '../tree.ts';
import { antiAffinityPath, antiAffinityTerms } from './anti-affinity.ts';
import type { Term } from './anti-affinity.ts';
import { versionLabelOf } from './version-label.ts';

const hashLabel = 'pod-template-hash';

/** A version label that was left behind when BIZ_VERSION went on. */
export const v2VersionLabel: Rule = {
  name: 'v2-version-label',
  check: (subject) => {
    const path = [...podLabelsPath(subject.template), labels.moduleVersion];
    const own = valueAt(subject.object, path);
    const wanted = versionLabelOf(subject.claim);
    if (typeof own !== 'string' || own === wanted || wanted === '' || isPinned(subject)) return [];
    const message = say('v2-version-label', wanted, labels.bizVersionEnv);
    return [change(path, message, { path, value: wanted })];
  },
};

/**
 * Install-then-uninstall needs the new version on a base that still has the old one, so the
 * anti-affinity must tell them apart: by a version label, which every server understands, or by
 * matchLabelKeys, which servers before 1.31 drop without a word.
 */
export const v2SpreadVersion: Rule = {
  name: 'v2-spread-version',
  check: (subject) => {
    const wanted = versionLabelOf(subject.claim);
    const together =
      subject.facts.policy !== 'uninstall-then-install' && !keepsAnotherVersion(subject);
    if (subject.object.kind !== 'Deployment' || !together || wanted === '' || isPinned(subject))
      return [];
    const path = [...podLabelsPath(subject.template), labels.moduleVersion];
    const podLabels = { ...ownLabels(subject), [labels.moduleVersion]: wanted };
    return antiAffinityTerms(subject)
      .filter(({ required, term }) => required && keepsVersionsApart(subject, term, podLabels))
      .map((each) => {
        const replaces = hasHashKey(each.term);
        const message = say('v2-spread-version', labels.moduleVersion, wanted, replaces);
        const edits = [{ path, value: wanted }, ...versionEdits(each, wanted)];
        return { ...change([...each.path, 'labelSelector'], message, ...edits), deployOnly: true };
      });
  },
};

/**
 * Of several modules one changes and another does not: where two of these pods meet on a base,
 * the one that leaves takes the module that both have along.
 */
function keepsAnotherVersion({ facts, claim }: Subject): boolean {
  const before = facts.live === undefined ? undefined : moduleOf(facts.live);
  const kept = keptIn(before?.modules ?? [], claim.modules).length;
  return kept > 0 && (kept < claim.modules.length || kept < (before?.modules.length ?? 0));
}

function versionEdits({ path, term }: Term, wanted: string): Edit[] {
  const selector = [...path, 'labelSelector'];
  const byLabel = { path: [...selector, 'matchLabels', labels.moduleVersion], value: wanted };
  if (hasHashKey(term)) {
    const kept = listAt(term, ['matchLabelKeys']).filter((key) => key !== hashLabel);
    const keys = [...path, 'matchLabelKeys'];
    return [kept.length > 0 ? { path: keys, value: kept } : { path: keys, remove: true }, byLabel];
  }
  const expressions = listAt(term, ['labelSelector', 'matchExpressions']);
  const index = expressions.findIndex(isOnVersion);
  if (index < 0) return [byLabel];
  const value = { key: labels.moduleVersion, operator: 'In', values: [wanted] };
  return [{ path: [...selector, 'matchExpressions', index], value }];
}

/**
 * True where the term takes the pods of this workload, whatever version it
 * names, and those of another version too. One that takes none but others, or
 * every pod there is, says so on purpose.
 */
function keepsVersionsApart(subject: Subject, tree: Tree, podLabels: Tree): boolean {
  const term = termOf(subject, tree);
  const { matchLabels = {}, matchExpressions = [] } = term.labelSelector ?? {};
  if (Object.keys(matchLabels).length + matchExpressions.length === 0) return false;
  const { [labels.moduleVersion]: _, ...others } = matchLabels;
  const anyVersion = {
    matchLabels: others,
    matchExpressions: matchExpressions.filter((one) => !isOnVersion(one) || one.operator !== 'In'),
  };
  return (
    takes({ ...term, labelSelector: anyVersion }, podLabels, podLabels) &&
    takesAnotherVersion(term, podLabels, versionLabelOf(subject.claim))
  );
}

/** Whether pods of a version other than `own` are taken: labels that carry it have another value there. */
function takesAnotherVersion(term: SpreadTerm, podLabels: Tree, own: string): boolean {
  const carriers = Object.keys(podLabels).filter(
    (key) => key === labels.moduleVersion || (podLabels[key] === own && key !== labels.moduleName),
  );
  const { matchLabels = {}, matchExpressions = [] } = term.labelSelector ?? {};
  const named = [
    ...Object.values(matchLabels),
    ...matchExpressions.flatMap(({ values = [] }) => values),
  ];
  return ['any other', ...named]
    .filter((version) => version !== own)
    .map((version) => Object.fromEntries(carriers.map((key) => [key, version])))
    .some((other) => takes(term, podLabels, { ...podLabels, ...other, [hashLabel]: 'other' }));
}

/** The reverse: on a base that must not hold both, this lets the new one in too early. */
export const v2SpreadShared: Rule = {
  name: 'v2-spread-shared',
  check: (subject) => {
    // These make no pod before the one there is gone.
    if (['DaemonSet', 'Pod'].includes(subject.object.kind)) return [];
    if (subject.facts.policy !== 'uninstall-then-install') return [];
    const podLabels = ownLabels(subject);
    const terms = antiAffinityTerms(subject)
      .filter(({ required }) => required)
      .map(({ path, term }) => ({ path, term: termOf(subject, term) }));
    const wanted = versionLabelOf(subject.claim);
    // One term for all versions is enough.
    if (terms.some(({ term }) => takesAnotherVersion(term, podLabels, wanted))) return [];
    return terms
      .filter(({ term }) => takes(term, podLabels, podLabels))
      .map(({ path }) => warning(path, say('v2-spread-shared')));
  },
};

export const v2NoSpread: Rule = {
  name: 'v2-no-spread',
  check: (subject) => {
    const { facts } = subject;
    const replicas = valueAt(subject.object, ['spec', 'replicas']);
    const several = typeof replicas === 'number' && replicas > 1;
    if (!several || subject.object.kind === 'DaemonSet') return [];
    const podLabels = ownLabels(subject);
    const around = { namespace: subject.object.metadata.namespace, nodes: facts.baseLabels ?? [] };
    const own = antiAffinityTerms(subject)
      .map(({ term }) => termOf(subject, term))
      .filter((term) => takes(term, podLabels, podLabels) && isHeeded(term, around));
    if (own.length > 0) return [];
    const stale = antiAffinityTerms(subject).length > 0;
    const code = stale ? 'v2-no-spread.others' : 'v2-no-spread.none';
    return [warning(antiAffinityPath(subject), say(code))];
  },
};

/** The labels of the pods as they come to be. */
export function ownLabels({ object, template }: Subject): Tree {
  return { ...treeAt(object, podLabelsPath(template)), [hashLabel]: 'own' };
}

/** A term as this server keeps it; what the user wrote need not have the right shape. */
export function termOf({ facts }: Subject, term: Tree): SpreadTerm {
  const { major, minor } = facts.server ?? { major: 1, minor: 31 };
  const keys = (field: string): string[] =>
    major > 1 || minor >= 31 ? listAt(term, [field]).map(wordOf) : [];
  const selectorAt = (field: string): SpreadTerm['labelSelector'] =>
    isTree(term[field]) ? selectorOf(term[field]) : undefined;
  return {
    labelSelector: selectorAt('labelSelector'),
    namespaceSelector: selectorAt('namespaceSelector'),
    namespaces: listAt(term, ['namespaces']).map(wordOf),
    matchLabelKeys: keys('matchLabelKeys'),
    mismatchLabelKeys: keys('mismatchLabelKeys'),
    topologyKey: wordOf(term['topologyKey']),
  };
}

function selectorOf(selector: Tree): NonNullable<SpreadTerm['labelSelector']> {
  const matchLabels = Object.entries(treeAt(selector, ['matchLabels']));
  return {
    matchLabels: Object.fromEntries(matchLabels.map(([key, value]) => [key, wordOf(value)])),
    matchExpressions: listAt(selector, ['matchExpressions'])
      .filter(isTree)
      .map((one) => ({
        key: wordOf(one['key']),
        operator: wordOf(one['operator']),
        values: listAt(one, ['values']).map(wordOf),
      })),
  };
}

function isOnVersion(expression: unknown): boolean {
  return isTree(expression) && expression['key'] === labels.moduleVersion;
}

function hasHashKey(term: Tree): boolean {
  return listAt(term, ['matchLabelKeys']).includes(hashLabel);
}

/** A live selector that holds the version forbids the label any other value. */
export function isPinned({ facts }: Subject): boolean {
  const live = treeAt(facts.live, ['spec', 'selector', 'matchLabels']);
  return Object.hasOwn(live, labels.moduleVersion);
}
