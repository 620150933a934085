/** The three API groups of V1, and the label prefixes that follow them. */
import { v1Groups } from '../../modules/labels.ts';
import { change, error, warning } from '../rule.ts';
import type { Remark, Rule } from '../rule.ts';
import { treeAt } from '../tree.ts';
import type { Edit, Path, Tree } from '../tree.ts';

const documentedOnly = 'koupleless.alipay.com';

export const v1Group: Rule = {
  name: 'v1-group',
  check: ({ object, facts }) => {
    const path = ['apiVersion'];
    const [group] = object.apiVersion.split('/');
    if (facts.v1) {
      const installed = `${facts.v1.group}/${facts.v1.version}`;
      if (object.apiVersion === installed) return [];
      const text = `${object.apiVersion} becomes ${installed}, the one this cluster serves`;
      return [change(path, text, { path, value: installed })];
    }
    if (facts.server) {
      return [
        error(
          path,
          'this cluster serves no ModuleDeployment',
          'install the V1 controller, or write a V2 Deployment',
        ),
      ];
    }
    if (group !== documentedOnly) return [];
    const message = `no release ever served the group ${documentedOnly}: it stands in the documentation only`;
    return [warning(path, message, 'use koupleless.io/v1alpha1 (deploy does so by itself)')];
  },
};

/** `koupleless.alipay.com/module-name` and the like: the controller reads its own group's only. */
export const v1LabelPrefix: Rule = {
  name: 'v1-label-prefix',
  check: ({ object, facts }) => {
    const group = facts.v1?.group;
    if (group === undefined) return [];
    return [
      ['metadata', 'labels'],
      ['spec', 'template', 'metadata', 'labels'],
    ].flatMap((path) => renamed(treeAt(object, path), path, group));
  },
};

function renamed(map: Tree, path: Path, group: string): Remark[] {
  return Object.entries(map).flatMap(([key, value]) => {
    const ours = keyInGroup(key, group);
    if (ours === undefined) return [];
    const drop: Edit = { path: [...path, key], remove: true };
    const text = `the label ${key} becomes ${ours}: this controller reads the prefix ${group}`;
    if (Object.hasOwn(map, ours)) {
      return [change([...path, key], `the label ${key} is dropped, ${ours} is there`, drop)];
    }
    return [change([...path, key], text, drop, { path: [...path, ours], value })];
  });
}

/** The key under `group`'s prefix; undefined where it has no prefix of another V1 group. */
export function keyInGroup(key: string, group: string): string | undefined {
  for (const other of v1Groups) {
    if (other === group) continue;
    for (const marker of ['', 'module.']) {
      const prefix = `${marker}${other}/`;
      if (key.startsWith(prefix)) return `${marker}${group}/${key.slice(prefix.length)}`;
    }
  }
  return undefined;
}
