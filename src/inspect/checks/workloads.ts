import { check, found, judgeEach, type Check, type Finding } from '../check.ts';
import { nameOf } from '../facts/object-fields.ts';
import type { WorkloadFact } from '../facts/workload.ts';

function judged(kind: string, one: WorkloadFact): Finding[] {
  const { namespace, name, wanted, ready, updated, observed, paused, stuck } = one;
  const object = nameOf(kind, namespace, name);
  const params = { wanted, ready, updated };
  const seen = [
    ['ready', `${ready} of ${wanted}`],
    ['updated', `${updated} of ${wanted}`],
    ['message', stuck],
  ] as const;
  if (ready < wanted) return [found('fail', 'not-all-ready', object, params, seen)];
  if (stuck !== '') return [found('fail', 'workload-stuck', object, params, seen)];
  if (!observed || updated < wanted) {
    return [found('warn', paused ? 'rollout-paused' : 'rolling', object, params, seen)];
  }
  return [];
}

export const workloadChecks: readonly Check[] = [
  check('deployments', ['deployments'], ({ deployments }) =>
    judgeEach(deployments, (one) => judged('deployment', one)),
  ),
  check('daemon-sets', ['daemonSets'], ({ daemonSets }) =>
    judgeEach(daemonSets, (one) => judged('daemonset', one)),
  ),
  check('stateful-sets', ['statefulSets'], ({ statefulSets }) =>
    judgeEach(statefulSets, (one) => judged('statefulset', one)),
  ),
  check('sidecar-sets', ['sidecarSets'], ({ sidecarSets }) =>
    judgeEach(sidecarSets, ({ name, matched, updated, ready, leaving }) => {
      const object = `sidecarset/${name}`;
      const seen = [
        ['matchedPods', matched],
        ['updatedPods', updated],
        ['readyPods', ready],
      ] as const;
      if (leaving !== undefined) return found('warn', 'sidecar-set-leaving', object, {}, seen);
      const params = { matched, updated, ready };
      if (ready < matched) return found('fail', 'sidecar-set-not-ready', object, params, seen);
      if (updated < matched) return found('warn', 'sidecar-set-behind', object, params, seen);
      // Left behind by a product that was removed: the guide's case of a third container.
      return matched === 0 ? found('warn', 'sidecar-set-unused', object, params, seen) : undefined;
    }),
  ),
];
