const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** What a limit counts: times are written as in koupctl.yaml, and may have days (`30d`). */
export type Unit = 'time' | 'percent' | 'count';

interface LimitRow {
  readonly unit: Unit;
  readonly value: number;
}

const time = (value: number): LimitRow => ({ unit: 'time', value });
const percent = (value: number): LimitRow => ({ unit: 'percent', value });
const count = (value: number): LimitRow => ({ unit: 'count', value });

/** Every threshold and what it is where nobody says otherwise; times in ms. */
export const limitRows = {
  /** Certificates that end sooner fail, or warn. */
  certificateFail: time(30 * day),
  certificateWarn: time(60 * day),
  /** CPU, memory, disk in use. */
  usageFail: percent(90),
  usageWarn: percent(80),
  /** Requested of what a node has to give. */
  allocationFail: percent(100),
  allocationWarn: percent(90),
  /** A clock's offset. */
  clockFail: time(second),
  clockWarn: time(30),
  /** How long an answer of DNS may take. */
  dnsSlow: time(200),
  /** How long a node may go without renewing its lease. */
  heartbeat: time(40 * second),
  /** How long ago a reboot still counts. */
  rebooted: time(day),
  /** How long a pod may take to become ready, or to find a node. */
  podStart: time(5 * minute),
  /** How long ago a restart still counts, and how many are too many. */
  restartWindow: time(hour),
  restartsFail: count(10),
  /** How long what was deleted may still be there. */
  terminating: time(10 * minute),
  /** How long a claim may wait for its volume. */
  claimPending: time(10 * minute),
  /** Warnings within `eventWindow`, by reason and by object. */
  eventWindow: time(hour),
  eventsOfReason: count(500),
  eventsOfObject: count(100),
  /** Minor versions that a kubelet may be older than the API server. */
  versionSkew: count(3),
  /** A request for a kubelet's certificate that nobody answers. */
  requestPending: time(hour),
  /** etcd's database, of its quota where that is known, else of 2 GiB. */
  etcdFail: percent(90),
  etcdWarn: percent(70),
} as const satisfies Readonly<Record<string, LimitRow>>;

export type LimitName = keyof typeof limitRows;
export type Limits = Readonly<Record<LimitName, number>>;

export const usualLimits = Object.fromEntries(
  Object.entries(limitRows).map(([name, { value }]) => [name, value]),
) as Limits;

export const times = { second, minute, hour, day };
