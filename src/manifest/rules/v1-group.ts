/** The three API groups of V1, and the label prefixes that follow them. */
import { v1Groups } from '../../modules/labels.ts';
import { change, error, say, warning } from '../rule.ts';
import type { Remark, Rule } from '../rule.ts';
import { treeAt } from '../tree.ts';
import type { Edit, Path, Tree } from '../tree.ts';
import type { KubeObject } from '../../world.ts';

const documentedOnly = 'koupleless.alipay.com';

export const v1Group: Rule = {
  name: 'v1-group',
  check: ({ object, facts }) => {
    const path = ['apiVersion'];
    const [group] = object.apiVersion.split('/');
    if (facts.v1) {
      const installed = `${facts.v1.group}/${facts.v1.version}`;
      if (object.apiVersion === installed) return [];
      const message = say('v1-group.served', object.apiVersion, installed);
      return [change(path, message, { path, value: installed })];
    }
    if (facts.server) return [error(path, say('v1-group.none'))];
    if (group !== documentedOnly) return [];
    const [served] = v1Groups;
    const value = `${served}/v1alpha1`;
    const message = say('v1-group.documented', documentedOnly, value);
    return [{ ...warning(path, message, { path, value }), inFile: 'error' }];
  },
};

/** `koupleless.alipay.com/module-name` and the like: the controller reads its own group's only. */
export const v1LabelPrefix: Rule = {
  name: 'v1-label-prefix',
  check: ({ object, facts }) => {
    const group = facts.v1?.group;
    if (group === undefined) return facts.server ? [] : documentedLabels(object);
    return labelPlaces.flatMap((path) => renamed(treeAt(object, path), path, group));
  },
};

const labelPlaces: readonly Path[] = [
  ['metadata', 'labels'],
  ['spec', 'template', 'metadata', 'labels'],
];

/** No cluster was asked, but the prefix of the documentation is nobody's. */
function documentedLabels(object: KubeObject): Remark[] {
  const [own = ''] = object.apiVersion.split('/');
  const group = own === v1Groups[1] ? own : v1Groups[0];
  return labelPlaces.flatMap((path) => {
    const map = treeAt(object, path);
    return Object.keys(map)
      .filter((key) => key.includes(`${documentedOnly}/`))
      .flatMap((key) =>
        renamed({ [key]: map[key] }, path, group).flatMap((remark): Remark[] => {
          if (remark.says !== 'change' || Object.hasOwn(map, keyInGroup(key, group) ?? key))
            return [];
          const right = keyInGroup(key, group) ?? key;
          const message = say('v1-label-prefix.documented', documentedOnly, right);
          return [warning(remark.path, message, ...remark.edits)];
        }),
      );
  });
}

function renamed(map: Tree, path: Path, group: string): Remark[] {
  return Object.entries(map).flatMap(([key, value]) => {
    const ours = keyInGroup(key, group);
    if (ours === undefined) return [];
    const drop: Edit = { path: [...path, key], remove: true };
    if (Object.hasOwn(map, ours)) {
      return [change([...path, key], say('v1-label-prefix.dropped', key, ours), drop)];
    }
    const message = say('v1-label-prefix.renamed', key, ours, group);
    return [change([...path, key], message, drop, { path: [...path, ours], value })];
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
