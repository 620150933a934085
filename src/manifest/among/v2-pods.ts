/** What a V2 workload says twice, and not the same. */
import * as labels from '../../modules/labels.ts';
import { containersOf, podLabelsPath, podSpecPath } from '../pod-template.ts';
import { error, info, say, warning } from '../rule.ts';
import type { Remark, Subject } from '../rule.ts';
import { isTree, listAt, textAt, treeAt, valueAt, wordOf } from '../tree.ts';
import type { Path } from '../tree.ts';
import { perModule } from './files-rule.ts';

/** The environment stands in the toleration, in labels and in the affinity. */
export const v2Env = perModule('v2-env', 'v2', (subject) => {
  const tolerations = [...podSpecPath(subject.template), 'tolerations'];
  const tolerated = listAt(subject.object, tolerations)
    .filter((each) => isTree(each) && each['key'] === labels.taintEnv)
    .map((each) => textAt(each, ['value']))
    .filter((value) => value !== '');
  const [env] = tolerated;
  if (env === undefined) return [];
  const labelled: Path = ['metadata', 'labels', labels.env];
  const own = textAt(subject.object, labelled);
  const remarks: Remark[] = [];
  if (own !== '' && !tolerated.includes(own)) {
    remarks.push(warning(labelled, say('v2-env.label', own, env)));
  }
  return [...remarks, ...askedFor(subject, tolerated)];
});

/** Nodes of an environment that the pods do not tolerate. */
function askedFor({ object, template }: Subject, tolerated: readonly string[]): Remark[] {
  const spec = podSpecPath(template);
  const terms = [
    ...spec,
    'affinity',
    'nodeAffinity',
    'requiredDuringSchedulingIgnoredDuringExecution',
    'nodeSelectorTerms',
  ];
  const required = listAt(object, terms).flatMap((term, index) =>
    listAt(term, ['matchExpressions']).flatMap((each, inner) => {
      const asks = isTree(each) && each['key'] === labels.env && each['operator'] === 'In';
      const path: Path = [...terms, index, 'matchExpressions', inner, 'values'];
      return asks ? [{ path, values: listAt(each, ['values']).map(wordOf) }] : [];
    }),
  );
  const selected: Path = [...spec, 'nodeSelector', labels.env];
  const value = valueAt(object, selected);
  const all =
    value === undefined ? required : [...required, { path: selected, values: [wordOf(value)] }];
  return all
    .filter(({ values }) => values.length > 0 && !values.some((each) => tolerated.includes(each)))
    .map(({ path, values }) => error(path, say('v2-env.asked', values, tolerated)));
}

/** People and tools look for a module by this label. */
export const v2NameLabel = perModule('v2-name-label', 'v2', ({ object, template, claim }) => {
  const path = [...podLabelsPath(template), labels.moduleName];
  const name = textAt(object, path);
  if (name === '' || claim.modules.some((module) => module.name === name)) return [];
  const names = claim.modules.map((module) => module.name);
  return [warning(path, say('v2-name-label', name, names))];
});

/** `replicas-control: "true"` reads like "control the replicas", and means "leave them alone". */
export const v2ReplicasControl = perModule('v2-replicas-control', 'v2', ({ object }) => {
  const path: Path = ['metadata', 'labels', labels.replicasControl];
  const value = valueAt(object, path);
  const peer = treeAt(object, ['metadata', 'labels'])[labels.strategy] === labels.strategyPeer;
  if (value === undefined) return [];
  if (value !== 'true') return [info(path, say('v2-replicas-control.other', wordOf(value)))];
  return [
    peer
      ? warning(path, say('v2-replicas-control.off'))
      : info(path, say('v2-replicas-control.alone')),
  ];
});

/** The scheduler counts host ports per node, and a base is one node for all its modules. */
export const v2HostPorts = perModule('v2-host-ports', 'v2', ({ object, template }) => {
  const spec = podSpecPath(template);
  const host = [...spec, 'hostNetwork'];
  const shared = valueAt(object, host) === true;
  return containersOf(object, template).flatMap((container, index) =>
    listAt(container, ['ports']).flatMap((port, inner): Remark[] => {
      const at = [...spec, 'containers', index, 'ports', inner];
      const taken =
        valueAt(port, ['hostPort']) ?? (shared ? valueAt(port, ['containerPort']) : undefined);
      if (taken === undefined) return [];
      return [warning(at, say('v2-host-ports', wordOf(taken)))];
    }),
  );
});
