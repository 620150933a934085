import { Conflict } from '../conflict.ts';
import { Fault } from '../fault.ts';
import { madeFrom, worded } from '../messages/fault-of.ts';
import { said } from '../messages/said-of.ts';
import { core } from '../modules/surface.ts';
import type { Text } from '../said.ts';
import type { Clock, Cluster, JsonPatchOp, KubeObject } from '../world.ts';
import { rolloutManager } from './context.ts';
import { recordName } from './record.ts';

/** How often the holder renews, ms, and how many renewals may be missed before it counts as gone. */
const renewMs = 5_000;
const missable = 3;
const lookMs = 500;

const whyAnnotation = 'koupctl.koupleless.io/why';

/** Whether a process of this machine still runs; undefined where that can't be told from here. */
export type IsAlive = (holder: string) => boolean | undefined;

export interface Claim {
  readonly namespace: string;
  readonly workload: { readonly kind: string; readonly name: string };
  /** Unique to this process: user@host and the process's id. */
  readonly holder: string;
  /** What it is about, for whoever meets it: `deploy of biz1 2.0.0`. */
  readonly why: string;
  /** Take it from a holder that is alive. */
  readonly takeOver: boolean;
  readonly isAlive: IsAlive;
}

/** The workload's rollout is in the hands of another koupctl that is alive. */
export class HeldByOther extends Fault {
  readonly holder: string;

  constructor(holder: string, ...about: ConstructorParameters<typeof Fault>) {
    super(...about);
    this.name = 'HeldByOther';
    this.holder = holder;
  }
}

/** A rollout held by this process. */
export interface Holding {
  /** Who it was taken over from, alive or not; undefined where nobody had it. */
  readonly before: string | undefined;
  /** Who has taken it over since, as of a second ago at most, or of now; undefined while it is ours. */
  lost(asOf?: 'now'): Promise<string | undefined>;
  release(): Promise<void>;
}

interface LeaseSpec {
  holderIdentity?: string;
  acquireTime?: string;
  renewTime?: string;
  leaseDurationSeconds?: number;
  leaseTransitions?: number;
}

interface Around {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly tell: (text: Text) => void;
}

/**
 * Makes this process the one that moves a workload's rollout. A holder that is alive keeps it,
 * unless it is taken over; whether it is alive shows in its renewals as seen from here, never in
 * anybody's clock. Throws a Fault `refused` that names the holder.
 */
export async function hold(around: Around, claim: Claim): Promise<Holding> {
  const ref = refOf(claim);
  for (;;) {
    const lease = await around.cluster.get(ref);
    const { holderIdentity: other = '' } = specOf(lease);
    const free = other === '' || other === claim.holder;
    if (!free && !claim.takeOver) await untilSilent(around, claim, lease);
    try {
      const taken =
        lease === undefined ? await create(around, claim) : await take(around, claim, lease);
      return keep(around, claim, taken, free ? undefined : other);
    } catch (error) {
      // Somebody else was quicker, or the holder renewed just then.
      if (!(error instanceof Conflict)) throw error;
    }
  }
}

/** Returns once the holder has missed its renewals; throws where it makes one. */
async function untilSilent(
  { cluster, clock, signal, tell }: Around,
  claim: Claim,
  lease: KubeObject | undefined,
): Promise<void> {
  const spec = specOf(lease);
  const holder = spec.holderIdentity ?? '';
  const alive = claim.isAlive(holder);
  if (alive === true) throw held(claim, lease);
  if (alive === false) return;
  const patience = (spec.leaseDurationSeconds ?? (renewMs / 1000) * missable) * 1000;
  const startedAt = clock.now();
  let told = false;
  while (clock.now() - startedAt < patience && !signal.aborted) {
    const now = await cluster.get(refOf(claim));
    const other = specOf(now).holderIdentity ?? '';
    if (other !== holder) return;
    if (now?.metadata.resourceVersion !== lease?.metadata.resourceVersion) throw held(claim, now);
    if (!told) tell(said(({ warned }) => warned.isHolderAlive(holder)));
    told = true;
    await clock.sleep(lookMs, signal);
  }
  signal.throwIfAborted();
}

/** Who is at a workload, as its renewals tell from one look to the next; reads only. */
export class Onlooker {
  readonly #around: Pick<Around, 'cluster' | 'clock'>;
  readonly #claim: Pick<Claim, 'namespace' | 'workload'>;
  #renewal: string | undefined;
  #since: number;

  constructor(
    around: Pick<Around, 'cluster' | 'clock'>,
    claim: Pick<Claim, 'namespace' | 'workload'>,
  ) {
    this.#around = around;
    this.#claim = claim;
    this.#since = around.clock.now();
  }

  /** The holder; undefined where nobody is, or whoever was has missed its renewals. */
  async holder(): Promise<string | undefined> {
    const { cluster, clock } = this.#around;
    const spec = specOf(await cluster.get(refOf(this.#claim)));
    if (spec.renewTime !== this.#renewal) {
      this.#renewal = spec.renewTime;
      this.#since = clock.now();
    }
    const silentMs = clock.now() - this.#since;
    return silentMs < renewMs * missable ? spec.holderIdentity || undefined : undefined;
  }
}

/** A holder as one look shows it. Times are the holder's own, ISO 8601. */
export interface HolderNow {
  readonly holder: string;
  readonly since: string;
  readonly heardOf: string;
  /** Known for certain; else only its renewals could tell. */
  readonly alive: boolean;
}

/** Who holds a workload; undefined where nobody does, or whoever did is known to be gone. */
export async function holderNow(
  cluster: Cluster,
  claim: Pick<Claim, 'namespace' | 'workload' | 'isAlive'>,
): Promise<HolderNow | undefined> {
  const spec = specOf(await cluster.get(refOf(claim)));
  const { holderIdentity: holder = '', acquireTime = '', renewTime = '' } = spec;
  const alive = holder === '' ? false : claim.isAlive(holder);
  if (alive === false) return undefined;
  return {
    holder,
    since: seconds(acquireTime),
    heardOf: seconds(renewTime),
    alive: alive === true,
  };
}

function held(claim: Claim, lease: KubeObject | undefined): HeldByOther {
  const { holderIdentity = '', acquireTime = '' } = specOf(lease);
  const name = `${claim.workload.kind.toLowerCase()}/${claim.workload.name} -n ${claim.namespace}`;
  const why = lease?.metadata.annotations?.[whyAnnotation];
  // Only what goes forward in batches of a record heeds orders.
  const heedsOrders = why === undefined || why.startsWith('deploy of');
  const since = seconds(acquireTime);
  const about = madeFrom(
    (_, { rollouts }) => ({
      ...worded(rollouts.held(holderIdentity, why, name, heedsOrders)),
      details: [rollouts.heldSince(since)],
    }),
    { outcome: 'refused' },
  );
  return new HeldByOther(holderIdentity, ...about);
}

async function create(around: Around, claim: Claim): Promise<KubeObject> {
  const { name, namespace } = refOf(claim);
  const object: KubeObject = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace, annotations: { [whyAnnotation]: claim.why } },
    spec: fresh(around, claim, 0),
  };
  const options = { manager: rolloutManager };
  return (await around.cluster.create(object, core.lease, options)).object;
}

async function take(around: Around, claim: Claim, lease: KubeObject): Promise<KubeObject> {
  const ops: JsonPatchOp[] = [
    { op: 'test', path: '/metadata/resourceVersion', value: lease.metadata.resourceVersion },
    { op: 'add', path: '/metadata/annotations', value: { [whyAnnotation]: claim.why } },
    { op: 'add', path: '/spec', value: fresh(around, claim, specOf(lease).leaseTransitions ?? 0) },
  ];
  return await patch(around, claim, ops);
}

function fresh({ clock }: Around, { holder }: Claim, transitions: number): LeaseSpec {
  const now = microTime(clock.now());
  return {
    holderIdentity: holder,
    acquireTime: now,
    renewTime: now,
    leaseDurationSeconds: (renewMs / 1000) * missable,
    leaseTransitions: transitions + 1,
  };
}

function keep(
  around: Around,
  claim: Claim,
  taken: KubeObject,
  before: string | undefined,
): Holding {
  const over = new AbortController();
  let lost: string | undefined;
  let lookedAt = around.clock.now();
  let version = taken.metadata.resourceVersion;

  async function look(): Promise<void> {
    lookedAt = around.clock.now();
    try {
      const now = await around.cluster.get(refOf(claim));
      const { holderIdentity: holder = '' } = specOf(now);
      if (holder !== claim.holder) lost = holder;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
    }
  }

  async function renew(): Promise<void> {
    const ops: JsonPatchOp[] = [
      { op: 'test', path: '/spec/holderIdentity', value: claim.holder },
      { op: 'add', path: '/spec/renewTime', value: microTime(around.clock.now()) },
    ];
    try {
      version = (await patch(around, claim, ops)).metadata.resourceVersion;
    } catch (error) {
      // An API server that is away is waited out elsewhere; a rollout needs no lease to stand still.
      if (error instanceof Conflict) await look();
    }
  }

  async function renewing(): Promise<void> {
    for (;;) {
      await around.clock.sleep(renewMs, over.signal);
      if (over.signal.aborted || lost !== undefined) return;
      await renew();
    }
  }
  const running = renewing();
  return {
    before,
    async lost(asOf) {
      const isOld = asOf === 'now' || around.clock.now() - lookedAt >= lookMs;
      if (lost === undefined && isOld) await look();
      return lost;
    },
    async release() {
      over.abort();
      await running;
      if (lost !== undefined) return;
      const ops: JsonPatchOp[] = [
        { op: 'test', path: '/metadata/resourceVersion', value: version },
        { op: 'add', path: '/spec/holderIdentity', value: '' },
      ];
      // Whoever comes next finds out by itself.
      await patch(around, claim, ops).catch(() => undefined);
    },
  };
}

async function patch({ cluster }: Around, claim: Claim, ops: JsonPatchOp[]): Promise<KubeObject> {
  return (await cluster.patch(refOf(claim), ops, { manager: rolloutManager })).object;
}

function refOf({ workload, namespace }: Pick<Claim, 'workload' | 'namespace'>) {
  return { type: core.lease, namespace, name: recordName(workload.kind, workload.name) };
}

function specOf(lease: KubeObject | undefined): LeaseSpec {
  return lease?.['spec'] ?? {};
}

function seconds(time: string): string {
  return time.replace(/\.\d+Z$/, 'Z');
}

/** Leases have times in microseconds. */
function microTime(ms: number): string {
  return new Date(ms).toISOString().replace(/Z$/, '000Z');
}
