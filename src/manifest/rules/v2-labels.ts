/** Labels by which the V2 controller knows its pods and Deployments. */
import * as labels from '../../modules/labels.ts';
import { podLabelsPath } from '../pod-template.ts';
import { change, say, vital } from '../rule.ts';
import type { Remark, Rule, Subject } from '../rule.ts';
import { textAt, treeAt } from '../tree.ts';
import type { Edit, Path } from '../tree.ts';

const oldPrefix = labels.oldComponent.slice(0, labels.oldComponent.indexOf('/') + 1);
const newPrefix = labels.component.slice(0, labels.component.indexOf('/') + 1);

/** `module-controller.koupleless.io/…` was v2.0's prefix and is still the documentation's. */
export const v2LabelPrefix: Rule = {
  name: 'v2-label-prefix',
  check: (subject) => {
    const { object, template, facts } = subject;
    const podLabels = podLabelsPath(template);
    const selector = ['spec', 'selector', 'matchLabels'];
    const places = [['metadata', 'labels'], ...(template.length > 0 ? [podLabels] : [])];
    // A live selector cannot change, so the labels that it asks for must stay beside the new ones.
    const pinned = treeAt(facts.live, selector);
    if (template.length > 0 && facts.live === undefined) places.push(selector);
    return places.flatMap((path) =>
      Object.keys(treeAt(object, path))
        .filter((key) => key.startsWith(oldPrefix))
        .flatMap((key) =>
          renamed(subject, path, key, path === podLabels && Object.hasOwn(pinned, key)),
        ),
    );
  },
};

function renamed({ object }: Subject, path: Path, key: string, keepOld: boolean): Remark[] {
  const now = newPrefix + key.slice(oldPrefix.length);
  const map = treeAt(object, path);
  const edits: Edit[] = keepOld ? [] : [{ path: [...path, key], remove: true }];
  if (!Object.hasOwn(map, now)) edits.push({ path: [...path, now], value: map[key] });
  if (edits.length === 0) return [];
  const message = say(keepOld ? 'v2-label-prefix.kept' : 'v2-label-prefix.renamed', key, now);
  // Only the pods' component makes or breaks it.
  const remark = now === labels.component && path.length > 2 ? vital : change;
  return [remark([...path, key], message, ...edits)];
}

export const v2Component: Rule = {
  name: 'v2-component',
  check: ({ object, template }) => {
    const path = [...podLabelsPath(template), labels.component];
    const value = textAt(object, path);
    if (value === labels.componentModule) return [];
    const message =
      value === ''
        ? say('v2-component.missing', labels.component)
        : say('v2-component.other', value);
    return [vital(path, message, { path, value: labels.componentModule })];
  },
};
