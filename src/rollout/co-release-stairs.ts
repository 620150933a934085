import { said } from '../messages/said-of.ts';
import { outcome, textsOfOutcome, type Outcome } from '../outcome.ts';
import { retiredWhileInstalling } from '../plan/batches.ts';
import type { BaseRoll } from './base-roll.ts';
import { lookAtBases, lookAtPinned, type CoReleaseGoal } from './co-release-look.ts';
import { noteStep, stepsIn, type CoReleaseRecord } from './co-release-record.ts';
import type { Assignment, Ports } from './context.ts';
import type { Driver, Place } from './driver.ts';
import { endings } from './endings.ts';
import type { RecordStore } from './record-store.ts';
import { behind, type Look, type Stairs } from './stairs.ts';

/** How long the base's Deployment may go behind, ms. */
const baseLookMs = 500;

export interface CoReleaseParts {
  /** Rolls the module: all of its new pods at once, and none of the old ones goes before the end. */
  readonly driver: Driver;
  readonly base: BaseRoll;
  readonly record: CoReleaseRecord;
  readonly store: RecordStore;
  /** It stands already: the driver takes it up before the first step. */
  readonly resumed: boolean;
}

/**
 * Base and module together: the module's pods first, which wait for new bases; then the base,
 * batch by batch, each with its modules proven; then what is left of the old base, then of the
 * old module.
 */
export class CoReleaseStairs implements Stairs {
  readonly #ports: Ports;
  readonly #assignment: Assignment;
  readonly #parts: CoReleaseParts;
  #step = 0;
  #begun: boolean;
  #ended: Outcome | undefined;
  #places: readonly Place[] = [];

  constructor(ports: Ports, assignment: Assignment, parts: CoReleaseParts) {
    this.#ports = ports;
    this.#assignment = assignment;
    this.#parts = parts;
    this.#begun = parts.resumed;
  }

  async begin(): Promise<void> {
    const { driver, base, resumed } = this.#parts;
    await base.start();
    if (resumed) await driver.begin();
  }

  provenBefore(): number {
    return this.#parts.resumed ? this.#parts.record.proven : 0;
  }

  async step(step: number): Promise<void> {
    const { driver, base, record } = this.#parts;
    this.#step = step;
    if (!this.#begun) await driver.begin();
    this.#begun = true;
    if (step === stepsIn(record)) await base.release();
    else if (step > 1) await base.advance(this.#goal.bases, record.replicas - this.#goal.oldLeft);
  }

  async look(): Promise<Look> {
    const { driver, base } = this.#parts;
    const { places, superseded, blocked } = await driver.observe();
    this.#places = places;
    if (superseded !== undefined) return { ...behind, superseded };
    const seen = base.look();
    if (seen === undefined) return behind;
    if (this.#step === 1) return lookAtPinned({ places, blocked }, this.#goal);
    await driver.switchDark(places.filter(({ judgement }) => judgement.state === 'dark'));
    await driver.askAgain(places.filter(({ judgement }) => judgement.askAgain));
    return lookAtBases({ base: seen, places, blocked }, this.#goal);
  }

  async noteProven(step: number): Promise<void> {
    const { store, record } = this.#parts;
    await noteStep(store, record, step);
  }

  /** What happens to the base shows at the next look: the module is what is waited for. */
  async next(maxMs: number): Promise<void> {
    await this.#parts.driver.next(Math.min(maxMs, baseLookMs));
  }

  /** The base is what it is to be: now the old module's pods, which have no base any more, go too. */
  async finish(): Promise<void> {
    const { driver, base, record } = this.#parts;
    await base.disown();
    await driver.noteHealthy(1, this.#places);
    const end = endings.finish(this.#ports, this.#assignment, await driver.finish());
    const { replicas, baseVersion } = record;
    const { message, ...more } = textsOfOutcome(end);
    const both = said(({ proofs }, inWords) =>
      proofs.withBase(inWords(message), base.label, replicas, baseVersion),
    );
    this.#ended = outcome(end.name, both, more);
  }

  ended(): Outcome | undefined {
    return this.#ended;
  }

  async leave(): Promise<void> {
    const { driver, base } = this.#parts;
    if (this.#ports.signal.aborted) return;
    await base.disown();
    if (this.#begun) await driver.noteHeld(`stands at step ${this.#step} of a co-release`);
  }

  close(): void {
    this.#parts.driver.close();
    this.#parts.base.close();
  }

  get #goal(): CoReleaseGoal {
    const { plan } = this.#assignment;
    const { record } = this.#parts;
    const { batches, policy, replicas, baseVersion } = record;
    const last = this.#step === stepsIn(record);
    const bases = last ? replicas : (batches[this.#step - 2] ?? 0);
    const retired = last ? replicas : retiredWhileInstalling(policy, batches, this.#step - 2);
    return {
      module: plan.module.name,
      baseDeployment: this.#parts.record.base.name,
      baseVersion,
      bases,
      before: last ? 0 : (batches[this.#step - 3] ?? 0),
      modules: this.#step === 1 ? plan.replicas : Math.min(plan.replicas, bases),
      oldLeft: replicas - retired,
    };
  }
}
