import type { KubeObject, ListQuery } from '../world.ts';
import type { Action } from './http/action.ts';
import { notKubernetes, type Api } from './http/api.ts';
import { ListBody, type ListEnvelope } from './http/list-body.ts';
import { collectionPath, queryString, selectors } from './http/paths.ts';
import { faultOfReply } from './http/status-errors.ts';

/** Objects per page. On loopback 500 to 2500 take the same time; over a network larger pages save round trips. */
const PAGE = 1_000;

export interface Listed<T> {
  readonly items: T[];
  /** Where a watch goes on from this list. */
  readonly resourceVersion: string;
}

/** Built-in kinds come without `apiVersion` and `kind` inside a list. */
type Item = Pick<KubeObject, 'metadata'> & Partial<KubeObject>;

type Picker<T> = (object: KubeObject) => T | undefined;

/**
 * Lists what matches and keeps what `pick` returns; each object is let go as soon as it has been
 * picked from. Where `freshness` allows it, in one body from the server's cache; otherwise page by
 * page and as of now.
 */
export async function scanList<T>(
  api: Api,
  query: ListQuery,
  pick: Picker<T>,
  signal?: AbortSignal,
): Promise<Listed<T>> {
  const read = pageReader(api, query, pick, signal);
  const cached = query.freshness === 'cache';
  const listed = await readPages(read, cached ? { resourceVersion: '0' } : { limit: String(PAGE) });
  // The server forgets a paged list after some minutes; in one body it can't.
  return listed ?? (await readPages(read, {})) ?? neverExpires();
}

function neverExpires(): never {
  throw new Error('a list without pages has expired');
}

type Parameters = Readonly<Record<string, string>>;

interface Page<T> {
  readonly picked: readonly T[];
  readonly metadata: NonNullable<ListEnvelope['metadata']>;
}

type ReadPage<T> = (parameters: Parameters) => Promise<Page<T> | 'expired'>;

function pageReader<T>(
  api: Api,
  query: ListQuery,
  pick: Picker<T>,
  signal: AbortSignal | undefined,
): ReadPage<T> {
  const { type, namespace } = query;
  const path = collectionPath(type, namespace);
  const action: Action = { verb: 'list', type, ...(namespace === undefined ? {} : { namespace }) };
  const apiVersion = type.group === '' ? type.version : `${type.group}/${type.version}`;
  const whole = (item: Item): KubeObject =>
    item.kind === undefined ? { apiVersion, kind: type.kind, ...item } : (item as KubeObject);
  return async (parameters) => {
    let picked: T[] = [];
    let body = new ListBody(() => undefined);
    const request = {
      method: 'GET' as const,
      path: path + queryString({ ...selectors(query), ...parameters }),
      compressed: api.distant,
      // A list that broke off is read again: from its beginning.
      into() {
        picked = [];
        body = new ListBody((item) => {
          const kept = pick(whole(item as Item));
          if (kept !== undefined) picked.push(kept);
        });
        return (part: Buffer) => {
          body.push(part);
        };
      },
      ...(signal ? { signal } : {}),
    };
    try {
      const reply = await api.ask(request, action);
      if (reply.status === 410 && parameters['continue'] !== undefined) return 'expired';
      if (reply.status !== 200) throw faultOfReply(reply, action, api.target);
      const { items, metadata = {} } = body.end();
      // Not an empty list: an answer of something else.
      if (items === undefined) throw new SyntaxError('no items');
      return { picked, metadata };
    } catch (error) {
      if (error instanceof SyntaxError) throw notKubernetes(api.target, body.beginning(), error);
      throw error;
    }
  };
}

/** Undefined: the list expired half way. */
async function readPages<T>(read: ReadPage<T>, first: Parameters): Promise<Listed<T> | undefined> {
  const items: T[] = [];
  let parameters = first;
  for (;;) {
    const page = await read(parameters);
    if (page === 'expired') return undefined;
    // Not a spread: a hundred thousand arguments are too many for a call.
    for (const item of page.picked) items.push(item);
    const { continue: token, resourceVersion = '' } = page.metadata;
    if (!token) return { items, resourceVersion };
    parameters = { limit: String(PAGE), continue: token };
  }
}
