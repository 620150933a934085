import { describe, expect, test } from 'vitest';
import { judgeAnswers, sampleOf, sampleSize } from '../../../src/diagnosis/doctor/answers.ts';
import { judgeApi } from '../../../src/diagnosis/doctor/api.ts';
import {
  checkup,
  finding,
  lasting,
  type CheckFinding,
} from '../../../src/diagnosis/doctor/checkup.ts';
import { judgeClocks } from '../../../src/diagnosis/doctor/clocks.ts';
import {
  judgeControllers,
  type ControllerOnSite,
} from '../../../src/diagnosis/doctor/controllers.ts';
import { judgeCrds } from '../../../src/diagnosis/doctor/crds.ts';
import { judgeEnvs, type EnvsSeen } from '../../../src/diagnosis/doctor/envs.ts';
import { inOrder } from '../../../src/diagnosis/doctor/repair.ts';
import { rightsIn, wordsOf } from '../../../src/diagnosis/doctor/rights.ts';
import { judgeUserRights } from '../../../src/diagnosis/doctor/user-rights.ts';
import { controllerOf } from '../../../src/modules/controller.ts';
import type { KubeObject } from '../../../src/world.ts';
import { base } from './scenes.ts';

function codes(findings: readonly CheckFinding[]): string[] {
  return findings.map(({ status, code }) => `${status} ${code}`);
}

const v2Env = { ENABLE_HTTP_TUNNEL: 'true', CLIENT_ID: 'one' };

function controller(
  more: {
    env?: Record<string, string>;
    replicas?: number;
    available?: number;
    name?: string;
    namespace?: string;
    args?: string[];
    pods?: ControllerOnSite['pods'];
  } = {},
): ControllerOnSite {
  const { env = v2Env, replicas = 1, name = 'module-controller-pre', namespace = 'ops' } = more;
  const container = {
    image: 'registry.test/module-controller:v1',
    args: more.args ?? [],
    env: Object.entries(env).map(([key, value]) => ({ name: key, value })),
  };
  const object: KubeObject = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, uid: `uid-${name}` },
    spec: { replicas, template: { spec: { containers: [container] } } },
  };
  const installed = controllerOf(object);
  if (installed === undefined) throw new Error('no controller');
  const { available = replicas, pods = [] } = more;
  return { installed, available, readySince: undefined, pods };
}

describe('controllers', () => {
  test.each([
    { what: 'one that is well', given: [controller()], says: ['ok controller-ready'] },
    {
      what: 'scaled to 0',
      given: [controller({ replicas: 0 })],
      says: ['fail controller-scaled-down'],
    },
    {
      what: 'none ready',
      given: [controller({ available: 0 })],
      says: ['fail controller-not-ready'],
    },
    {
      what: 'several that do not know of each other',
      given: [controller({ replicas: 3, available: 2 })],
      says: ['warn controller-partly-ready', 'fail controller-each-alone'],
    },
    {
      what: 'several that do',
      given: [controller({ replicas: 3, env: { ...v2Env, IS_CLUSTER: 'true' } })],
      says: ['ok controller-ready'],
    },
    {
      what: 'no tunnel, and a new name at every start',
      given: [controller({ env: { ENABLE_HTTP_TUNNEL: 'false' } })],
      says: ['ok controller-ready', 'fail controller-no-tunnel', 'warn client-id-changes'],
    },
    {
      what: 'two of one environment',
      given: [controller(), controller({ namespace: 'other' })],
      says: ['ok controller-ready', 'ok controller-ready', 'fail controllers-fight'],
    },
    {
      what: 'two of different ones',
      given: [controller(), controller({ namespace: 'other', env: { ...v2Env, ENV: 'prod' } })],
      says: ['ok controller-ready', 'ok controller-ready'],
    },
    { what: 'none', given: [], says: ['fail controller-absent'] },
  ])('V2: $what', ({ given, says }) => {
    expect(codes(judgeControllers('v2', given, []))).toEqual(says);
  });

  test('V2: none that is a Deployment, and somebody tends the vnodes', () => {
    expect(codes(judgeControllers('v2', [], ['holder-1']))).toEqual(['warn controller-elsewhere']);
  });

  test('V1: two at a time, with and without an election', () => {
    const of = (args: string[]) =>
      controller({ env: {}, name: 'module-controller', replicas: 2, args });
    expect(codes(judgeControllers('v1', [of([])], []))).toContain('fail controller-each-alone');
    expect(codes(judgeControllers('v1', [of(['--leader-elect'])], []))).toEqual([
      'ok controller-ready',
    ]);
  });

  test('a pod is deleted only where that helps', () => {
    const pod = (name: string, trouble: string, stuck: boolean) => ({
      ...{ name, uid: name, trouble, stuck },
    });
    const pods = [pod('a', 'CrashLoopBackOff', true), pod('b', 'ImagePullBackOff', false)];
    const [found] = judgeControllers('v2', [controller({ available: 0, pods })], []);
    expect(found?.repairs).toEqual([
      { does: 'delete-pod', namespace: 'ops', name: 'a', uid: 'a', why: 'CrashLoopBackOff' },
    ]);
  });
});

describe('kinds', () => {
  const type = (kind: string, group = 'koupleless.io') => ({
    ...{ group, kind, version: 'v1alpha1', plural: `${kind.toLowerCase()}s`, namespaced: true },
  });
  const all = ['ModuleDeployment', 'ModuleReplicaSet', 'Module'].map((kind) => type(kind));
  const dialect = 'pause' as const;

  test.each([
    { types: all, v1: true, dialect, says: 'ok crds-there' },
    { types: all, v1: true, dialect: undefined, says: 'warn crd-dialect-assumed' },
    { types: all.slice(1), v1: false, dialect, says: 'fail crd-missing' },
    { types: [], v1: true, dialect, says: 'fail crds-absent' },
    { types: [], v1: false, dialect, says: 'skipped crds-not-needed' },
  ])('$says', ({ types, v1, dialect: known, says }) => {
    expect(codes([judgeCrds(types, { v1, dialect: known })])).toEqual([says]);
  });

  test('names what is missing, in the group that has most', () => {
    const older = type('Module', 'serverless.alipay.com');
    const { params } = judgeCrds([older, ...all.slice(0, 2)], { v1: true, dialect });
    expect(params).toMatchObject({ group: 'koupleless.io', kinds: 'Module' });
  });
});

describe('environments', () => {
  const well: EnvsSeen = {
    vnodes: [base(1).base, base(2).base],
    controllers: [controller().installed],
    tended: new Set(['vnode.10.0.0.1.dev', 'vnode.10.0.0.2.dev']),
    own: { env: 'dev', isSet: true },
    strays: [],
  };
  const prod = controller({ env: { ...v2Env, ENV: 'prod' } }).installed;

  test.each<{ given: Partial<EnvsSeen>; says: string[] }>([
    { given: {}, says: ['ok env-fits'] },
    { given: { controllers: [] }, says: ['ok env-fits'] },
    { given: { own: { env: 'prod', isSet: true } }, says: ['fail env-of-koupctl'] },
    { given: { own: { env: 'prod', isSet: false } }, says: ['warn env-of-koupctl'] },
    {
      given: { controllers: [prod], tended: new Set() },
      says: ['fail env-unattended', 'warn env-without-vnodes'],
    },
    { given: { controllers: [prod] }, says: ['warn env-unattended', 'warn env-without-vnodes'] },
    {
      given: { strays: [{ name: 'base-1', namespace: 'shop' }] },
      says: ['warn base-without-vnode'],
    },
    { given: { vnodes: [] }, says: [] },
  ])('$says', ({ given, says }) => {
    expect(codes(judgeEnvs({ ...well, ...given }))).toEqual(says);
  });
});

test('clocks: whoever is off by more than a write may take, each holder once', () => {
  const lease = (name: string, holder: string, ahead: number) => ({
    ...{ name, holder, ahead, renewedAt: 0, expiresAt: 0 },
  });
  const leases = [lease('a', 'one', 60_000), lease('b', 'one', 60_000), lease('c', 'two', 9_000)];
  expect(codes(judgeClocks(3_000, [lease('c', 'two', 9_000)]))).toEqual(['ok clocks-agree']);
  const found = judgeClocks(-86_400_000, leases);
  expect(codes(found)).toEqual(['warn clock-here', 'warn clock-there']);
  expect(found.map(({ params }) => params['seconds'])).toEqual([-86_400, 60]);
});

describe('bases', () => {
  const many = Array.from({ length: 100 }, (_, index) => base(index + 1).base);

  test('a sample from all over the list', () => {
    const names = sampleOf(many).map(({ ip }) => ip);
    expect(new Set(names).size).toBe(sampleSize);
    expect([names[0], names.at(-1)]).toEqual(['10.0.0.1', '10.0.0.100']);
    expect(sampleOf(many.slice(0, 3))).toHaveLength(3);
  });

  test.each([
    { silent: 0, says: 'ok bases-answer' },
    { silent: 1, says: 'warn bases-silent' },
    { silent: 3, says: 'fail bases-unreachable' },
  ])('$says', ({ silent, says }) => {
    const asked = [1, 2, 3].map((number) =>
      base(number, number <= silent ? { silent: 'connection refused' } : {}),
    );
    expect(codes(judgeAnswers({ asked, of: 3, direct: new Set() }))).toEqual([says]);
  });

  test('none', () => {
    expect(codes(judgeAnswers({ asked: [], of: 0, direct: new Set() }))).toEqual([
      'skipped nothing-to-ask',
    ]);
  });
});

describe('the rights of the user', () => {
  const here = rightsIn({ v1: false, v2: true });
  const asked = (may: (words: string) => boolean) =>
    here.map((right) => ({ right, allowed: may(wordsOf(right)) }));

  test('each is listed once, in lower case', () => {
    const keys = rightsIn({ v1: true, v2: true }).map(
      ({ where, ...right }) => `${wordsOf(right)} ${where}`,
    );
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.join()).toBe(keys.join().toLowerCase());
  });

  test('all', () => {
    expect(
      codes(
        judgeUserRights(
          asked(() => true),
          'shop',
        ),
      ),
    ).toEqual(['ok user-may']);
  });

  test('without one: what for', () => {
    const found = judgeUserRights(
      asked((words) => words !== 'create pods/eviction'),
      'shop',
    );
    expect(codes(found)).toEqual(['ok user-may', 'warn user-may-not']);
    expect(found[0]?.params['commands']).toContain('deploy');
    expect(found[1]?.params).toMatchObject({ what: 'create pods/eviction' });
    expect(found[1]?.params['commands']).toMatch(/^replace, deploy --kind/);
    expect(found[1]?.next).toEqual([
      'kubectl auth can-i create pods --subresource eviction -n shop',
    ]);
  });

  test('none', () => {
    const found = judgeUserRights(
      asked(() => false),
      'shop',
    );
    expect(codes(found).filter((one) => one.startsWith('fail'))).toEqual([
      'fail user-may-not-look',
    ]);
    // Each right is told once.
    const told = found.flatMap(({ evidence }) =>
      evidence.map((one) => `${one.object} ${one.field}`),
    );
    expect(new Set(told).size).toBe(told.length);
    expect(codes(found)).toContain('ok user-may-not-install');
  });
});

describe('the whole', () => {
  const fails = finding('env', 'fail', 'env-of-koupctl', { params: { env: 'prod' } });
  const warns = finding('clock', 'warn', 'clock-here');
  const well = finding('api', 'ok', 'api-reached');

  test('what fails comes first; a check without a finding was skipped', () => {
    const results = checkup([well, warns, fails]).map(({ check, status }) => `${check} ${status}`);
    expect(results.slice(0, 3)).toEqual(['env fail', 'clock warn', 'api ok']);
    expect(results).toContain('bases skipped');
  });

  test('what only one of two looks found is not told', () => {
    expect(lasting([], [well, fails])).toEqual([well]);
    expect(lasting([fails], [well])).toEqual([well]);
    expect(lasting([fails], [well, fails])).toEqual([well, fails]);
  });

  test('repairs: once each, leases when the controller is there', () => {
    const seen = { namespace: 'ops', name: 'c', uid: 'u' };
    const scale = { does: 'scale-up', to: 1, ...seen } as const;
    const lease = { does: 'delete-lease', resourceVersion: '1', holder: 'h', ...seen } as const;
    expect(inOrder([lease, scale, lease])).toEqual([scale, lease]);
  });

  test.each([
    { minor: 24, status: 'ok' },
    { minor: 23, status: 'fail' },
  ])('Kubernetes 1.$minor: $status', ({ minor, status }) => {
    const target = { context: 'c', server: 'https://s', user: 'u', namespace: 'shop' };
    const version = { major: 1, minor, gitVersion: `v1.${minor}.0` };
    expect(judgeApi(version, target, 'shop').status).toBe(status);
  });
});
