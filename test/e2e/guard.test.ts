import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ControlPlane } from '../bed/control-plane.ts';
import type { KubeObj } from '../bed/kube.ts';
import { until } from '../bed/until.ts';
import { Koupctl, Run, type Result } from './koupctl.ts';
import { startV2Plane, V2Site } from './v2-site.ts';

const maps = '/api/v1/namespaces/kube-system/configmaps';
const rbac = '/apis/rbac.authorization.k8s.io/v1';

let plane: ControlPlane;
let site: V2Site;
let folder: string;
/** A second person, who may do everything too. */
let bert: Koupctl;

beforeAll(async () => {
  plane = await startV2Plane();
  site = await V2Site.start(plane, 'guarded', { bases: 4 });
  folder = await mkdtemp(join(tmpdir(), 'koupctl-guard-'));
  await plane.kube.create(`${rbac}/clusterrolebindings`, {
    metadata: { name: 'bert' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'bert' }],
  });
  const path = await plane.writeKubeconfig('bert', plane.issueUser('bert'), site.namespace);
  bert = new Koupctl(path, site.namespace);
  await until('the rights of bert', async () => (await bert.run(['modules'])).code === 0);
  await site.settle('1.0.0', 2);
  await site.settle('2.0.0', 2);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await site?.stop();
  await plane?.stop();
});

afterEach(async () => {
  await plane.kube.delete(`${maps}/koupctl-rules`).catch(() => undefined);
});

async function rule(text: string): Promise<void> {
  await plane.kube.create(maps, {
    metadata: { name: 'koupctl-rules' },
    data: { 'rules.yaml': `zone: Asia/Shanghai\n${text}` },
  });
}

/** In a folder with a koupctl.yaml that says this. */
async function inFolder(text: string, args: readonly string[]): Promise<Result> {
  await writeFile(join(folder, 'koupctl.yaml'), text);
  const env = { KUBECONFIG: plane.kubeconfigPath, KOUPCTL_NAMESPACE: site.namespace };
  return await new Run(args, { env, cwd: folder }).done;
}

const always = 'freezes:\n  - name: closing\n    at: [daily]\n';
const deploy = (version: string, ...more: string[]): string[] =>
  site.deployArgs(version, '--yes', '--confirm', 'none', ...more);

async function data(name: string): Promise<Record<string, string>> {
  return ((await plane.kube.get(`${maps}/${name}`)) as KubeObj & { data: Record<string, string> })
    .data;
}

describe('a frozen window', () => {
  test('stops every write of every command, and nothing that looks', async () => {
    await rule(always);
    const before = await site.deployment();
    const ip = site.bench.bases.get(0).ip;
    const base = ['--base-ip', ip, '--yes'];
    for (const args of [
      deploy('3.0.0'),
      ['rollback', 'biz1', '--yes'],
      ['scale', 'biz1', '--replicas', '3', '--yes'],
      ['offline', 'biz1', '--yes'],
      ['install', 'v2', '--image', 'r.test/c:v1', '-n', site.namespace, '--yes'],
      ['biz', 'install', '--url', 'http://jars.invalid/biz9-1-ark-biz.jar', '--force', ...base],
    ]) {
      const { code, stderr } = await site.koupctl.run(args);
      expect(stderr, args.join(' ')).toContain(
        'changes are frozen (rule closing, kube-system/koupctl-rules:rules.yaml:3:5)',
      );
      expect(stderr).toContain('does not open within two years');
      expect(code, stderr).toBe(4);
    }
    const after = await site.deployment();
    expect(after.metadata.resourceVersion).toBe(before.metadata.resourceVersion);
    expect((await site.koupctl.run(['status', 'biz1'])).code).toBe(0);
    const foretold = 'the change rules would refuse it now: changes are frozen (rule closing, ';
    for (const args of [
      deploy('3.0.0', '--dry-run'),
      ['plan', ...site.deployArgs('3.0.0').slice(1)],
    ]) {
      const { code, stderr } = await site.koupctl.run(args);
      expect(stderr).toContain(foretold);
      expect(code).toBe(0);
    }
    const check = await site.koupctl.run(['guard', 'check', 'deploy', '-o', 'json']);
    expect(JSON.parse(check.stdout)).toMatchObject({
      items: [{ command: 'deploy', verdict: 'closed', rule: 'closing', code: 'frozen' }],
    });
    expect(check.code).toBe(4);
  });

  test('the stricter of both counts, and where it opens is said', async () => {
    const lax = 'rules:\n  emergency: allowed\n';
    const own = `${lax}  zone: UTC\n  freezes:\n    - name: year\n      at: 2020-01-01/2999-12-31\n`;
    const file = await inFolder(own, deploy('3.0.0'));
    expect(file.stderr).toContain('changes are frozen (rule year, koupctl.yaml:5:7)');
    expect(file.code).toBe(4);
    await rule(always);
    const hurried = await inFolder(lax, deploy('3.0.0', '--emergency', 'the site is down'));
    expect(hurried.stderr).toContain('an emergency does not pass these rules');
    expect(hurried.code).toBe(4);
    await plane.kube.mergePatch(`${maps}/koupctl-rules`, { data: { 'rules.yaml': 'zone: [' } });
    const broken = await site.koupctl.run(deploy('3.0.0'));
    expect(broken.stderr).toMatch(
      /koupctl-rules can't be read.*\n.*rules\.yaml:1:8: not valid YAML/,
    );
    expect(broken.code).toBe(4);
  });
});

describe('four eyes', () => {
  test('one plan, approved by another person, recorded from its begin to its end', async () => {
    await rule(
      'audit: required\nemergency: allowed\napprovals:\n  - name: four-eyes\n    commands: deploy\n',
    );
    const alone = await site.koupctl.run(deploy('3.0.0', '--reason', 'CHG-7'));
    expect(alone.stderr).toContain('others have to approve this very plan (0/1 so far');
    expect(alone.code).toBe(4);
    const digest = /koupctl approve ([0-9a-f]{16})/.exec(alone.stderr)?.[1] ?? '';
    const own = await site.koupctl.run(['approve', digest, '--yes']);
    expect(own.stderr).toMatch(/has planned this: another person has to approve it/);
    expect(own.code).toBe(4);
    const listed = await bert.run(['approve']);
    expect(listed.stdout).toContain(digest);
    const approved = await bert.run(['approve', digest, '--yes']);
    expect(approved.stderr).toContain('biz1-3.0.0-ark-biz.jar');
    expect(approved.stderr).toContain(`bert approves plan ${digest}`);
    expect(approved.code).toBe(0);
    // Another plan than the one that was approved.
    const other = await site.koupctl.run(deploy('3.0.0', '--batches', '2'));
    expect(other.stderr).toContain('others have to approve this very plan (0/1 so far');
    expect(other.code).toBe(4);
    const done = await site.koupctl.run(deploy('3.0.0', '--reason', 'CHG-7'));
    expect(done.code, done.stderr).toBe(0);
    expect(site.active('3.0.0')).toBe(2);
    const { stdout } = await site.koupctl.run(['audit', 'biz1', '-o', 'json']);
    expect((JSON.parse(stdout) as { items: unknown[] }).items).toMatchObject([
      { event: 'approved', command: 'approve', by: 'bert', outcome: 'done' },
      { event: 'begun', command: 'deploy', version: '3.0.0', approvedBy: 'bert', reason: 'CHG-7' },
      { event: 'ended', command: 'deploy', version: '3.0.0', outcome: 'done' },
    ]);
  });

  test('an emergency passes, and is recorded; an entry that is edited is found', async () => {
    await rule('audit: required\nemergency: allowed\napprovals:\n  - name: four-eyes\n');
    const args = ['scale', 'biz1', '--replicas', '3', '--yes'];
    expect((await site.koupctl.run(args)).code).toBe(4);
    const hurried = await site.koupctl.run([...args, '--emergency', 'out of stock']);
    expect(hurried.stderr).toContain('emergency: passing four-eyes; it is recorded');
    expect(hurried.code, hurried.stderr).toBe(0);
    const { stdout } = await site.koupctl.run(['audit', 'biz1', '-o', 'wide']);
    expect(stdout).toContain('out of stock (four-eyes)');
    const whole = await site.koupctl.run(['audit', 'verify']);
    expect(whole.stderr).toContain('the record is whole');
    expect(whole.code).toBe(0);
    const entries = await data('koupctl-audit');
    const [key, text] = Object.entries(entries).find(([, value]) => /scale/.test(value)) ?? [];
    await plane.kube.mergePatch(`${maps}/koupctl-audit`, {
      data: { [key ?? '']: (text ?? '').replace('out of stock', 'nothing much') },
    });
    const edited = await site.koupctl.run(['audit', 'verify']);
    expect(edited.stderr).toMatch(/entry \d+ was changed/);
    expect(edited.code).toBe(12);
    await plane.kube.mergePatch(`${maps}/koupctl-audit`, { data: { [key ?? '']: null } });
    const gone = await site.koupctl.run(['audit', 'verify', '--lang', 'zh']);
    expect(gone.stderr).toMatch(/缺少第 \d+ 条/);
    expect(gone.code).toBe(12);
  });
});
