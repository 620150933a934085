import { describe, expect, test } from 'vitest';
import { consentTo } from '../../../src/commands/consent.ts';
import { change, Maps, Site } from './guarded-site.ts';

describe('a dry run', () => {
  const frozen = 'zone: UTC\nfreezes:\n  - name: closing\n    at: [daily]\n';
  const yes = { yes: true, dryRun: true, protectedContexts: [] };
  const question = {
    ...{ change, context: 'prod', text: 'go?', declined: 'no', stopped: 'stopped' },
    dryRun: 'nothing was written',
  };

  test('says what the rules would say, and neither opens nor keeps anything', async () => {
    const maps = new Maps().rules(`audit: required\n${frozen}approvals:\n  - count: 1\n`);
    const site = new Site(maps);
    const guard = site.guard();
    const world = site.world(guard);
    const end = await consentTo(world, yes, { ...question, cluster: maps.cluster });
    expect(end).toMatchObject({ name: 'done', message: 'nothing was written' });
    expect(end?.causes?.[0]).toBe(
      'the change rules would refuse it now: 2 change rules forbid this (koupctl guard check tells what may be changed now)',
    );
    expect(end?.causes?.join('\n')).toContain('changes are frozen (rule closing');
    expect(guard.isOpen).toBe(false);
    expect([...maps.maps.keys()]).toEqual(['koupctl-rules']);
  });

  test('is silent where the real one would pass', async () => {
    const maps = new Maps();
    const site = new Site(maps);
    const world = site.world(site.guard());
    const end = await consentTo(world, yes, { ...question, cluster: maps.cluster });
    expect(end).toEqual({ name: 'done', message: 'nothing was written' });
  });

  test('says where the rules may not be read', async () => {
    const maps = new Maps();
    maps.forbidden = ['get koupctl-rules'];
    const site = new Site(maps);
    const world = site.world(site.guard());
    const end = await consentTo(world, yes, { ...question, cluster: maps.cluster });
    expect(end?.causes?.[0]).toContain("can't be read (kube-system/koupctl-rules)");
  });
});
