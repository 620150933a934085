/** The container: its name, image and BIZ_VERSION are what the base is asked to install. */
import * as labels from '../../modules/labels.ts';
import { maskUrls } from '../masked-url.ts';
import { containersOf, isJar, podSpecPath } from '../pod-template.ts';
import { error, info, warning } from '../rule.ts';
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
      const message = `the controller takes ${maskUrls(url) || 'an empty image'} for no module: the image must hold ".jar"`;
      const fix = "write the address of the module's jar";
      return [anyJar ? warning(path, message, fix) : error(path, message, fix)];
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
  const fix = `set env ${labels.bizVersionEnv} to the version in the jar's manifest`;
  if (entry === undefined) {
    return [
      error(
        path,
        `${name} has no ${labels.bizVersionEnv}: the base would be asked for a module without a version`,
        fix,
      ),
    ];
  }
  const at = [...path, 'env', index, 'value'];
  if (isTree(entry['valueFrom'])) {
    const message = `the controller reads only a literal ${labels.bizVersionEnv}, never valueFrom`;
    return [error([...path, 'env', index, 'valueFrom'], message, fix)];
  }
  const odd = entry['value'] !== undefined && typeof entry['value'] !== 'string';
  if (odd) return [];
  if (value === '') return [error(at, `${labels.bizVersionEnv} of ${name} is empty`, fix)];
  if (value.includes('$(')) {
    return [error(at, `the controller does not fill in ${value}`, fix)];
  }
  if (/[:\s]/.test(value)) {
    return [error(at, `a version can hold neither a colon nor a space: ${value}`, fix)];
  }
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
      const message = `"${name}" cannot be a container's name, and that must be the jar's Ark-Biz-Name`;
      const fix = 'name the module in lower case letters, digits and dashes, in the jar too';
      return [error([...containerPath(subject, index), 'name'], message, fix)];
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
      const message = `${textAt(container, ['name'])} has the same jar as ${other}: a jar is one module, and the base takes its name from the jar`;
      const fix = "write the address of this module's own jar";
      return [error([...containerPath(subject, index), 'image'], message, fix)];
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
      if (name === 'memory') {
        return [
          info(path, 'bases offer memory to Kubernetes only where their metaspace is limited'),
        ];
      }
      const message = `bases offer no ${name} to Kubernetes: a pod that asks for it is never placed`;
      return [warning(path, message, `leave resources.${group}.${name} out`)];
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
        .map((field) => info([...containerPath(subject, index), field], unusedText(field))),
    );
    const init = [...podSpecPath(subject.template), 'initContainers'];
    return valueAt(subject.object, init) === undefined
      ? remarks
      : [...remarks, info(init, unusedText('initContainers'))];
  },
};

function unusedText(field: string): string {
  return `kept, but nothing acts on ${field}: a module is loaded into its base, no container runs`;
}

function containerPath({ template }: Subject, index: number): Path {
  return [...podSpecPath(template), 'containers', index];
}
