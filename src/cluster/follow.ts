import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Follow, ListQuery } from '../world.ts';
import type { Action } from './http/action.ts';
import type { Api } from './http/api.ts';
import { Bell } from './bell.ts';
import { FollowedList } from './followed-list.ts';
import { scanList } from './list.ts';
import { collectionPath, queryString, selectors } from './http/paths.ts';
import type { OpenReply } from './http/transport.ts';
import { Expired, readWatch } from './watch.ts';
import { monotonicMs } from '../monotonic.ts';

export interface FollowPace {
  /** After so long the server ends a watch and it is opened anew: bounds how long a dead one lasts. */
  readonly watchMs: number;
  /** How much later than that it counts as dead. */
  readonly graceMs: number;
  /** First and longest pause between attempts. */
  readonly pauseMs: number;
  readonly longestPauseMs: number;
}

export const usualPace: FollowPace = {
  watchMs: 45_000,
  graceMs: 8_000,
  pauseMs: 100,
  longestPauseMs: 5_000,
};

// A proxy that holds back the head of a watch's answer until the first event must not hold us.
const WATCH_HEAD_MS = 3_000;

/**
 * Follows all queries. Resolves when each has been listed and its watch opened, so that a missing
 * right shows before anything is begun; rejects if that can't be done.
 */
export async function followLists(
  api: Api,
  queries: readonly ListQuery[],
  signal: AbortSignal,
  pace: FollowPace,
): Promise<Follow> {
  const own = new AbortController();
  const stop = AbortSignal.any([signal, own.signal]);
  setMaxListeners(0, stop);
  const bell = new Bell(stop);
  const followers = queries.map((query) => new Follower(api, query, { stop, bell, pace }));
  try {
    await Promise.all(followers.map((follower) => follower.begin()));
  } catch (error) {
    own.abort();
    throw error;
  }
  return {
    items(index) {
      const follower = followers[index];
      if (follower === undefined) throw new RangeError(`query ${index} is not followed`);
      return follower.list.items();
    },
    changed: (timeoutMs) => bell.wait(timeoutMs),
    unreachableSince() {
      const since = followers.flatMap((follower) => follower.brokenSince ?? []);
      return since.length === 0 ? undefined : Math.min(...since);
    },
    close: () => {
      own.abort();
    },
  };
}

interface Surroundings {
  readonly stop: AbortSignal;
  readonly bell: Bell;
  readonly pace: FollowPace;
}

class Follower {
  readonly list = new FollowedList();
  brokenSince: number | undefined;
  readonly #api: Api;
  readonly #query: ListQuery;
  readonly #around: Surroundings;
  #version: string | undefined;

  constructor(api: Api, query: ListQuery, around: Surroundings) {
    this.#api = api;
    this.#query = query;
    this.#around = around;
  }

  async begin(): Promise<void> {
    await this.#relist(this.#query);
    const opening = this.#open();
    // A version that is forgotten already is no missing right: it is listed again.
    const begun = opening.catch((error: unknown) => {
      if (!(error instanceof Expired)) throw error;
    });
    await Promise.race([begun, delay(WATCH_HEAD_MS, undefined, { ref: false })]);
    void this.#run(opening);
  }

  async #run(first: Promise<OpenReply>): Promise<void> {
    const { stop, pace } = this.#around;
    let opening: Promise<OpenReply> | undefined = first;
    let pause = pace.pauseMs;
    while (!stop.aborted) {
      const start = monotonicMs();
      const proper = await this.#readToEnd(opening ?? this.#reopen());
      opening = undefined;
      // A server that properly ends every watch at once must not be stormed either.
      const lasted = monotonicMs() - start > pace.longestPauseMs;
      if (lasted) pause = pace.pauseMs;
      if (lasted && proper) continue;
      await delay(pause * (0.5 + Math.random()), undefined, { signal: stop }).catch(
        () => undefined,
      );
      pause = Math.min(pause * 2, pace.longestPauseMs);
    }
  }

  /** Whether it ended as it should, so that the next watch can go on from there. */
  async #readToEnd(opening: Promise<OpenReply>): Promise<boolean> {
    try {
      const opened = await opening;
      this.brokenSince = undefined;
      await this.#read(opened);
      return true;
    } catch (error) {
      this.#version = undefined;
      if (!(error instanceof Expired)) this.brokenSince ??= Date.now();
      return false;
    }
  }

  async #reopen(): Promise<OpenReply> {
    // As of now: after a break, another API server's cache may be older than what was seen.
    if (this.#version === undefined) await this.#relist({ ...this.#query, freshness: 'quorum' });
    return this.#open();
  }

  async #relist(query: ListQuery): Promise<void> {
    const { stop, bell } = this.#around;
    const listed = await scanList(this.#api, query, (object) => object, stop);
    this.#version = listed.resourceVersion;
    if (this.list.replace(listed.items)) bell.ring();
  }

  #open(): Promise<OpenReply> {
    const { type, namespace } = this.#query;
    const action: Action = {
      verb: 'watch',
      type,
      ...(namespace === undefined ? {} : { namespace }),
    };
    const { watchMs, graceMs } = this.#around.pace;
    const query = {
      ...selectors(this.#query),
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: this.#version,
      timeoutSeconds: String(Math.ceil(watchMs / 1000)),
    };
    return this.#api.open(
      {
        method: 'GET',
        path: collectionPath(type, namespace) + queryString(query),
        timeoutMs: watchMs + graceMs,
        signal: this.#around.stop,
      },
      action,
    );
  }

  #read(opened: OpenReply): Promise<void> {
    const { bell, pace } = this.#around;
    return readWatch(
      opened.message,
      (events) => {
        let changed = false;
        for (const event of events) {
          changed = this.list.take(event) || changed;
          this.#version = event.object.metadata.resourceVersion ?? this.#version;
        }
        if (changed) bell.ring();
      },
      pace.watchMs + pace.graceMs,
    );
  }
}
