import { expect, test } from 'vitest';
import { normalise } from '../../../src/manifest/normalise.ts';
import { changed, cluster, drop, fixture, set, toldOf } from './manifest-kit.ts';
import { podLabels, container, component, versionKey } from './v2-paths.ts';

test('the documented manifest, with every place', () => {
  const { notes } = toldOf(normalise(fixture('v2-documented'), cluster));
  expect(notes.map(({ at, text }) => `${at?.line}:${at?.column} ${text.slice(0, 40)}`)).toEqual([
    '21:52 module-controller.koupleless.io/componen',
    '22:14 app: orders-rolling becomes orders, as t',
    '44:7 the toleration for schedule.koupleless.i',
    '44:7 the toleration for node.kubernetes.io/no',
    '35:21 base.koupleless.io/stack is dropped: no ',
  ]);
});

test('several modules in one pod are one version label', () => {
  const { object, findings } = normalise(
    changed('v2-several-modules', set(`metadata/labels/${versionKey}`, '1.4.0')),
    cluster,
  );
  expect(findings).toEqual([]);
  expect(object.metadata.labels?.['module.koupleless.io/version']).toBe('1.4.0_2.0.1');
});

test('what is no module is left as it is', () => {
  const doc = changed(
    'v2-good',
    set(`${container}/image`, 'nginx'),
    drop(`${podLabels}/${component}`),
  );
  expect(normalise(doc, cluster)).toEqual({ object: doc.object, notes: [], findings: [] });
});

test('the refusal of a pinned version says how to get rid of it', () => {
  const live = changed('v2-good', set(`spec/selector/matchLabels/${versionKey}`, '1.3.0')).object;
  const [finding] = toldOf(normalise(fixture('v2-good'), { ...cluster, live })).findings;
  expect(finding?.fix).toContain('kubectl get deployment orders -n shop -o yaml');
  expect(finding?.fix).toContain('--cascade=orphan');
});
