import { said } from '../messages/said-of.ts';
import { v1ModuleOf, v1Spec, type V1View } from '../modules/v1-view.ts';
import type { Text } from '../said.ts';
import type { JsonPatchOp } from '../world.ts';
import { BaseRoll, type BaseView } from './base-roll.ts';
import {
  lookAtUrl,
  lookAtV1Bases,
  strays,
  strayWords,
  wantedBases,
  type V1JointGoal,
} from './co-release-v1-look.ts';
import { V1JointMender } from './co-release-v1-mend.ts';
import type { CoReleaseRecord } from './co-release-record.ts';
import { MustHold, type Assignment, type Ports } from './context.ts';
import { moduleHash } from './kinds/module-deployment-release.ts';
import type { V1Target } from './kinds/module-deployment-target.ts';
import { ModuleDeploymentWatch } from './kinds/module-deployment-watch.ts';
import {
  isMarkedBy,
  markOps,
  readAsPlanned,
  rolloutMark,
  supersededBy,
  unmarkOps,
  whyGone,
} from './ownership.ts';
import { behind, nothingOpen, type Look } from './stairs.ts';
import type { Workload } from './workload.ts';

/** How long a look waits for new bases to answer, ms. */
const patienceMs = 1_500;

export interface V1WayParts {
  readonly target: V1Target;
  /** The ModuleDeployment. */
  readonly workload: Workload;
  readonly record: CoReleaseRecord;
  /** The package that belongs to the template that the bases get. */
  readonly url: string;
  /** Back to the old template and the old package. */
  readonly back: boolean;
}

/**
 * One way, there or back: the url first, by which V1 installs nothing; then base after base, each
 * of which gets its Module anew, from the revision that has the url by then.
 */
export class CoReleaseV1Way {
  readonly roll: BaseRoll;
  readonly #ports: Ports;
  readonly #assignment: Assignment;
  readonly #parts: V1WayParts;
  readonly #mender: V1JointMender;
  /** Names of bases that have answered in this run. */
  readonly #answered = new Set<string>();
  readonly #state: { readonly workload: Workload; seen: boolean };
  #watch: ModuleDeploymentWatch | undefined;
  #revisions: number | undefined;
  /** Bases of the wanted template; 0 while only the url is moved. */
  #bases = 0;
  #before = 0;

  constructor(ports: Ports, assignment: Assignment, parts: V1WayParts) {
    const { record, back } = parts;
    this.#ports = ports;
    this.#assignment = assignment;
    this.#parts = parts;
    this.#state = { workload: parts.workload, seen: false };
    const { newTemplate, oldTemplate } = record;
    const turned = { ...record, newTemplate: oldTemplate, oldTemplate: newTemplate };
    this.roll = new BaseRoll(ports, back ? turned : record, assignment.id);
    this.#mender = new V1JointMender(ports, {
      ...parts,
      baseDeployment: record.base.name,
      replicas: record.replicas,
      askAgain: assignment.options.askAgain,
    });
  }

  async start(): Promise<void> {
    const { target, workload } = this.#parts;
    await workload.read();
    await this.roll.start();
    this.#watch = await ModuleDeploymentWatch.start(
      this.#ports,
      target,
      this.#assignment.plan.proof,
    );
    this.#revisions = this.#watch.view().revisions.length;
  }

  /** Throws Superseded where the ModuleDeployment is no longer what the plan was made from. */
  async refuseChanged(): Promise<void> {
    const { workload } = this.#parts;
    const { plan } = this.#assignment;
    await readAsPlanned({
      workload,
      assignment: this.#assignment,
      facts: { generation: plan.manifest.metadata.generation },
    });
  }

  /** Writes the url, and nothing else; not where it is there already. */
  async writeUrl(): Promise<void> {
    const { workload, url } = this.#parts;
    const { live } = workload;
    const module = v1ModuleOf(live);
    if (module.url === url) return;
    const path = '/spec/template/spec/module';
    const ops: JsonPatchOp[] = [
      { op: 'test', path, value: v1Spec(live).template?.spec?.module },
      { op: 'replace', path: `${path}/url`, value: url },
      ...markOps(live, rolloutMark(this.#assignment.id, moduleHash({ ...module, url }))),
    ];
    await workload.patch(ops, `url ${url}; the controller installs nothing by that`);
  }

  lookAtUrl(): Look {
    const view = this.watch.view();
    const base = this.roll.lookAhead();
    if (base === undefined) return behind;
    return this.#superseded(view) ?? lookAtUrl({ base, view }, this.#parts);
  }

  /**
   * Lets bases of the wanted template in, up to `bases`, in place of others or, where there is room,
   * beside them: then the others leave as soon as the new ones are up.
   */
  async bring(bases: number, before: number): Promise<void> {
    this.#bases = bases;
    this.#before = before;
    await this.#refuseStrays();
    await this.roll.advance(bases, this.#isBeside ? before : bases, this.#withModule());
  }

  /** Everything that is not of the wanted template goes, and what was borrowed is given back. */
  async release(before: number): Promise<void> {
    this.#bases = this.#parts.record.replicas;
    this.#before = before;
    this.#mender.isLast();
    await this.roll.release();
  }

  /** The new package on an old base: nothing more is taken away before a person has decided. */
  async #refuseStrays(): Promise<void> {
    const { url, back } = this.#parts;
    if (back) return;
    // The bases are read after the Modules: none is on a base that was not there yet.
    const view = await this.watch.read();
    const [stray] = strays(view, await this.roll.wanted(), url);
    if (stray === undefined) return;
    throw new MustHold(
      said(({ holds }, inWords) => holds.nothingMore(inWords(strayWords(stray)))),
      this.#assignment.undo,
    );
  }

  async look(): Promise<Look> {
    const { watch } = this;
    const view = watch.view();
    const superseded = this.#superseded(view);
    if (superseded !== undefined) return superseded;
    const base = this.roll.look();
    if (base === undefined) return behind;
    const silent = await this.#askFresh(base, view);
    if (await this.#letOthersGo(base, view, silent)) return behind;
    await watch.ask(view);
    const places = watch.places({ ...view, leaving: [] });
    const sight = { base, view, places, silent };
    await this.#mender.mend(watch, sight, view);
    const look = lookAtV1Bases(sight, this.#goal);
    return { ...look, busy: [...look.busy, ...this.#mender.left()] };
  }

  /** What happens to the base shows at the next look. */
  async next(maxMs: number): Promise<void> {
    await this.watch.next(Math.min(maxMs, 500));
  }

  /** Takes the mark off, and the ownership of what was written. */
  async giveBack(): Promise<void> {
    const { workload } = this.#parts;
    await this.roll.disown();
    const live = await workload.read();
    const ops = live === undefined ? [] : unmarkOps(live);
    if (ops.length > 0) await workload.patch(ops, 'mark taken off');
    await workload.disown();
  }

  close(): void {
    this.#watch?.close();
    this.roll.close();
  }

  get watch(): ModuleDeploymentWatch {
    if (this.#watch === undefined) throw new Error('the co-release has not begun');
    return this.#watch;
  }

  get #isBeside(): boolean {
    return this.#parts.record.policy === 'install-then-uninstall';
  }

  get #goal(): V1JointGoal {
    const { record, url, back } = this.#parts;
    return {
      module: this.#assignment.plan.module.name,
      url,
      back,
      baseDeployment: record.base.name,
      bases: this.#bases,
      before: this.#before,
      replicas: record.replicas,
    };
  }

  /**
   * Why bases have never answered yet, by name. Where nothing probes its Arklet, Kubernetes calls a
   * base ready as soon as it starts.
   */
  async #askFresh({ newPods }: BaseView, view: V1View): Promise<ReadonlyMap<string, Text>> {
    const { watch } = this;
    if (watch.proof !== 'base') return new Map();
    const fresh = newPods
      .filter((pod) => pod.ready && !this.#answered.has(pod.name))
      .flatMap((pod) => view.bases.get(pod.name) ?? []);
    await watch.bases.refresh(fresh, 1_000, patienceMs);
    const silent = new Map<string, Text>();
    for (const { id, name } of fresh) {
      const answer = watch.bases.answer(id);
      if (answer?.ok === true) this.#answered.add(name);
      else silent.set(name, answer?.why ?? said(({ open }) => open.noAnswerYet));
    }
    return silent;
  }

  /** Once all that came beside are up, as many others go. Resolves to whether they were told now. */
  async #letOthersGo(
    base: BaseView,
    view: V1View,
    silent: ReadonlyMap<string, Text>,
  ): Promise<boolean> {
    const { hold } = this.roll;
    if (!this.#isBeside || hold === undefined || hold.maxUnavailable >= this.#bases) return false;
    const { url, back } = this.#parts;
    if (!back && strays(view, wantedBases(base), url).length > 0) return false;
    const up = base.newPods.filter((pod) => pod.ready && !silent.has(pod.name)).length;
    if (up < this.#bases) return false;
    await this.roll.advance(this.#bases, this.#bases, this.#withModule());
    return true;
  }

  /** Bases with a Module stay as long as empty ones can go. */
  #withModule(): ReadonlySet<string> {
    const { current, former } = this.watch.view();
    return new Set([...current, ...former].flatMap((one) => one.base ?? []));
  }

  #superseded(view: V1View): Look | undefined {
    const superseded = supersededBy(this.#state, view.deployment, () => this.#whatChanged(view));
    return superseded === undefined ? undefined : { ...nothingOpen, superseded };
  }

  #whatChanged({ deployment, revisions }: V1View): Text | undefined {
    const { workload, record } = this.#parts;
    const gone = whyGone(deployment, workload.live.metadata.uid);
    if (deployment === undefined || gone !== undefined) return gone;
    const now = v1ModuleOf(deployment);
    if (moduleHash(now) !== moduleHash(v1ModuleOf(workload.live))) {
      return said(({ changed }) => changed.moduleTo(now.name, now.version, now.url));
    }
    const { replicas = 0 } = v1Spec(deployment);
    if (replicas !== record.replicas) {
      return said(({ changed }) => changed.replicas(record.replicas, replicas));
    }
    if (revisions.length > (this.#revisions ?? revisions.length)) {
      return said(({ changed }) => changed.otherRelease);
    }
    const marked = isMarkedBy(workload.live, this.#assignment.id);
    if (!marked || isMarkedBy(deployment, this.#assignment.id)) return undefined;
    return said(({ changed }) => changed.otherRollout);
  }
}
