import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rightsIn, type Ability, type Right } from '../../src/diagnosis/doctor/rights.ts';
import type { ControlPlane } from '../bed/control-plane.ts';
import { checkup, statusOf, wrongIn } from './doctoring.ts';
import { Koupctl } from './koupctl.ts';
import { deployArgs, group, V1Rig } from './v1-rig.ts';
import { startV2Plane, V2Site } from './v2-site.ts';

const rbac = '/apis/rbac.authorization.k8s.io/v1';

/** A user who has these rights and no others, and koupctl as that user. */
async function userWith(
  plane: ControlPlane,
  namespace: string,
  name: string,
  rights: readonly Right[],
): Promise<Koupctl> {
  const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name }];
  for (const where of ['here', 'cluster', 'kube-node-lease', 'kube-system'] as const) {
    const own = rights.filter((right) => right.where === where);
    const rules = own.map((right) => ({
      apiGroups: [right.group === 'v1' ? group : right.group],
      resources: [right.resource],
      verbs: [right.verb],
      ...(right.name === undefined ? {} : { resourceNames: [right.name] }),
    }));
    const kind = where === 'cluster' ? 'ClusterRole' : 'Role';
    const within = where === 'here' ? namespace : where;
    const base = where === 'cluster' ? rbac : `${rbac}/namespaces/${within}`;
    const [roles, bindings] =
      where === 'cluster' ? ['clusterroles', 'clusterrolebindings'] : ['roles', 'rolebindings'];
    await plane.kube.create(`${base}/${roles}`, { metadata: { name }, rules });
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind, name };
    await plane.kube.create(`${base}/${bindings}`, { metadata: { name }, roleRef, subjects });
  }
  const path = await plane.writeKubeconfig(name, plane.issueUser(name), namespace);
  return new Koupctl(path, namespace);
}

/** `may not`, command by command, as doctor tells it. */
async function missing(koupctl: Koupctl, ...args: string[]): Promise<string[]> {
  const { said } = await checkup(koupctl, ...args);
  const { findings = [] } = said.checks.find(({ check }) => check === 'user-rights') ?? {};
  return findings.filter(({ code }) => code !== 'user-may').map(({ text }) => text);
}

async function expectDone(koupctl: Koupctl, args: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await koupctl.run(args);
  expect(code, `${args.join(' ')}\n${stdout}${stderr}`).toBe(0);
}

/** Rights that are missing for what an operator does. */
const ofWork = /→ .*\b(rollback|scale|replace|offline)\b|→ deploy(,|$)|not even/m;

const working: readonly Ability[] = ['look', 'deploy', 'rollback', 'scale', 'replace', 'offline'];

describe('V2', () => {
  let plane: ControlPlane;
  let site: V2Site;

  beforeAll(async () => {
    plane = await startV2Plane();
    site = await V2Site.start(plane, 'ward', { bases: 3 });
  });

  afterAll(async () => {
    await site?.stop();
    await plane?.stop();
  });

  test('with the rights of the list, and no others, koupctl can do its work', async () => {
    const rights = rightsIn({ v1: false, v2: true }, working);
    const operator = await userWith(plane, site.namespace, 'operator', rights);
    const lacking = (await missing(operator)).join('\n');
    expect(lacking).not.toMatch(ofWork);
    expect(lacking).toMatch(/list events.* → diagnose/);
    const deploy = (version: string, ...more: string[]): string[] =>
      site.deployArgs(version, '--yes', '--confirm', 'none', ...more);
    await expectDone(operator, deploy('1.0.0', '--replicas', '2'));
    await expectDone(operator, deploy('2.0.0', '--batch-size', '1'));
    await expectDone(operator, ['status', 'biz1']);
    await expectDone(operator, ['modules', '--live']);
    await expectDone(operator, ['history', 'biz1']);
    await expectDone(operator, ['rollback', 'biz1', '--yes', '--confirm', 'none']);
    expect(site.active('1.0.0')).toBe(2);
    await expectDone(operator, ['scale', 'biz1', '--replicas', '3', '--yes']);
    const ip = site.bench.bases.get(0).ip;
    await expectDone(operator, ['replace', 'biz1', '--base-ip', ip, '--yes']);
    await expectDone(operator, ['offline', 'biz1', '--yes']);
  });

  test('who may only look: told what for, and what could not be looked at; no fault', async () => {
    const rights = rightsIn({ v1: false, v2: true }, ['look']);
    const viewer = await userWith(plane, site.namespace, 'viewer', rights);
    const { said, code } = await checkup(viewer, '--env', site.bench.env);
    expect(wrongIn(said)).not.toContain('fail user-rights user-may-not-look');
    expect(wrongIn(said)).toContain('warn user-rights user-may-not');
    const told = (await missing(viewer)).join('\n');
    expect(told).toMatch(/patch deployments\.apps.* → deploy, rollback, scale/);
    expect(statusOf(said, 'controllers')).toBe('skipped');
    expect(JSON.stringify(said)).toContain('may not list deployments');
    expect(statusOf(said, 'bases')).toBe('ok');
    expect(code).toBe(0);
    for (const args of [['modules'], ['modules', '--live']]) await expectDone(viewer, args);
  });

  test('who may nothing: it is that', async () => {
    const path = await plane.writeKubeconfig('limited', { token: plane.tokens.limited });
    const { said, code } = await checkup(new Koupctl(path, site.namespace));
    expect(wrongIn(said)).toContain('fail user-rights user-may-not-look');
    expect(said.message).toContain('nothing works, not even modules, status, history');
    expect(code).toBe(12);
  });
});

describe('V1', () => {
  let rig: V1Rig;

  beforeAll(async () => {
    rig = await V1Rig.start();
  });

  afterAll(async () => {
    await rig?.stop();
  });

  test('with the rights of the list, and no others, koupctl can do its work', async () => {
    const { site } = await rig.siteWith('ward', 4);
    const rights = rightsIn({ v1: true, v2: false }, working);
    const operator = await userWith(rig.plane, site.namespace, 'operator', rights);
    expect((await missing(operator, 'v1')).join('\n')).not.toMatch(ofWork);
    const steps = ['--confirm', 'none', '--batches', '2'];
    await expectDone(operator, deployArgs('1.0.0', '--replicas', '2', ...steps));
    await expectDone(operator, deployArgs('2.0.0', ...steps));
    await expectDone(operator, ['status', 'stock']);
    await expectDone(operator, ['rollback', 'stock', '--yes', '--confirm', 'none']);
    await expectDone(operator, ['scale', 'stock', '--replicas', '4', '--yes']);
    const [module] = site.view.modules;
    const ip = module?.metadata.labels?.[`${group}/base-instance-ip`] ?? '';
    await expectDone(operator, ['replace', 'stock', '--base-ip', ip, '--yes']);
    await expectDone(operator, ['replace', 'stock', '--base-ip', ip, '--in-place', '--yes']);
    await expectDone(operator, ['offline', 'stock', '--yes']);
  });
});
