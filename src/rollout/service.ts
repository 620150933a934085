import { faultFrom, worded } from '../messages/fault-of.ts';
import { said } from '../messages/said-of.ts';
import type { Said, Text } from '../said.ts';
import { limitText, mostUnavailable } from '../plan/max-unavailable.ts';
import type { Assignment, Ports } from './context.ts';
import type { Service } from './decide.ts';
import type { Driver, OutOfService } from './driver.ts';
import { fewOf } from './troubles.ts';

/** How long before the first batch bases may take to tell how they are, ms. */
const atStartMs = 10_000;

/** Keeps `--max-unavailable`. Where it is not given, no base is asked anything for it. */
export class ServiceGuard {
  readonly #assignment: Assignment;
  readonly #ports: Pick<Ports, 'clock' | 'emit' | 'signal'>;
  readonly #most: number | undefined;
  #seen: OutOfService | undefined;
  /** Since when the next batch could not be opened, ms. */
  #since: number | undefined;

  constructor(ports: Pick<Ports, 'clock' | 'emit' | 'signal'>, assignment: Assignment) {
    const { options, plan } = assignment;
    this.#assignment = assignment;
    this.#ports = ports;
    this.#most = options.maxUnavailable && mostUnavailable(options.maxUnavailable, plan.replicas);
  }

  /** Before the first write of a new rollout. Throws a Fault `refused` where its first batch can't be opened. */
  async beforeFirst(driver: Driver): Promise<void> {
    if (this.#most === undefined || this.#assignment.plan.kind !== 'upgrade') return;
    const { clock, signal } = this.#ports;
    const deadline = clock.now() + atStartMs;
    for (;;) {
      this.#seen = await driver.outOfService('anew');
      if (this.#fits() || signal.aborted) return;
      if (clock.now() >= deadline) break;
      await driver.next(1_000);
    }
    const [cause = '', ...details] = this.causes(1);
    throw faultFrom(
      (_, { rollouts }, inWords) => ({
        ...worded(rollouts.notOpened(inWords(cause))),
        details: details.map(inWords),
      }),
      { outcome: 'refused' },
    );
  }

  /** Looks, while batch `next` is the one that could be opened; `undefined`: none could. */
  async look(driver: Driver, next: number | undefined): Promise<void> {
    if (this.#most === undefined) return;
    if (next === undefined) {
      this.#seen = undefined;
      this.#since = undefined;
      return;
    }
    this.#note(next, await driver.outOfService('relaxed'));
  }

  /** The last look before batch `next` is opened: a base that is fine may have been asked seconds ago. */
  async letsOpen(driver: Driver, next: number): Promise<boolean> {
    if (this.#most === undefined) return true;
    this.#note(next, await driver.outOfService('anew'));
    return this.#fits();
  }

  #note(next: number, seen: OutOfService): void {
    this.#seen = seen;
    if (this.#fits()) {
      this.#since = undefined;
    } else if (this.#since === undefined) {
      this.#since = this.#ports.clock.now();
      const cause = this.#cause(next);
      const text = said(({ warned }, inWords) => warned.notOpened(next, inWords(cause)));
      this.#ports.emit({ type: 'warning', text });
    }
  }

  /** For `decide`; undefined where the option was not given, or no batch could be opened. */
  get now(): Service | undefined {
    if (this.#seen === undefined || this.#most === undefined) return undefined;
    const { count, taken } = this.#seen;
    const since = this.#since ?? this.#ports.clock.now();
    return {
      out: count,
      taken,
      most: this.#most,
      waitUntil: since + this.#assignment.options.timeoutMs,
    };
  }

  /** Why batch `next` is not opened, and what is wrong with those that do not serve. */
  causes(next: number): readonly Text[] {
    return [this.#cause(next), ...fewOf(this.#seen?.troubles ?? [])];
  }

  #cause(next: number): Said {
    const { maxUnavailable } = this.#assignment.options;
    const limit = maxUnavailable && limitText(maxUnavailable, this.#most ?? 0);
    const { count = 0, of = 0, taken = 0, where = [] } = this.#seen ?? {};
    return said(({ ends }, inWords) =>
      ends.outOfService({ count, of, next, taken, limit, where: fewOf(where).map(inWords) }),
    );
  }

  #fits(): boolean {
    const { count = 0, taken = 0 } = this.#seen ?? {};
    return count + taken <= (this.#most ?? Infinity);
  }
}
