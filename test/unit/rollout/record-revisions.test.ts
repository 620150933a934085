import { describe, expect, test } from 'vitest';
import { nextRevision, revisionsIn } from '../../../src/rollout/record-revisions.ts';
import {
  maxTemplates,
  succeed,
  type RecordFile,
  type RolloutRecord,
} from '../../../src/rollout/record.ts';
import { templateHash } from '../../../src/rollout/template-hash.ts';

function template(version: string) {
  const image = `http://jars.test/stock-${version}-ark-biz.jar`;
  const env = [{ name: 'BIZ_VERSION', value: version }];
  return { spec: { containers: [{ name: 'stock', image, env }] } };
}

/** The record after rollouts of these versions, one after another; `before`: what ran there already. */
function after(versions: readonly string[], before?: string): RecordFile {
  let file: RecordFile | undefined;
  let old = before === undefined ? undefined : template(before);
  for (const [index, version] of versions.entries()) {
    const record = {
      id: `r${index}`,
      phase: 'done',
      template: template(version),
      templateHash: templateHash(template(version)),
      oldTemplate: old,
      revision: nextRevision(file, old),
      startedAt: `2026-01-01T00:00:0${index % 10}Z`,
    } as unknown as RolloutRecord;
    file = succeed(file, record);
    old = template(version);
  }
  if (file === undefined) throw new Error('no rollouts');
  return file;
}

const shown = (file: RecordFile): string[] =>
  revisionsIn(file).map(({ number, modules }) => `${number} ${modules[0]?.version}`);

describe('templates that only records keep', () => {
  test('are numbered as they came', () => {
    expect(shown(after(['1', '2', '3']))).toEqual(['3 3', '2 2', '1 1']);
  });

  test('one that ran before koupctl came is a revision too, and stays one', () => {
    expect(shown(after(['2'], '1'))).toEqual(['2 2', '1 1']);
    expect(shown(after(['2', '3'], '1'))).toEqual(['3 3', '2 2', '1 1']);
  });

  test('one that comes back has its newest number', () => {
    expect(shown(after(['1', '2', '1']))).toEqual(['3 1', '2 2']);
  });

  test('are bounded: the history goes on without them', () => {
    const versions = Array.from({ length: maxTemplates + 5 }, (_, index) => `${index + 1}`);
    const file = after(versions);
    expect(file.history).toHaveLength(maxTemplates + 4);
    expect(revisionsIn(file)).toHaveLength(maxTemplates + 1);
    expect(nextRevision(file, template(versions.at(-1) ?? ''))).toBe(maxTemplates + 6);
  });
});
