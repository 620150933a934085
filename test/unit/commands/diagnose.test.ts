import { describe, expect, test } from 'vitest';
import { diagnose, type DiagnoseInput } from '../../../src/commands/diagnose.ts';
import type { KubeObject } from '../../../src/world.ts';
import { biz1On, DiagnosedWorld, stockOn, vnode, vnodeLease } from './diagnosed-world.ts';

const runs = ['biz1:2.0.0 activated'];
const numbers = [1, 2, 3];
const ground = numbers.flatMap((number) => [vnode(number), vnodeLease(number)]);

function about(name: string, more: Partial<DiagnoseInput> = {}): DiagnoseInput {
  return { namespace: undefined, about: { name }, ask: false, yes: false, ...more };
}

function basesWith(first: readonly string[] | string, others: readonly string[] | string = runs) {
  return { '10.0.0.1': first, '10.0.0.2': others, '10.0.0.3': others };
}

describe('a V2 workload', () => {
  test('that is well', async () => {
    const site = new DiagnosedWorld({ objects: [...ground, ...biz1On(3)], bases: basesWith(runs) });
    const end = await diagnose(site.world, about('biz1'));
    expect(site.codes).toEqual([]);
    expect(end).toMatchObject({ name: 'done' });
    expect(site.lines).toEqual([
      'Deployment shop/biz1: nothing is wrong; 3 place(s) looked at, 3 base(s) asked',
    ]);
    expect(site.said).toEqual([]);
  });

  test('whose install left no trace on one of three', async () => {
    const objects = [...ground, ...biz1On(3, false)];
    const site = new DiagnosedWorld({ objects, bases: basesWith([], runs) });
    const end = await diagnose(site.world, about('deployment/biz1'));
    expect(end).toMatchObject({
      name: 'unhealthy',
      next: ['koupctl diagnose deployment/biz1 -n shop --ask'],
    });
    expect(site.codes).toEqual(['install-left-no-trace']);
    const text = site.lines.join('\n');
    expect(text).toContain('  1. likely vnode.10.0.0.1.dev does not list biz1:2.0.0');
    expect(text).toContain('seen: base 10.0.0.1: queryAllBiz: no module');
    expect(text).toContain('compare: 2 of 3 bases are fine; not vnode.10.0.0.1.dev');
    expect(site.installs).toEqual([]);
  });

  test('all alike: the package', async () => {
    const site = new DiagnosedWorld({
      objects: [...ground, ...biz1On(3, false)],
      bases: basesWith(['biz1:2.0.0 broken'], ['biz1:2.0.0 broken']),
      language: 'zh',
    });
    await diagnose(site.world, about('biz1'));
    expect(site.codes).toEqual(['module-throws']);
    expect(site.lines.join('\n')).toContain('全部 3 个基座都一样：问题在包，不在某个基座');
  });

  test('what is gone at the second look was only passing', async () => {
    const objects = [...ground, ...biz1On(3)];
    const site = new DiagnosedWorld({ objects, bases: basesWith('connection refused') });
    site.meanwhile = () => (site.bases = basesWith(runs));
    const end = await diagnose(site.world, about('biz1'));
    expect(site.said).toEqual(['something looks wrong; looking once more, as it may be passing']);
    expect(end.name).toBe('done');
  });

  test('an orphan on a base that has none of its pods', async () => {
    const objects = [...ground, ...biz1On(2)];
    const bases = { ...basesWith(runs), '10.0.0.3': ['biz1:1.0.0 activated'] };
    const site = new DiagnosedWorld({ objects, bases });
    await diagnose(site.world, about('biz1'));
    expect(site.codes).toEqual(['orphan']);
  });

  test('what the user may not read is told, and is no cause', async () => {
    const forbidden = ['Lease', 'Event', 'ClusterRole', 'Pod*', 'Deployment*'];
    const objects = [...ground, ...biz1On(2)];
    const bases = { ...basesWith(runs), '10.0.0.3': ['biz1:1.0.0 activated'] };
    const site = new DiagnosedWorld({ objects, bases, forbidden });
    const end = await diagnose(site.world, about('biz1'));
    expect(end.name).toBe('done');
    expect(site.document.unread.map(({ what }: { what: string }) => what).sort()).toEqual([
      'controllers',
      'events',
      'leases',
      'pods',
      'roles',
    ]);
    expect(site.lines.join('\n')).toContain('not looked at: the leases of the vnodes');
  });

  test('nobody renews the leases', async () => {
    const leases = numbers.map((number) => vnodeLease(number, -60));
    const objects = [...numbers.map(vnode), ...leases, ...biz1On(3)];
    const site = new DiagnosedWorld({ objects, bases: basesWith(runs) });
    await diagnose(site.world, about('biz1'));
    expect(site.codes).toEqual(['controller-dead']);
  });

  test('the record names the rollout that stands, and where the last one failed', async () => {
    const objects = [...ground, ...biz1On(3, false), record(['vnode.10.0.0.1.dev'])];
    const site = new DiagnosedWorld({ objects, bases: basesWith(['biz1:2.0.0 broken']) });
    await diagnose(site.world, about('biz1'));
    expect(site.codes).toEqual(['module-throws', 'rollout-stands']);
    const text = site.lines.join('\n');
    expect(site.lines[1]).toContain(
      "koupctl's rollout to 2.0.0, begun by ann, stands: koupctl attach",
    );
    expect(text).toContain('vnode.10.0.0.1.dev failed the last release too: look at the base');
  });
});

/** koupctl's own memory of biz1: a rollout that is open, and one before that failed on these bases. */
function record(failedOn: readonly string[]): KubeObject {
  const module = { name: 'biz1', version: '2.0.0', url: 'http://x' };
  const current = {
    version: 1,
    id: 'r2',
    phase: 'rolling',
    workload: { kind: 'Deployment', name: 'biz1', uid: 'd1' },
    module,
    who: 'ann',
    outcomes: [],
    startedAt: '2026-01-01T10:00:00Z',
  };
  const before = {
    id: 'r1',
    phase: 'abandoned',
    module: { ...module, version: '1.5.0' },
    failedOn,
  };
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'koupctl.deployment.biz1',
      namespace: 'shop',
      uid: 'c',
      resourceVersion: '1',
    },
    data: { record: JSON.stringify({ current, history: [before] }) },
  };
}

describe('asking the bases again', () => {
  const lost = () => ({
    objects: [...ground, ...biz1On(3, false)],
    bases: basesWith([], []),
    reply: { success: false, code: 'FAILED', reason: 'FileNotFoundException: http://jars.test' },
  });

  test('nobody there to agree: refused, and what is known is told', async () => {
    const site = new DiagnosedWorld(lost());
    const end = await diagnose(site.world, about('biz1', { ask: true }));
    expect(end.name).toBe('refused');
    expect(site.codes).toEqual(['install-left-no-trace']);
    expect(site.installs).toEqual([]);
    expect(site.said.join('\n')).toContain('is asked to install biz1:2.0.0 once more');
  });

  test('--ask --yes: three bases at most, and the cause is their answer', async () => {
    const site = new DiagnosedWorld(lost());
    const end = await diagnose(site.world, about('biz1', { ask: true, yes: true }));
    expect(site.installs).toHaveLength(3);
    expect(site.codes[0]).toBe('bad-url');
    expect(end.message).toContain('FileNotFoundException');
  });

  test('a person at a terminal is asked without --ask, and may decline', async () => {
    const no = new DiagnosedWorld({ ...lost(), agrees: false });
    expect((await diagnose(no.world, about('biz1'))).name).toBe('unhealthy');
    expect(no.installs).toEqual([]);
    const yes = new DiagnosedWorld({ ...lost(), agrees: true });
    await diagnose(yes.world, about('biz1'));
    expect(yes.codes[0]).toBe('bad-url');
  });

  test('--yes alone asks no base', async () => {
    const site = new DiagnosedWorld(lost());
    await diagnose(site.world, about('biz1', { yes: true }));
    expect(site.installs).toEqual([]);
  });

  test('where nothing failed there is nothing to ask', async () => {
    const site = new DiagnosedWorld({
      ...lost(),
      objects: [...ground, ...biz1On(3)],
      bases: basesWith(runs),
    });
    const end = await diagnose(site.world, about('biz1', { ask: true, yes: true }));
    expect(site.said).toEqual(['there is no failed install to repeat']);
    expect(end.name).toBe('done');
  });
});

describe('a V1 workload', () => {
  const well = basesWith(['stock:2.0.0'], ['stock:2.0.0']);

  test('that is well', async () => {
    const site = new DiagnosedWorld({ objects: stockOn(3), bases: well });
    expect((await diagnose(site.world, about('stock'))).name).toBe('done');
    expect(site.codes).toEqual([]);
  });

  test('whose install was refused', async () => {
    const site = new DiagnosedWorld({ objects: stockOn(3, 'Upgrading'), bases: basesWith([], []) });
    await diagnose(site.world, about('stock'));
    expect(site.codes).toEqual(['v1-stuck-upgrading']);
  });

  test('whose jar is another module', async () => {
    const objects = stockOn(3, 'Upgrading');
    const site = new DiagnosedWorld({
      objects,
      bases: basesWith(['other:2.0.0'], ['stock:2.0.0']),
    });
    await diagnose(site.world, about('stock'));
    expect(site.codes[0]).toBe('name-mismatch');
  });

  test('beside one without labels, of a namespace that may not be read', async () => {
    const [bare] = stockOn(0);
    const metadata = { ...bare!.metadata, name: 'bare', namespace: 'other' };
    const { labels: _labels, ...unlabelled } = metadata;
    const objects = [...stockOn(3), { ...bare!, metadata: unlabelled }];
    const site = new DiagnosedWorld({ objects, bases: well });
    await diagnose(site.world, about('stock'));
    expect(site.codes).toEqual(['v1-no-labels']);
    const narrow = new DiagnosedWorld({ objects, bases: well, forbidden: ['ModuleDeployment*'] });
    await diagnose(narrow.world, about('stock'));
    expect(narrow.codes).toEqual([]);
  });
});

describe('a base', () => {
  const base = (ip: string): DiagnoseInput => about('', { about: { ip, name: undefined } });

  test('of V2, with all that is on it', async () => {
    const objects = [...ground, ...biz1On(3)];
    const bases = basesWith(['web:1.0.0 activated']);
    const site = new DiagnosedWorld({ objects, bases });
    await diagnose(site.world, base('10.0.0.1'));
    expect(site.codes.sort()).toEqual(['base-restarted', 'orphan']);
    await diagnose(site.world, base('10.0.0.2'));
    expect(site.codes).toEqual([]);
    const named = about('', { about: { ip: undefined, name: 'vnode.10.0.0.1.dev' } });
    await diagnose(site.world, named);
    expect(site.codes.length).toBe(2);
  });

  test('of V1', async () => {
    const objects = stockOn(3);
    const site = new DiagnosedWorld({ objects, bases: basesWith([], ['stock:2.0.0']) });
    await diagnose(site.world, base('10.0.0.1'));
    expect(site.codes).toEqual(['base-restarted']);
    await diagnose(site.world, base('10.0.0.2'));
    expect(site.codes).toEqual([]);
  });

  test('whose node is gone, while a pod still names it', async () => {
    const objects = [vnode(2), vnodeLease(2), ...biz1On(2)];
    const site = new DiagnosedWorld({ objects, bases: basesWith('connection refused') });
    await diagnose(site.world, base('10.0.0.1'));
    expect(site.codes).toEqual(['base-gone']);
  });

  test('that nobody knows', async () => {
    const site = new DiagnosedWorld({ objects: ground, bases: {} });
    await expect(diagnose(site.world, base('10.9.9.9'))).rejects.toThrow(
      'no base is known as 10.9.9.9',
    );
  });
});
