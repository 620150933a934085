import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureAssets, startControlPlane, type ControlPlane } from '../bed/control-plane.ts';
import { freePorts } from '../bed/ports.ts';
import { Koupctl, Run, type Result } from './koupctl.ts';

let plane: ControlPlane;

beforeAll(async () => {
  plane = await startControlPlane({ assets: await ensureAssets(console.error), timeFactor: 10 });
});

afterAll(async () => {
  await plane.stop();
});

function modulesWith(kubeconfig: string, ...args: string[]): Promise<Result> {
  return new Koupctl(kubeconfig).run(['modules', ...args]);
}

/** What there is to do comes last, behind what is wrong. */
function expectFault({ code, stdout, stderr }: Result, expected: number): void {
  expect(stderr).toMatch(/^error: .*\n(?: {2}.*\n)*? {2}fix: .+\n$/);
  expect(stderr).not.toMatch(/\bat .*\.js|Error:/);
  expect(stdout).toBe('');
  expect(code).toBe(expected);
}

describe('rights', () => {
  let limited: string;

  beforeAll(async () => {
    limited = await plane.writeKubeconfig('limited', { token: plane.tokens.limited });
  });

  test('without any: which verb, on what, where, and how to look', async () => {
    const one = await modulesWith(limited, '-n', 'default');
    expect(one.stderr).toContain('error: user "limited" may not list pods in namespace default');
    expect(one.stderr).toContain('fix: kubectl auth can-i list pods -n default');
    expectFault(one, 9);
    const all = await modulesWith(limited, '-A');
    expect(all.stderr).toContain('kubectl auth can-i list pods -A');
    expectFault(all, 9);
    const host = await modulesWith(limited, '--base', 'somewhere');
    expect(host.stderr).toContain('may not list nodes');
    expectFault(host, 9);
  });

  test('those of one namespace are enough for it', async ({ task }) => {
    const mine = `mine-${task.result?.retryCount ?? 0}`;
    await plane.createNamespace(mine);
    const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${mine}`;
    await plane.kube.create(`${rbac}/roles`, {
      metadata: { name: 'look' },
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }],
    });
    await plane.kube.create(`${rbac}/rolebindings`, {
      metadata: { name: 'look' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'look' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'limited' }],
    });
    // It may not read namespaces, so that an empty list is all that can be said.
    const { code, stderr } = await modulesWith(limited, '-n', mine);
    expect(stderr).toBe(`no modules in namespace ${mine}\n`);
    expect(code).toBe(0);
  });
});

describe('credentials', () => {
  test('an expired client certificate', async () => {
    const past = { notBefore: new Date('2020-01-01'), notAfter: new Date('2020-02-01') };
    const old = plane.authority.issue({ commonName: 'late', ...past });
    const result = await modulesWith(await plane.writeKubeconfig('late', old));
    expect(result.stderr).toMatch(/does not accept|expired/);
    expectFault(result, 9);
  });

  test('a token that nobody knows', async () => {
    const result = await modulesWith(await plane.writeKubeconfig('odd', { token: 'nonsense' }));
    expect(result.stderr).toContain('does not accept the credentials of user');
    expect(result.stderr).not.toContain('nonsense');
    expectFault(result, 9);
  });
});

describe('the way to the server', () => {
  test('nobody listens', async () => {
    const [port] = await freePorts(1);
    const text = await readFile(plane.kubeconfigPath, 'utf8');
    const path = join(plane.dir, 'dead.kubeconfig');
    await writeFile(path, text.replace(plane.server, `https://127.0.0.1:${port ?? 0}`));
    const result = await modulesWith(path);
    expect(result.stderr).toContain(`https://127.0.0.1:${port ?? 0} refuses the connection`);
    expectFault(result, 9);
  });

  test('no kubeconfig, or not the one that was named', async () => {
    const none = await new Run(['modules'], {}).done;
    expect(none.stderr).toContain('found no kubeconfig');
    expectFault(none, 9);
    const named = await modulesWith(plane.kubeconfigPath, '--kubeconfig', '/nonexistent/config');
    expect(named.stderr).toContain('/nonexistent/config is not there');
    expectFault(named, 9);
  });

  test('an unknown context: which there are', async () => {
    const result = await modulesWith(plane.kubeconfigPath, '--context', 'nope');
    expect(result.stderr).toContain('there is no context "nope"');
    expect(result.stderr).toContain('contexts: bed');
    expectFault(result, 2);
  });

  test('an unknown namespace is no empty one', async () => {
    const result = await modulesWith(plane.kubeconfigPath, '-n', 'defualt', '-o', 'json');
    expect(result.stderr).toContain('there is no namespace defualt');
    expectFault(result, 2);
  });

  test.each([
    [['--base-ip', '10.0.0.300'], '"10.0.0.300" is not an IP address'],
    [['--base', 'a,b=c'], '"a,b=c" cannot be the name of a base'],
    [['--node', 'x y'], '"x y" cannot be the name of a base'],
    [['-n', 'No_Space'], 'No_Space'],
  ])('%s is refused before anything is asked', async (args, words) => {
    const result = await modulesWith('/nonexistent/config', ...args);
    expect(result.stderr).toContain(words);
    expectFault(result, 2);
  });
});
