// Static named imports, so that a bundler keeps only what they need; loaded only when needed.
import { KubeConfig } from '@kubernetes/client-node';
import type { Agent } from 'node:http';
import type { RequestOptions } from 'node:https';
import { faultOf } from '../../messages/fault-of.ts';
import type { Agents, TlsFiles } from './agents.ts';
import type { ChosenContext } from './context.ts';
import type { Given } from './credentials.ts';
import { optionalText } from './kubeconfig.ts';
import { monotonicMs } from '../../monotonic.ts';

// A plugin may open a browser and wait for a person.
const PLUGIN_MS = 120_000;
// client-node runs a plugin whose credentials name no end for each request; kubectl runs it once.
const HOLD_MS = 300_000;

/**
 * Exec plugins, auth providers and proxies by client-node. The function returned gives the
 * credentials for the next request: held for five minutes, or until `renew` says they're refused.
 */
export function openClientNode(
  chosen: ChosenContext,
  files: TlsFiles,
  proxy: string | undefined,
): (renew: boolean) => Promise<Given> {
  let config = load(chosen, files, proxy);
  let held: { at: number; given: Promise<Given> } | undefined;
  let proxied: { agents: Agents; cert: unknown } | undefined;

  async function ask(): Promise<Given> {
    const options: RequestOptions = {};
    await withinTime(config.applyToHTTPSOptions(options), chosen);
    const own = optionalText(options.cert);
    if (proxy !== undefined && (proxied === undefined || proxied.cert !== own)) {
      const more: RequestOptions = {};
      await config.applyToHTTPSOptions(more);
      const pooled = keptAlive(more.agent as Agent);
      proxied = { agents: { pooled, single: options.agent as Agent }, cert: own };
    }
    const authorization = optionalText((options.headers as Headers | undefined)?.['Authorization']);
    return {
      ...(authorization === undefined ? {} : { authorization }),
      ...(own === undefined ? {} : { cert: own, key: options.key as string }),
      ...(proxied === undefined ? {} : { agents: proxied.agents }),
    };
  }

  return (renew) => {
    const age = held === undefined ? Infinity : monotonicMs() - held.at;
    // Requests that are refused together share one new run of the plugin.
    if (held === undefined || age > HOLD_MS || (renew && age > 1_000)) {
      if (renew) config = load(chosen, files, proxy);
      held = { at: monotonicMs(), given: ask() };
      held.given.catch(() => (held = undefined));
    }
    return held.given;
  };
}

type Headers = Record<string, unknown>;

function load({ cluster, user, target }: ChosenContext, files: TlsFiles, proxy?: string) {
  const config = new KubeConfig();
  const base64 = (pem: Buffer | string | undefined) =>
    pem === undefined ? undefined : Buffer.from(pem).toString('base64');
  const own = {
    'client-certificate-data': base64(files.cert),
    'client-key-data': base64(files.key),
    exec: user['exec'] ? execWithInfo(user['exec'], cluster) : undefined,
    'auth-provider': user['auth-provider'],
  };
  const server = {
    ...cluster,
    server: target.server,
    'certificate-authority': undefined,
    'certificate-authority-data': base64(files.ca),
    'proxy-url': proxy,
    // client-node refuses http servers without it; nobody verifies anything there.
    ...(target.server.startsWith('http:') ? { 'insecure-skip-tls-verify': true } : {}),
  };
  const document = {
    clusters: [{ name: 'c', cluster: server }],
    users: [{ name: 'u', user: own }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  };
  config.loadFromString(JSON.stringify(document));
  return config;
}

interface Exec {
  readonly apiVersion?: string;
  readonly command?: string;
  readonly env?: readonly { name: string; value: string }[] | null;
  readonly provideClusterInfo?: boolean;
  readonly installHint?: string;
}

// kubectl tells plugins about the call in this variable and some refuse to run without it;
// client-node does not set it.
function execWithInfo(exec: Exec, cluster: Readonly<Record<string, unknown>>): Exec {
  const info = {
    apiVersion: exec.apiVersion,
    kind: 'ExecCredential',
    spec: { interactive: false, ...(exec.provideClusterInfo ? { cluster } : {}) },
  };
  const variable = { name: 'KUBERNETES_EXEC_INFO', value: JSON.stringify(info) };
  return { ...exec, env: [...(exec.env ?? []), variable] };
}

async function withinTime(asked: Promise<void>, chosen: ChosenContext): Promise<void> {
  const exec = chosen.user['exec'] as Exec | undefined;
  const command = exec?.command || undefined;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${PLUGIN_MS / 1000} s`));
    }, PLUGIN_MS);
  });
  try {
    await Promise.race([asked, late]);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const missing = code === 'ENOENT';
    const detail = {
      outcome: 'unreachable',
      details: message.trim().split('\n'),
      cause: error,
    } as const;
    throw missing
      ? faultOf(
          ({ cluster: say }) => say.noPlugin(command, exec?.installHint ? [exec.installHint] : []),
          detail,
        )
      : faultOf(({ cluster: say }) => say.noCredentials(command), detail);
  } finally {
    clearTimeout(timer);
  }
}

// client-node makes its proxy agents without keep-alive: a handshake for each request.
function keptAlive(agent: Agent): Agent {
  return Object.assign(agent, { keepAlive: true });
}
