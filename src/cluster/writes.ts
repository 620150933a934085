import { Conflict } from '../conflict.ts';
import { faultTexts, inBoth } from '../messages/fault-of.ts';
import type {
  ApplyOptions,
  DeleteOptions,
  JsonPatchOp,
  KubeObject,
  Language,
  ObjectRef,
  ResourceType,
  WriteOptions,
  Written,
} from '../world.ts';
import { actionOn, type Action } from './http/action.ts';
import { parseBody, type Api } from './http/api.ts';
import { misfits } from './patch-misfit.ts';
import { collectionPath, objectPath, queryString } from './http/paths.ts';
import type { Repeatable } from './http/retry.ts';
import { faultOfReply } from './http/status-errors.ts';
import { parseStatus } from './http/status.ts';
import type { Reply, Request } from './http/transport.ts';

/** POST of a new object. */
export async function createObject(
  api: Api,
  object: KubeObject,
  type: ResourceType,
  options: WriteOptions,
): Promise<Written> {
  const ref = refOf(api, object, type);
  const request: Request = {
    method: 'POST',
    path: collectionPath(type, ref.namespace) + writeQuery(options),
    body: JSON.stringify(object),
  };
  return written(api, await send(api, request, actionOn('create', ref), options));
}

/**
 * Server-side apply: the object as it is, no field left out, none added. A resourceVersion alone
 * does not keep the server from creating an object that is gone (seen on 1.34); with a uid it does,
 * so the uid is looked up where the caller gave none. No object has the resourceVersion 1, with
 * which nothing but a new one is written.
 */
export async function applyObject(
  api: Api,
  object: KubeObject,
  type: ResourceType,
  options: ApplyOptions,
): Promise<Written> {
  const ref = refOf(api, object, type);
  const guarded = options.isNew
    ? { ...object, metadata: { ...object.metadata, resourceVersion: '1' } }
    : await withUid(api, object, ref);
  const request: Request = {
    method: 'PATCH',
    path: objectPath(ref) + writeQuery(options, { force: options.force ? 'true' : undefined }),
    // JSON is YAML.
    contentType: 'application/apply-patch+yaml',
    body: JSON.stringify(guarded),
  };
  return written(api, await send(api, request, actionOn('patch', ref), options));
}

async function withUid(api: Api, object: KubeObject, ref: ObjectRef): Promise<KubeObject> {
  const { resourceVersion, uid } = object.metadata;
  if (resourceVersion === undefined || uid !== undefined) return object;
  const now = await getObject(api, ref);
  if (now?.metadata.uid === undefined) throw gone(ref);
  return { ...object, metadata: { ...object.metadata, uid: now.metadata.uid } };
}

function gone({ type, name }: ObjectRef): Conflict {
  const [message, detail] = inBoth(({ cluster: say }) => say.gone(`${type.kind} ${name}`));
  return new Conflict(message, 'precondition', detail);
}

/**
 * JSON Patch. The server does not say which `test` failed; the object is read again to tell, as
 * far as it still shows.
 */
export async function patchObject(
  api: Api,
  given: ObjectRef,
  ops: readonly JsonPatchOp[],
  options: WriteOptions,
): Promise<Written> {
  const ref = withNamespace(api, given);
  const { subresource } = options;
  const action = { ...actionOn('patch', ref), ...(subresource ? { subresource } : {}) };
  const request: Request = {
    method: 'PATCH',
    path: objectPath(ref) + (subresource ? `/${subresource}` : '') + writeQuery(options),
    contentType: 'application/json-patch+json',
    body: JSON.stringify(ops),
  };
  try {
    return written(api, await send(api, request, action, options));
  } catch (error) {
    if (!(error instanceof Conflict) || error.kind !== 'precondition') throw error;
    const now = await getObject(api, ref).catch(() => undefined);
    if (now === undefined) throw error;
    const words = (language: Language) => ({
      message: error.in(language).message,
      details: misfits(now, ops, faultTexts(language).cluster.misfit),
    });
    const { message, details } = words('en');
    if (details.length === 0) throw error;
    throw new Conflict(message, 'precondition', { details, words, cause: error });
  }
}

/** Deletes the object with this uid; that it is gone already is as good. */
export async function deleteObject(
  api: Api,
  given: ObjectRef,
  uid: string,
  options: DeleteOptions = {},
): Promise<void> {
  const ref = withNamespace(api, given);
  const action = { ...actionOn('delete', ref), writes: options.dryRun !== true };
  const { resourceVersion, graceSeconds } = options;
  const body = {
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    preconditions: { uid, ...(resourceVersion === undefined ? {} : { resourceVersion }) },
    propagationPolicy: 'Background',
    ...(graceSeconds === undefined ? {} : { gracePeriodSeconds: graceSeconds }),
    ...(options.dryRun ? { dryRun: ['All'] } : {}),
  };
  const request: Request = { method: 'DELETE', path: objectPath(ref), body: JSON.stringify(body) };
  const reply = await api.ask(request, action, options.dryRun ? 'read' : 'write');
  if (reply.status !== 404) throwUnlessDone(api, reply, action);
}

/** One object as of now; undefined where there is none. */
export async function getObject(api: Api, given: ObjectRef): Promise<KubeObject | undefined> {
  const ref = withNamespace(api, given);
  const action = actionOn('get', ref);
  const reply = await api.ask({ method: 'GET', path: objectPath(ref) }, action);
  if (reply.status === 404) return undefined;
  throwUnlessDone(api, reply, action);
  return parseBody(reply, api.target) as KubeObject;
}

async function send(
  api: Api,
  request: Request,
  action: Action,
  { dryRun }: WriteOptions,
): Promise<Reply> {
  const repeatable: Repeatable = dryRun ? 'read' : 'write';
  const reply = await api.ask(request, { ...action, writes: dryRun !== true }, repeatable);
  // What was to be changed is gone: someone else was faster. (A missing namespace is a 404 too.)
  const missing = reply.status === 404 ? parseStatus(reply.body)?.resource : undefined;
  if (missing !== undefined && missing === action.type?.plural && action.verb === 'patch') {
    throw gone({ type: action.type, name: action.name ?? '' });
  }
  throwUnlessDone(api, reply, action);
  return reply;
}

function throwUnlessDone(api: Api, reply: Reply, action: Action): void {
  if (reply.status < 200 || reply.status > 299) throw faultOfReply(reply, action, api.target);
}

function written(api: Api, reply: Reply): Written {
  return { object: parseBody(reply, api.target) as KubeObject, warnings: reply.warnings };
}

function writeQuery(options: WriteOptions, more: Record<string, string | undefined> = {}): string {
  return queryString({
    fieldManager: options.manager,
    fieldValidation: 'Strict',
    dryRun: options.dryRun ? 'All' : undefined,
    ...more,
  });
}

function refOf(api: Api, { metadata }: KubeObject, type: ResourceType): ObjectRef {
  const { name, namespace } = metadata;
  return withNamespace(api, { type, name, ...(namespace === undefined ? {} : { namespace }) });
}

/** A namespaced object that names no namespace is in the context's. */
function withNamespace(api: Api, ref: ObjectRef): ObjectRef {
  if (!ref.type.namespaced || ref.namespace !== undefined) return ref;
  return { ...ref, namespace: api.target.namespace };
}
