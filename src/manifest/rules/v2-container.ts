/** The container: its name, image and BIZ_VERSION are what the base is asked to install. */
import * as labels from '../../modules/labels.ts';
import { maskUrls } from '../masked-url.ts';
import { containersOf, isJar, podSpecPath } from '../pod-template.ts';
import { error, info, say, warning } from '../rule.ts';
import type { Remark, Rule, Subject } from '../rule.ts';
import { isTree, listAt, textAt, treeAt, valueAt } from '../tree.ts';
import type { Path, Tree } from '../tree.ts';
import { urlRemarks } from './url.ts';

export const v2Image: Rule = {
  name: 'v2-image',
  check: (subject) => {
    const containers = containersOf(subject.object, subject.template);
    const anyJar = containers.some(isJar);
    return containers.flatMap((container, index) => {
      const path = [...containerPath(subject, index), 'image'];
      const url = textAt(container, ['image']);
      if (isJar(container)) {
        return urlRemarks(path, { name: '', url, version: versionEntry(container).value });
      }
      const message = say('v2-image', maskUrls(url));
      return [anyJar ? warning(path, message) : error(path, message)];
    });
  },
};

export const v2BizVersion: Rule = {
  name: 'v2-biz-version',
  check: (subject) => {
    const containers = containersOf(subject.object, subject.template);
    return containers.flatMap((container, index) => {
      if (!isJar(container) && containers.some(isJar)) return [];
      return versionRemarks(container, containerPath(subject, index));
    });
  },
};

function versionRemarks(container: Tree, path: Path): Remark[] {
  const name = textAt(container, ['name']);
  const { entry, index, value } = versionEntry(container);
  const env = labels.bizVersionEnv;
  if (entry === undefined) return [error(path, say('v2-biz-version.missing', env, name))];
  const at = [...path, 'env', index, 'value'];
  if (isTree(entry['valueFrom'])) {
    return [error([...path, 'env', index, 'valueFrom'], say('v2-biz-version.from', env))];
  }
  const odd = entry['value'] !== undefined && typeof entry['value'] !== 'string';
  if (odd) return [];
  if (value === '') return [error(at, say('v2-biz-version.empty', env, name))];
  if (value.includes('$(')) return [error(at, say('v2-biz-version.unfilled', env, value))];
  if (/[:\s]/.test(value)) return [error(at, say('v2-biz-version.odd', env, value))];
  return [];
}

function versionEntry(container: Tree): { entry: Tree | undefined; index: number; value: string } {
  const env = listAt(container, ['env']);
  const index = env.findIndex((item) => isTree(item) && item['name'] === labels.bizVersionEnv);
  const entry = env[index];
  return { entry: isTree(entry) ? entry : undefined, index, value: textAt(entry, ['value']) };
}

/** The base never checks the name: a wrong one silently replaces another module. */
export const v2ContainerName: Rule = {
  name: 'v2-container-name',
  check: (subject) => {
    const names = containersOf(subject.object, subject.template).map((each) =>
      textAt(each, ['name']),
    );
    return names.flatMap((name, index) => {
      if (/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) return [];
      return [error([...containerPath(subject, index), 'name'], say('v2-container-name', name))];
    });
  },
};

/** The base takes the name from the jar: the second install of a jar is refused, or takes the first one's place. */
export const v2SameJar: Rule = {
  name: 'v2-same-jar',
  check: (subject) => {
    const containers = containersOf(subject.object, subject.template).filter(isJar);
    const images = containers.map((each) => textAt(each, ['image']));
    return containersOf(subject.object, subject.template).flatMap((container, index) => {
      const url = textAt(container, ['image']);
      const first = images.indexOf(url);
      if (!isJar(container) || containers[first] === container) return [];
      const other = textAt(containers[first], ['name']);
      const message = say('v2-same-jar', textAt(container, ['name']), other);
      return [error([...containerPath(subject, index), 'image'], message)];
    });
  },
};

/** Virtual nodes offer pods, and memory where the metaspace is limited; no cpu, no storage. */
export const v2Requests: Rule = {
  name: 'v2-requests',
  check: (subject) =>
    containersOf(subject.object, subject.template).flatMap((container, index) => {
      const wanted = ['requests', 'limits'].flatMap((group) =>
        Object.keys(treeAt(container, ['resources', group])).map((name) => [group, name] as const),
      );
      const first = wanted.find(([, name]) => name !== 'memory') ?? wanted[0];
      if (first === undefined) return [];
      const [group, name] = first;
      const path = [...containerPath(subject, index), 'resources', group, name];
      if (name === 'memory') return [info(path, say('v2-requests.memory'))];
      return [warning(path, say('v2-requests.never', group, name))];
    }),
};

const unused = [
  'command',
  'args',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
  'volumeMounts',
];

export const v2Unused: Rule = {
  name: 'v2-unused',
  check: (subject) => {
    const remarks = containersOf(subject.object, subject.template).flatMap((container, index) =>
      unused
        .filter((field) => container[field] !== undefined)
        .map((field) => info([...containerPath(subject, index), field], say('v2-unused', field))),
    );
    const init = [...podSpecPath(subject.template), 'initContainers'];
    return valueAt(subject.object, init) === undefined
      ? remarks
      : [...remarks, info(init, say('v2-unused', 'initContainers'))];
  },
};

function containerPath({ template }: Subject, index: number): Path {
  return [...podSpecPath(template), 'containers', index];
}
