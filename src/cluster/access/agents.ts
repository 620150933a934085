import { readFile } from 'node:fs/promises';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { createSecureContext, type SecureContext } from 'node:tls';
import { faultOf } from '../../messages/fault-of.ts';
import type { ChosenContext } from './context.ts';
import { optionalText } from './kubeconfig.ts';

/** The TLS side of a connection, in PEM. */
export interface TlsFiles {
  readonly ca?: Buffer | string | undefined;
  readonly cert?: Buffer | string | undefined;
  readonly key?: Buffer | string | undefined;
}

/** How connections are come by. */
export interface Agents {
  /** A few that are kept: for reads. */
  readonly pooled: HttpAgent;
  /**
   * A new one each time: for watches, which last, and for writes: a kept connection that the
   * server closes just then would leave open whether the write was taken.
   */
  readonly single: HttpAgent;
}

// An API server closes idle connections after 90 s or more, load balancers mostly after 60 s.
const IDLE_CONNECTION_MS = 30_000;
const MAX_CONNECTIONS = 16;

/** Reads what the kubeconfig gives as files or as base64 data; data wins, as in kubectl. */
export async function readTlsFiles({ cluster, user }: ChosenContext): Promise<TlsFiles> {
  const [ca, cert, key] = await Promise.all([
    fileOrData(cluster, 'certificate-authority'),
    fileOrData(user, 'client-certificate'),
    fileOrData(user, 'client-key'),
  ]);
  return { ca, cert, key };
}

async function fileOrData(
  entry: Readonly<Record<string, unknown>>,
  field: string,
): Promise<Buffer | undefined> {
  const data = optionalText(entry[`${field}-data`]);
  if (data !== undefined) return Buffer.from(data, 'base64');
  const file = optionalText(entry[field]);
  return file === undefined ? undefined : readCredentialFile(file, field);
}

/** Reads a file that the kubeconfig names; `what` is the field it stands in. */
export async function readCredentialFile(file: string, what: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw faultOf(({ cluster: say }) => say.credentialFile(what, file), {
      outcome: 'unreachable',
      details: [(error as Error).message],
      cause: error,
    });
  }
}

/** Connections to the context's server, with its TLS settings. */
export function openAgents({ cluster, target }: ChosenContext, files: TlsFiles): Agents {
  const pool = { keepAlive: true, maxSockets: MAX_CONNECTIONS, timeout: IDLE_CONNECTION_MS };
  if (target.server.startsWith('http:')) {
    return { pooled: new HttpAgent(pool), single: new HttpAgent() };
  }
  const servername = optionalText(cluster['tls-server-name']);
  const tls = {
    secureContext: secureContextOf(files, target.server),
    ...(servername === undefined ? {} : { servername }),
    ...(cluster['insecure-skip-tls-verify'] === true ? { rejectUnauthorized: false } : {}),
  };
  return {
    pooled: new HttpsAgent({ ...pool, ...tls }),
    single: new HttpsAgent(tls),
  };
}

// One context for all connections: parsing the certificates again for each costs milliseconds.
function secureContextOf({ ca, cert, key }: TlsFiles, server: string): SecureContext {
  try {
    return createSecureContext({ ca, cert, key });
  } catch (error) {
    throw faultOf(({ cluster: say }) => say.badKeys(server), {
      outcome: 'unreachable',
      details: [(error as Error).message],
      cause: error,
    });
  }
}

/** When a client certificate ends; undefined where there is none. */
export async function endOfCertificate(
  cert: Buffer | string | undefined,
): Promise<Date | undefined> {
  if (cert === undefined) return undefined;
  const { X509Certificate } = await import('node:crypto');
  try {
    return new Date(new X509Certificate(cert).validTo);
  } catch {
    return undefined;
  }
}
