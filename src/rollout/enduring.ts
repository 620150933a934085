import { Conflict } from '../conflict.ts';
import { Fault } from '../fault.ts';
import { said } from '../messages/said-of.ts';
import { rolloutAnnotation } from '../modules/labels.ts';
import type { Text } from '../said.ts';
import type { Clock, Cluster, JsonPatchOp, KubeObject, ObjectRef, Written } from '../world.ts';
import { canonical } from './template-hash.ts';

/** How long a rollout waits for an API server that is away, ms. Meanwhile it stands as it is. */
export const enduranceMs = 300_000;
const pauseMs = 1_000;

interface Around {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told once when an outage begins and once when it is over. */
  readonly tell: (text: Text) => void;
}

/**
 * The same cluster for a rollout under way: an API server that is restarted, or a
 * network that fails for a while, is waited out. A write whose answer was lost is
 * looked up first: what it brought is either there, or it is sent again.
 */
export function enduring(cluster: Cluster, around: Around): Cluster {
  const wait = <T>(attempt: (again: boolean) => Promise<T>): Promise<T> => endure(attempt, around);
  return {
    target: cluster.target,
    serverVersion: () => cluster.serverVersion(),
    resourceTypes: () => cluster.resourceTypes(),
    read: (...args) => cluster.read(...args),
    proxyPost: (...args) => cluster.proxyPost(...args),
    get: (ref) => wait(() => cluster.get(ref)),
    list: (query) => wait(() => cluster.list(query)),
    scan: (query, pick) => wait(() => cluster.scan(query, pick)),
    follow: (queries, signal) => wait(() => cluster.follow(queries, signal)),
    evict: (ref, uid) => wait(() => cluster.evict(ref, uid)),
    delete: (ref, uid, options) => wait(() => cluster.delete(ref, uid, options)),
    patch: (ref, ops, options) =>
      wait(async (again) => {
        const done = again ? await alreadyPatched(cluster, ref, ops) : undefined;
        return done ?? (await cluster.patch(ref, ops, options));
      }),
    apply: (object, type, options) =>
      wait(async (again) => {
        try {
          return await cluster.apply(object, type, options);
        } catch (error) {
          if (!again || !(error instanceof Conflict) || error.kind !== 'precondition') throw error;
          const done = await alreadyApplied(cluster, object, { type, ...options });
          if (done === undefined) throw error;
          return done;
        }
      }),
    create: (object, type, options) =>
      wait(async (again) => {
        try {
          return await cluster.create(object, type, options);
        } catch (error) {
          if (!again || !(error instanceof Conflict) || error.kind !== 'exists') throw error;
          const { name, namespace } = object.metadata;
          const live = await cluster.get({ type, name, ...(namespace ? { namespace } : {}) });
          if (canonical(live?.['data']) !== canonical(object['data']) || !live) throw error;
          return { object: live, warnings: [] };
        }
      }),
  };
}

async function endure<T>(attempt: (again: boolean) => Promise<T>, around: Around): Promise<T> {
  const { clock, signal, tell } = around;
  let since: number | undefined;
  for (;;) {
    try {
      const result = await attempt(since !== undefined);
      if (since !== undefined) tell(said(({ warned }) => warned.serverBack));
      return result;
    } catch (error) {
      if (!mayPass(error)) throw error;
      if (since === undefined) {
        tell(said(({ warned }, inWords) => warned.serverAway(inWords(error))));
      }
      since ??= clock.now();
      if (signal.aborted || clock.now() - since >= enduranceMs) throw error;
      await clock.sleep(pauseMs, signal);
    }
  }
}

/** Trouble of the network or of the server's own, not of rights. */
export function mayPass(error: unknown): error is Fault {
  if (!(error instanceof Fault) || error.outcome !== 'unreachable') return false;
  const { cause } = error;
  if (cause instanceof Error && cause.name === 'NetworkTrouble') return true;
  return / answered 5\d\d| is too busy /.test(error.message);
}

async function alreadyPatched(
  cluster: Cluster,
  ref: ObjectRef,
  ops: readonly JsonPatchOp[],
): Promise<Written | undefined> {
  const object = await cluster.get(ref);
  const done = object !== undefined && isPatched(object, ops);
  return done ? { object, warnings: [] } : undefined;
}

/** Whether the object looks as these operations leave it. Pure. */
export function isPatched(object: KubeObject, ops: readonly JsonPatchOp[]): boolean {
  return ops.every(({ op, path, value }) => {
    if (op === 'test') return path !== '/metadata/uid' || at(object, path) === value;
    if (op === 'remove') return at(object, path) === undefined;
    return covers(at(object, path), value);
  });
}

function at(object: unknown, path: string): unknown {
  const keys = path.split('/').slice(1);
  return keys
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], object);
}

/** Equal, but for empty values that the server leaves out and fields that it adds. */
function covers(live: unknown, wanted: unknown): boolean {
  if (live === undefined) return wanted === undefined || wanted === 0 || wanted === false;
  if (wanted === null || typeof wanted !== 'object' || Array.isArray(wanted)) {
    return canonical(live) === canonical(wanted);
  }
  return Object.entries(wanted).every(([key, value]) =>
    covers((live as Record<string, unknown>)[key], value),
  );
}

/** Whether the mark of the very rollout that applies it is on it. */
function isMarkedAs(live: KubeObject, object: KubeObject): boolean {
  const mark = object.metadata.annotations?.[rolloutAnnotation];
  return mark !== undefined && live.metadata.annotations?.[rolloutAnnotation] === mark;
}

/**
 * Applying it once more would change nothing: it has been applied. Where a controller has written it
 * back meanwhile, without the values that are Go's zeros, it would change those, so they don't count.
 */
async function alreadyApplied(
  cluster: Cluster,
  object: KubeObject,
  how: { type: ObjectRef['type']; manager: string; force?: boolean },
): Promise<Written | undefined> {
  const { type, manager, force = false } = how;
  const { name, namespace, resourceVersion: _before, ...metadata } = object.metadata;
  const live = await cluster.get({ type, name, ...(namespace ? { namespace } : {}) });
  if (live === undefined) return undefined;
  if (isMarkedAs(live, object) && covers(live['spec'], object['spec'])) {
    return { object: live, warnings: [] };
  }
  const again = { ...object, metadata: { ...metadata, name, ...(namespace ? { namespace } : {}) } };
  const dry = await cluster.apply(again, type, { manager, force, dryRun: true });
  const same = dry.object.metadata.generation === live.metadata.generation;
  return same ? { object: live, warnings: [] } : undefined;
}
