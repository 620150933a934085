/** Fields that Kubernetes wants as text, where YAML made a number or a boolean of it. */
import { isSecretName } from '../mask.ts';
import { mask } from '../masked-url.ts';
import { podSpecPath } from '../pod-template.ts';
import { error, say } from '../rule.ts';
import type { Remark, Rule, Subject } from '../rule.ts';
import { isTree, valueAt } from '../tree.ts';
import type { Path } from '../tree.ts';

/** `*` stands for every key or item. */
type Pattern = readonly string[];

const everywhere: readonly Pattern[] = [
  ['metadata', 'labels', '*'],
  ['metadata', 'annotations', '*'],
];
const inWorkload: readonly Pattern[] = [['spec', 'selector', 'matchLabels', '*']];
const inPodSpec: readonly Pattern[] = [
  ['nodeSelector', '*'],
  ['containers', '*', 'name'],
  ['containers', '*', 'image'],
  ['containers', '*', 'env', '*', 'name'],
  ['containers', '*', 'env', '*', 'value'],
  ['tolerations', '*', 'value'],
  [
    'affinity',
    'nodeAffinity',
    'requiredDuringSchedulingIgnoredDuringExecution',
    'nodeSelectorTerms',
    '*',
    'matchExpressions',
    '*',
    'values',
    '*',
  ],
  [
    'affinity',
    'podAntiAffinity',
    'requiredDuringSchedulingIgnoredDuringExecution',
    '*',
    'labelSelector',
    'matchLabels',
    '*',
  ],
  [
    'affinity',
    'podAntiAffinity',
    'requiredDuringSchedulingIgnoredDuringExecution',
    '*',
    'labelSelector',
    'matchExpressions',
    '*',
    'values',
    '*',
  ],
];
const inModuleSpec: readonly Pattern[] = [
  ['spec', 'baseDeploymentName'],
  ['spec', 'template', 'spec', 'module', 'name'],
  ['spec', 'template', 'spec', 'module', 'version'],
  ['spec', 'template', 'spec', 'module', 'url'],
];

/** `version: 1.10` is the number 1.1 to YAML: never guess, say what to write. */
export const stringFields: Rule = {
  name: 'string-fields',
  check: (subject) => {
    const patterns = [...everywhere, ...patternsOf(subject)];
    return patterns
      .flatMap((pattern) => pathsOf(subject.object, pattern))
      .flatMap((path) => remarkOn(subject, path));
  },
};

function patternsOf({ claim, template }: Subject): readonly Pattern[] {
  if (claim.world === 'v1') return inModuleSpec;
  const steps = template as readonly string[];
  const podPatterns = inPodSpec.map((pattern) => [...(podSpecPath(steps) as string[]), ...pattern]);
  if (steps.length === 0) return podPatterns;
  return [...inWorkload, ...everywhere.map((pattern) => [...steps, ...pattern]), ...podPatterns];
}

function remarkOn({ object, doc }: Subject, path: Path): Remark[] {
  const value = valueAt(object, path);
  if (typeof value !== 'number' && typeof value !== 'boolean') return [];
  // A password of digits must not end up in a build log.
  const secret =
    path.at(-1) === 'value' && isSecretName(valueAt(object, [...path.slice(0, -1), 'name']));
  const written = secret ? mask : (doc.textOf(path) ?? String(value));
  const kind = typeof value === 'number' ? 'number' : 'boolean';
  const reading = secret || written === String(value) ? undefined : String(value);
  const message = say('string-fields', written, kind, reading);
  return [error(path, message, { path, value: doc.textOf(path) ?? String(value) })];
}

function pathsOf(root: unknown, pattern: Pattern): Path[] {
  return pattern.reduce<Path[]>(
    (paths, step) => paths.flatMap((path) => stepsFrom(valueAt(root, path), path, step)),
    [[]],
  );
}

function stepsFrom(value: unknown, path: Path, step: string): Path[] {
  if (step !== '*') return isTree(value) ? [[...path, step]] : [];
  if (Array.isArray(value)) return value.map((_, index) => [...path, index]);
  return isTree(value) ? Object.keys(value).map((key) => [...path, key]) : [];
}
