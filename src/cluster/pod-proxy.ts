import type { Fault } from '../fault.ts';
import { faultOf } from '../messages/fault-of.ts';
import { told } from '../messages/told.ts';
import type { Endpoint, ResourceType } from '../world.ts';
import type { Action } from './http/action.ts';
import type { Api } from './http/api.ts';
import { collectionPath } from './http/paths.ts';
import { faultOfReply, firstLine } from './http/status-errors.ts';
import { parseStatus } from './http/status.ts';
import { NetworkTrouble } from './http/transport.ts';

const pods: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'Pod',
  plural: 'pods',
  namespaced: true,
};

export interface ProxyCall {
  readonly path: string;
  readonly body: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/** POST to a pod's port through the API server; never repeated. A Fault says who refused what. */
export async function postThroughProxy(
  api: Api,
  { namespace, pod, port }: Endpoint,
  { path, body, timeoutMs, signal }: ProxyCall,
): Promise<string> {
  const name = encodeURIComponent(`${pod}:${port}`);
  const action: Action = {
    verb: 'create',
    type: pods,
    subresource: 'proxy',
    namespace,
    name: pod,
    writes: true,
  };
  const request = {
    method: 'POST' as const,
    path: `${collectionPath(pods, namespace)}/${name}/proxy/${path.replace(/^\/+/, '')}`,
    body,
    accept: '*/*',
    timeoutMs,
    ...(signal === undefined ? {} : { signal }),
  };
  const reply = await api.ask(request, action, 'write').catch((error: unknown) => {
    const { cause } = error as Fault;
    if (!(cause instanceof NetworkTrouble) || cause.code !== 'TIMEOUT') throw error;
    // It is the pod that is silent, not the server.
    throw faultOf((words) => told(cause.in(words)), { outcome: 'unreachable', cause });
  });
  if (reply.status >= 200 && reply.status <= 299) return reply.body;
  const status = parseStatus(reply.body);
  if (status === undefined) {
    const text = firstLine(reply.body);
    throw faultOf(({ cluster: say }) => say.podAnswered(reply.status, text), {
      outcome: 'unreachable',
    });
  }
  if (reply.status === 401 || reply.status === 403) throw faultOfReply(reply, action, api.target);
  const why = status.message.replace(/^error trying to reach service: /, '');
  throw faultOf(({ cluster: say }) => say.podUnreached(port, `${namespace}/${pod}`, why), {
    outcome: 'unreachable',
  });
}
