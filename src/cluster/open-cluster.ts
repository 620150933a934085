import { homedir } from 'node:os';
import { faultOf } from '../messages/fault-of.ts';
import type { Cluster, ResourceType } from '../world.ts';
import { openApi, parseBody, type Api } from './http/api.ts';
import { chooseContext, type ChosenContext } from './access/context.ts';
import { openCredentials } from './access/credentials.ts';
import { discoverTypes } from './discovery.ts';
import { evictPod } from './evict.ts';
import { followLists, usualPace, type FollowPace } from './follow.ts';
import { inClusterContext, serviceAccountFolder } from './access/in-cluster.ts';
import { readKubeconfig } from './access/kubeconfig.ts';
import { scanList } from './list.ts';
import { postThroughProxy } from './pod-proxy.ts';
import type { Patience } from './http/retry.ts';
import { faultOfReply } from './http/status-errors.ts';
import { openTransport } from './http/transport.ts';
import { applyObject, createObject, deleteObject, getObject, patchObject } from './writes.ts';

export interface ClusterOptions {
  /** This file alone, instead of KUBECONFIG and ~/.kube/config. */
  readonly kubeconfig?: string;
  readonly context?: string;
  /** Instead of the context's. */
  readonly namespace?: string;
  /** Longest silence of the server, in ms; 30 s where not said. */
  readonly timeoutMs?: number;
  readonly env?: NodeJS.ProcessEnv;
  readonly patience?: Patience;
  readonly pace?: FollowPace;
  readonly serviceAccount?: string;
  /** Called once, with the time that the server's first answer tells, ms. */
  readonly onServerTime?: (ms: number) => void;
}

const TIMEOUT_MS = 30_000;
const usualPatience: Patience = { totalMs: 15_000, firstMs: 100 };

/**
 * Opens the door to the cluster of a kubeconfig context, or of the pod the process runs in. Sends
 * nothing yet. Without any kubeconfig: a Fault that says where it looked.
 */
export async function openCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const env = options.env ?? process.env;
  const chosen = await findContext(options, env);
  const { target } = chosen;
  if (!/^https?:\/\/[^/]/.test(target.server) || !URL.canParse(target.server)) {
    throw faultOf(({ cluster: say }) => say.notAUrl(target.context, target.server));
  }
  const credentials = await openCredentials(chosen, env);
  const { timeoutMs = TIMEOUT_MS, onServerTime } = options;
  const transport = openTransport(target.server, credentials, timeoutMs, onServerTime);
  const patience = options.patience ?? usualPatience;
  const api = openApi({ target, transport, credentials, patience });
  return clusterOn(api, options.pace ?? usualPace);
}

async function findContext(
  { kubeconfig, context, namespace, serviceAccount }: ClusterOptions,
  env: NodeJS.ProcessEnv,
): Promise<ChosenContext> {
  const config = await readKubeconfig({
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    env,
    home: env['HOME'] || homedir(),
  });
  if ('files' in config) {
    return chooseContext(config, {
      ...(context === undefined ? {} : { context }),
      ...(namespace === undefined ? {} : { namespace }),
    });
  }
  const mayBeInside = kubeconfig === undefined && context === undefined;
  const folder = serviceAccount ?? serviceAccountFolder;
  const inside = mayBeInside ? await inClusterContext(env, folder, namespace) : undefined;
  if (inside !== undefined) return inside;
  throw faultOf(({ cluster: say }) => say.noKubeconfig, {
    outcome: 'unreachable',
    details: ({ cluster: say }) => config.tried.map((path) => say.notThere(path)),
  });
}

function clusterOn(api: Api, pace: FollowPace): Cluster {
  let types: Promise<readonly ResourceType[]> | undefined;
  return {
    target: api.target,
    serverVersion: () => serverVersion(api),
    resourceTypes() {
      types ??= discoverTypes(api).catch((error: unknown) => {
        types = undefined;
        throw error;
      });
      return types;
    },
    get: (ref) => getObject(api, ref),
    list: async (query) => (await scanList(api, query, (object) => object)).items,
    scan: async (query, pick) => (await scanList(api, query, pick)).items,
    follow: (queries, signal) => followLists(api, queries, signal, pace),
    create: (object, type, options) => createObject(api, object, type, options),
    apply: (object, type, options) => applyObject(api, object, type, options),
    patch: (ref, ops, options) => patchObject(api, ref, ops, options),
    evict: (ref, uid) => evictPod(api, ref, uid),
    delete: (ref, uid, options) => deleteObject(api, ref, uid, options),
    read: (path, signal) => readPath(api, path, signal),
    proxyPost: (endpoint, path, body, timeoutMs, signal) =>
      postThroughProxy(api, endpoint, { path, body, timeoutMs, ...(signal ? { signal } : {}) }),
  };
}

async function readPath(api: Api, path: string, signal: AbortSignal | undefined) {
  const action = { verb: `get ${path}` };
  const request = { method: 'GET' as const, path, ...(signal ? { signal } : {}) };
  // A server that is not well says so with a 5xx, which is the answer: nothing is asked again.
  const reply = await api.ask(request, action, 'write');
  if (reply.status === 403) {
    const { user, context } = api.target;
    const fix = `kubectl auth can-i get ${path.split('?', 1)[0] ?? path} --context ${context}`;
    const { details } = faultOfReply(reply, action, api.target);
    throw faultOf(({ cluster: say }) => say.mayNot(user, action.verb, fix), {
      outcome: 'unreachable',
      details,
    });
  }
  return { status: reply.status, body: reply.body };
}

async function serverVersion(api: Api) {
  const action = { verb: 'read the server version' };
  const reply = await api.call({ method: 'GET', path: '/version' }, action);
  const version = parseBody(reply, api.target) as {
    major?: string;
    minor?: string;
    gitVersion?: string;
  };
  // Some providers write `minor: "27+"`.
  return {
    major: Number.parseInt(version.major ?? '', 10) || 0,
    minor: Number.parseInt(version.minor ?? '', 10) || 0,
    gitVersion: version.gitVersion ?? '',
  };
}
