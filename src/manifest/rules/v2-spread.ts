/** Keeping two pods of a module off one base, and two versions of it able to meet there. */
import * as labels from '../../modules/labels.ts';
import { selects } from '../label-selector.ts';
import { podLabelsPath } from '../pod-template.ts';
import { change, warning } from '../rule.ts';
import type { Rule, Subject } from '../rule.ts';
import { isTree, listAt, treeAt, valueAt } from '../tree.ts';
import type { Edit, Path, Tree } from '../tree.ts';
import { antiAffinityPath, antiAffinityTerms } from './anti-affinity.ts';
import type { Term } from './anti-affinity.ts';
import { versionLabelOf } from './version-label.ts';

/** A version label that was left behind when BIZ_VERSION went on. */
export const v2VersionLabel: Rule = {
  name: 'v2-version-label',
  check: (subject) => {
    const path = [...podLabelsPath(subject.template), labels.moduleVersion];
    const own = valueAt(subject.object, path);
    const wanted = versionLabelOf(subject.claim);
    if (typeof own !== 'string' || own === wanted || wanted === '' || isPinned(subject)) return [];
    const text = `the label becomes ${wanted}, the version in ${labels.bizVersionEnv}`;
    return [change(path, text, { path, value: wanted })];
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
    const together = subject.facts.policy !== 'uninstall-then-install';
    if (subject.object.kind !== 'Deployment' || !together || wanted === '' || isPinned(subject))
      return [];
    const path = [...podLabelsPath(subject.template), labels.moduleVersion];
    const podLabels = {
      ...treeAt(subject.object, podLabelsPath(subject.template)),
      [labels.moduleVersion]: wanted,
    };
    return antiAffinityTerms(subject)
      .filter(({ required, term }) => required && spreadsOwnPods(term, podLabels))
      .flatMap((each) => {
        const edits = versionEdits(subject, each, wanted);
        if (edits.length === 0) return [];
        const old = hasHashKey(each.term)
          ? ' in place of matchLabelKeys, which this server drops'
          : '';
        const text = `${labels.moduleVersion}: ${wanted} is added to the pods and here${old}, so that a base can take the new version before the old one goes`;
        return [change([...each.path, 'labelSelector'], text, { path, value: wanted }, ...edits)];
      });
  },
};

function versionEdits({ facts }: Subject, { path, term }: Term, wanted: string): Edit[] {
  const selector = [...path, 'labelSelector'];
  const byLabel = [...selector, 'matchLabels', labels.moduleVersion];
  if (hasHashKey(term)) {
    const { major, minor } = facts.server ?? { major: 1, minor: 31 };
    if (major > 1 || minor >= 31) return [];
    const kept = listAt(term, ['matchLabelKeys']).filter((key) => key !== 'pod-template-hash');
    const keys = [...path, 'matchLabelKeys'];
    return [
      kept.length > 0 ? { path: keys, value: kept } : { path: keys, remove: true },
      { path: byLabel, value: wanted },
    ];
  }
  const expressions = listAt(term, ['labelSelector', 'matchExpressions']);
  const index = expressions.findIndex(
    (each) => isTree(each) && each['key'] === labels.moduleVersion,
  );
  if (index >= 0) {
    const values = [...selector, 'matchExpressions', index, 'values'];
    return onlyValue(expressions[index]) === wanted ? [] : [{ path: values, value: [wanted] }];
  }
  const own = treeAt(term, ['labelSelector', 'matchLabels']);
  // Any label of the user's own that carries the version does as well.
  const told = Object.entries(own).some(
    ([key, value]) => value === wanted && key !== labels.moduleName,
  );
  return told ? [] : [{ path: byLabel, value: wanted }];
}

/** True where the term takes the pods of this workload, whatever version it names. */
function spreadsOwnPods(term: Tree, podLabels: Tree): boolean {
  const selector = treeAt(term, ['labelSelector']);
  const { [labels.moduleVersion]: _, ...matchLabels } = treeAt(selector, ['matchLabels']);
  const matchExpressions = listAt(selector, ['matchExpressions']).filter(
    (each) => isTree(each) && each['key'] !== labels.moduleVersion,
  );
  return selects({ matchLabels, matchExpressions }, podLabels);
}

/** The reverse: on a base that must not hold both, this lets the new one in too early. */
export const v2SpreadShared: Rule = {
  name: 'v2-spread-shared',
  check: (subject) => {
    if (subject.facts.policy !== 'uninstall-then-install') return [];
    const podLabels = treeAt(subject.object, podLabelsPath(subject.template));
    return antiAffinityTerms(subject).flatMap(({ path, term, required }) => {
      const tells = JSON.stringify(term).includes(labels.moduleVersion) || hasHashKey(term);
      if (!required || !tells || !spreadsOwnPods(term, podLabels)) return [];
      const message =
        'this tells versions apart, so a base may get the new version before it has let the old one go';
      return [
        warning(
          path,
          message,
          'leave the version out of the anti-affinity, or use install-then-uninstall',
        ),
      ];
    });
  },
};

export const v2NoSpread: Rule = {
  name: 'v2-no-spread',
  check: (subject) => {
    const replicas = valueAt(subject.object, ['spec', 'replicas']);
    const several = typeof replicas === 'number' && replicas > 1;
    if (!several || subject.object.kind === 'DaemonSet') return [];
    const podLabels = treeAt(subject.object, podLabelsPath(subject.template));
    const own = antiAffinityTerms(subject).filter(({ term }) =>
      selects(term['labelSelector'], podLabels),
    );
    if (own.length > 0) return [];
    const stale = antiAffinityTerms(subject).length > 0;
    const message = stale
      ? "the anti-affinity does not take this workload's own pods, so it keeps none of them apart"
      : 'nothing keeps two pods off one base, which refuses the second as installed already';
    const path: Path = antiAffinityPath(subject);
    return [
      warning(
        path,
        message,
        `require a podAntiAffinity on the pods' own labels by kubernetes.io/hostname`,
      ),
    ];
  },
};

function hasHashKey(term: Tree): boolean {
  return listAt(term, ['matchLabelKeys']).includes('pod-template-hash');
}

function onlyValue(expression: unknown): unknown {
  const values = listAt(expression, ['values']);
  return values.length === 1 ? values[0] : undefined;
}

/** A live selector that holds the version forbids the label any other value. */
function isPinned({ facts }: Subject): boolean {
  const live = treeAt(facts.live, ['spec', 'selector', 'matchLabels']);
  return Object.hasOwn(live, labels.moduleVersion);
}
