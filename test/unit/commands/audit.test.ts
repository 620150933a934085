import { expect, test } from 'vitest';
import { auditVerify } from '../../../src/commands/audit.ts';
import { Maps, Site } from './guarded-site.ts';

test('where nothing is recorded there is no last entry to keep', async () => {
  const site = new Site(new Maps());
  const end = await auditVerify(site.world(site.guard()), { head: undefined });
  expect(end).toEqual({ name: 'done', message: 'no change is recorded' });
});
