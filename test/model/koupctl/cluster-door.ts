import { Conflict } from '../../../src/conflict.ts';
import { faultOfTrouble } from '../../../src/cluster/http/network-errors.ts';
import { actionOn, type Action } from '../../../src/cluster/http/action.ts';
import { faultOfReply } from '../../../src/cluster/http/status-errors.ts';
import { NetworkTrouble } from '../../../src/cluster/http/transport.ts';
import type { Cluster, ClusterTarget, KubeObject, ListQuery, Written } from '../../../src/world.ts';
import { Refusal, type WriteBy } from '../kube/api-server.ts';
import type { Kube } from '../kube/kube.ts';
import type { Plural } from '../kube/store.ts';
import { ModelFollow, selects } from './follow.ts';
import type { Network, WriteFault } from './network.ts';

/** The door waits so long for a server that refuses connections, ms. */
const patienceMs = 15_000;

export const target: ClusterTarget = {
  context: 'model',
  server: 'https://model.invalid',
  user: 'tester',
  namespace: 'shop',
};

/** One process of koupctl, as its doors see it. */
export interface Process {
  /** It is no more: nothing that it has asked for is ever answered. */
  dead: boolean;
  /** Writes sent so far; dry runs and those of the lease not counted. */
  writes: number;
  /** By the number of the write, from 1. */
  readonly faults: ReadonlyMap<number, WriteFault>;
  /** Told of every write that the server took. */
  wrote: (what: string) => void;
  die(): void;
}

const never = new Promise<never>(() => undefined);

/** The cluster as one process of koupctl reaches it, with the faults of the real door. */
export function clusterDoor(kube: Kube, network: Network, process: Process): Cluster {
  const { store, api, time } = kube;
  const dead = (): boolean => process.dead;

  async function request<T>(action: Action, effect: () => T): Promise<T> {
    await time.sleep(network.latency());
    if (dead()) return never;
    const away = network.awayForMs;
    if (away > 0) {
      await time.sleep(Math.min(away + network.latency(), patienceMs));
      if (dead()) return never;
      if (network.awayForMs > 0) throw trouble('connect ECONNREFUSED', action, false);
    }
    try {
      return effect();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.status === 404 && action.verb === 'patch') {
        throw new Conflict(`${action.name ?? ''} is not there any more`, 'precondition');
      }
      throw faultOfReply(replyOf(error), action, target);
    }
  }

  /** A write whose answer may get lost, or that koupctl does not survive. */
  async function write<T>(action: Action, what: string, effect: () => T): Promise<T> {
    const ofLease = action.type?.kind === 'Lease';
    if (!ofLease) process.writes += 1;
    const fault = ofLease ? undefined : process.faults.get(process.writes);
    if (fault === 'killed-before') process.die();
    const result = await request({ ...action, writes: true }, () => {
      refuseBy(fault, action);
      const done = effect();
      if (!ofLease) process.wrote(fault === undefined ? what : `${what} (${fault})`);
      if (fault === 'killed-after') process.die();
      return done;
    });
    if (fault === 'lost-after') throw trouble('read ECONNRESET', action, true);
    return dead() ? never : result;
  }

  function change(
    action: Action,
    what: string,
    by: WriteBy,
    effect: () => KubeObject,
  ): Promise<Written> {
    const written = (): Written => ({ object: effect(), warnings: [] });
    return by.dryRun ? request(action, written) : write(action, what, written);
  }

  const list = (query: ListQuery): Promise<KubeObject[]> =>
    request({ verb: 'list', type: query.type }, () =>
      store.all(query.type.plural as Plural).filter((object) => selects(query, object)),
    );

  return {
    target,
    serverVersion: () => request({ verb: 'read the version' }, () => version),
    resourceTypes: () => request({ verb: 'discover' }, () => kube.types),
    get: (ref) =>
      request(actionOn('get', ref), () =>
        store.get(ref.type.plural as Plural, ref.name, ref.namespace),
      ),
    list,
    async scan(query, pick) {
      return (await list(query)).map(pick).filter((item) => item !== undefined);
    },
    follow: (queries, signal) =>
      request({ verb: 'watch' }, () => new ModelFollow({ kube, network, dead }, queries, signal)),
    create: (object, type, options) =>
      change(actionOn('create', { type, ...named(object) }), `create ${type.kind}`, options, () =>
        api.create(type.plural as Plural, object, options),
      ),
    apply: (object, type, options) =>
      change(actionOn('patch', { type, ...named(object) }), `apply ${type.kind}`, options, () =>
        api.apply(type.plural as Plural, object, options),
      ),
    patch: (ref, ops, options) =>
      change(actionOn('patch', ref), `patch ${ref.type.kind} ${ref.name}`, options, () =>
        api.patch(ref.type.plural as Plural, ref, ops, options),
      ),
    delete: (ref, uid) =>
      write(actionOn('delete', ref), `delete ${ref.type.kind} ${ref.name}`, () => {
        const live = store.get(ref.type.plural as Plural, ref.name, ref.namespace);
        if (live === undefined) return;
        if (live.metadata.uid !== uid) {
          throw new Refusal(409, 'Conflict', 'the UID in the precondition does not match');
        }
        api.remove(ref.type.plural as Plural, live);
      }),
    evict: () => Promise.reject(new Error('no Deployment evicts')),
    read: () => request({ verb: 'get a path' }, () => ({ status: 404, body: '' })),
    proxyPost: () => Promise.reject(new Error('bases are reached directly')),
  };
}

const version = { major: 1, minor: 34, gitVersion: 'v1.34.4' };

function named({ metadata }: KubeObject): { name: string; namespace: string } {
  return { name: metadata.name, namespace: metadata.namespace ?? target.namespace };
}

function refuseBy(fault: WriteFault | undefined, action: Action): void {
  if (fault === 'lost-before') throw trouble('read ECONNRESET', action, true);
  if (fault === 'too-many') throw new Refusal(429, 'TooManyRequests', 'the server is overloaded');
  if (fault === 'unavailable') {
    throw new Refusal(503, 'ServiceUnavailable', 'etcdserver: leader changed');
  }
  if (fault === 'conflict') {
    throw new Refusal(409, 'Conflict', 'the object has been modified; please apply your changes');
  }
}

function trouble(message: string, action: Action, sent: boolean): Error {
  const code = message.split(' ').at(-1) ?? '';
  return faultOfTrouble(new NetworkTrouble(message, code, sent), action, target);
}

function replyOf({ status, reason, message, causes }: Refusal) {
  const body = JSON.stringify({
    kind: 'Status',
    status: 'Failure',
    message,
    reason,
    details: { causes },
  });
  return { status, body, contentType: 'application/json', warnings: [], retryAfter: undefined };
}
