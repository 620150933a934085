/** Bases and Services with labels under a prefix that the installed V1 does not read. */
import { v1Groups } from '../../modules/labels.ts';
import { moduleOf } from '../module-of.ts';
import { podLabelsPath, podTemplatePath } from '../pod-template.ts';
import { say, warning } from '../rule.ts';
import { keyInGroup } from '../rules/v1-group.ts';
import { treeAt } from '../tree.ts';
import type { Edit, Path } from '../tree.ts';
import { perDocument } from './files-rule.ts';

const documentedOnly = v1Groups[2];

export const v1StrayLabel = perDocument('v1-stray-label', ({ object }, _, facts) => {
  if (moduleOf(object) !== undefined) return [];
  const group = facts.v1?.group ?? v1Groups[0];
  const template = podTemplatePath(object);
  // A change there would start every base anew: that is for its owner to decide.
  const pods = template === undefined || template.length === 0 ? [] : [podLabelsPath(template)];
  const own: Path[] = [
    ['metadata', 'labels'],
    ['spec', 'selector'],
  ];
  return [...own, ...pods].flatMap((path) => {
    const map = treeAt(object, path);
    return Object.keys(map).flatMap((key) => {
      const ours = keyInGroup(key, group);
      if (ours === undefined) return [];
      const certain = key.includes(`${documentedOnly}/`) && !Object.hasOwn(map, ours);
      const edits: Edit[] =
        certain && !pods.includes(path) && object.kind !== 'Deployment'
          ? [
              { path: [...path, key], remove: true },
              { path: [...path, ours], value: map[key] },
            ]
          : [];
      return [warning([...path, key], say('v1-stray-label', group, key, ours), ...edits)];
    });
  });
});
