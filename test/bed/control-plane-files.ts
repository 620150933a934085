import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AUDIT_POLICY } from './control-plane-audit.ts';
import { CertificateAuthority, newSigningKey } from './control-plane-certs.ts';
import { egressConfig, FILES, schedulerConfig, type Layout } from './control-plane-flags.ts';

export type Credentials = { cert: string; key: string } | { token: string };

/** The administrator's side of what `writeFiles` wrote. */
export interface Identity {
  server: string;
  ca: string;
  cert: string;
  key: string;
  tokens: { admin: string; limited: string };
  authority: CertificateAuthority;
}

/** Certificates, tokens, keys and configuration of all parts, new ones on each call. */
export async function writeFiles(at: Layout): Promise<Identity> {
  const authority = new CertificateAuthority('koupctl-bed');
  const server = `https://127.0.0.1:${at.apiPort}`;
  const cluster = { server, ca: authority.cert };
  const serving = authority.issue({
    commonName: 'kube-apiserver',
    hosts: ['127.0.0.1', '10.0.0.1', 'localhost', 'kubernetes.default.svc'],
  });
  const accounts = newSigningKey();
  const tokens = { admin: newToken(), limited: newToken() };
  const components = ['controller-manager', 'scheduler'];
  const texts: Record<string, string> = {
    [FILES.ca]: authority.cert,
    [FILES.servingCert]: serving.cert,
    [FILES.servingKey]: serving.key,
    [FILES.accountPublicKey]: accounts.publicKey,
    [FILES.accountPrivateKey]: accounts.privateKey,
    [FILES.tokens]: tokenFile(tokens),
    [FILES.auditPolicy]: AUDIT_POLICY,
    [FILES.schedulerConfig]: schedulerConfig(at),
    [FILES.egress]: egressConfig(at),
  };
  await Promise.all([
    ...Object.entries(texts).map(([name, text]) => writeSecret(join(at.dir, name), text)),
    ...components.map((name) =>
      writeKubeconfig(
        at.dir,
        name,
        cluster,
        authority.issue({ commonName: `system:kube-${name}` }),
      ),
    ),
  ]);
  const admin = authority.issue({ commonName: 'admin', organizations: ['system:masters'] });
  return { ...cluster, ...admin, tokens, authority };
}

/** Writes `<dir>/<name>.kubeconfig` with one context, `bed`, and returns its path. */
export async function writeKubeconfig(
  dir: string,
  name: string,
  cluster: { server: string; ca: string },
  credentials: Credentials,
  namespace?: string,
): Promise<string> {
  const user =
    'token' in credentials
      ? { token: credentials.token }
      : {
          'client-certificate-data': base64(credentials.cert),
          'client-key-data': base64(credentials.key),
        };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'bed',
    clusters: [
      {
        name: 'bed',
        cluster: { server: cluster.server, 'certificate-authority-data': base64(cluster.ca) },
      },
    ],
    users: [{ name, user }],
    contexts: [
      { name: 'bed', context: { cluster: 'bed', user: name, ...(namespace && { namespace }) } },
    ],
  };
  const path = join(dir, `${name}.kubeconfig`);
  await writeSecret(path, JSON.stringify(config, null, 2));
  return path;
}

/** token,user,uid,"groups" */
function tokenFile(tokens: { admin: string; limited: string }): string {
  return `${tokens.admin},token-admin,1,"system:masters"\n${tokens.limited},limited,2\n`;
}

function newToken(): string {
  return randomBytes(16).toString('hex');
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function writeSecret(path: string, text: string): Promise<void> {
  return writeFile(path, text, { mode: 0o600 });
}
