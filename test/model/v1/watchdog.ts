import { v1ModuleOf, v1Spec } from '../../../src/modules/v1-view.ts';
import { predictBatches } from '../../../src/plan/v1-schedule.ts';
import { isMarked, isMarkedBy } from '../../../src/rollout/ownership.ts';
import { isOpenOn, type RolloutRecord } from '../../../src/rollout/record.ts';
import type { KubeObject } from '../../../src/world.ts';
import type { Run } from '../koupctl/run.ts';
import type { Kube } from '../kube/kube.ts';
import { Judge } from '../judge.ts';
import type { Setup } from './scenario.ts';
import { strategyOf, strategyText, type V1Truth } from './truth.ts';

type Writer = 'koupctl' | 'controller' | 'hand';

/** How long a command reads before its plan is made, ms. */
const readingMs = 200;

/** What a person has set, and when: no koupctl that began before may write over it. */
interface ByHand {
  readonly version: string;
  readonly replicas: number;
  readonly at: number;
}

/**
 * Looks at every change as it happens. Of what goes wrong it tells whose it is:
 * V1's controller opens a batch twice where it loses a write to itself or reads
 * too late, and that is its own; where it loses one to koupctl, that is koupctl's.
 */
export class V1Watchdog extends Judge {
  readonly #kube: Kube;
  readonly #truth: V1Truth;
  readonly #setup: Setup;
  readonly #runs: () => readonly Run[];
  #taint: string | undefined;
  #writer: Writer = 'koupctl';
  #lastWriter: Writer = 'koupctl';
  #hand: ByHand | undefined;
  /** The user's strategy, as it was when no rollout stood. */
  #own: string | undefined;
  /** What it is to be when the rollout is done; undefined where nobody can say. */
  due: string | undefined;
  #record: RolloutRecord | undefined;
  /** One version stood everywhere when the rollout began: there is something to go back to. */
  begunSettled = true;
  /** Batches that koupctl has opened in the release that is under way. */
  #opened = 0;
  #confirmed = '';
  /** The controller has gone beyond the batches by itself. */
  #astray: boolean;
  /** As many Modules as it has ever been told of in this release. */
  #most = 0;

  constructor(kube: Kube, truth: V1Truth, setup: Setup, runs: () => readonly Run[]) {
    super();
    this.#kube = kube;
    this.#truth = truth;
    this.#setup = setup;
    this.#runs = runs;
    this.#astray = setup.actsOnStaleReads;
    kube.store.subscribe((plural, now, before) => {
      if (plural === 'configmaps') this.#recordChanged();
      else if (plural === 'moduledeployments') this.#changed(now, before);
      else if (plural === 'modulereplicasets' && now) this.#setChanged(now, before);
    });
  }

  get tainted(): string | undefined {
    return this.#taint;
  }

  befalls(): void {
    // V1 promises nothing about gaps.
  }

  /** A person's change; `taints` says what it does to the laws of batches. */
  byHand(taints: string | undefined, change: () => void): void {
    this.#taint ??= taints;
    const before = wantedBy(this.#truth.deployment);
    this.#by('hand', change);
    const now = wantedBy(this.#truth.deployment);
    if (now.version === before.version && now.replicas === before.replicas) return;
    this.#hand = { ...now, at: this.#kube.time.now() };
  }

  byController<T>(effect: () => T): T {
    return this.#by('controller', effect);
  }

  /** What it does next is done twice: it has opened the batch, and does not know it. */
  controllerMissed(): void {
    if (this.#lastWriter !== 'koupctl') this.#astray = true;
  }

  controllerEnds(): void {
    this.#astray = true;
  }

  /** No base gets the new version that the controller was not told of. */
  baseChanged(): void {
    const { deployment } = this.#truth;
    if (deployment === undefined || this.#opened === 0) return;
    const { version } = v1ModuleOf(deployment);
    // The old one, on its way back, is still where the new one has not been.
    if (this.#record?.module.version !== version || this.#record.phase === 'undoing') return;
    if (this.excuses('batch bases', this.#mayBeMore)) return;
    const there = this.#truth.listing((one) => one === version).length;
    this.holds(
      'batch bases',
      there <= this.#most,
      () => `${there} bases have ${version}, the batch ends at ${this.#most}`,
    );
  }

  get #byAHand(): string | undefined {
    return this.#taint === undefined ? undefined : 'by hand';
  }

  get #mayBeMore(): string | undefined {
    return this.#byAHand ?? (this.#astray ? 'astray' : undefined);
  }

  #by<T>(writer: Writer, effect: () => T): T {
    const before = this.#writer;
    this.#writer = writer;
    try {
      return effect();
    } finally {
      this.#writer = before;
    }
  }

  #recordChanged(): void {
    const before = this.#record;
    const record = this.#truth.record;
    this.#record = record;
    if (record === undefined || record.phase !== 'preparing' || before?.id === record.id) return;
    this.begunSettled = this.#truth.isSettled();
    this.due = this.#dueNow();
    if (this.#taint !== undefined && this.begunSettled) this.#taint = undefined;
    const old = record.oldTemplate;
    if (old === undefined) return;
    const unsettled = this.begunSettled ? undefined : 'not settled';
    if (this.excuses('way back', this.#byAHand ?? unsettled)) return;
    const { version } = v1ModuleOf({ spec: old } as unknown as KubeObject);
    const serves = this.#truth.serving(version).length > 0;
    this.holds(
      'way back',
      serves,
      () => `the record goes back to ${version}, which serves nowhere`,
    );
  }

  /** The manifest's, and what somebody else has set beside it. */
  #dueNow(): string | undefined {
    const { deployment } = this.#truth;
    const { strategy } = this.#setup;
    if (deployment === undefined) return strategyText(strategy);
    return isMarked(deployment)
      ? undefined
      : strategyText({ ...strategyOf(deployment), ...strategy });
  }

  #changed(now: KubeObject | undefined, before: KubeObject | undefined): void {
    const writer = this.#writer;
    this.#lastWriter = writer;
    if (now === undefined) {
      this.#own = undefined;
      return;
    }
    const same = before?.metadata.uid === now.metadata.uid ? before : undefined;
    if (v1ModuleOf(now).version !== v1ModuleOf(same).version) this.#newRelease();
    if (writer === 'koupctl') {
      this.#leaving(now, same);
      this.#restorable(now, same);
      this.#overHand(now, same);
      if (same) this.#confirms(now, same);
    }
    if (!isMarked(now)) this.#own = strategyText(strategyOf(now));
  }

  #newRelease(): void {
    this.#opened = 1;
    this.#confirmed = '';
    this.#most = 0;
    this.#astray = this.#setup.actsOnStaleReads;
  }

  /** Only what a rollout of its own has made is deleted. */
  #leaving(now: KubeObject, before: KubeObject | undefined): void {
    const leaves = now.metadata.deletionTimestamp !== before?.metadata.deletionTimestamp;
    const record = this.#record;
    if (!leaves) return;
    const own = record !== undefined && isOpenOn(record, now) && record.oldTemplate === undefined;
    this.holds(
      'its own',
      own && record.phase === 'undoing',
      () => 'koupctl deletes a ModuleDeployment that no rollout of its own made',
    );
  }

  /** What is borrowed can be given back by whoever comes next, and is what the user had. */
  #restorable(now: KubeObject, before: KubeObject | undefined): void {
    const record = this.#record;
    if (now.metadata.deletionTimestamp !== undefined) return;
    if (isMarked(now)) {
      const told = record !== undefined && isOpenOn(record, now);
      this.holds('restorable', told, () => 'it is marked, and no open record tells of it');
    }
    if (record === undefined) return;
    const borrowed = isMarkedBy(now, record.id);
    const gaveBack = before !== undefined && isMarked(before) && !isMarked(now);
    if (!borrowed && !gaveBack) return;
    const wanted = this.due;
    const why = this.#byAHand ?? (wanted === undefined ? 'nobody can say' : undefined);
    if (this.excuses(gaveBack ? 'given back' : 'restorable', why)) return;
    const old = record.oldTemplate as { operationStrategy?: unknown } | undefined;
    if (borrowed) {
      const saved = strategyText(record.operationStrategy);
      this.holds('restorable', saved === wanted, () => `saved is ${saved}, ${wanted} is due`);
      const back = strategyText(old?.operationStrategy);
      if (old !== undefined && this.#own !== undefined) {
        const text = `the record goes back to ${back}, the user had ${this.#own}`;
        this.holds('restorable', back === this.#own, () => text);
      }
    }
    if (!gaveBack) return;
    const is = strategyText(strategyOf(now));
    const due = record.phase === 'undoing' ? strategyText(old?.operationStrategy) : wanted;
    this.holds('given back', is === due, () => `it is ${is}, the user had ${due}`);
    this.holds('given back', v1Spec(now).pause !== true, () => 'it is left paused');
  }

  /** Who began before a person changed it does not write over that. */
  #overHand(now: KubeObject, before: KubeObject | undefined): void {
    const hand = this.#hand;
    if (hand === undefined || before === undefined) return;
    const is = wantedBy(now);
    const was = wantedBy(before);
    if (was.version !== hand.version || was.replicas !== hand.replicas) return;
    if (is.version === was.version && is.replicas === was.replicas) return;
    const running = this.#runs().filter((run) => run.running);
    const knew = running.some((run) => run.startedAt + readingMs >= hand.at);
    if (knew) this.#hand = undefined;
    this.holds(
      'superseded',
      knew,
      () =>
        `${running[0]?.name ?? 'koupctl'} writes ${is.version} x${is.replicas} over ${was.version} x${was.replicas}, which a person has set since it began`,
    );
  }

  /** Each batch is proven before the next one is let go. */
  #confirms(now: KubeObject, before: KubeObject): void {
    const { releaseStatus } = (before['status'] ?? {}) as {
      releaseStatus?: { progress?: string; currentBatch?: number };
    };
    const { version } = v1ModuleOf(now);
    if (version !== v1ModuleOf(before).version) return;
    const { currentBatch = 0, progress } = releaseStatus ?? {};
    const number = v1Spec(now).confirmBatchNum ?? 0;
    const told =
      this.#setup.dialect === 'pause'
        ? v1Spec(before).pause === true && v1Spec(now).pause !== true
        : progress === 'Paused' &&
          number === currentBatch &&
          number !== v1Spec(before).confirmBatchNum;
    const { newest } = this.#truth;
    if (!told || newest === undefined || v1ModuleOf(newest).version !== version) return;
    const { replicas: placed = 0 } = v1Spec(newest);
    const key = `${currentBatch} ${placed}`;
    if (this.#confirmed !== key) this.#opened += 1;
    this.#confirmed = key;
    // An empty batch at the end is let by.
    if (placed >= (v1Spec(now).replicas ?? 0)) return;
    if (this.excuses('proven', this.#byAHand)) return;
    const serving = this.#truth.serving(version).length;
    this.holds(
      'proven',
      serving + this.#truth.excused() >= placed,
      () => `koupctl confirms, but ${version} serves on ${serving} of ${placed}`,
    );
  }

  /** Never more than the batches that are open. */
  #setChanged(now: KubeObject, before: KubeObject | undefined): void {
    const { deployment, newest } = this.#truth;
    const record = this.#record;
    if (deployment === undefined || newest?.metadata.uid !== now.metadata.uid) return;
    const { replicas = 0 } = v1Spec(now);
    this.#most = Math.max(this.#most, replicas);
    if (replicas <= (v1Spec(before).replicas ?? 0)) return;
    if (this.#writer !== 'controller') return;
    if (record === undefined || !isMarked(deployment) || !isOpenOn(record, deployment)) return;
    const { version } = v1ModuleOf(now);
    if (version !== v1ModuleOf(deployment).version) return;
    if (this.excuses('batch size', this.#mayBeMore)) return;
    const { batchCount = 0, useBeta = false } = strategyOf(deployment);
    const wanted = v1Spec(deployment).replicas ?? 0;
    const forward = record.phase !== 'undoing' && record.module.version === version;
    const batches = forward
      ? record.batches
      : predictBatches({ replicas: wanted, dialect: this.#setup.dialect }, { batchCount, useBeta });
    const allowed = batches[Math.min(this.#opened, batches.length) - 1] ?? wanted;
    this.holds(
      'batch size',
      replicas <= allowed,
      () =>
        `the controller places ${replicas}, batch ${this.#opened} of ${batches.join()} ends at ${allowed}`,
    );
  }
}

function wantedBy(object: KubeObject | undefined): { version: string; replicas: number } {
  return { version: v1ModuleOf(object).version, replicas: v1Spec(object).replicas ?? 0 };
}
