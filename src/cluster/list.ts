import type { KubeObject, ListQuery } from '../world.ts';
import type { Action } from './http/action.ts';
import { parseBody, type Api } from './http/api.ts';
import { collectionPath, queryString, selectors } from './http/paths.ts';
import { faultOfReply } from './http/status-errors.ts';

/**
 * Objects per page. On loopback 500 to 2000 take the same time; over a network larger pages save
 * round trips, and a thousand pods are a few MiB.
 */
const PAGE = 1_000;

export interface Listed<T> {
  readonly items: T[];
  /** Where a watch goes on from this list. */
  readonly resourceVersion: string;
}

/** Built-in kinds come without `apiVersion` and `kind` inside a list. */
type Item = Pick<KubeObject, 'metadata'> & Partial<KubeObject>;

interface ListMetadata {
  readonly resourceVersion?: string;
  readonly continue?: string;
}

interface ListBody {
  readonly metadata?: ListMetadata;
  readonly items?: Item[] | null;
}

/**
 * Lists what matches and keeps what `pick` returns. Narrow reads (by label or field) come from the
 * server's cache in one body, where `freshness` allows it; all others page by page and as of now,
 * the next page on its way while one is being read.
 */
export async function scanList<T>(
  api: Api,
  query: ListQuery,
  pick: (object: KubeObject) => T | undefined,
  signal?: AbortSignal,
): Promise<Listed<T>> {
  const narrow = query.labels !== undefined || query.fields !== undefined;
  const first =
    narrow && query.freshness === 'cache' ? { resourceVersion: '0' } : { limit: String(PAGE) };
  const listed = await scanPages(pageReader(api, query, signal), first, pick);
  // The server forgets a paged list after some minutes; in one body it can't.
  return listed ?? (await scanPages(pageReader(api, query, signal), {}, pick)) ?? neverExpires();
}

function neverExpires(): never {
  throw new Error('a list without pages has expired');
}

type Parameters = Readonly<Record<string, string>>;
type ReadPage = (parameters: Parameters) => Promise<Page | 'expired'>;

interface Page {
  /** Read off the text before it is parsed. */
  readonly next: string | undefined;
  readonly parse: () => { readonly metadata: ListMetadata; readonly objects: KubeObject[] };
}

function pageReader(api: Api, query: ListQuery, signal: AbortSignal | undefined): ReadPage {
  const { type, namespace } = query;
  const path = collectionPath(type, namespace);
  const action: Action = { verb: 'list', type, ...(namespace === undefined ? {} : { namespace }) };
  const apiVersion = type.group === '' ? type.version : `${type.group}/${type.version}`;
  return async (parameters) => {
    const request = {
      method: 'GET' as const,
      path: path + queryString({ ...selectors(query), ...parameters }),
      compressed: api.distant,
      ...(signal ? { signal } : {}),
    };
    const reply = await api.ask(request, action);
    if (reply.status === 410 && parameters['continue'] !== undefined) return 'expired';
    if (reply.status !== 200) throw faultOfReply(reply, action, api.target);
    return {
      next: continueToken(reply.body),
      parse() {
        const { metadata = {}, items } = parseBody(reply, api.target) as ListBody;
        const objects = (items ?? []).map((item) => ({ apiVersion, kind: type.kind, ...item }));
        return { metadata, objects };
      },
    };
  };
}

// The server writes a list's metadata before its items.
function continueToken(body: string): string | undefined {
  const head = body.slice(0, body.indexOf('"items"'));
  return /"continue":"([^"\\]+)"/.exec(head)?.[1];
}

/** Undefined: the list expired half way. */
async function scanPages<T>(
  read: ReadPage,
  first: Parameters,
  pick: (object: KubeObject) => T | undefined,
): Promise<Listed<T> | undefined> {
  const items: T[] = [];
  let coming = read(first);
  for (;;) {
    const page = await coming;
    if (page === 'expired') return undefined;
    const ahead = page.next === undefined ? undefined : nextPage(read, first, page.next);
    const { metadata, objects } = page.parse();
    for (const object of objects) {
      const kept = pick(object);
      if (kept !== undefined) items.push(kept);
    }
    const token = metadata.continue || undefined;
    if (token === undefined) {
      return { items, resourceVersion: metadata.resourceVersion ?? '' };
    }
    coming = token === page.next && ahead ? ahead : nextPage(read, first, token);
  }
}

function nextPage(read: ReadPage, first: Parameters, token: string): ReturnType<ReadPage> {
  const page = read({ ...first, continue: token });
  // It is awaited later, if at all: until then its failure is not a bug.
  page.catch(() => undefined);
  return page;
}
