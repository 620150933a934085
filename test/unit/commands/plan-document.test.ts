import { expect, test } from 'vitest';
import { planDocument } from '../../../src/commands/plan-document.ts';
import { say } from '../../../src/plan/saying.ts';
import { upgrade } from '../../golden/terminal/plan.ts';

test('a plan for machines is English text, with every other field as it is', () => {
  const spread = say('two-share');
  const env = [{ name: 'PASSWORD', value: 'x' }];
  const manifest = { ...upgrade.manifest, spec: { template: { spec: { containers: [{ env }] } } } };
  const document = planDocument({ ...upgrade, spread, manifest });
  const { module, batches, target, notes } = upgrade;
  expect(document).toMatchObject({ module, batches, target });
  expect(document).toMatchObject({
    policyReason: 'two versions can share a base, so no base is without one',
    spread: 'two versions can share a base, so no base is without one',
    risks: [
      { level: 'warning', text: expect.stringContaining('vnode.a.dev') as string },
      { level: 'info', text: expect.stringContaining('zhang') as string },
    ],
    notes: [{ field: notes[0]?.field, text: expect.any(String) as string, at: notes[0]?.at }],
  });
  expect(JSON.stringify(document)).not.toContain('"params"');
  expect(JSON.stringify(document)).not.toContain('"x"');
});
