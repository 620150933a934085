import { isMarkedBy } from '../../src/rollout/ownership.ts';
import { isOpen, isOpenOn, type RolloutRecord } from '../../src/rollout/record.ts';
import type { KubeObject } from '../../src/world.ts';
import type { Kube } from './kube/kube.ts';
import { ownerOf } from './kube/deployment-controller.ts';
import type { ModelBase } from './koupleless/base.ts';
import { moduleName } from './manifest.ts';
import { Judge } from './judge.ts';
import { borrowed, hashOf, held, holdOf, marked, specOf, versionIn, type Truth } from './truth.ts';

/** Looks at every change as it happens, and knows the laws of a rollout. */
export class Watchdog extends Judge {
  readonly #kube: Kube;
  readonly #truth: Truth;
  /** Why the laws of batches don't hold at the moment: a person has changed the workload. */
  #taint: string | undefined;
  #byHand = false;
  /** What koupctl has to give back. */
  #own: string | undefined;
  #record: RolloutRecord | undefined;
  /** Bases that served when the rollout began; those that a fault befell since don't count. */
  #baseline: ReadonlySet<ModelBase> = new Set();
  #begunAt = 0;
  /** One version stood everywhere then: there is something to go back to. */
  begunSettled = true;
  /** How many of them may be without: as many as faults befell, or as the user wants fewer. */
  #mayLack = 0;

  constructor(kube: Kube, truth: Truth) {
    super();
    this.#kube = kube;
    this.#truth = truth;
    kube.store.subscribe((plural, now, before) => {
      if (plural === 'configmaps') this.#recordChanged();
      else if (plural === 'deployments') this.#deploymentChanged(now, before);
      else if (plural === 'pods' && now && !before) this.#podCreated(now);
    });
  }

  get tainted(): string | undefined {
    return this.#taint;
  }

  /** A person's change; `taints` says what it does to the laws of batches. */
  byHand(taints: string | undefined, change: () => void): void {
    this.#taint ??= taints;
    this.#byHand = true;
    change();
    this.#byHand = false;
  }

  /** A fault is about to befall a base. */
  befalls(base: ModelBase): void {
    if (base.active(moduleName).length > 0) this.#mayLack += 1;
  }

  /** No base without an active version, where the policy promises that. */
  baseChanged(): void {
    const record = this.#record;
    if (record === undefined) return;
    if (record.policy === 'uninstall-then-install' || record.proof === 'kubernetes') return;
    // The undo of a first deploy leaves nothing, as was before.
    if (record.oldTemplate === undefined || this.excuses('no gap', this.#byAHand)) return;
    const lacking = this.#baseline.size - this.#truth.servingAny().length;
    const kept = [...this.#baseline].filter((base) => base.faultedAt < this.#begunAt);
    const without = kept.find((base) => base.active(moduleName).length === 0);
    this.holds(
      'no gap',
      lacking <= this.#mayLack || without === undefined,
      () => `${without?.node ?? ''} runs no active version (${record.policy})`,
    );
  }

  get #byAHand(): string | undefined {
    return this.#taint === undefined ? undefined : 'by hand';
  }

  #recordChanged(): void {
    const before = this.#record;
    const record = this.#truth.record;
    this.#record = record;
    if (record === undefined || record.phase !== 'preparing') return;
    if (before?.startedAt === record.startedAt && before.id === record.id) return;
    // One that is taken up again keeps what it began from.
    const anew = before?.id !== record.id;
    if (anew) this.begunSettled = this.#truth.isSettled();
    if (this.#taint !== undefined && this.#truth.isSettled()) this.#taint = undefined;
    this.#baseline = new Set(this.#truth.servingAny());
    this.#begunAt = this.#kube.time.now();
    const { deployment } = this.#truth;
    const wanted = deployment === undefined ? 0 : specOf(deployment).replicas;
    this.#mayLack = Math.max(0, wanted - record.replicas);
    if (anew) this.#oldTemplateRuns(record);
  }

  /** The way back has to be to what runs. */
  #oldTemplateRuns(record: RolloutRecord): void {
    const kept = this.#truth.servingAny();
    if (record.oldTemplate === undefined) return;
    const nowhere = kept.length === 0 ? 'serves nowhere' : undefined;
    if (this.excuses('way back', this.#byAHand ?? nowhere)) return;
    const version = versionIn(record.oldTemplate);
    const serves = this.#truth.serving(version).length > 0;
    this.holds(
      'way back',
      serves,
      () => `the record goes back to ${version}, which serves nowhere`,
    );
  }

  #deploymentChanged(now: KubeObject | undefined, before: KubeObject | undefined): void {
    if (now === undefined) {
      this.#own = undefined;
      if (!this.#byHand && before) {
        const text = 'koupctl deletes a Deployment that no rollout of its own made';
        this.holds('its own', this.#isItsOwn(before), () => text);
      }
      return;
    }
    const same = before?.metadata.uid === now.metadata.uid ? before : undefined;
    if (!this.#byHand && same?.metadata.generation !== now.metadata.generation) {
      this.#restorable(now, same);
      this.#inBatches(now, same);
    }
    const closed = same !== undefined && (held(same) || marked(same)) && !marked(now);
    if (!held(now) && !closed) this.#own = borrowed(now);
  }

  #isItsOwn(deployment: KubeObject): boolean {
    const { id = '', workload } = this.#record ?? {};
    const { uid } = deployment.metadata;
    return isMarkedBy(deployment, id) || (uid !== undefined && workload?.uid === uid);
  }

  /** What is borrowed can be given back by whoever comes next, and is what the user had. */
  #restorable(now: KubeObject, before: KubeObject | undefined): void {
    const record = this.#record;
    const stands = held(now) || (specOf(now).paused === true && marked(now));
    if (stands) {
      const text = 'a hold or a pause of koupctl stands on it without an open record';
      this.holds('restorable', record !== undefined && isOpenOn(record, now), () => text);
    }
    const own = this.#own;
    if (held(now) && record?.saved !== undefined && own !== undefined) {
      if (this.excuses('restorable', this.#byAHand)) return;
      const spec = { ...specOf(now), minReadySeconds: 0, ...defined(record.saved) };
      const saved = borrowed({ ...now, spec });
      this.holds('restorable', saved === own, () => `saved is ${saved}, the user had ${own}`);
    }
    const gaveBack = before !== undefined && marked(before) && !marked(now);
    if (!gaveBack || this.excuses('given back', this.#byAHand)) return;
    if (own !== undefined) {
      const is = borrowed(now);
      this.holds('given back', is === own, () => `it is ${is}, the user had ${own}`);
    }
    this.holds('given back', specOf(now).paused !== true, () => 'it is left paused');
  }

  /** Batch after batch, each proven before the next. */
  #inBatches(now: KubeObject, before: KubeObject | undefined): void {
    const record = this.#record;
    if (record === undefined || before === undefined || !isOpen(record)) return;
    if (record.phase === 'undoing' || hashOf(now) !== record.templateHash) return;
    if (record.oldTemplate === undefined) {
      this.#step(record, specOf(now).replicas, specOf(before).replicas);
      return;
    }
    const was = held(before) ? holdOf(before) : { updated: 0, retired: 0 };
    if (!held(now)) {
      if (held(before)) this.#proven(record, record.replicas, 'gives the borrowed fields back');
      return;
    }
    const is = holdOf(now);
    this.#step(record, is.updated, was.updated);
    if (is.retired > was.retired && record.policy !== 'uninstall-then-install') {
      this.#proven(record, is.retired, `lets ${is.retired} old pod(s) go`);
    }
  }

  #step({ batches, ...record }: RolloutRecord, to: number, from: number): void {
    if (to === from || this.excuses('batches', this.#byAHand)) return;
    const [next, last] = [batches.indexOf(to), batches.indexOf(from)];
    const text = `${to} is the end of no batch of ${batches.join()}`;
    this.holds('batches', next >= 0, () => text);
    if (next < 0) return;
    this.holds('batches', next <= last + 1, () => `batch ${next + 1} follows ${last + 1}`);
    if (from > 0) this.#proven({ batches, ...record }, from, `opens batch ${next + 1}`);
  }

  #proven(record: RolloutRecord, wanted: number, what: string): void {
    if (this.excuses('proven', this.#byAHand)) return;
    const { version } = record.module;
    const serving = this.#truth.serving(version).length;
    this.holds(
      'proven',
      serving + this.#truth.excused() >= wanted,
      () => `koupctl ${what}, but ${version} serves on ${serving} of ${wanted}`,
    );
  }

  /** Never more than the batch's bases. */
  #podCreated(pod: KubeObject): void {
    const { deployment } = this.#truth;
    const record = this.#record;
    if (record === undefined || deployment === undefined) return;
    const set = this.#kube.store.get('replicasets', ownerOf(pod) ?? '', this.#kube.namespace);
    if (set === undefined || hashOf(set) !== record.templateHash) return;
    if (!isOpen(record) || record.phase === 'undoing' || record.oldTemplate === undefined) return;
    if (hashOf(deployment) !== record.templateHash) return;
    const paused = specOf(deployment).paused === true;
    if (!held(deployment) && !paused) return;
    const allowed = held(deployment) ? holdOf(deployment).updated : 0;
    if (this.excuses('batch size', this.#byAHand)) return;
    const there = this.#truth.pods((hash) => hash === record.templateHash).length;
    this.holds(
      'batch size',
      there <= allowed,
      () => `${there} pods of the new version, the batch ends at ${allowed}`,
    );
  }
}

function defined(saved: object): object {
  return Object.fromEntries(Object.entries(saved).filter(([, value]) => value !== undefined));
}
