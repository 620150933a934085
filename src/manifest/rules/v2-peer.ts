/** Peer workloads: the controller keeps one pod for every base of a cluster. */
import * as labels from '../../modules/labels.ts';
import { podSpecPath } from '../pod-template.ts';
import { change, error, say, vital, warning } from '../rule.ts';
import type { Remark, Rule, Subject } from '../rule.ts';
import { isTree, listAt, textAt, treeAt, valueAt } from '../tree.ts';
import type { Edit } from '../tree.ts';

const metadataLabels = ['metadata', 'labels'];

export const v2Peer: Rule = {
  name: 'v2-peer',
  check: (subject) => {
    const { object } = subject;
    const own = treeAt(object, metadataLabels);
    if (own[labels.strategy] !== labels.strategyPeer) return [];
    const path = [...metadataLabels, labels.strategy];
    if (object.kind !== 'Deployment') return [warning(path, say('v2-peer.kind', object.kind))];
    return [...missingLabels(subject), ...missingCluster(subject), ...ownedReplicas(subject)];
  },
};

/** The controller sees a Deployment only with its component and env labels. */
function missingLabels({ object, facts, template }: Subject): Remark[] {
  const own = treeAt(object, metadataLabels);
  const path = [...metadataLabels, labels.strategy];
  const edits: Edit[] = [];
  if (own[labels.component] !== labels.componentDeployment) {
    edits.push({ path: [...metadataLabels, labels.component], value: labels.componentDeployment });
  }
  const remarks: Remark[] = [];
  if (own[labels.env] === undefined) {
    const tolerated = listAt(object, [...podSpecPath(template), 'tolerations']).find(
      (each) => isTree(each) && each['key'] === labels.taintEnv,
    );
    const env = facts.v2?.env ?? (textAt(tolerated, ['value']) || undefined);
    if (env === undefined) {
      remarks.push(error(path, say('v2-peer.env', labels.env)));
    } else edits.push({ path: [...metadataLabels, labels.env], value: env });
  }
  if (edits.length === 0) return remarks;
  const names = edits.map((edit) => String(edit.path.at(-1)));
  return [vital(path, say('v2-peer.labels', names), ...edits), ...remarks];
}

/** It counts the bases of one cluster, and must be told which. */
function missingCluster({ object, template }: Subject): Remark[] {
  const spec = podSpecPath(template);
  const required = [
    ...spec,
    'affinity',
    'nodeAffinity',
    'requiredDuringSchedulingIgnoredDuringExecution',
  ];
  const named =
    treeAt(object, metadataLabels)[labels.baseCluster] !== undefined ||
    treeAt(object, [...spec, 'nodeSelector'])[labels.baseCluster] !== undefined ||
    listAt(object, [...required, 'nodeSelectorTerms'])
      .flatMap((term) => listAt(term, ['matchExpressions']))
      .some((each) => isTree(each) && each['key'] === labels.baseCluster);
  if (named) return [];
  const message = say('v2-peer.cluster', labels.baseCluster);
  return [error([...metadataLabels, labels.strategy], message)];
}

function ownedReplicas({ object }: Subject): Remark[] {
  const path = ['spec', 'replicas'];
  const handsOff = treeAt(object, metadataLabels)[labels.replicasControl] === 'true';
  if (handsOff || valueAt(object, path) === undefined) return [];
  return [change(path, say('v2-peer.replicas'), { path, remove: true })];
}
