/** What --spread asks of a manifest that is the user's own. */
import * as labels from '../../modules/labels.ts';
import { isV2Spread } from '../../modules/spread-wish.ts';
import { takes } from '../../modules/spread.ts';
import { podLabelsPath, podSpecPath } from '../pod-template.ts';
import { change, info } from '../rule.ts';
import type { Rule, Subject } from '../rule.ts';
import { isTree, listAt, textAt, treeAt } from '../tree.ts';
import type { Edit, Path, Tree } from '../tree.ts';
import { antiAffinityPath, antiAffinityTerms } from './anti-affinity.ts';
import { isPinned, ownLabels, termOf } from './v2-spread.ts';
import { versionLabelOf } from './version-label.ts';

interface Said {
  readonly wish: 'hard' | 'soft';
  readonly path: Path;
  /** `requires a podAntiAffinity`: how it is said. */
  readonly words: string;
}

/** Adds what is asked for where the manifest says nothing of it; beside what it says nothing is put. */
export const v2SpreadWish: Rule = {
  name: 'v2-spread-wish',
  check: (subject) => {
    const { spread } = subject.facts;
    if (!isV2Spread(spread)) return [];
    const said = saidIn(subject);
    if (said !== undefined) {
      const keeps =
        spread === said.wish
          ? `--spread ${spread} is said already: it ${said.words}; nothing is added beside it`
          : `it ${said.words}, and --spread ${spread} changes nothing of that: change the manifest`;
      return [info(said.path, keeps)];
    }
    return spread === 'none' ? [] : [added(subject, spread)];
  },
};

/** What the manifest itself says that keeps its own pods apart, the strictest first. */
function saidIn(subject: Subject): Said | undefined {
  const { object, template } = subject;
  const podLabels = ownLabels(subject);
  const own = ({ term }: { term: Tree }): boolean =>
    takes(termOf(subject, term), podLabels, podLabels);
  const affinity = antiAffinityTerms(subject)
    .filter(own)
    .map(({ required, path }): Said => {
      const words = `${required ? 'requires' : 'prefers'} a podAntiAffinity`;
      return { wish: required ? 'hard' : 'soft', path, words };
    });
  const list = [...podSpecPath(template), 'topologySpreadConstraints'];
  const constraints = listAt(object, list).flatMap((term, index): Said[] => {
    if (!isTree(term) || !own({ term })) return [];
    const anyway = textAt(term, ['whenUnsatisfiable']) === 'ScheduleAnyway';
    const words = 'has topologySpreadConstraints';
    return [{ wish: anyway ? 'soft' : 'hard', path: [...list, index], words }];
  });
  const all = [...affinity, ...constraints];
  return all.find(({ wish }) => wish === 'hard') ?? all[0];
}

function added(subject: Subject, wish: 'hard' | 'soft'): ReturnType<typeof change> {
  const { object, template, facts, claim } = subject;
  const version = versionLabelOf(claim);
  const meet = facts.policy !== 'uninstall-then-install' && version !== '' && !isPinned(subject);
  const edits: Edit[] = meet
    ? [{ path: [...podLabelsPath(template), labels.moduleVersion], value: version }]
    : [];
  const term = {
    labelSelector: selectorFor(subject, meet ? version : undefined),
    topologyKey: labels.hostname,
  };
  const field =
    wish === 'hard'
      ? 'requiredDuringSchedulingIgnoredDuringExecution'
      : 'preferredDuringSchedulingIgnoredDuringExecution';
  const list = [...antiAffinityPath(subject), field];
  const path = [...list, listAt(object, list).length];
  const value = wish === 'hard' ? term : { weight: 100, podAffinityTerm: term };
  const what = meet ? 'two pods of a version' : 'two pods, of whatever version,';
  const text =
    wish === 'hard'
      ? `added by --spread hard: never ${what} on one base${meet ? '; two versions may meet there' : ''}`
      : `added by --spread soft: ${what} on one base only where no other is left`;
  return change(list, text, ...edits, { path, value });
}

/** The workload's own selector, which its pods carry, narrowed to one version. */
function selectorFor({ object, template }: Subject, version: string | undefined): Tree {
  const selector = treeAt(object, ['spec', 'selector']);
  const podLabels = treeAt(object, podLabelsPath(template));
  const source = isTree(selector['matchLabels'])
    ? treeAt(selector, ['matchLabels'])
    : Object.keys(selector).length > 0
      ? {}
      : podLabels;
  const { [labels.moduleVersion]: pinned, ...others } = source;
  const own = version ?? pinned;
  const expressions = listAt(selector, ['matchExpressions']);
  return {
    matchLabels: { ...others, ...(own === undefined ? {} : { [labels.moduleVersion]: own }) },
    ...(expressions.length > 0 && { matchExpressions: expressions }),
  };
}
