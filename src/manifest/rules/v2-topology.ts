/** What counts as "one base" when pods are kept apart. */
import { podSpecPath } from '../pod-template.ts';
import { change, say, warning } from '../rule.ts';
import type { Remark, Rule, Subject } from '../rule.ts';
import { isTree, listAt, textAt } from '../tree.ts';
import type { Path } from '../tree.ts';
import { antiAffinityTerms } from './anti-affinity.ts';

const hostname = 'kubernetes.io/hostname';

/** Virtual nodes carry no zone or region, so pods spread by those are not spread at all. */
export const v2TopologyKey: Rule = {
  name: 'v2-topology-key',
  check: (subject) => {
    const { object, facts } = subject;
    return keyPaths(subject).flatMap((path) => {
      const key = textAt(object, path);
      const zonal = /^(?:topology\.kubernetes\.io|failure-domain\.beta\.kubernetes\.io)\//.test(
        key,
      );
      const carried = (facts.baseLabels ?? []).some((base) => base[key] !== undefined);
      if (!zonal || carried) return [];
      return [change(path, say('v2-topology-key', key, hostname), { path, value: hostname })];
    });
  },
};

function keyPaths(subject: Subject): Path[] {
  const spread = [...podSpecPath(subject.template), 'topologySpreadConstraints'];
  return [
    ...antiAffinityTerms(subject).map(({ path }) => [...path, 'topologyKey']),
    ...listAt(subject.object, spread).map((_, index) => [...spread, index, 'topologyKey']),
  ];
}

/** A base's hostname is its machine's: two bases on one machine are one to the anti-affinity. */
export const v2SharedHost: Rule = {
  name: 'v2-shared-host',
  check: (subject) => {
    const counts = new Map<string, number>();
    for (const base of subject.facts.baseLabels ?? []) {
      const name = base[hostname];
      if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    const shared = [...counts].find(([, count]) => count > 1);
    if (shared === undefined) return [];
    return antiAffinityTerms(subject)
      .filter(({ required, term }) => required && isTree(term) && term['topologyKey'] === hostname)
      .slice(0, 1)
      .map(({ path }): Remark => {
        const [name, count] = shared;
        return warning([...path, 'topologyKey'], say('v2-shared-host', count, name));
      });
  },
};
