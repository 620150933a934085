import { describe, expect, test } from 'vitest';
import { appendAudit, auditName, readAudit } from '../../../src/commands/audit-log.ts';
import { approve } from '../../../src/commands/approve.ts';
import { auditVerify } from '../../../src/commands/audit.ts';
import { guardCheck } from '../../../src/commands/guard-check.ts';
import { Fault } from '../../../src/fault.ts';
import { verifyChain, type AuditFields } from '../../../src/guard/chain.ts';
import { outcome } from '../../../src/outcome.ts';
import { change, Maps, Site } from './guarded-site.ts';

async function admitted(site: Site, maps: Maps, guard = site.guard(), what = change) {
  return await guard.admit(what, { cluster: maps.cluster, context: 'prod' });
}

async function refusal(work: Promise<unknown>): Promise<Fault> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof Fault && error.outcome === 'refused') return error;
  throw new Error(`not refused: ${String(error)}`);
}

describe('where there are no rules', () => {
  test('a change costs one request, and leaves nothing behind', async () => {
    const maps = new Maps();
    const site = new Site(maps);
    const guard = site.guard();
    await (await admitted(site, maps, guard)).begin();
    await guard.ended(outcome('done', 'done'));
    expect(guard.isOpen).toBe(true);
    expect(maps.requests).toEqual(['get koupctl-rules']);
    expect(maps.maps.size).toBe(0);
  });

  test('admitted is not begun', async () => {
    const maps = new Maps();
    const site = new Site(maps);
    const guard = site.guard();
    await admitted(site, maps, guard);
    expect(guard.isOpen).toBe(false);
  });
});

describe('what could not be judged is not let through', () => {
  test('who may not read the rules', async () => {
    const maps = new Maps();
    maps.forbidden = ['get koupctl-rules'];
    const fault = await refusal(admitted(new Site(maps), maps));
    expect(fault.message).toContain("can't be read (kube-system/koupctl-rules)");
    expect(fault.fix).toContain('kubectl create role koupctl-rules-reader --verb=get');
  });

  test('rules without their key', async () => {
    const maps = new Maps().rules('');
    maps.maps.set('koupctl-rules', { data: { rules: 'x' }, version: 1, immutable: true });
    const fault = await refusal(admitted(new Site(maps), maps));
    expect(fault.details).toEqual(['rules.yaml is missing']);
  });

  test('a context that is not there to have rehearsed in', async () => {
    const maps = new Maps().rules('rehearsals:\n  - in: staging\n    cluster: x\n');
    const fault = await refusal(admitted(new Site(maps), maps));
    expect(fault.message).toContain("record of changes of staging can't be read: no context");
  });
});

describe('the time', () => {
  const nights = 'zone: Asia/Shanghai\nwindows:\n  - name: nights\n    at: daily 22:00-06:00\n';

  test('is told by the clocks of the rule, and in UTC', async () => {
    const maps = new Maps().rules(nights);
    const fault = await refusal(admitted(new Site(maps), maps));
    expect(fault.message).toBe(
      'no change window is open (rule nights, kube-system/koupctl-rules:rules.yaml:3:5)',
    );
    expect(fault.details).toEqual([
      '  opens 2026-11-11 22:00 Asia/Shanghai (2026-11-11 14:00 UTC)',
    ]);
  });

  test('is looked at again when a person has accepted the plan', async () => {
    const maps = new Maps().rules(nights);
    const site = new Site(maps);
    site.now = Date.parse('2026-11-11T21:59Z');
    const guard = site.guard();
    const change2 = await admitted(site, maps, guard);
    site.now += 120_000;
    await refusal(change2.begin());
    expect(guard.isOpen).toBe(false);
  });

  test('shuts a rollout under way where the rule says so', async () => {
    const maps = new Maps().rules(`${nights}    whenRunning: hold\n`);
    const site = new Site(maps);
    site.now = Date.parse('2026-11-11T21:59Z');
    const guard = site.guard();
    await (await admitted(site, maps, guard)).begin();
    expect(guard.shut()).toBeUndefined();
    site.now += 120_000;
    expect(guard.shut()).toContain('rule nights');
    expect(guard.shut()).toContain('opens 2026-11-12 22:00 Asia/Shanghai');
  });

  test('all that is against it is told, and when all of it opens', async () => {
    const maps = new Maps().rules(`${nights}freezes:\n  - at: 2026-11-10/2026-11-12\n`);
    const fault = await refusal(admitted(new Site(maps), maps));
    expect(fault.message).toBe('2 change rules forbid this');
    expect(fault.details.join('\n')).toContain(
      'all rules are open from 2026-11-13 00:00 Asia/Shanghai (2026-11-12 16:00 UTC)',
    );
  });

  test('guard check tells it of any time, of the commands that are named', async () => {
    const maps = new Maps().rules(`${nights}    commands: [scale]\n`);
    const site = new Site(maps);
    const world = site.world(site.guard());
    const about = { namespace: undefined, module: undefined, ticket: undefined, rules: undefined };
    const check = (commands: string[] | undefined, at?: string) =>
      guardCheck(world, { ...about, commands, at });
    expect(await check(['scale'])).toMatchObject({
      name: 'refused',
      causes: ['scale: opens 2026-11-11 22:00 Asia/Shanghai (2026-11-11 14:00 UTC)'],
    });
    expect(site.listing?.items).toMatchObject([
      { command: 'scale', verdict: 'closed', rule: 'nights', opensAt: '2026-11-11T14:00:00.000Z' },
    ]);
    expect((await check(['deploy'])).name).toBe('done');
    expect((await check(['scale'], '2026-11-11T23:00+08:00')).name).toBe('done');
    expect((await check(undefined)).name).toBe('refused');
    await expect(check(['status'])).rejects.toThrow('status is no command that writes');
    await expect(check(['scale'], 'noon')).rejects.toThrow('"noon" is no time');
  });
});

describe('an emergency', () => {
  const text = 'zone: UTC\nfreezes:\n  - at: 11-11\n';

  test('passes where it may, and needs its record', async () => {
    const maps = new Maps().rules(`emergency: allowed\n${text}`);
    const site = new Site(maps);
    const guard = site.guard({ emergency: 'down' });
    await (await admitted(site, maps, guard)).begin();
    await guard.ended(outcome('done', 'well'));
    const { entries, head } = await readAudit(maps.cluster);
    expect(entries).toMatchObject([
      { event: 'begun', by: 'anna', emergency: 'down (freezes 1)' },
      { event: 'ended', outcome: 'done', message: 'well' },
    ]);
    expect(verifyChain(entries, head)).toEqual([]);
    maps.forbidden = [`patch ${auditName}`];
    const again = await admitted(site, maps, site.guard({ emergency: 'down' }));
    const fault = await refusal(again.begin());
    expect(fault.message).toContain("the record of changes can't be written");
  });

  test('where it may not, and where there is none', async () => {
    const maps = new Maps().rules(text);
    const fault = await refusal(
      admitted(new Site(maps), maps, new Site(maps).guard({ emergency: 'down' })),
    );
    expect(fault.details).toContain('an emergency does not pass these rules');
    const open = new Maps();
    const site = new Site(open);
    await (await admitted(site, open, site.guard({ emergency: 'x' }))).begin();
    expect(site.said.join()).toContain('it is no emergency');
    expect(open.maps.size).toBe(0);
  });

  test('that can be recorded nowhere is not begun', async () => {
    const site = new Site(new Maps());
    const guard = site.guard(
      { command: 'biz install', emergency: 'x' },
      `emergency: allowed\n${text}`,
    );
    const nowhere = { cluster: undefined, context: undefined };
    const fault = await refusal((await guard.admit(change, nowhere)).begin());
    expect(fault.message).toContain('no cluster could be reached');
    expect(guard.isOpen).toBe(false);
  });

  test('of the file does not pass the rules of the cluster', async () => {
    const maps = new Maps().rules(text);
    const site = new Site(maps);
    await refusal(admitted(site, maps, site.guard({ emergency: 'x' }, 'emergency: allowed\n')));
  });
});

describe('an approval', () => {
  const text = 'audit: wanted\napprovals:\n  - valid: 1h\n';
  const one = (digest: string) => ({ digest, yes: true, dryRun: false });

  async function asked(maps: Maps, site: Site): Promise<string> {
    const { fix = '' } = await refusal(admitted(site, maps));
    return /koupctl approve ([0-9a-f]{16})$/.exec(fix)?.[1] ?? 'none';
  }

  test('by another person, of this plan, for a while', async () => {
    const maps = new Maps().rules(text);
    const site = new Site(maps);
    const digest = await asked(maps, site);
    const approving = () => approve(site.world(site.guard({ command: 'approve' })), one(digest));
    await refusal(approving());
    maps.user = 'bert';
    expect((await approving()).name).toBe('done');
    maps.user = 'anna';
    await (await admitted(site, maps)).begin();
    const other = { ...change, content: { ...change.content, version: '2.0.1' } };
    await refusal(admitted(site, maps, site.guard(), other));
    maps.user = 'bert';
    await refusal(admitted(site, maps));
    maps.user = 'anna';
    site.now += 3_700_000;
    await refusal(admitted(site, maps));
  });

  test('not of a plan whose record somebody has changed', async () => {
    const maps = new Maps().rules(text);
    const site = new Site(maps);
    const digest = await asked(maps, site);
    const requests = maps.maps.get('koupctl-requests')?.data ?? {};
    for (const [key, value] of Object.entries(requests)) {
      requests[key] = value.replaceAll('2.0.0', '9.9.9');
    }
    maps.user = 'bert';
    const fault = await refusal(
      approve(site.world(site.guard({ command: 'approve' })), one(digest)),
    );
    expect(fault.message).toContain('is not the one that was planned');
    const unknown = approve(site.world(site.guard({ command: 'approve' })), one('ffff'));
    await expect(unknown).rejects.toThrow('no plan ffff waits');
  });

  test('that can not be asked for is told', async () => {
    const maps = new Maps().rules(text);
    maps.forbidden = ['create koupctl-requests'];
    const { fix } = await refusal(admitted(new Site(maps), maps));
    expect(fix).toContain('could not be recorded for others to see');
  });
});

describe('a rehearsal', () => {
  const rule = 'rehearsals:\n  - in: staging\n    within: 2d\n';

  test('is what the record of the other cluster says', async () => {
    const staging = new Maps().rules('audit: wanted\n');
    const maps = new Maps();
    const site = new Site(maps, { staging });
    const file = (more = change) =>
      site.guard({}, rule).admit(more, { cluster: maps.cluster, context: 'prod' });
    await expect(file()).rejects.toThrow('stock 2.0.0 has not been rolled out in staging');
    const there = new Site(staging);
    const guard = there.guard();
    await (await admitted(there, staging, guard)).begin();
    await guard.ended(outcome('done', 'rolled out'));
    await file();
    await expect(file({ ...change, version: '2.0.1' })).rejects.toThrow('has not been rolled out');
    site.now += 3 * 86_400_000;
    await expect(file()).rejects.toThrow('the rehearsal is too long ago');
    site.now -= 3 * 86_400_000;
    const data = staging.maps.get(auditName)?.data ?? {};
    data['e00000002'] = (data['e00000002'] ?? '').replace('rolled out', 'rolled  out');
    await expect(file()).rejects.toThrow('of staging is not whole');
  });
});

describe('the record', () => {
  const fields = (change2: string): AuditFields => ({
    ...{ change: change2, event: 'begun', at: '', by: 'anna', from: '', command: 'deploy' },
    ...{ object: 'o', module: '', version: '', plan: '', approvedBy: '', ticket: '', reason: '' },
    ...{ emergency: '', outcome: '', message: '' },
  });

  test('of two who write at once both are in the chain', async () => {
    const maps = new Maps();
    await appendAudit(maps.cluster, fields('1'));
    let others = 0;
    maps.meanwhile = () => {
      const map = maps.maps.get(auditName);
      if (map === undefined || others > 0) return;
      others += 1;
      maps.meanwhile = undefined;
      map.version += 1;
    };
    await appendAudit(maps.cluster, fields('2'));
    // An answer that was lost: it is asked for once more, and there once.
    await appendAudit(maps.cluster, fields('2'));
    const { entries, head } = await readAudit(maps.cluster);
    expect(entries.map((entry) => entry.change)).toEqual(['1', '2']);
    expect(verifyChain(entries, head)).toEqual([]);
  });

  test('goes on in another ConfigMap where one is full, and is one chain', async () => {
    const maps = new Maps();
    for (let at = 1; at <= 403; at += 1) await appendAudit(maps.cluster, fields(String(at)));
    expect([...maps.maps.keys()]).toEqual([auditName, `${auditName}-00000001`]);
    expect(maps.maps.get(`${auditName}-00000001`)?.immutable).toBe(true);
    const { entries, head } = await readAudit(maps.cluster);
    expect(entries).toHaveLength(403);
    expect(verifyChain(entries, head)).toEqual([]);
    const site = new Site(maps);
    const verify = (anchor?: string) => auditVerify(site.world(site.guard()), { head: anchor });
    const { seq, digest } = entries[99] ?? head;
    expect((await verify(`${String(seq)}:${digest}`)).name).toBe('done');
    maps.maps.delete(`${auditName}-00000001`);
    expect(await verify()).toMatchObject({
      name: 'unhealthy',
      causes: ['entry 1-400 is missing'],
    });
    await expect(verify('1:2')).rejects.toThrow('is no SEQ:DIGEST');
  });

  test('where it is only wanted, a change goes on without', async () => {
    const maps = new Maps().rules('audit: wanted\n');
    maps.forbidden = [`create ${auditName}`];
    const site = new Site(maps);
    await (await admitted(site, maps)).begin();
    expect(site.said.join()).toContain("warning: the record of changes can't be written");
    maps.rules('audit: required\n');
    await refusal((await admitted(site, maps)).begin());
  });
});
