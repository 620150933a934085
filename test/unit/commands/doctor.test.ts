import { describe, expect, test } from 'vitest';
import { doctor, type DoctorInput } from '../../../src/commands/doctor.ts';
import { Conflict } from '../../../src/conflict.ts';
import type { KubeObject } from '../../../src/world.ts';
import { now } from '../diagnosis/scenes.ts';
import { DiagnosedWorld, stockOn, vnode, vnodeLease } from './diagnosed-world.ts';

const input: DoctorInput = {
  generation: undefined,
  namespace: 'shop',
  env: { env: 'dev', isSet: true },
  wall: () => now,
  repair: false,
  yes: false,
  protectedContexts: [],
  timeoutMs: 0,
};

const account = { kind: 'ServiceAccount', name: 'virtual-kubelet', namespace: 'ops' };

/** The controller, its rights and its pod. */
function controller(more: { ready?: boolean; replicas?: number } = {}): KubeObject[] {
  const { ready = true, replicas = 1 } = more;
  const labels = { app: 'module-controller' };
  const variables = { ENV: 'dev', ENABLE_HTTP_TUNNEL: 'true', CLIENT_ID: 'one' };
  const env = Object.entries(variables).map(([name, value]) => ({ name, value }));
  const image = 'registry.test/module-controller-v2:v2.2.0';
  const spec = { serviceAccountName: 'virtual-kubelet', containers: [{ image, env }] };
  const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1' };
  const any = { apiGroups: ['*'], resources: ['*'], verbs: ['*'] };
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'module-controller-pre', namespace: 'ops', uid: 'd', labels },
      spec: { replicas, selector: { matchLabels: labels }, template: { spec } },
      status: { availableReplicas: ready ? replicas : 0 },
    },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'controller-1', namespace: 'ops', uid: 'p', labels },
      spec,
      status: { conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
    },
    { ...rbac, kind: 'ClusterRole', metadata: { name: 'all' }, rules: [any] },
    {
      ...rbac,
      kind: 'ClusterRoleBinding',
      metadata: { name: 'all' },
      roleRef: { kind: 'ClusterRole', name: 'all' },
      subjects: [account],
    },
  ];
}

function lease(number: number, leftSeconds?: number): KubeObject {
  const { metadata, ...rest } = vnodeLease(number, leftSeconds);
  return { ...rest, metadata: { ...metadata, uid: `l${number}`, resourceVersion: '1' } };
}

const bases = { '10.0.0.1': [], '10.0.0.2': [] };
const well = [...controller(), vnode(1), vnode(2), lease(1), lease(2)];
const left = [...controller(), vnode(1), vnode(2), lease(1, -60), lease(2, -60)];

function wrong({ document }: DiagnosedWorld): string[] {
  return document.checks.flatMap(
    ({ check, findings }: { check: string; findings: { status: string; code: string }[] }) =>
      findings
        .filter(({ status }) => status === 'fail' || status === 'warn')
        .map(({ status, code }) => `${status} ${check} ${code}`),
  );
}

function statusOf({ document }: DiagnosedWorld, check: string): string {
  return document.checks.find((one: { check: string }) => one.check === check).status;
}

describe('looks', () => {
  test('all is well', async () => {
    const scene = new DiagnosedWorld({ objects: well, bases });
    expect((await doctor(scene.world, input)).name).toBe('done');
    expect(wrong(scene)).toEqual([]);
    expect(scene.lines[0]).toBe('everything works');
    expect(scene.writes).toEqual([]);
  });

  test('nothing of Koupleless is there', async () => {
    const scene = new DiagnosedWorld({ objects: [], bases: {} });
    expect((await doctor(scene.world, input)).name).toBe('unhealthy');
    expect(wrong(scene)).toEqual(['fail controllers not-installed']);
  });

  test('what was only passing is not told', async () => {
    const scene = new DiagnosedWorld({ objects: left, bases });
    scene.meanwhile = () => {
      scene.objects = well;
    };
    expect((await doctor(scene.world, input)).name).toBe('done');
    expect(wrong(scene)).toEqual([]);
  });

  test('what may not be read is skipped, and told why', async () => {
    const forbidden = ['Deployment', 'Lease', 'ClusterRoleBinding', 'Node', 'Pod'];
    const scene = new DiagnosedWorld({ objects: well, bases, forbidden });
    expect((await doctor(scene.world, input)).name).toBe('done');
    for (const check of ['controllers', 'controller-rights', 'liveness', 'env']) {
      expect(statusOf(scene, check), check).toBe('skipped');
    }
    expect(scene.lines.join('\n')).toContain('may not list Deployment');
  });

  test('V1 beside V2, and V2 alone', async () => {
    const objects = [...well, ...stockOn(2)];
    const both = new DiagnosedWorld({ objects, bases });
    await doctor(both.world, input);
    // Its CRD is not among the objects; its controller is none of the Deployments.
    expect(wrong(both)).toEqual([
      'warn crds crd-dialect-assumed',
      'warn controllers controller-absent',
    ]);
    const one = new DiagnosedWorld({ objects, bases });
    await doctor(one.world, { ...input, generation: 'v2' });
    expect(wrong(one)).toEqual([]);
    expect(statusOf(one, 'crds')).toBe('skipped');
  });

  test('in Chinese', async () => {
    const scene = new DiagnosedWorld({ objects: left, bases, language: 'zh' });
    await doctor(scene.world, input);
    expect(scene.lines[0]).toMatch(/^1 项检查失败；首先：/);
    expect(scene.lines.join('\n')).toContain('删除 kube-node-lease 中的 Lease');
  });
});

describe('repairs', () => {
  const repair = { ...input, repair: true };

  /** Every lease that is deleted is made anew. */
  function mended(given: { agrees?: boolean }): DiagnosedWorld {
    const scene = new DiagnosedWorld({ objects: left, bases, ...given });
    scene.onWrite = () => {
      scene.objects = well;
    };
    return scene;
  }

  test('nobody can agree: nothing is done', async () => {
    const scene = mended({});
    const end = await doctor(scene.world, repair);
    expect(end).toMatchObject({ name: 'refused', next: ['koupctl typed --yes'] });
    expect(scene.said.join('\n')).toContain('1. delete the lease vnode.10.0.0.1.dev');
    expect(scene.writes).toEqual([]);
  });

  test('a person says no', async () => {
    const scene = mended({ agrees: false });
    expect((await doctor(scene.world, repair)).name).toBe('refused');
    expect(scene.writes).toEqual([]);
  });

  test('a person says yes; not in a protected context by --yes alone', async () => {
    const scene = mended({ agrees: true });
    const end = await doctor(scene.world, repair);
    expect(end.name).toBe('done');
    expect(end.message).toMatch(/^repaired, and seen well after 0 s: everything works/);
    expect(scene.writes).toEqual([
      'delete lease/vnode.10.0.0.1.dev',
      'delete lease/vnode.10.0.0.2.dev',
    ]);
    const guarded = { ...repair, yes: true, protectedContexts: ['c'] };
    await expect(doctor(mended({}).world, guarded)).rejects.toMatchObject({ outcome: 'refused' });
  });

  test('what it did not help with is never called repaired', async () => {
    const scene = new DiagnosedWorld({ objects: left, bases });
    const end = await doctor(scene.world, { ...repair, yes: true });
    expect(end).toMatchObject({ name: 'timed-out', next: ['koupctl doctor'] });
    expect(scene.document).toMatchObject({ kind: 'Checkup', outcome: 'timed-out' });
  });

  test('what it can not mend is left, and told by hand', async () => {
    const scene = mended({});
    const elsewhere = { ...repair, env: { env: 'prod', isSet: true }, yes: true };
    const end = await doctor(scene.world, elsewhere);
    expect(scene.said.join('\n')).toMatch(/koupctl is set to the environment prod.* \(by hand\)/);
    expect(scene.writes).toHaveLength(2);
    expect(end.name).toBe('unhealthy');
    expect(wrong(scene)).toEqual(['fail env env-of-koupctl']);
  });

  test('a lease that was renewed just then is left alone', async () => {
    const scene = new DiagnosedWorld({ objects: left, bases });
    scene.onWrite = () => {
      scene.objects = well;
      throw new Conflict('it has been changed', 'precondition');
    };
    expect((await doctor(scene.world, { ...repair, yes: true })).name).toBe('done');
    expect(scene.said.join('\n')).toContain('left alone: delete the lease vnode.10.0.0.1.dev');
  });

  test('a role that somebody changed just then is left alone', async () => {
    const role = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'virtual-kubelet-role', uid: 'r', resourceVersion: '1' },
      rules: [],
    };
    const bare = well.map((one) =>
      one.kind === 'ClusterRole'
        ? role
        : one.kind === 'ClusterRoleBinding'
          ? { ...one, roleRef: { kind: 'ClusterRole', name: 'virtual-kubelet-role' } }
          : one,
    );
    const scene = new DiagnosedWorld({ objects: bare, bases });
    scene.onWrite = () => {
      throw new Conflict('it has been changed', 'precondition');
    };
    const end = await doctor(scene.world, { ...repair, yes: true, timeoutMs: 0 });
    expect(end.name).toBe('timed-out');
    const said = scene.said.join('\n');
    expect(said).toMatch(/left alone: .*virtual-kubelet-role/);
    expect(said).not.toMatch(/^done: /m);
  });

  test('nothing that a machine can mend: said so, and what to do', async () => {
    const scene = new DiagnosedWorld({ objects: well, bases });
    const elsewhere = { ...repair, env: { env: 'prod', isSet: true }, yes: true };
    const end = await doctor(scene.world, elsewhere);
    expect(end.name).toBe('unhealthy');
    expect(end.message).toContain('koupctl can repair none of it');
    expect(scene.writes).toEqual([]);
  });
});
