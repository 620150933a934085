import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openCluster } from '../../../src/cluster/open-cluster.ts';
import { testFolder } from './fake-api.ts';

const one = (name: string, server: string, more: object = {}) => ({
  clusters: [{ name, cluster: { server } }],
  users: [{ name, user: { token: name } }],
  contexts: [{ name, context: { cluster: name, user: name } }],
  ...more,
});

async function write(folder: string, name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('which kubeconfig', () => {
  test('~/.kube/config where nothing else is said', async () => {
    const home = await testFolder();
    await mkdir(join(home, '.kube'));
    await write(join(home, '.kube'), 'config', one('a', 'https://a/', { 'current-context': 'a' }));
    const { target } = await openCluster({ env: { HOME: home } });
    expect(target).toEqual({ context: 'a', server: 'https://a', user: 'a', namespace: 'default' });
  });

  test('a KUBECONFIG list is merged: the first file that names something wins', async () => {
    const folder = await testFolder();
    const first = await write(folder, 'first', one('a', 'https://first'));
    const second = await write(folder, 'second', {
      ...one('a', 'https://second', { 'current-context': 'b' }),
      contexts: [
        { name: 'a', context: { cluster: 'nowhere' } },
        { name: 'b', context: { cluster: 'a', user: 'a', namespace: 'shop' } },
      ],
    });
    const third = await write(folder, 'third', { 'current-context': 'c' });
    const env = { KUBECONFIG: [first, join(folder, 'missing'), second, third].join(delimiter) };
    const merged = await openCluster({ env });
    expect(merged.target).toMatchObject({
      context: 'b',
      server: 'https://first',
      namespace: 'shop',
    });
    const chosen = await openCluster({ env, context: 'a', namespace: 'mine' });
    expect(chosen.target).toMatchObject({ server: 'https://first', namespace: 'mine' });
  });

  test('none at all: which paths were tried, never localhost:8080', async () => {
    const home = await testFolder();
    const path = join(home, '.kube', 'config');
    await expect(openCluster({ env: { HOME: home } })).rejects.toMatchObject({
      outcome: 'unreachable',
      details: [`${path} is not there`],
      fix: expect.stringContaining('--kubeconfig'),
    });
    const named = join(home, 'named');
    await expect(openCluster({ env: {}, kubeconfig: named })).rejects.toMatchObject({
      details: [`${named} is not there`],
    });
  });

  test('an unknown context: which there are', async () => {
    const folder = await testFolder();
    const kubeconfig = await write(folder, 'k', {
      contexts: [{ name: 'prod' }, { name: 'dev' }],
    });
    await expect(openCluster({ env: {}, kubeconfig, context: 'prd' })).rejects.toMatchObject({
      outcome: 'invalid',
      message: `there is no context "prd" in ${kubeconfig}`,
      details: ['contexts: dev, prod'],
    });
    await expect(openCluster({ env: {}, kubeconfig })).rejects.toMatchObject({
      message: `${kubeconfig} names no current context`,
    });
  });

  test.each([
    [
      'a cluster that is not there',
      { contexts: [{ name: 'x', context: { cluster: 'c' } }] },
      '"c"',
    ],
    [
      'a user that is not there',
      {
        clusters: [{ name: 'c', cluster: { server: 'https://a' } }],
        contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
      },
      '"u"',
    ],
    [
      'a server that is no URL',
      {
        clusters: [{ name: 'c', cluster: { server: '10.0.0.1:6443' } }],
        contexts: [{ name: 'x', context: { cluster: 'c' } }],
      },
      'is not a URL: 10.0.0.1:6443',
    ],
    ['lists that are none', { contexts: 'x' }, 'contexts is not a list'],
  ])('%s is said', async (_, content, message) => {
    const kubeconfig = await write(await testFolder(), 'k', content);
    await expect(openCluster({ env: {}, kubeconfig, context: 'x' })).rejects.toMatchObject({
      outcome: 'invalid',
      message: expect.stringContaining(message),
    });
  });

  test('broken YAML: where, without quoting the file', async () => {
    const kubeconfig = await write(await testFolder(), 'k', 'users:\n- token: "s3cret\n  x: [');
    const fault = await openCluster({ env: {}, kubeconfig }).catch((error: unknown) => error);
    expect(fault).toMatchObject({ outcome: 'invalid', at: { file: kubeconfig } });
    expect(JSON.stringify(fault) + String(fault)).not.toContain('s3cret');
  });

  test('inside a pod: its service account', async () => {
    const folder = await testFolder();
    await write(folder, 'namespace', 'jobs\n');
    await write(folder, 'token', 'abc');
    const ca = await import('../../bed/control-plane-certs.ts').then(
      (certs) => new certs.CertificateAuthority('x').cert,
    );
    await write(folder, 'ca.crt', ca);
    const env = {
      HOME: folder,
      KUBERNETES_SERVICE_HOST: 'fd00::1',
      KUBERNETES_SERVICE_PORT: '443',
    };
    const { target } = await openCluster({ env, serviceAccount: folder });
    expect(target).toEqual({
      context: 'in-cluster',
      server: 'https://[fd00::1]:443',
      user: 'service account',
      namespace: 'jobs',
    });
  });
});
