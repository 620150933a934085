import { Fault } from '../fault.ts';
import { planSaid } from '../messages/plan-text.ts';
import { said } from '../messages/said-of.ts';
import { outcome, type Outcome } from '../outcome.ts';
import { textsOf, type Said, type Text } from '../said.ts';
import { MustHold, Superseded, type Assignment, type Ports } from './context.ts';
import type { BaseProgress } from './events.ts';
import type { Look, Stairs } from './stairs.ts';
import { endings } from './endings.ts';
import { causeOf, lagging, troubleLine } from './troubles.ts';

/** How long Kubernetes may lag behind the bases at the end before that is told, ms. */
const lagToleranceMs = 30_000;
/** How long only doomed bases may be left before waiting for them is given up, ms. */
const hopelessMs = 15_000;

/** What is said at the end, in the words of the command. */
export interface WalkWords {
  /** Proven everywhere. */
  readonly done: () => Text;
  /** What the steps do, as in `scaling to 3 stands`. */
  readonly doing: Text;
  /** The command that goes back; undefined where there is no way. */
  readonly back: string | undefined;
  /** The command that goes on, where that is not the one that was typed. */
  readonly onwards?: string;
}

type Proof = 'proven' | 'failed' | 'timed-out' | 'interrupted';

/** Takes a workload from step to step, each proven on the bases before the next is taken. */
export async function walk(
  ports: Ports,
  assignment: Assignment,
  stairs: Stairs,
  words: WalkWords,
): Promise<Outcome> {
  const run = new Walk(ports, assignment, stairs, words);
  if (ports.signal.aborted) {
    return endings.untouched();
  }
  try {
    const end = await run.all();
    if (end.name === 'done') await stairs.finish();
    else await stairs.leave();
    return stairs.ended?.() ?? end;
  } catch (error) {
    return run.caught(error);
  } finally {
    stairs.close();
  }
}

class Walk {
  readonly #ports: Ports;
  readonly #assignment: Assignment;
  readonly #stairs: Stairs;
  readonly #words: WalkWords;
  readonly #since = new Map<string, number>();
  #batch = 0;
  #last = '';
  #look: Look = { done: [], pending: [], lag: [], busy: [], superseded: undefined };

  constructor(ports: Ports, assignment: Assignment, stairs: Stairs, words: WalkWords) {
    this.#ports = ports;
    this.#assignment = assignment;
    this.#stairs = stairs;
    this.#words = words;
  }

  async all(): Promise<Outcome> {
    this.#announce();
    await this.#stairs.begin();
    const of = this.#of;
    const first = Math.min(of, (this.#stairs.provenBefore?.() ?? 0) + 1);
    for (this.#batch = first; this.#batch <= of; this.#batch++) {
      await this.#open();
      const proof = await this.#prove();
      if (proof !== 'proven') return this.#stopped(proof);
      await this.#stairs.noteProven?.(this.#batch);
      if (this.#batch === of) break;
      const verdict = await this.#boundary();
      if (verdict !== undefined) return verdict;
    }
    await this.#settle();
    return outcome('done', this.#words.done(), {
      causes: this.#look.lag.map(lagging),
    });
  }

  caught(error: unknown): Outcome {
    const again = [this.#words.onwards ?? this.#assignment.comeBack];
    const atQuestion = error instanceof Error && error.name === 'AbortError';
    if (this.#ports.signal.aborted || atQuestion) return this.#stopped('interrupted');
    if (error instanceof Superseded) return outcome('superseded', error.what, { next: again });
    if (error instanceof MustHold) {
      const { doing } = this.#words;
      const message = said(({ walked }, inWords) =>
        walked.stands(inWords(doing), inWords(error.why)),
      );
      return outcome('failed', message, {
        next: [...(error.next === undefined ? [] : [error.next]), ...again],
      });
    }
    if (error instanceof Fault && error.outcome === 'unreachable') {
      const { fix, details } = textsOf(error);
      const { doing } = this.#words;
      const [step, of] = [this.#batch, this.#of];
      const message = said(({ walked }, inWords) =>
        walked.cutOff(inWords(error), inWords(doing), step, of),
      );
      const next = [...(fix === undefined ? [] : [fix]), ...again];
      return outcome('unreachable', message, { causes: details, next });
    }
    throw error;
  }

  #announce(): void {
    const { plan, id } = this.#assignment;
    this.#ports.emit({
      type: 'started',
      rollout: id,
      workload: `${plan.workload.kind} ${plan.workload.namespace}/${plan.workload.name}`,
      module: plan.module.name,
      version: plan.module.version,
      policy: plan.action,
      batches: plan.batches.map((one) => one.cumulative),
    });
  }

  async #open(): Promise<void> {
    const { plan } = this.#assignment;
    const planned = plan.batches[this.#batch - 1];
    await this.#stairs.step(this.#batch);
    this.#ports.emit({
      type: 'batch-opened',
      batch: this.#batch,
      of: this.#of,
      size: planned?.size ?? 0,
      bases: planned?.exact ? planned.candidates : [],
    });
  }

  /** Looks until the step is proven and stayed so for the soak time, or can't be. */
  async #prove(): Promise<Proof> {
    const { clock, signal } = this.#ports;
    const { soakMs, timeoutMs } = this.#assignment.options;
    const openedAt = clock.now();
    let provenSince: number | undefined;
    let hopelessSince: number | undefined;
    for (;;) {
      const look = await this.#lookOnce();
      const now = clock.now();
      const open = look.pending.length > 0 || look.busy.length > 0;
      provenSince = open ? undefined : (provenSince ?? now);
      const lost = look.pending.length > 0 && look.pending.every((one) => one.state === 'doomed');
      hopelessSince = lost ? (hopelessSince ?? now) : undefined;
      if (provenSince !== undefined && now - provenSince >= soakMs) {
        const tookMs = provenSince - openedAt;
        this.#ports.emit({ type: 'batch-healthy', batch: this.#batch, tookMs, bases: look.done });
        return 'proven';
      }
      if (signal.aborted) return 'interrupted';
      if (hopelessSince !== undefined && now - hopelessSince >= hopelessMs) return 'failed';
      if (now - openedAt >= timeoutMs) return 'timed-out';
      await this.#stairs.next(provenSince === undefined ? 1_000 : 200);
    }
  }

  async #lookOnce(): Promise<Look> {
    const look = await this.#stairs.look();
    this.#look = look;
    if (look.superseded !== undefined) {
      const { kind, namespace, name } = this.#assignment.plan.workload;
      const label = `${kind} ${namespace}/${name}`;
      const what = look.superseded;
      throw new Superseded(said(({ changed }, inWords) => changed.of(label, inWords(what))));
    }
    const size = this.#assignment.plan.batches[this.#batch - 1]?.size ?? 0;
    const pending = look.pending.map((one) => this.#dated(one));
    const shown = JSON.stringify([this.#batch, look.done.length, pending]);
    if (shown !== this.#last) {
      const healthy = Math.min(look.done.length, size);
      this.#ports.emit({ type: 'batch-progress', batch: this.#batch, healthy, size, pending });
      this.#last = shown;
    }
    return look;
  }

  #dated(one: Look['pending'][number]): BaseProgress {
    const key = `${one.base} ${one.state}`;
    const since = this.#since.get(key) ?? this.#ports.clock.now();
    this.#since.set(key, since);
    const { base, ip, state, cause, next } = one;
    return {
      base,
      ip,
      state,
      ...(cause === undefined ? {} : { cause }),
      ...(next === undefined ? {} : { next }),
      since,
    };
  }

  /** Between two steps: the pause that was asked for, and the question. */
  async #boundary(): Promise<Outcome | undefined> {
    const ports = this.#ports;
    const { options } = this.#assignment;
    const batch = this.#batch;
    const asked = options.confirm === 'each' || (options.confirm === 'first' && batch === 1);
    const stops = options.pauseAfter !== undefined && batch >= options.pauseAfter;
    if (stops || (asked && !ports.ask.interactive)) return this.#awaiting();
    if (asked) {
      ports.emit({ type: 'waiting', for: 'confirm', batch });
      if (!(await ports.ask.confirm(this.#question()))) return this.#awaiting();
      ports.emit({ type: 'confirmed', batch, by: this.#assignment.who });
    }
    if (options.grayMs > 0) {
      const until = ports.clock.now() + options.grayMs;
      ports.emit({ type: 'waiting', for: 'gray', batch, until });
      await ports.clock.sleep(options.grayMs, ports.signal);
      if (ports.signal.aborted) return this.#stopped('interrupted');
    }
    const shut = ports.shut?.();
    return shut === undefined ? undefined : this.#shut(shut);
  }

  /** Names the step that comes. */
  #question(): Said {
    const batch = this.#batch;
    const { size = 0, candidates = [], says } = this.#assignment.plan.batches[batch] ?? {};
    return said(({ asks }, inWords) =>
      says === undefined
        ? asks.nextStepTouches(batch, size, candidates)
        : asks.nextStep(batch, inWords(planSaid(says))),
    );
  }

  /** The change rules are against another step. */
  #shut(why: string): Outcome {
    const message = this.#stands('shut');
    this.#ports.emit({ type: 'held', batch: this.#batch, why: message });
    return outcome('refused', message, { causes: [why], next: this.#nextSteps() });
  }

  #awaiting(): Outcome {
    const message = this.#stands('awaiting');
    this.#ports.emit({ type: 'held', batch: this.#batch, why: message });
    return outcome('awaiting-confirm', message, { next: this.#nextSteps() });
  }

  /** Kubernetes follows the bases after a while. */
  async #settle(): Promise<void> {
    const { clock, signal } = this.#ports;
    const until = clock.now() + lagToleranceMs;
    while (this.#look.lag.length > 0 && clock.now() < until && !signal.aborted) {
      await this.#stairs.next(1_000);
      await this.#lookOnce();
    }
  }

  #stopped(proof: Exclude<Proof, 'proven'>): Outcome {
    const causes = [
      ...this.#look.pending.map((one) => {
        const where = one.ip === '' ? one.base : `${one.base} (${one.ip})`;
        return troubleLine(where, causeOf(one), one.next);
      }),
      ...this.#look.busy,
      ...this.#look.lag.map((line) =>
        said(({ walked }, inWords) => walked.byKubernetes(inWords(line))),
      ),
    ];
    const message = this.#stands(proof);
    if (proof !== 'interrupted') {
      const doomed = this.#look.pending.map((one) => this.#dated(one));
      this.#ports.emit({ type: 'batch-failed', batch: this.#batch, doomed });
    }
    this.#ports.emit({ type: 'held', batch: this.#batch, why: message });
    return outcome(proof, message, { causes, next: this.#nextSteps() });
  }

  /** How it stands, in the words of the catalogue. */
  #stands(how: 'shut' | 'awaiting' | Exclude<Proof, 'proven'>): Said {
    const { doing } = this.#words;
    const [step, of] = [this.#batch, this.#of];
    return said(({ walked }, inWords) => walked[how](inWords(doing), step, of));
  }

  get #of(): number {
    return Math.max(1, this.#assignment.plan.batches.length);
  }

  #nextSteps(): string[] {
    const { plan, comeBack } = this.#assignment;
    const rest = plan.batches.slice(this.#batch).map((one) => one.size);
    const on = this.#words.onwards ?? onwards(comeBack, rest);
    return [on, ...(this.#words.back === undefined ? [] : [this.#words.back])];
  }
}

/** The command that goes on: what is done is done, so only the sizes of the steps that are left count. */
export function onwards(comeBack: string, rest: readonly number[]): string {
  if (rest.length === 0) return comeBack;
  const bare = comeBack.replace(/ --(?:batches|batch-size)[= ]\S+/g, '').replace(/ --beta\b/, '');
  return rest.length === 1 ? `${bare} --batches 1` : `${bare} --batch-size ${rest.join(',')}`;
}
