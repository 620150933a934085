import type { Eviction, ObjectRef } from '../world.ts';
import type { Api } from './http/api.ts';
import { objectPath } from './http/paths.ts';
import { faultOfReply } from './http/status-errors.ts';
import { parseStatus } from './http/status.ts';

/** Evicts exactly the pod with this uid; a disruption budget that forbids it is an answer. */
export async function evictPod(api: Api, ref: ObjectRef, uid: string): Promise<Eviction> {
  const { name, namespace = api.target.namespace } = ref;
  const action = {
    verb: 'create',
    type: ref.type,
    subresource: 'eviction',
    namespace,
    name,
    writes: true,
  };
  const body = {
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata: { name, namespace },
    deleteOptions: { preconditions: { uid } },
  };
  const path = `${objectPath({ ...ref, namespace })}/eviction`;
  const request = { method: 'POST' as const, path, body: JSON.stringify(body) };
  const reply = await api.ask(request, action, 'write');
  if (reply.status === 404 && parseStatus(reply.body)?.resource === 'pods')
    return { evicted: true };
  const budget = parseStatus(reply.body)?.causes.find(
    ({ reason }) => reason === 'DisruptionBudget',
  );
  if (reply.status === 429 && budget !== undefined) return { evicted: false, why: budget.message };
  if (reply.status < 200 || reply.status > 299) throw faultOfReply(reply, action, api.target);
  return { evicted: true };
}
