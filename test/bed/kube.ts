import { Agent, request as httpsRequest, type RequestOptions } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { followObjects, type WatchHandler } from './kube-watch.ts';

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

export interface KubeObj {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    resourceVersion?: string;
    generation?: number;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    deletionTimestamp?: string;
    creationTimestamp?: string;
    finalizers?: string[];
    ownerReferences?: OwnerReference[];
    [k: string]: unknown;
  };
  // The bed handles objects of any kind, CRDs among them: there is no type to give them.

  spec?: any;
  status?: any;
  [k: string]: any;
}

export interface KubeOptions {
  /** Base URL, `https://127.0.0.1:port`. */
  server: string;
  /** PEM text, as are `cert` and `key`. */
  ca: string;
  cert?: string;
  key?: string;
  token?: string;
  /** The part before the slash becomes the field manager of writes. */
  userAgent?: string;
}

/** An answer of the API server outside 2xx. `reason` is the Status reason, such as `Conflict`. */
export class KubeError extends Error {
  readonly status: number;
  readonly reason: string;
  readonly body: unknown;

  constructor(what: string, status: number, body: unknown) {
    const answer = (typeof body === 'object' ? body : null) as Record<string, unknown> | null;
    super(`${what}: ${status} ${String(answer?.['message'] ?? body)}`);
    this.name = 'KubeError';
    this.status = status;
    this.reason = String(answer?.['reason'] ?? '');
    this.body = body;
  }
}

const REQUEST_TIMEOUT_MS = 30_000;
// A quiet watch still gets a bookmark about once a minute; longer silence is a half-open socket.
const WATCH_IDLE_MS = 90_000;

/** A small Kubernetes client for the bed's own parts; network errors come out as Node gives them. */
export class Kube {
  readonly options: KubeOptions;
  readonly #agent: Agent;
  readonly #watchAgent: Agent;

  constructor(options: KubeOptions) {
    this.options = options;
    this.#agent = new Agent({ keepAlive: true, maxSockets: 32 });
    this.#watchAgent = new Agent({ keepAlive: false });
  }

  /** The answer's JSON, or its text where it is not JSON. `body` strings are sent as they are. */

  async request(method: string, path: string, body?: unknown, contentType?: string): Promise<any> {
    const send = () =>
      this.#send(this.#agent, method, path, { body, contentType, timeout: REQUEST_TIMEOUT_MS });
    const response = await send().catch((error: unknown) => {
      // The server may close an idle keep-alive socket just as we reuse it; reads may simply go again.
      if (method === 'GET' && (error as { reused?: boolean }).reused) return send();
      throw error;
    });
    return read(response, `${method} ${path}`);
  }

  get(path: string): Promise<KubeObj> {
    return this.request('GET', path);
  }

  async getOrUndefined(path: string): Promise<KubeObj | undefined> {
    try {
      return await this.get(path);
    } catch (error) {
      if (error instanceof KubeError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** A consistent list; items carry the `kind` and `apiVersion` that the server leaves out. */
  async list(path: string): Promise<{ items: KubeObj[]; resourceVersion: string }> {
    const answer = await this.request('GET', path);
    const kind = String(answer.kind).replace(/List$/, '');
    const items = ((answer.items ?? []) as KubeObj[]).map((item) => ({
      ...item,
      apiVersion: answer.apiVersion as string,
      kind,
    }));
    return { items, resourceVersion: answer.metadata.resourceVersion };
  }

  create(path: string, obj: object): Promise<KubeObj> {
    return this.request('POST', path, obj);
  }

  replace(path: string, obj: object): Promise<KubeObj> {
    return this.request('PUT', path, obj);
  }

  /** `options` are DeleteOptions: preconditions, gracePeriodSeconds, propagationPolicy. */
  delete(path: string, options?: object): Promise<KubeObj> {
    return this.request('DELETE', path, options);
  }

  mergePatch(path: string, patch: object): Promise<KubeObj> {
    return this.request('PATCH', path, patch, 'application/merge-patch+json');
  }

  jsonPatch(path: string, ops: object[]): Promise<KubeObj> {
    return this.request('PATCH', path, ops, 'application/json-patch+json');
  }

  /**
   * Lists, then follows; goes on over closed connections, server restarts and 410 until aborted.
   * `path` is a collection and may carry selectors. Rejects only when `onEvent` throws.
   */
  watch(path: string, onEvent: WatchHandler, signal: AbortSignal): Promise<void> {
    return followObjects(
      { list: () => this.list(path), open: this.#openWatch(path, signal) },
      onEvent,
      signal,
    );
  }

  /** Closes idle sockets so that a finished bed leaves nothing open. */
  close(): void {
    this.#agent.destroy();
    this.#watchAgent.destroy();
  }

  #openWatch(path: string, signal: AbortSignal) {
    return async (resourceVersion: string): Promise<IncomingMessage> => {
      const query = `watch=1&allowWatchBookmarks=true&resourceVersion=${resourceVersion}`;
      const url = `${path}${path.includes('?') ? '&' : '?'}${query}`;
      const response = await this.#send(this.#watchAgent, 'GET', url, {
        signal,
        timeout: WATCH_IDLE_MS,
      });
      if (response.statusCode !== 200) await read(response, `WATCH ${path}`);
      return response;
    };
  }

  #send(agent: Agent, method: string, path: string, extra: SendExtra): Promise<IncomingMessage> {
    const { body, contentType, signal, timeout } = extra;
    const { server, ca, cert, key, token, userAgent } = this.options;
    const payload =
      typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
    const headers: Record<string, string> = {
      accept: 'application/json, */*',
      'user-agent': userAgent ?? 'koupctl-bed',
    };
    if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
    if (payload !== '') {
      headers['content-type'] = contentType ?? 'application/json';
      headers['content-length'] = String(Buffer.byteLength(payload));
    }
    const options: RequestOptions = { agent, method, headers, ca, cert, key, timeout };
    if (signal) options.signal = signal;
    return new Promise((resolve, reject) => {
      const req = httpsRequest(new URL(path, server), options, resolve);
      req.on('timeout', () =>
        req.destroy(new Error(`${method} ${path}: silent for ${timeout} ms`)),
      );
      req.on('error', (error) => reject(Object.assign(error, { reused: req.reusedSocket })));
      req.end(payload);
    });
  }
}

interface SendExtra {
  body?: unknown;
  contentType?: string | undefined;
  signal?: AbortSignal;
  timeout: number;
}

async function read(response: IncomingMessage, what: string): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const json = response.headers['content-type']?.includes('json') ?? false;
  const body: unknown = json && text !== '' ? JSON.parse(text) : text;
  const status = response.statusCode ?? 0;
  if (status < 200 || status > 299) throw new KubeError(what, status, body);
  return body;
}

const inNamespace = (base: string, plural: string) => ({
  /** Without a namespace: all of them. */
  all: (ns?: string) =>
    ns === undefined ? `${base}/${plural}` : `${base}/namespaces/${ns}/${plural}`,
  one: (ns: string, name: string) => `${base}/namespaces/${ns}/${plural}/${name}`,
});

const pods = inNamespace('/api/v1', 'pods');
const configMaps = inNamespace('/api/v1', 'configmaps');
const secrets = inNamespace('/api/v1', 'secrets');
const services = inNamespace('/api/v1', 'services');
const serviceAccounts = inNamespace('/api/v1', 'serviceaccounts');
const events = inNamespace('/api/v1', 'events');
const deployments = inNamespace('/apis/apps/v1', 'deployments');
const replicaSets = inNamespace('/apis/apps/v1', 'replicasets');
const daemonSets = inNamespace('/apis/apps/v1', 'daemonsets');
const statefulSets = inNamespace('/apis/apps/v1', 'statefulsets');
const revisions = inNamespace('/apis/apps/v1', 'controllerrevisions');
const leases = inNamespace('/apis/coordination.k8s.io/v1', 'leases');
const budgets = inNamespace('/apis/policy/v1', 'poddisruptionbudgets');
const autoscalers = inNamespace('/apis/autoscaling/v2', 'horizontalpodautoscalers');
const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** API paths; add `/status`, `/scale` or a query where needed. */
export const paths = {
  namespaces: () => '/api/v1/namespaces',
  namespace: (name: string) => `/api/v1/namespaces/${name}`,
  nodes: () => '/api/v1/nodes',
  node: (name: string) => `/api/v1/nodes/${name}`,
  pods: pods.all,
  pod: pods.one,
  eviction: (ns: string, name: string) => `${pods.one(ns, name)}/eviction`,
  configMaps: configMaps.all,
  configMap: configMaps.one,
  secrets: secrets.all,
  secret: secrets.one,
  services: services.all,
  service: services.one,
  serviceAccounts: serviceAccounts.all,
  serviceAccount: serviceAccounts.one,
  events: events.all,
  event: events.one,
  deployments: deployments.all,
  deployment: deployments.one,
  replicaSets: replicaSets.all,
  replicaSet: replicaSets.one,
  daemonSets: daemonSets.all,
  daemonSet: daemonSets.one,
  statefulSets: statefulSets.all,
  statefulSet: statefulSets.one,
  controllerRevisions: revisions.all,
  controllerRevision: revisions.one,
  leases: leases.all,
  lease: leases.one,
  podDisruptionBudgets: budgets.all,
  podDisruptionBudget: budgets.one,
  horizontalPodAutoscalers: autoscalers.all,
  horizontalPodAutoscaler: autoscalers.one,
  crds: () => CRDS,
  crd: (name: string) => `${CRDS}/${name}`,
  /** Objects of a custom kind; without a namespace all of them, or the cluster-scoped ones. */
  customs: (group: string, version: string, plural: string, ns?: string) =>
    inNamespace(`/apis/${group}/${version}`, plural).all(ns),
  custom: (group: string, version: string, plural: string, ns: string, name: string) =>
    inNamespace(`/apis/${group}/${version}`, plural).one(ns, name),
};
