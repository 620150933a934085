import { said } from '../messages/said-of.ts';
import type { V1Spec } from '../modules/v1-view.ts';
import type { Outcome } from '../outcome.ts';
import { noteStep, stepsIn, type CoReleaseRecord } from './co-release-record.ts';
import { CoReleaseV1Way } from './co-release-v1-way.ts';
import type { Assignment, Ports } from './context.ts';
import { endings } from './endings.ts';
import { moduleHash } from './kinds/module-deployment-release.ts';
import type { V1Target } from './kinds/module-deployment-target.ts';
import { beginRecord, closeDone, recordedWorkload } from './record-life.ts';
import type { RecordStore } from './record-store.ts';
import type { Look, Stairs } from './stairs.ts';
import type { Workload } from './workload.ts';

export interface V1JointParts {
  readonly target: V1Target;
  /** The ModuleDeployment, as the plan was made from it. */
  readonly workload: Workload;
  readonly record: CoReleaseRecord;
  readonly store: RecordStore;
  /** It stands already; else what the ModuleDeployment was before, for the record. */
  readonly stood: { readonly resumed: true } | { readonly resumed: false; readonly spec: V1Spec };
}

/**
 * A ModuleDeployment and its base together: the url, the base batch by batch, each with its
 * modules proven, then what was borrowed.
 */
export class CoReleaseV1Stairs implements Stairs {
  readonly #ports: Ports;
  readonly #assignment: Assignment;
  readonly #parts: V1JointParts;
  readonly #way: CoReleaseV1Way;
  #step = 0;
  #ended: Outcome | undefined;

  constructor(ports: Ports, assignment: Assignment, parts: V1JointParts) {
    this.#ports = ports;
    this.#assignment = assignment;
    this.#parts = parts;
    const { url } = assignment.plan.module;
    this.#way = new CoReleaseV1Way(ports, assignment, { ...parts, url, back: false });
  }

  async begin(): Promise<void> {
    await this.#way.start();
  }

  provenBefore(): number {
    const { stood, record } = this.#parts;
    return stood.resumed ? record.proven : 0;
  }

  async step(step: number): Promise<void> {
    const { record } = this.#parts;
    const { batches } = record;
    this.#step = step;
    if (step === 1) await this.#begin();
    else if (step < stepsIn(record)) {
      await this.#way.bring(batches[step - 2] ?? 0, batches[step - 3] ?? 0);
    } else await this.#way.release(0);
  }

  async look(): Promise<Look> {
    return this.#step === 1 ? this.#way.lookAtUrl() : await this.#way.look();
  }

  async noteProven(step: number): Promise<void> {
    const { store, record } = this.#parts;
    await noteStep(store, record, step);
  }

  async next(maxMs: number): Promise<void> {
    await this.#way.next(maxMs);
  }

  async finish(): Promise<void> {
    const { store, record } = this.#parts;
    const { plan } = this.#assignment;
    const { name, version, url } = plan.module;
    await this.#way.giveBack();
    const state = { ...this.#recorded, store };
    await closeDone(state, 'proven on all bases');
    const { replicas, baseVersion } = record;
    const message = said(({ proofs }) =>
      proofs.withBaseV1(`${name} ${version}`, url, plan.proof, replicas, baseVersion),
    );
    this.#ended = endings.finish(this.#ports, this.#assignment, {
      proven: true,
      message,
      open: [],
    });
  }

  ended(): Outcome | undefined {
    return this.#ended;
  }

  async leave(): Promise<void> {
    const { store } = this.#parts;
    if (this.#ports.signal.aborted || this.#step === 0) return;
    await this.#way.roll.disown();
    await store.update({ note: `stands at step ${this.#step} of a co-release` });
  }

  close(): void {
    this.#way.close();
  }

  get #recorded() {
    const { workload, store } = this.#parts;
    return { ports: this.#ports, assignment: this.#assignment, workload, store };
  }

  /** The record first: whoever finds the new url knows what belongs to it. */
  async #begin(): Promise<void> {
    const { store, stood } = this.#parts;
    const state = this.#recorded;
    if (!stood.resumed) {
      await this.#way.refuseChanged();
      await beginRecord(state, {
        templateHash: moduleHash(this.#assignment.plan.module),
        oldTemplate: stood.spec,
      });
    }
    await this.#way.writeUrl();
    await store.update({ workload: recordedWorkload(state), phase: 'rolling' });
  }
}
