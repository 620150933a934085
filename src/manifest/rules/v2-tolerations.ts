/** Taints of virtual nodes, and the tolerations that module pods need. */
import * as labels from '../../modules/labels.ts';
import { podLabelsPath, podSpecPath } from '../pod-template.ts';
import { change, error, say, vital, warning } from '../rule.ts';
import type { Remark, Rule, Subject } from '../rule.ts';
import { isTree, listAt, textAt, wordOf } from '../tree.ts';
import type { Path, Tree } from '../tree.ts';

const noExecute = 'NoExecute';

export const v2Tolerations: Rule = {
  name: 'v2-tolerations',
  check: (subject) => {
    const path = tolerationsPath(subject);
    const list = tolerationsOf(subject);
    const { env, remarks } = environment(subject, path, list);
    const wanted: Tree[] = [equal(labels.taintVirtualNode, 'True')];
    if (env !== undefined) wanted.push(equal(labels.taintEnv, env));
    const missing = wanted.filter((taint) => !list.some((each) => tolerates(each, taint)));
    if (missing.length === 0) return remarks;
    const taints = missing.map(({ key, value }) => `${wordOf(key)}=${wordOf(value)}`);
    return [
      vital(path, say('v2-tolerations.added', taints), { path, value: [...list, ...missing] }),
      ...remarks,
    ];
  },
};

/** Which environment the pod is for: its own toleration, the cluster's, the workload's label. */
function environment(
  { object, facts, template }: Subject,
  path: Path,
  list: readonly Tree[],
): { env: string | undefined; remarks: Remark[] } {
  const own = list.find((each) => each['key'] === labels.taintEnv && each['value'] !== undefined);
  const known = facts.v2?.env;
  if (own !== undefined) {
    const index = [...path, list.indexOf(own), 'value'];
    if (known === undefined || own['value'] === known) return { env: undefined, remarks: [] };
    const message = say('v2-tolerations.env', wordOf(own['value']), known);
    return { env: undefined, remarks: [warning(index, message)] };
  }
  const labelled =
    textAt(object, ['metadata', 'labels', labels.env]) ||
    textAt(object, [...podLabelsPath(template), labels.env]);
  const env = known ?? (labelled === '' ? undefined : labelled);
  const accepted = list.some((each) =>
    tolerates(each, { key: labels.taintEnv, effect: noExecute }),
  );
  if (env !== undefined || accepted) return { env, remarks: [] };
  const message = say('v2-tolerations.none', labels.taintEnv);
  // Without a cluster or --env this may yet be filled in when it is deployed.
  const remark = facts.server ? error(path, message) : warning(path, message);
  return { env, remarks: [remark] };
}

/**
 * With Kubernetes' default of 300 s, a controller that is away for five minutes costs every
 * module on the nodes it leaves NotReady, though the modules themselves go on serving.
 */
export const v2NodeLoss: Rule = {
  name: 'v2-node-loss',
  check: (subject) => {
    // The DaemonSet controller adds these two by itself.
    if (subject.object.kind === 'DaemonSet') return [];
    const path = tolerationsPath(subject);
    const list = tolerationsOf(subject);
    const taints = [labels.taintNotReady, labels.taintUnreachable];
    const remarks: Remark[] = [];
    const missing: Tree[] = [];
    for (const key of taints) {
      const index = list.findIndex((each) => tolerates(each, { key, effect: noExecute }));
      if (index < 0) missing.push({ key, operator: 'Exists', effect: noExecute });
      else if (typeof list[index]?.['tolerationSeconds'] === 'number') {
        const seconds = list[index]['tolerationSeconds'];
        remarks.push(warning([...path, index], say('v2-node-loss.seconds', seconds)));
      }
    }
    if (missing.length === 0) return remarks;
    const names = missing.map((each) => wordOf(each['key']));
    return [
      change(path, say('v2-node-loss.added', names), { path, value: [...list, ...missing] }),
      ...remarks,
    ];
  },
};

function tolerationsPath({ template }: Subject): Path {
  return [...podSpecPath(template), 'tolerations'];
}

function tolerationsOf(subject: Subject): readonly Tree[] {
  return listAt(subject.object, tolerationsPath(subject)).filter(isTree);
}

function equal(key: string, value: string): Tree {
  return { key, operator: 'Equal', value, effect: noExecute };
}

/** Kubernetes' rule; a taint without a value stands for any value. */
function tolerates(toleration: Tree, taint: Tree): boolean {
  const { key, operator, value, effect } = toleration;
  if (effect !== undefined && effect !== '' && effect !== taint['effect']) return false;
  if (key === undefined || key === '') return operator === 'Exists';
  if (key !== taint['key']) return false;
  return operator === 'Exists' || (value ?? '') === (taint['value'] ?? '');
}
