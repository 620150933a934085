import { chmod, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import type { RequestOptions } from 'node:https';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openCluster } from '../../../src/cluster/open-cluster.ts';
import { CertificateAuthority } from '../../bed/control-plane-certs.ts';
import { doorTo, fakeApi, kubeconfigFor, sendJson, sendStatus, testFolder } from './fake-api.ts';

const authority = new CertificateAuthority('test');
const serving = authority.issue({ commonName: 'api', hosts: ['127.0.0.1', 'api.test'] });
const base64 = (text: string) => Buffer.from(text).toString('base64');
const ca = { 'certificate-authority-data': base64(authority.cert) };
const version = { major: '1', minor: '34', gitVersion: 'v1.34.0' };

async function askWith(user: object, cluster: object = ca) {
  let peer: string | undefined;
  const api = await fakeApi(
    (_, response) => {
      const certificate = (response.socket as TLSSocket).getPeerCertificate();
      // Node's types say it is always there.
      peer = (certificate.subject as { CN?: string } | undefined)?.CN;
      sendJson(response, version);
    },
    { ...serving, ca: authority.cert },
  );
  const kubeconfig = await kubeconfigFor(api.url, user, cluster);
  const door = await openCluster({ kubeconfig, env: {} });
  await door.serverVersion();
  return {
    authorization: api.seen[0]?.headers.authorization,
    headers: api.seen[0]?.headers,
    peer,
    kubeconfig,
  };
}

/** What client-node alone makes of the same file. */
async function clientNodeOptions(kubeconfig: string): Promise<RequestOptions> {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  return options;
}

async function clientNode(kubeconfig: string): Promise<string | undefined> {
  const options = await clientNodeOptions(kubeconfig);
  const headers = options.headers as Record<string, string>;
  return headers['Authorization'] ?? (options.auth ? `Basic ${base64(options.auth)}` : undefined);
}

describe('credentials', () => {
  test('a token', async () => {
    const { authorization, kubeconfig } = await askWith({ token: 'abc' });
    expect(authorization).toBe('Bearer abc');
    expect(await clientNode(kubeconfig)).toBe(authorization);
  });

  test('name and password', async () => {
    const { authorization, kubeconfig } = await askWith({ username: 'a', password: 'b:c' });
    expect(authorization).toBe(`Basic ${base64('a:b:c')}`);
    expect(await clientNode(kubeconfig)).toBe(authorization);
  });

  test('a client certificate, as data and as files', async () => {
    const { cert, key } = authority.issue({ commonName: 'alice' });
    const data = { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) };
    expect((await askWith(data)).peer).toBe('alice');
    const folder = await testFolder();
    await writeFile(join(folder, 'c.pem'), cert);
    await writeFile(join(folder, 'k.pem'), key);
    const files = {
      'client-certificate': join(folder, 'c.pem'),
      'client-key': join(folder, 'k.pem'),
    };
    const { peer, kubeconfig } = await askWith(files);
    expect(peer).toBe('alice');
    const options = await clientNodeOptions(kubeconfig);
    expect([options.cert, options.key].map(String)).toEqual([cert, key]);
  });

  test('a token file is read again when the server refuses its token', async () => {
    const tokenFile = join(await testFolder(), 'token');
    await writeFile(tokenFile, 'old\n');
    const api = await fakeApi((request, response) => {
      if (request.headers.authorization === 'Bearer new') sendJson(response, version);
      else sendStatus(response, 401, { message: 'Unauthorized' });
    });
    const kubeconfig = await kubeconfigFor(api.url, { tokenFile });
    const door = await openCluster({ kubeconfig, env: {} });
    await expect(door.serverVersion()).rejects.toMatchObject({ outcome: 'unreachable' });
    await writeFile(tokenFile, 'new\n');
    expect(await door.serverVersion()).toMatchObject({ minor: 34 });
  });

  test('impersonation', async () => {
    const { headers } = await askWith({
      token: 'x',
      as: 'bob',
      'as-groups': ['g1', 'g2'],
      'as-user-extra': { Scope: ['s'] },
    });
    expect(headers).toMatchObject({
      'impersonate-user': 'bob',
      'impersonate-group': 'g1, g2',
      'impersonate-extra-scope': 's',
    });
  });

  test('an exec plugin, run once for all requests, and again after a 401', async () => {
    const folder = await testFolder();
    const plugin = join(folder, 'plugin');
    const runs = join(folder, 'runs');
    await writeFile(
      plugin,
      `#!/bin/sh
echo "$KUBERNETES_EXEC_INFO" >> '${runs}'
n=$(wc -l < '${runs}')
echo "{\\"kind\\":\\"ExecCredential\\",\\"status\\":{\\"token\\":\\"t$((n))$1\\"}}"
`,
    );
    await chmod(plugin, 0o755);
    let refuse = false;
    const api = await fakeApi((request, response) => {
      if (refuse && request.headers.authorization === 'Bearer t1-x') {
        sendStatus(response, 401, { message: 'Unauthorized' });
      } else sendJson(response, version);
    });
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: plugin, args: ['-x'] };
    const door = await openCluster({ kubeconfig: await kubeconfigFor(api.url, { exec }), env: {} });
    await Promise.all([door.serverVersion(), door.serverVersion()]);
    await door.serverVersion();
    expect(new Set(api.seen.map((one) => one.headers.authorization))).toEqual(
      new Set(['Bearer t1-x']),
    );
    const [info = ''] = (await readFile(runs, 'utf8')).trim().split('\n');
    expect(JSON.parse(info)).toMatchObject({
      kind: 'ExecCredential',
      spec: { interactive: false },
    });
    refuse = true;
    // A run less than a second old is not repeated: the credentials are new.
    await expect
      .poll(
        () =>
          door.serverVersion().then(
            () => true,
            () => false,
          ),
        { timeout: 5_000 },
      )
      .toBe(true);
    expect(api.seen.at(-1)?.headers.authorization).toBe('Bearer t2-x');
  });

  test('an exec plugin that gives a certificate', async () => {
    const folder = await testFolder();
    const plugin = join(folder, 'plugin');
    const { cert, key } = authority.issue({ commonName: 'plugged' });
    const status = { clientCertificateData: cert, clientKeyData: key };
    await writeFile(join(folder, 'out'), JSON.stringify({ status }));
    await writeFile(plugin, `#!/bin/sh\ncat '${join(folder, 'out')}'\n`);
    await chmod(plugin, 0o755);
    expect((await askWith({ exec: { command: plugin } })).peer).toBe('plugged');
  });

  test('an exec plugin that fails or is missing says so', async () => {
    const folder = await testFolder();
    const plugin = join(folder, 'plugin');
    await writeFile(plugin, '#!/bin/sh\necho "please log in" >&2\nexit 1\n');
    await chmod(plugin, 0o755);
    await expect(askWith({ exec: { command: plugin } })).rejects.toMatchObject({
      outcome: 'unreachable',
      message: `the credential plugin ${plugin} gave no credentials`,
      details: ['please log in'],
    });
    const exec = { command: 'koupctl-no-such-plugin', installHint: 'install it' };
    await expect(askWith({ exec })).rejects.toMatchObject({
      message: 'the credential plugin koupctl-no-such-plugin is not installed',
      fix: 'install it',
    });
  });
});

describe('TLS', () => {
  test('a name other than the address', async () => {
    const own = authority.issue({ commonName: 'api', hosts: ['api.test'] });
    const api = await fakeApi((_, response) => {
      sendJson(response, version);
    }, own);
    const without = await doorTo('', { kubeconfig: await kubeconfigFor(api.url, {}, ca) });
    await expect(without.serverVersion()).rejects.toMatchObject({
      outcome: 'unreachable',
      message: `the certificate of ${api.url} is for other names`,
    });
    const named = { ...ca, 'tls-server-name': 'api.test' };
    const door = await doorTo('', { kubeconfig: await kubeconfigFor(api.url, {}, named) });
    expect(await door.serverVersion()).toMatchObject({ major: 1 });
  });

  test('another authority, an expired certificate, and not to look at all', async () => {
    const expired = authority.issue({
      commonName: 'api',
      hosts: ['127.0.0.1'],
      notBefore: new Date('2020-01-01'),
      notAfter: new Date('2020-02-01'),
    });
    const api = await fakeApi((_, response) => {
      sendJson(response, version);
    }, expired);
    const ask = async (cluster: object) =>
      (await doorTo('', { kubeconfig: await kubeconfigFor(api.url, {}, cluster) })).serverVersion();
    await expect(ask(ca)).rejects.toMatchObject({
      message: `the certificate of ${api.url} has expired`,
    });
    const valid = await fakeApi((_, response) => {
      sendJson(response, version);
    }, serving);
    const other = new CertificateAuthority('other').cert;
    const kubeconfig = await kubeconfigFor(
      valid.url,
      {},
      { 'certificate-authority-data': base64(other) },
    );
    const door = await doorTo('', { kubeconfig });
    await expect(door.serverVersion()).rejects.toMatchObject({
      message: expect.stringContaining("not from the kubeconfig's certificate authority"),
    });
    expect(await ask({ 'insecure-skip-tls-verify': true })).toMatchObject({ major: 1 });
  });

  test('a client certificate that has ended is named after a 401', async () => {
    const api = await fakeApi((_, response) => {
      sendStatus(response, 401, { message: 'Unauthorized' });
    });
    const { cert, key } = authority.issue({
      commonName: 'alice',
      notBefore: new Date('2020-01-01'),
      notAfter: new Date('2020-02-01'),
    });
    const user = { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) };
    const door = await doorTo('', { kubeconfig: await kubeconfigFor(api.url, user) });
    await expect(door.serverVersion()).rejects.toMatchObject({
      details: ['the client certificate ended on 2020-02-01T00:00:00.000Z', 'Unauthorized'],
    });
  });

  test('broken certificates and missing files are said', async () => {
    const broken = { 'client-certificate-data': base64('x'), 'client-key-data': base64('y') };
    await expect(askWith(broken)).rejects.toMatchObject({
      outcome: 'unreachable',
      message: expect.stringContaining('are not usable'),
    });
    await expect(askWith({ 'client-key': '/nowhere/k.pem' })).rejects.toMatchObject({
      message: "can't read the client-key that the kubeconfig names",
    });
  });
});

describe('a proxy', () => {
  async function startProxy(): Promise<{ url: string; asked: string[]; server: Server }> {
    const asked: string[] = [];
    const server = createServer();
    server.on('connect', (request, socket, head) => {
      asked.push(request.url ?? '');
      const [host = '', port] = (request.url ?? '').split(':');
      const upstream = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        upstream.write(head);
        upstream.pipe(socket).pipe(upstream);
      });
      upstream.on('error', () => socket.destroy());
      socket.on('error', () => upstream.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, server };
  }

  test('that the kubeconfig names is used, with one connection for several requests', async () => {
    const api = await fakeApi(
      (_, response) => {
        sendJson(response, version);
      },
      { ...serving, ca: authority.cert },
    );
    const proxy = await startProxy();
    const { cert, key } = authority.issue({ commonName: 'alice' });
    const user = { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) };
    const cluster = { ...ca, 'proxy-url': proxy.url };
    const door = await doorTo('', { kubeconfig: await kubeconfigFor(api.url, user, cluster) });
    await door.serverVersion();
    await door.serverVersion();
    expect(proxy.asked).toEqual([`127.0.0.1:${api.port}`]);
    for (const socket of api.sockets) socket.destroy();
  });
});
