import type { ChosenContext } from './context.ts';
import {
  endOfCertificate,
  openAgents,
  readTlsFiles,
  type Agents,
  type TlsFiles,
} from './agents.ts';
import { proxyFromEnv } from './env-proxy.ts';
import { fixedHeaders, rereadToken, type RequestHeaders } from './identity-headers.ts';
import { optionalText } from './kubeconfig.ts';

/** What a request carries to be let in. */
export interface Access {
  readonly headers: RequestHeaders;
  readonly agents: Agents;
}

export interface Credentials {
  /** `renew`: the server has just refused the ones given before. */
  access(renew: boolean): Promise<Access>;
  /** Whether `renew` may give other ones. */
  readonly renewable: boolean;
  /** When the client certificate ends, for the message after a 401. */
  certificateEnd(): Promise<Date | undefined>;
}

/** What an exec plugin, an auth provider or a proxy adds. */
export interface Given {
  readonly authorization?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly agents?: Agents;
}

/**
 * The credentials of a context. Certificates, tokens and passwords are read here; exec plugins,
 * auth providers and proxies are left to client-node, which takes 0.1 to 0.5 s to load.
 */
export async function openCredentials(
  chosen: ChosenContext,
  env: NodeJS.ProcessEnv,
): Promise<Credentials> {
  const { cluster, user } = chosen;
  const files = await readTlsFiles(chosen);
  const fixed = fixedHeaders(user);
  const tokenFile = optionalText(user['tokenFile']);
  const token = tokenFile === undefined ? undefined : rereadToken(tokenFile);
  const proxy =
    optionalText(cluster['proxy-url']) ?? proxyFromEnv(new URL(chosen.target.server), env);
  const needsPlugin = Boolean(user['exec'] ?? user['auth-provider']);
  const ask =
    needsPlugin || proxy !== undefined ? await askClientNode(chosen, files, proxy) : undefined;

  let tls = files;
  let agents: Agents | undefined;
  return {
    async access(renew) {
      const given = (await ask?.(renew)) ?? {};
      const next = { ...files, ...pickTls(given) };
      if (agents === undefined || next.cert !== tls.cert || next.key !== tls.key) {
        tls = next;
        agents = given.agents ?? openAgents(chosen, next);
      }
      const bearer = token && `Bearer ${await token(renew)}`;
      const authorization = bearer ?? given.authorization;
      return { headers: authorization ? { ...fixed, authorization } : fixed, agents };
    },
    renewable: token !== undefined || needsPlugin,
    certificateEnd: () => endOfCertificate(tls.cert),
  };
}

async function askClientNode(chosen: ChosenContext, files: TlsFiles, proxy: string | undefined) {
  const { openClientNode } = await import('./client-node-credentials.ts');
  return openClientNode(chosen, files, proxy);
}

function pickTls({ cert, key }: Given): TlsFiles {
  return cert === undefined ? {} : { cert, key };
}
