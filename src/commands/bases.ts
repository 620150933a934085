import { messagesOf } from '../messages/messages.ts';
import {
  baseRowOf,
  goneBaseRow,
  type BaseLease,
  type BaseSight,
} from '../modules/base-findings.ts';
import type { BaseRow } from '../modules/base-row.ts';
import type { Base } from '../modules/base.ts';
import { groupBy } from '../modules/group-by.ts';
import type { AskedBase, LiveRow, Wish } from '../modules/live-row.ts';
import { core } from '../modules/surface.ts';
import { leaseNamespace, leaseSpecOf, usualLeaseMs } from '../modules/vnode-lease.ts';
import { outcome, type Outcome } from '../outcome.ts';
import type { Cluster, Freshness, KubeObject } from '../world.ts';
import { askActuators, type ActuatorsAsked } from './ask-actuators.ts';
import { lookIntoBases, type LookedInto } from './ask-bases.ts';
import type { Reached } from './ask-each.ts';
import { listingOf } from './bases-listing.ts';
import { isFree, v1Rooms } from './bases-room.ts';
import { ifAllowed } from './forbidden.ts';
import { readLive, type BaseFilter } from './live-facts.ts';
import { joinSurely } from './live-look.ts';
import { refuseNoNamespace } from './modules.ts';
import type { DirectWorld } from './world.ts';

export interface BasesInput {
  readonly namespace: string | undefined;
  readonly allNamespaces: boolean;
  readonly filter: BaseFilter;
  /** Tell which bases are free for this one. */
  readonly module: string | undefined;
  /** Only bases with a finding; exit 12 where there are any. */
  readonly unhealthy: boolean;
  /** Ask their actuators too. */
  readonly actuators: ActuatorsAsked | undefined;
  readonly consistent: boolean;
}

/** Every base of both worlds: where it is, what it runs, what it has left, what is wrong with it. */
export async function bases(world: DirectWorld, input: BasesInput): Promise<Outcome> {
  const cluster = await world.openCluster();
  const namespace = input.allNamespaces ? undefined : (input.namespace ?? cluster.target.namespace);
  const rows = await baseRows(world, cluster, namespace, input);
  const { bases: words, live } = messagesOf(world.language);
  if (rows.length === 0 && namespace !== undefined) {
    await refuseNoNamespace(cluster, namespace, live.noNamespace);
  }
  const faulty = rows.filter(({ findings }) => findings.length > 0);
  world.reporter.listing(
    listingOf(input.unhealthy ? faulty : rows, messagesOf(world.language), {
      empty: rows.length === 0 ? words.none : words.noneUnhealthy(rows.length),
      namespaces: namespace === undefined,
      module: input.module,
      health: input.actuators !== undefined,
    }),
  );
  if (input.module !== undefined) {
    const free = rows.filter(({ freeFor }) => freeFor === true).length;
    world.reporter.say(words.free(input.module, free, rows.length));
  }
  if (!input.unhealthy || faulty.length === 0) return outcome('done', words.seen(rows.length));
  const next = [words.seeModules];
  return outcome('unhealthy', words.unhealthy(faulty.length, rows.length), { next });
}

/** Every base with what is wrong with it. */
export async function baseRows(
  world: DirectWorld,
  cluster: Cluster,
  namespace: string | undefined,
  input: Pick<BasesInput, 'filter' | 'module' | 'actuators' | 'consistent'>,
): Promise<BaseRow[]> {
  const freshness: Freshness = input.consistent ? 'quorum' : 'cache';
  const door = { cluster, bases: await world.openBases(cluster) };
  // What each object says itself counts: whether it is what its workload wants is no matter of the base's.
  const wishesOf = () => Promise.resolve(new Map<string, Wish>());
  const sight = { cluster, namespace, filter: input.filter, freshness, door, wishesOf };
  const [facts, leases] = await Promise.all([readLive(sight), readLeases(cluster, freshness)]);
  if (leases === 'unknown') world.reporter.say(messagesOf(world.language).bases.leasesUnseen);
  const looked = await lookIntoBases(world, door, facts.bases);
  const { placed, whole } = facts;
  const first = { placed, whole, bases: looked.map(askedOf), wishes: new Map<string, Wish>() };
  const { rows, bases: all } = await joinSurely(world, sight, first);
  const { actuators } = input;
  const bases = all.map(({ base }) => base);
  const health = actuators && (await askActuators(world, bases, actuators));
  const healths = new Map(looked.map(({ base, got }) => [base.id, got?.health]));
  const byBase = groupBy(rows, baseKeyOf);
  const { module } = input;
  const v1 = v1Rooms(facts.fleets, module);
  const sights = all.map(({ base, answer }): BaseSight => {
    const here = byBase.get(keyOf(base)) ?? [];
    const room = v1.get(base.id);
    return {
      base,
      answer,
      health: healths.get(base.id),
      actuator: health?.get(base.id) ?? null,
      rows: here,
      kubernetesModules: here.filter(({ object }) => object !== '').length,
      lease: leases === 'unknown' ? 'unknown' : leases.get(base.name),
      node: room?.node ?? '',
      capacity: room?.capacity ?? null,
      freeFor: module === undefined ? null : isFree({ base, answer, rows: here }, room, module),
    };
  });
  const there = new Set(bases.map(keyOf));
  const gone = [...byBase].filter(([key, [row]]) => row.base !== '' && !there.has(key));
  const now = world.clock.now();
  return [
    ...sights.map((one) => baseRowOf(one, now)),
    ...gone.map(([, here]) => goneBaseRow(here)),
  ].sort(byName);
}

function askedOf({ base, got }: Reached<LookedInto>): AskedBase {
  const master = got?.health?.ok === true ? got.health.value.master : undefined;
  return { base, answer: got?.answer, master };
}

/** By name; `unknown` where nobody may read them. */
async function readLeases(
  cluster: Cluster,
  freshness: Freshness,
): Promise<ReadonlyMap<string, BaseLease> | 'unknown'> {
  const query = { type: core.lease, namespace: leaseNamespace, freshness };
  const leases = await ifAllowed(cluster.scan(query, leaseOf));
  return leases === undefined ? 'unknown' : new Map(leases);
}

function leaseOf(lease: KubeObject): [string, BaseLease] | undefined {
  const { renewedAt, lastsMs = usualLeaseMs } = leaseSpecOf(lease);
  return renewedAt === undefined ? undefined : [lease.metadata.name, { renewedAt, lastsMs }];
}

/** The base that a row is about. */
function baseKeyOf({ world, base: name, namespace }: LiveRow): string {
  return keyOf({ world, name, namespace });
}

function keyOf(base: Pick<Base, 'world' | 'name'> & { readonly namespace?: string }): string {
  return base.world === 'v2' ? base.name : `${base.namespace ?? ''}/${base.name}`;
}

function byName(a: BaseRow, b: BaseRow): number {
  return (
    a.namespace.localeCompare(b.namespace, 'en') ||
    a.name.localeCompare(b.name, 'en', { numeric: true })
  );
}
