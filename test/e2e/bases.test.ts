import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { SimulatedActuator } from '../bed/simulated-actuator.ts';
import { LiveFleet, mebi, twinNode } from './live-fleet.ts';

let fleet: LiveFleet;

beforeAll(async () => {
  fleet = await LiveFleet.start();
  await fleet.trouble();
});

afterAll(async () => {
  await fleet?.stop();
});

describe('koupctl bases', () => {
  interface Base {
    readonly name: string;
    readonly findings: { code: string }[];
    readonly [field: string]: unknown;
  }

  async function list(code: number, ...args: string[]): Promise<Base[]> {
    const run = await fleet.koupctl.run(['bases', '-o', 'json', ...args]);
    expect(run.code, run.stderr).toBe(code);
    const document = JSON.parse(run.stdout) as { kind: string; items: Base[] };
    expect(document.kind).toBe('BaseList');
    return document.items;
  }

  test('a base with all that is known of it', async () => {
    const [base] = await list(0, '--base', fleet.node('fine'));
    const { ip, hostName } = fleet.base('fine');
    expect(base).toEqual({
      world: 'v2',
      name: fleet.node('fine'),
      namespace: '',
      ip,
      port: 1238,
      baseName: 'base',
      version: '1.0.0',
      clusterName: 'default',
      env: 'dev',
      node: fleet.node('fine'),
      pod: hostName,
      ready: true,
      leaseAgeSeconds: expect.any(Number),
      answered: true,
      modules: { activated: 2 },
      kubernetesModules: 2,
      metaspace: { used: 120 * mebi, max: 150 * mebi, left: 30 * mebi },
      heap: { used: 97 * mebi, max: 512 * mebi, left: 415 * mebi },
      health: null,
      upSeconds: expect.any(Number) as number,
      javaVersion: '17.0.12',
      capacity: null,
      freeFor: null,
      findings: [],
    });
  });

  test('what is wrong with each; one that does not answer is a row, not a failure', async () => {
    const all = await list(0);
    const codes = (name: string) => {
      const found = all.find((base) => base.name === name)?.findings ?? [];
      return found.map(({ code }) => code);
    };
    expect(codes(fleet.node('fine'))).toEqual([]);
    expect(codes(fleet.node('dead'))).toEqual(['unreachable']);
    expect(codes(fleet.node('restarted'))).toEqual(['disagrees']);
    expect(codes(fleet.node('byHand'))).toEqual(['metaspace-high', 'disagrees']);
    expect(codes(fleet.node('otherVersion'))).toEqual(['disagrees']);
    expect(codes(fleet.node('hanging'))).toEqual(['unreachable']);
    expect(codes(fleet.node('broken'))).toEqual(['module-broken']);
    expect(codes(fleet.node('notReady'))).toEqual(['disagrees']);
    expect(codes(twinNode)).toEqual(expect.arrayContaining(['lease-expired', 'disagrees']));
    const byHand = all.find((base) => base.name === fleet.node('byHand'));
    expect(byHand?.findings).toContainEqual({
      code: 'disagrees',
      modules: { 'orphan-on-base': 2 },
    });
  });

  test('--unhealthy shows those alone, with exit code 12', async () => {
    const faulty = await list(12, '--unhealthy');
    expect(faulty).toHaveLength(fleet.count);
    expect(faulty.map(({ name }) => name)).not.toContain(fleet.node('fine'));
    const fine = await fleet.koupctl.run(['bases', '--unhealthy', '--base', fleet.node('fine')]);
    expect(fine).toEqual({ code: 0, stdout: '', stderr: 'nothing is wrong with the base\n' });
  });

  test('for people, in both languages', async () => {
    const en = await fleet.koupctl.run(['bases', '--base', fleet.node('byHand'), '--unhealthy']);
    expect(en.stdout).toMatch(
      /^BASE +IP +NAME +VERSION +READY +LEASE +MODULES +METASPACE +HEAP +FINDINGS\n/,
    );
    expect(en.stdout).toMatch(/3 activated \(Kubernetes: 1\) +140 MiB, 10 left +97 MiB, 415 left/);
    expect(en.stdout).toContain('metaspace 93% full; Kubernetes disagrees: 2 orphan on base');
    expect(en.stderr).toContain('unhealthy: something is wrong with 1 of 1 bases');
    const zh = await fleet.koupctl.run(['bases', '--base', fleet.node('byHand'), '--lang', 'zh']);
    expect(zh.stdout).toContain('元空间已用 93%');
    const names = await fleet.koupctl.run(['bases', '-o', 'name', '--base', fleet.node('fine')]);
    expect(names.stdout).toBe(`node/${fleet.node('fine')}\n`);
  });

  test('--health asks actuators: UP, DOWN with why, ? where none answers', async () => {
    const [fine, broken] = [fleet.base('byHand'), fleet.base('broken')];
    const one = await SimulatedActuator.start({ ip: fine.ip }, () => fine.bizList);
    const { port } = one;
    const other = await SimulatedActuator.start({ ip: broken.ip, port }, () => broken.bizList);
    onTestFinished(async () => {
      await Promise.all([one.stop(), other.stop()]);
    });
    const args = ['--health', '--actuator-port', String(port)];
    const all = await list(0, ...args);
    const health = (name: string) => all.find((base) => base.name === name)?.['health'];
    expect(health(fleet.node('byHand'))).toEqual({ status: 'UP', why: '' });
    expect(health(fleet.node('broken'))).toMatchObject({
      status: 'DOWN',
      why: expect.stringContaining('biz3:3.0.0') as string,
    });
    expect(health(fleet.node('restarted'))).toMatchObject({
      status: '',
      why: expect.stringContaining('connection refused') as string,
    });
    const table = await fleet.koupctl.run(['bases', ...args]);
    expect(table.stdout).toMatch(/^BASE .* HEALTH +FINDINGS\n/);
    expect(table.stdout).toMatch(/ DOWN +.*health DOWN: .*biz3:3\.0\.0/);
    expect(table.stdout).toMatch(/ \? /);
  });

  test('which are free for a module', async () => {
    const { stderr } = await fleet.koupctl.run(['bases', '--module', 'biz3', '-o', 'table']);
    expect(stderr).toMatch(/biz3: free on \d+ of 9 bases\n/);
    const all = await list(0, '--module', 'biz1');
    expect(all.find(({ name }) => name === fleet.node('fine'))?.['freeFor']).toBe(false);
  });
});
