import { describe, expect, test } from 'vitest';
import { kindTyped } from '../../../src/commands/kinds.ts';
import { refuseSpread } from '../../../src/commands/spread-choice.ts';
import { Fault } from '../../../src/fault.ts';
import type { SpreadWish } from '../../../src/modules/spread-wish.ts';

function refusal(kind: string, spread: SpreadWish | undefined): Fault | undefined {
  const found = kindTyped(kind);
  if (found === undefined) throw new Error(`no kind ${kind}`);
  try {
    refuseSpread(found, spread);
    return undefined;
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}

describe('--spread', () => {
  test.each([
    ['deployment', 'hard'],
    ['deployment', 'soft'],
    ['deployment', 'none'],
    ['statefulset', 'hard'],
    ['statefulset', 'soft'],
    ['moduledeployment', 'scatter'],
    ['moduledeployment', 'stacking'],
    ['daemonset', undefined],
  ] as const)('%s takes %s', (kind, spread) => {
    expect(refusal(kind, spread)).toBeUndefined();
  });

  test.each([
    ['moduledeployment', 'hard', /--spread scatter .* or --spread stacking/],
    ['moduledeployment', 'soft', /--spread scatter .* or --spread stacking/],
    ['moduledeployment', 'none', /leave --spread out/],
    ['deployment', 'scatter', /--spread hard .* or --spread soft/],
    ['statefulset', 'stacking', /--spread none/],
    ['daemonset', 'hard', /leave --spread out/],
  ] as const)('%s refuses %s and names the right one', (kind, spread, fix) => {
    const fault = refusal(kind, spread);
    expect(fault?.outcome).toBe('invalid');
    expect(fault?.fix).toMatch(fix);
  });
});
