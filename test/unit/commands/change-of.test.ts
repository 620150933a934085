import { expect, test } from 'vitest';
import { digestOf } from '../../../src/commands/approvals.ts';
import { changeOf } from '../../../src/commands/change-of.ts';
import { doing } from '../../../src/plan/co-release-words.ts';
import { say } from '../../../src/plan/saying.ts';
import type { Plan } from '../../../src/plan/types.ts';
import { upgrade } from '../../golden/terminal/plan.ts';

const digest = (plan: Plan): string => digestOf(changeOf(plan).content);

test('an approval is of what is done, not of what is said of it', () => {
  const said: Plan = {
    ...upgrade,
    policyReason: say('asked-for'),
    spread: say('spread-v1', 'scatter', 3),
    notes: [],
    risks: [],
  };
  expect(digest(said)).toBe(digest(upgrade));
  expect(digest({ ...said, confirm: 'none' })).not.toBe(digest(upgrade));
});

test('of a step it is the English text, in whichever language the plan is shown', () => {
  const step = { number: 1, size: 0, cumulative: 0, candidates: [], exact: true };
  const says = doing(say('none-leaves', 'one comes'));
  const plan: Plan = { ...upgrade, batches: [{ ...step, ...says }] };
  const what = 'base: one comes; no old base leaves yet';
  expect(changeOf(plan).content).toMatchObject({ batches: [{ size: 0, bases: [], what }] });
  expect(digest({ ...plan, batches: [{ ...step, what }] })).toBe(digest(plan));
});
