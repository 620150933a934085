import { describe, expect, test } from 'vitest';
import { rolloutAnnotation } from '../../../src/modules/labels.ts';
import { isOpenOn, type RolloutRecord } from '../../../src/rollout/record.ts';
import type { KubeObject } from '../../../src/world.ts';

const live = (uid: string, mark?: string): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'stock',
    uid,
    ...(mark === undefined ? {} : { annotations: { [rolloutAnnotation]: mark } }),
  },
});

function record(phase: RolloutRecord['phase'], uid?: string): RolloutRecord {
  const workload = { kind: 'Deployment', name: 'stock', ...(uid === undefined ? {} : { uid }) };
  return { id: 'r1', phase, workload } as RolloutRecord;
}

describe('a record concerns the object that is there', () => {
  test.each([
    ['the same', record('rolling', 'u'), live('u'), true],
    ['whatever its mark', record('undoing', 'u'), live('u', 'r2/x'), true],
    ['created anew', record('rolling', 'u'), live('v', 'r1/x'), false],
    ['gone', record('rolling', 'u'), undefined, false],
    ['gone before it was there', record('preparing'), undefined, false],
    ['made by it, and not yet noted', record('preparing'), live('u', 'r1/x'), true],
    ['made by somebody else meanwhile', record('preparing'), live('u'), false],
    ['made by another rollout', record('preparing'), live('u', 'r2/x'), false],
    ['over', record('done', 'u'), live('u'), false],
    ['taken back', record('rolled-back', 'u'), live('u'), false],
  ])('%s', (_, one, object, open) => {
    expect(isOpenOn(one, object)).toBe(open);
  });
});
