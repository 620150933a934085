import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ControlPlane } from '../bed/control-plane.ts';
import { paths } from '../bed/kube.ts';
import { until } from '../bed/until.ts';
import {
  apply,
  diagnosis,
  firstCause,
  moduleWorkload,
  onBases,
  tolerations,
  untilReady,
  type ModuleWorkload,
} from './diagnosing.ts';
import { Koupctl } from './koupctl.ts';
import { startV2Plane, V2Site } from './v2-site.ts';

let plane: ControlPlane;
let site: V2Site;

const jars = {
  'http://jars.invalid/twice-1.0.0-ark-biz.jar': {
    webContextPath: 'ready',
    outcome: { throws: 'Child name [/ready] is not unique' },
  },
  'http://jars.invalid/renamed-1.0.0-ark-biz.jar': { bizName: 'stranger' },
  'http://jars.invalid/plain-1.0.0-ark-biz.jar': { outcome: 'not-a-biz' as const },
};

beforeAll(async () => {
  plane = await startV2Plane();
});

afterAll(async () => {
  await site?.stop();
  await plane?.stop();
});

test('there is no base at all', async () => {
  await plane.createNamespace('baseless');
  await apply(plane.kube, 'baseless', moduleWorkload({ name: 'lonely', env: 'dev' }));
  await firstCause(new Koupctl(plane.kubeconfigPath, 'baseless'), 'no-bases', 'lonely');
});

describe('workloads beside one that is well', () => {
  const own = (name: string): Omit<ModuleWorkload, 'env'> => ({ name });
  const cases: readonly (readonly [string, Omit<ModuleWorkload, 'env'>])[] = [
    [
      'install-left-no-trace',
      { name: 'lost', url: 'http://jars.invalid/lost-missing-1.0.0-ark-biz.jar' },
    ],
    ['bad-url', { name: 'schemeless', url: 'jars.invalid/schemeless-1.0.0-ark-biz.jar' }],
    [
      'module-throws',
      { name: 'faulty', url: 'http://jars.invalid/faulty-throws-1.0.0-ark-biz.jar' },
    ],
    ['context-path-twice', { ...own('twice') }],
    [
      'wrong-label',
      { name: 'elsewhere', podSpec: { affinity: { nodeAffinity: onBases('other') } } },
    ],
    ['wrong-env', { name: 'abroad', podSpec: { tolerations: tolerations('nowhere') } }],
    ['untolerated-taint', { name: 'intolerant', podSpec: { tolerations: [] } }],
    ['no-free-base', { name: 'many', replicas: 5 }],
    ['never-picked-up', { name: 'unseen', podLabels: {} }],
    ['min-ready-seconds', { name: 'minready', spec: { minReadySeconds: 5 } }],
    ['short-grace-period', { name: 'hasty', podSpec: { terminationGracePeriodSeconds: 1 } }],
    ['node-loss-toleration', { name: 'fickle', podSpec: { tolerations: [] } }],
    ['paused', { name: 'halted' }],
    ['creation-forbidden', { name: 'homeless', podSpec: { serviceAccountName: 'nobody' } }],
  ];

  beforeAll(async () => {
    site = await V2Site.start(plane, 'causes', { bases: 4, base: { jars } });
    const { env } = site.bench;
    const ready = await apply(
      plane.kube,
      site.namespace,
      moduleWorkload({ name: 'ready', env, replicas: 4 }),
    );
    await untilReady(plane.kube, ready, 4);
    for (const [code, wanted] of cases) {
      const object = moduleWorkload({ ...wanted, env });
      if (code === 'node-loss-toleration')
        object.spec.template.spec.tolerations = tolerations(env).slice(0, 3);
      const path = await apply(plane.kube, site.namespace, object);
      if (code === 'paused') await pauseWithChange(path);
    }
  });

  async function pauseWithChange(path: string): Promise<void> {
    await untilReady(plane.kube, path, 1);
    const annotations = { changed: 'yes' };
    await plane.kube.mergePatch(path, {
      spec: { paused: true, template: { metadata: { annotations } } },
    });
  }

  test.each(cases)('%s', async (code, { name }) => {
    await firstCause(site.koupctl, code, name);
  });

  test('nothing is wrong with the one that is well', async () => {
    const { said, code } = await diagnosis(site.koupctl, 'ready');
    expect(said.causes).toEqual([]);
    expect(code).toBe(0);
  });

  test('--ask: the base says why, which nothing else does', async () => {
    await firstCause(site.koupctl, 'install-left-no-trace', 'lost');
    const refused = await site.koupctl.run(['diagnose', 'lost', '--ask']);
    expect(refused.stderr).toContain('no base was asked to repeat an install');
    expect(refused.code).toBe(4);
    const said = await firstCause(site.koupctl, 'bad-url', 'lost', '--ask', '--yes');
    expect(said.causes[0]?.text).toContain('FileNotFoundException');
    const broken = await firstCause(site.koupctl, 'module-throws', 'faulty', '--ask', '--yes');
    expect(broken.causes[0]?.text).toContain('stock table missing');
  });

  test('--ask: the jar is another module than the container says', async () => {
    const { env } = site.bench;
    const object = moduleWorkload({ name: 'renamed', env });
    await apply(plane.kube, site.namespace, object);
    const said = await firstCause(site.koupctl, 'name-mismatch', 'renamed', '--ask', '--yes');
    expect(said.causes[0]?.text).toContain('stranger');
  });

  test('--ask: what the url gives is no module', async () => {
    const object = moduleWorkload({ name: 'plain', env: site.bench.env });
    await apply(plane.kube, site.namespace, object);
    await firstCause(site.koupctl, 'not-a-module', 'plain', '--ask', '--yes');
  });

  test('people read it, in their language', async () => {
    const en = await site.koupctl.run(['diagnose', 'abroad']);
    expect(en.stdout).toContain('tolerate bases of the environment nowhere');
    expect(en.stdout).toMatch(/seen: .*pod\/abroad-.*: spec\.tolerations/);
    expect(en.stdout).toContain('next: koupctl lint -f FILE');
    const zh = await site.koupctl.run(['diagnose', 'abroad', '--lang', 'zh']);
    expect(zh.stdout).toContain('Pod 容忍的是环境 nowhere 的基座');
    expect(zh.code).toBe(12);
  });

  test('a quota, and a user who may not read all of it', async () => {
    await plane.createNamespace('narrow');
    await plane.kube.create('/api/v1/namespaces/narrow/resourcequotas', {
      metadata: { name: 'small' },
      spec: { hard: { pods: '0' } },
    });
    const { env } = site.bench;
    await apply(plane.kube, 'narrow', moduleWorkload({ name: 'kept', env }));
    await firstCause(new Koupctl(plane.kubeconfigPath, 'narrow'), 'quota-exceeded', 'kept');
  });

  test('roles of the controller', async () => {
    const { env } = site.bench;
    await plane.kube.create('/apis/rbac.authorization.k8s.io/v1/clusterroles', {
      metadata: { name: 'virtual-kubelet-role' },
      rules: [
        { apiGroups: [''], resources: ['nodes'], verbs: ['*'] },
        {
          apiGroups: ['apps'],
          resources: ['deployments', 'daemonSets'],
          verbs: ['get', 'list', 'watch'],
        },
      ],
    });
    const labels = {
      'virtual-kubelet.koupleless.io/strategy': 'peer',
      'base.koupleless.io/cluster-name': 'default',
    };
    const daemon = moduleWorkload({ name: 'everywhere', env, kind: 'DaemonSet' });
    const [every] = await Promise.all([
      apply(plane.kube, site.namespace, daemon),
      apply(plane.kube, site.namespace, moduleWorkload({ name: 'peer', env, labels })),
    ]);
    await untilReady(plane.kube, every, 4);
    await firstCause(site.koupctl, 'rbac-mis-cased', 'everywhere');
    await firstCause(site.koupctl, 'rbac-peer-patch', 'peer');
  });

  test('usage', async () => {
    const { code, stderr } = await site.koupctl.run(['diagnose']);
    expect(stderr).toContain('diagnose needs NAME, --base-ip IP or --base NAME');
    expect(code).toBe(2);
  });
});

describe('versions', () => {
  let two: V2Site;

  beforeAll(async () => {
    two = await V2Site.start(plane, 'versions', { bases: 2 });
  });

  afterAll(async () => {
    await two?.stop();
  });

  async function running(name: string): Promise<string> {
    const path = await apply(
      plane.kube,
      two.namespace,
      moduleWorkload({ name, env: two.bench.env, replicas: 2 }),
    );
    await untilReady(plane.kube, path, 2);
    return path;
  }

  function withContainer(name: string, version: string, image: string): object {
    const env = [{ name: 'BIZ_VERSION', value: version }];
    return { spec: { template: { spec: { containers: [{ name, image, env }] } } } };
  }

  test('a second version stays dark', async () => {
    const path = await running('shade');
    await plane.kube.mergePatch(
      path,
      withContainer('shade', '2.0.0', 'http://jars.invalid/shade-2.0.0-ark-biz.jar'),
    );
    const said = await firstCause(two.koupctl, 'version-dark', 'shade');
    expect(said.causes[0]?.text).toContain('shade:1.0.0 goes on serving');
  });

  test('another package under the same version', async () => {
    const path = await running('again');
    await plane.kube.mergePatch(
      path,
      withContainer('again', '1.0.0', 'http://other.invalid/again-1.0.0-ark-biz.jar'),
    );
    await firstCause(two.koupctl, 'version-unchanged', 'again');
  });

  test('an orphan that the base does not let go', async () => {
    await running('tenant');
    const [base] = two.bench.bases.all;
    base!.faults.reject = { message: 'in use', only: ['uninstallBiz'] };
    const url = 'http://jars.invalid/tenant-0.9.0-ark-biz.jar';
    await base!.run('installBiz', { bizName: 'tenant', bizVersion: '0.9.0', bizUrl: url });
    const said = await firstCause(two.koupctl, 'orphan', 'tenant');
    expect(said.causes[0]?.text).toContain('tenant:0.9.0');
    const there = await diagnosis(two.koupctl, '--base-ip', base!.ip);
    expect(there.said.causes.map((cause) => cause.code)).toContain('orphan');
    base!.heal();
  });

  test('nothing active: the version that served was taken off by hand', async () => {
    await running('idle');
    for (const base of two.bench.bases.all) {
      const of = (version: string) => ({
        bizName: 'idle',
        bizVersion: version,
        bizUrl: `http://jars.invalid/idle-${version}-ark-biz.jar`,
      });
      base.faults.reject = { message: 'busy', only: ['uninstallBiz'] };
      await base.run('installBiz', of('0.9.0'));
      await base.run('switchBiz', of('0.9.0'));
      await base.run('uninstallBiz', of('0.9.0'));
    }
    await firstCause(two.koupctl, 'none-active', 'idle');
    for (const base of two.bench.bases.all) base.heal();
  });

  test('a base that hangs while another answers, and then both', async () => {
    await running('mute');
    const [one, other] = two.bench.bases.all;
    one!.faults.hang = {};
    await firstCause(two.koupctl, 'base-hangs', 'mute');
    other!.faults.hang = {};
    await firstCause(two.koupctl, 'bases-silent', 'mute');
    for (const base of two.bench.bases.all) base.heal();
  });

  test('a rollout of koupctl that stands is named, and a way on', async () => {
    await two.settle('1.0.0', 2);
    const { code } = await two.koupctl.run(
      two.deployArgs('2.0.0', '--yes', '--batch-size', '1', '--pause-after', '1'),
    );
    expect(code).toBe(7);
    const said = await firstCause(two.koupctl, 'rollout-stands', 'biz1');
    expect(said.causes[0]?.next[0]).toContain('koupctl attach deployment/biz1');
    expect(said.rollout?.version).toBe('2.0.0');
  });
});

test('metaspace that is full', async () => {
  const mebi = 1024 * 1024;
  const full = await V2Site.start(plane, 'full', {
    bases: 2,
    base: { metaspace: { max: 110 * mebi, bizBytes: 20 * mebi } },
  });
  await full.settle('1.0.0', 2);
  const { code } = await full.koupctl.run(
    full.deployArgs('2.0.0', '--yes', '--confirm', 'none', '--batch-size', '1'),
  );
  expect(code).toBe(5);
  const said = await firstCause(full.koupctl, 'metaspace-full', 'biz1');
  expect(said.rollout?.version).toBe('2.0.0');
  await full.stop();
});

test('a base that was restarted, one that came back, one that is down, one that is gone', async () => {
  const four = await V2Site.start(plane, 'lost', { bases: 3 });
  await four.settle('1.0.0', 3);
  const [one, two, three] = four.bench.bases.all;
  await one!.restart();
  await firstCause(four.koupctl, 'base-restarted', 'biz1');
  await firstCause(four.koupctl, 'base-restarted', '--base-ip', one!.ip);
  await four.koupctl.run(['replace', 'biz1', '--base-ip', one!.ip, '--yes']);
  await two!.down();
  await firstCause(four.koupctl, 'base-down', 'biz1');
  await two!.up();
  await three!.die();
  await firstCause(four.koupctl, 'base-gone', 'biz1');
  await until('the node to be gone', async () => (await four.bench.vnodes()).length === 2);
  await three!.restart();
  await firstCause(four.koupctl, 'base-came-back', 'biz1');
  await four.stop();
});

test('the controller dies, and its successor leaves the leases alone', async () => {
  const left = await V2Site.start(plane, 'left', { bases: 2 });
  await left.settle('1.0.0', 2);
  await left.bench.controller.kill();
  const said = await firstCause(left.koupctl, 'controller-dead', 'biz1');
  expect(said.causes[0]?.text).toContain('2 base(s) answer');
  expect(left.active('1.0.0')).toBe(2);
  const wanted = ['--yes', '--confirm', 'none', '--timeout', '5s', '--no-ask-again'];
  const { stderr, code } = await left.koupctl.run(left.deployArgs('2.0.0', ...wanted));
  expect(stderr).toMatch(/^ {2}V2's controller is dead: .* \(controller-dead\)$/m);
  expect(stderr).toContain('next: koupctl diagnose deployment/biz1 -n left');
  expect(code).toBe(6);
  await left.bench.controller.restart();
  const [lease] = left.bench.bases.all.map((base) => base.nodeName(left.bench.env));
  await plane.kube.delete(paths.lease('kube-node-lease', lease ?? ''));
  await firstCause(left.koupctl, 'leases-not-taken-over', 'biz1');
  await left.stop();
});
