import { expect, test } from 'vitest';
import { viewRevisioned } from '../../../src/rollout/kinds/revisioned-view.ts';
import { revisionHash } from '../../../src/rollout/kinds/revisioned-view.ts';
import { templateHash } from '../../../src/rollout/template-hash.ts';
import { node, pod, revision, template, underWay, workload } from './revisioned-objects.ts';

const names = (pods: readonly { name: string }[]): string[] => pods.map(({ name }) => name);

test('a revision has the hash of the template that it keeps', () => {
  expect(revisionHash(revision('1.0.0', 1))).toBe(templateHash(template('1.0.0')));
});

test('pods are told apart by their revision, whether they carry its name or its hash', () => {
  const view = underWay('DaemonSet', [
    pod('a', '2.0.0'),
    pod('b', '2.0.0', { by: 'hash-2.0.0' }),
    pod('c', '1.0.0'),
    pod('d', '1.0.0', { leaving: true }),
    pod('e', '2.0.0', { phase: 'Failed' }),
    pod('f', '2.0.0', { phase: 'Succeeded' }),
  ]);
  expect(names(view.newPods)).toEqual(['a', 'b']);
  expect(names(view.oldPods)).toEqual(['c']);
  expect(names(view.leaving)).toEqual(['d']);
  expect(view.bases.size).toBe(4);
});

test('until the controller has made the revision of the template, every pod is an old one', () => {
  const pods = [pod('a', '1.0.0')];
  const lists = { workload: workload('StatefulSet', '2.0.0'), pods, nodes: [node(1)] };
  const view = viewRevisioned({ ...lists, revisions: [revision('1.0.0', 1)] });
  expect(names(view.oldPods)).toEqual(['a']);
  expect(view.newPods).toEqual([]);
});

test('pods of others do not count', () => {
  const { metadata, ...rest } = pod('a', '2.0.0');
  const { ownerReferences: _, ...orphan } = metadata;
  const view = underWay('StatefulSet', [{ ...rest, metadata: orphan }]);
  expect([...view.newPods, ...view.oldPods, ...view.leaving]).toEqual([]);
});
