import { Fault } from '../fault.ts';
import type { Reading, SkipCode } from '../inspect/check.ts';
import type { DnsPodSeen } from '../inspect/facts/pod-dns.ts';
import type { InspectSettings } from '../inspect/settings.ts';
import { each } from '../rollout/each.ts';
import type { NetworkProbes } from '../network-probes.ts';
import type { Cluster, KubeObject, ListQuery } from '../world.ts';
import { isForbidden } from './forbidden.ts';
import type { InspectWorld } from './world.ts';

/** What an inspection reads from. */
export interface Site {
  readonly world: InspectWorld;
  readonly cluster: Cluster;
  readonly probes: NetworkProbes;
  readonly settings: InspectSettings;
  /** The namespace of bases and modules; all where absent. */
  readonly namespace: string | undefined;
  /** What the probe pod saw before all else was read. */
  readonly dnsPod: Reading<DnsPodSeen>;
}

export function is<T>(value: T): Reading<T> {
  return { ok: true, value };
}

export function skipped(
  code: SkipCode,
  what: string,
): { ok: false; skip: { code: SkipCode; what: string } } {
  return { ok: false, skip: { code, what } };
}

/** What may not be read is skipped with the right that is missing; what should have answered is broken. */
export async function reading<T>(
  { world }: Pick<Site, 'world'>,
  work: () => Promise<Reading<T>>,
): Promise<Reading<T>> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { message, details } = error.in(world.language);
    if (/^the server does not know /.test(error.message)) return skipped('absent', message);
    if (isForbidden(error)) return skipped('forbidden', message);
    const [detail] = details;
    return { ok: false, broken: detail === undefined ? message : `${message}: ${detail}` };
  }
}

/** A list, kept as what `pick` makes of it; from what the server has at hand. */
export function scanned<T>(
  { cluster, world }: Pick<Site, 'cluster' | 'world'>,
  query: Omit<ListQuery, 'freshness'>,
  pick: (object: KubeObject) => T | undefined,
): Promise<Reading<readonly T[]>> {
  return reading({ world }, async () =>
    is(await cluster.scan({ ...query, freshness: 'cache' }, pick)),
  );
}

/** The results of `work` in the order of the items, at most `limit` at a time. */
export async function eachOf<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results = new Map<number, R>();
  const numbered = items.map((item, at) => ({ item, at }));
  await each(numbered, limit, async ({ item, at }) => {
    results.set(at, await work(item));
  });
  return numbered.flatMap(({ at }) => {
    const result = results.get(at);
    return result === undefined ? [] : [result];
  });
}
