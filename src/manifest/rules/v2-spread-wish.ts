/** What --spread asks of a manifest that is the user's own. */
import * as labels from '../../modules/labels.ts';
import { isV2Spread } from '../../modules/spread-wish.ts';
import { takes } from '../../modules/spread.ts';
import { podLabelsPath, podSpecPath } from '../pod-template.ts';
import { change, info, say } from '../rule.ts';
import type { Rule, Subject } from '../rule.ts';
import { isTree, listAt, textAt, treeAt } from '../tree.ts';
import type { Edit, Path, Tree } from '../tree.ts';
import { antiAffinityPath, antiAffinityTerms } from './anti-affinity.ts';
import { isPinned, ownLabels, termOf } from './v2-spread.ts';
import { versionLabelOf } from './version-label.ts';

interface Said {
  readonly wish: 'hard' | 'soft';
  readonly path: Path;
  readonly how: 'required' | 'preferred' | 'constraints';
}

/** Adds what is asked for where the manifest says nothing of it; beside what it says nothing is put. */
export const v2SpreadWish: Rule = {
  name: 'v2-spread-wish',
  check: (subject) => {
    const { spread } = subject.facts;
    if (!isV2Spread(spread)) return [];
    const said = saidIn(subject);
    if (said !== undefined) {
      const code = spread === said.wish ? 'v2-spread-wish.said' : 'v2-spread-wish.other';
      return [info(said.path, say(code, spread, said.how))];
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
    .map(({ required, path }): Said =>
      required ? { wish: 'hard', path, how: 'required' } : { wish: 'soft', path, how: 'preferred' },
    );
  const list = [...podSpecPath(template), 'topologySpreadConstraints'];
  const constraints = listAt(object, list).flatMap((term, index): Said[] => {
    if (!isTree(term) || !own({ term })) return [];
    const anyway = textAt(term, ['whenUnsatisfiable']) === 'ScheduleAnyway';
    const path = [...list, index];
    return [{ wish: anyway ? 'soft' : 'hard', path, how: 'constraints' }];
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
  const code = meet
    ? (`v2-spread-wish.${wish}-by-version` as const)
    : (`v2-spread-wish.${wish}` as const);
  return change(list, say(code), ...edits, { path, value });
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
