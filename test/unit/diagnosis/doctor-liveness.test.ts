import { describe, expect, test } from 'vitest';
import type { CheckFinding } from '../../../src/diagnosis/doctor/checkup.ts';
import type { ControllerOnSite } from '../../../src/diagnosis/doctor/controllers.ts';
import { judgeV1Liveness, judgeV2Liveness } from '../../../src/diagnosis/doctor/liveness.ts';
import { judgeControllerRights, type BoundRole } from '../../../src/diagnosis/doctor/roles.ts';
import type { Evidence, LeaseSeen } from '../../../src/diagnosis/evidence.ts';
import { controllerOf } from '../../../src/modules/controller.ts';
import type { KubeObject } from '../../../src/world.ts';
import { base, evidence, now } from './scenes.ts';

function says(findings: readonly CheckFinding[]): string[] {
  return findings.map(({ status, code, params }) =>
    [status, code, params['env']].filter((word) => word !== undefined).join(' '),
  );
}

function vnode(number: number, env = 'dev', ready = true) {
  const name = `vnode.10.0.0.${number}.${env}`;
  return base(number, { base: { id: name, name, env, ready } });
}

function lease(number: number, leftMs: number, env = 'dev'): LeaseSeen {
  const name = `vnode.10.0.0.${number}.${env}`;
  const seen = { uid: `u${number}`, resourceVersion: `${number}` };
  const expiresAt = now + leftMs;
  const times = { renewedAt: expiresAt - 40_000, expiresAt };
  return { name, holder: `holder-${env}`, ...times, ...seen };
}

function installed(env = 'dev', available = 1): ControllerOnSite {
  const variables = { ENABLE_HTTP_TUNNEL: 'true', ENV: env };
  const container = {
    image: 'registry.test/module-controller-v2:v2.2.0',
    env: Object.entries(variables).map(([name, value]) => ({ name, value })),
  };
  const object: KubeObject = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'module-controller-pre', namespace: 'ops', uid: 'd', generation: 4 },
    spec: { template: { spec: { serviceAccountName: 'kubelet', containers: [container] } } },
  };
  const found = controllerOf(object);
  if (found === undefined) throw new Error('no controller');
  return { installed: found, available, readySince: now - 60_000, pods: [] };
}

const alive = {
  ...({ world: 'v2', object: 'pod/c', namespace: 'ops', ready: true, trouble: undefined } as const),
  env: 'dev',
};

function scene(more: Partial<Evidence>): Evidence {
  return evidence({ controllers: [], leases: [], ...more });
}

describe('V2', () => {
  test('leases that are renewed', () => {
    const seen = scene({ bases: [vnode(1), vnode(2)], leases: [lease(1, 9e3), lease(2, 9e3)] });
    expect(says(judgeV2Liveness(seen, [installed()]))).toEqual(['ok leases-renewed dev']);
  });

  test('left by a controller that died, with one that runs: they are to go, as they were seen', () => {
    const bases = [vnode(1, 'dev', false), vnode(2, 'dev', false)];
    const leases = [lease(1, -60e3), lease(2, -60e3)];
    const seen = scene({ bases, leases, controllers: [alive] });
    const [found] = judgeV2Liveness(seen, [installed()]);
    expect(found?.code).toBe('leases-not-taken-over');
    expect(found?.repairs).toMatchObject([
      { does: 'delete-lease', name: leases[0]?.name, uid: 'u1', resourceVersion: '1' },
      { does: 'delete-lease', name: leases[1]?.name, uid: 'u2', resourceVersion: '2' },
    ]);
  });

  test('those that are renewed stay', () => {
    const bases = [vnode(1), vnode(2, 'dev', false)];
    const seen = scene({ bases, leases: [lease(1, 9e3), lease(2, -60e3)], controllers: [alive] });
    const [found] = judgeV2Liveness(seen, [installed()]);
    expect(found?.repairs.map(({ name }) => name)).toEqual(['vnode.10.0.0.2.dev']);
  });

  test('one environment is dead, though the controller of another lives', () => {
    const bases = [vnode(1), vnode(2, 'prod', false)];
    const leases = [lease(1, 9e3), lease(2, -60e3, 'prod')];
    const seen = scene({ bases, leases, controllers: [alive] });
    const found = judgeV2Liveness(seen, [installed()]);
    expect(says(found)).toEqual(['ok leases-renewed dev', 'fail controller-dead prod']);
    expect(found.flatMap(({ repairs }) => repairs)).toEqual([]);
  });

  test('no lease in the way, and nobody makes one: the controller is started again', () => {
    const seen = scene({ bases: [vnode(1, 'dev', false)], leases: [], controllers: [alive] });
    const [found] = judgeV2Liveness(seen, [installed()]);
    expect(found?.code).toBe('leases-missing');
    expect(found?.repairs).toMatchObject([{ does: 'restart', generation: 4, annotated: false }]);
    expect(judgeV2Liveness(seen, [installed('dev', 0)])[0]?.repairs).toEqual([]);
  });

  test('a node that is Ready may lack its lease for a moment, but not when a repair is judged', () => {
    const seen = scene({ bases: [vnode(1)], leases: [] });
    expect(says(judgeV2Liveness(seen, [installed()]))).toEqual(['ok leases-renewed dev']);
    expect(says(judgeV2Liveness(seen, [installed()], true))).toEqual(['fail leases-missing dev']);
  });

  test('NotReady with a renewed lease is a warning, and no vnode at all is one', () => {
    const seen = scene({ bases: [vnode(1, 'dev', false)], leases: [lease(1, 9e3)] });
    expect(says(judgeV2Liveness(seen, []))).toContain('warn vnodes-not-ready dev');
    expect(says(judgeV2Liveness(scene({ bases: [] }), []))).toEqual(['warn no-bases']);
  });
});

describe('V1', () => {
  test('an object without labels, and what is done about it', () => {
    const metadata = { name: 'bare', namespace: 'shop' };
    const seen = scene({ moduleDeployments: [{ metadata, module: 'bare', replicaSets: 0 }] });
    const repair = { does: 'label', ...metadata, uid: 'u', resourceVersion: '7' } as const;
    const known = new Map([['v1-no-labels shop/bare', repair]]);
    const [found] = judgeV1Liveness(seen, [], known);
    expect(found).toMatchObject({ status: 'fail', code: 'v1-no-labels', repairs: [repair] });
  });

  test('nothing is left lying', () => {
    expect(says(judgeV1Liveness(scene({}), [], new Map()))).toEqual(['ok v1-works']);
  });
});

describe('the rights of a controller', () => {
  const needed = [
    role('ClusterRole', 'virtual-kubelet-role', [
      { apiGroups: [''], resources: ['nodes', 'pods'], verbs: ['get', 'delete'] },
      { apiGroups: ['apps'], resources: ['deployments'], verbs: ['list', 'patch'] },
      { apiGroups: ['apps'], resources: ['daemonsets'], verbs: ['list'] },
    ]),
  ];

  function role(kind: string, name: string, rules: BoundRole['rules']): KubeObject {
    const apiVersion = 'rbac.authorization.k8s.io/v1';
    return { apiVersion, kind, metadata: { name }, rules };
  }

  function judge(rules: BoundRole['rules'], namespace?: string, name = 'virtual-kubelet-role') {
    const bound: BoundRole[] = [{ kind: 'ClusterRole', name, namespace, rules }];
    const { installed: one } = installed();
    return judgeControllerRights({
      ...{ installed: one, account: 'serviceaccount/kubelet', bound, needed, group: undefined },
    });
  }

  const core = { apiGroups: [''], resources: ['nodes', 'pods'], verbs: ['*'] };

  test('all of them', () => {
    const found = judge([{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }]);
    expect(says(found)).toEqual(['ok controller-may-all']);
  });

  test("as the public manifest has them: what fails beside its work, and the role that is koupctl's to mend", () => {
    const apps = { apiGroups: ['apps'], resources: ['deployments', 'daemonSets'], verbs: ['list'] };
    const found = judge([core, apps]);
    expect(says(found)).toEqual(['warn controller-may-not-some', 'warn rbac-mis-cased']);
    expect(found[0]?.params['what']).toBe('patch deployments.apps; list daemonsets.apps');
    expect(found[0]?.repairs).toMatchObject([{ does: 'apply-role', name: 'virtual-kubelet-role' }]);
  });

  test('without a verb that it lives by it fails; another role is nobody else to mend', () => {
    const found = judge(
      [
        { apiGroups: [''], resources: ['nodes', 'pods'], verbs: ['get'] },
        { apiGroups: ['apps'], resources: ['*'], verbs: ['*'] },
      ],
      undefined,
      'ours',
    );
    expect(says(found)).toEqual(['fail controller-may-not']);
    expect(found[0]?.params['what']).toBe('delete nodes; delete pods');
    expect(found[0]?.repairs).toEqual([]);
  });

  test('rights in one namespace are none in the cluster', () => {
    const found = judge([{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }], 'ops');
    expect(says(found)).toContain('fail controller-may-not');
  });
});
