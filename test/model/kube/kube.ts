import type { ResourceType } from '../../../src/world.ts';
import type { Random } from '../random.ts';
import type { VirtualTime } from '../time.ts';
import { ApiServer } from './api-server.ts';
import type { Customs } from './customs.ts';
import { Store } from './store.ts';

/** What every part of the cluster works on. */
export interface Kube {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly store: Store;
  readonly api: ApiServer;
  readonly namespace: string;
  /** What discovery tells beside the kinds that every server has. */
  readonly types: readonly ResourceType[];
  /** Pods that the quota allows; Infinity without one. */
  quota: number;
  /** How long a controller takes to take a change in, ms. */
  reaction(): number;
}

/** An empty cluster whose controllers take up to `slownessMs` to see a change. */
export function emptyCluster(
  time: VirtualTime,
  random: Random,
  slownessMs: number,
  customs?: Customs,
): Kube {
  const store = new Store();
  const api = new ApiServer({ store, time, random: random.fork(), customs });
  return {
    time,
    random,
    store,
    api,
    namespace: 'shop',
    types: customs?.types ?? [],
    quota: Infinity,
    reaction: () => random.int(2, slownessMs),
  };
}
