import { messagesOf } from '../messages/messages.ts';
import { outcome, type Outcome } from '../outcome.ts';
import type { Step } from '../recover/step.ts';
import { keyOf, nextMove, type Move } from '../recover/stepping.ts';
import { textOf, type RecoveryRun } from './recover-run.ts';
import { confirmFlag, foundText } from './recover-view.ts';
import type { World } from './world.ts';

/** Between two looks at what was asked for, ms. */
const lookMs = 1_000;
/** An object may change meanwhile so many times. */
const mostTries = 5;

interface Walking {
  readonly steps: readonly Step[];
  readonly confirmed: Map<string, string>;
  readonly timeoutMs: number;
}

export interface Walked {
  readonly end: Outcome;
  /** As last seen. */
  readonly steps: readonly Step[];
}

/** Goes from step to step until the end, or to one that can't be done here. */
export async function walk(world: World, run: RecoveryRun, input: Walking): Promise<Walked> {
  const one = new Walk(world, run, input);
  const end = await one.toEnd();
  return { end, steps: one.steps };
}

class Walk {
  steps: readonly Step[];
  readonly #world: World;
  readonly #run: RecoveryRun;
  readonly #input: Walking;
  readonly #acted = new Set<string>();
  readonly #tries = new Map<string, number>();
  #waitsFor: { readonly id: string; readonly until: number } | undefined;

  constructor(world: World, run: RecoveryRun, input: Walking) {
    this.#world = world;
    this.#run = run;
    this.#input = input;
    this.steps = input.steps;
  }

  async toEnd(): Promise<Outcome> {
    for (;;) {
      if (this.#world.signal.aborted) return this.#interrupted();
      const { confirmed } = this.#input;
      const end = await this.#make(nextMove(this.steps, { confirmed, acted: this.#acted }));
      if (end !== undefined) return end;
    }
  }

  async #make(move: Move): Promise<Outcome | undefined> {
    const say = messagesOf(this.#world.language).recover;
    switch (move.does) {
      case 'act':
        return await this.#act(move);
      case 'ask':
        return await this.#ask(move.step);
      case 'wait':
        return await this.#wait(move.step);
      case 'stop':
        return this.#stop(move.step);
      case 'refuse':
        return this.#blocked(move.step);
      case 'end':
        await this.#run.end();
        return outcome('done', say.done(this.#acted.size));
    }
  }

  async #act({ step, acts }: Extract<Move, { does: 'act' }>): Promise<Outcome | undefined> {
    const say = messagesOf(this.#world.language).recover;
    const { done, met } = await this.#run.act(step, acts);
    for (const act of done) {
      this.#acted.add(keyOf(act));
      this.#world.reporter.say(say.did(step.id, textOf(act)));
    }
    await this.#look();
    if (met === undefined) return undefined;
    return this.#metAnother(step, met.in(this.#world.language).message, new Set(acts.map(keyOf)));
  }

  /** Only what was shown is done: an object that changed in what matters is left to the next run. */
  #metAnother(step: Step, why: string, shown: ReadonlySet<string>): Outcome | undefined {
    const say = messagesOf(this.#world.language).recover;
    this.#world.reporter.say(say.met(step.id, why));
    const tries = (this.#tries.get(step.id) ?? 0) + 1;
    this.#tries.set(step.id, tries);
    const now = this.steps.find(({ id }) => id === step.id);
    const other = (now?.acts ?? []).some((act) => !shown.has(keyOf(act)));
    if (!other && tries < mostTries) return undefined;
    return outcome('superseded', say.changed(step.id), {
      causes: [why],
      next: [this.#world.typed],
    });
  }

  async #ask(step: Step): Promise<Outcome | undefined> {
    const say = messagesOf(this.#world.language).recover;
    const { ask, typed } = this.#world;
    const { name = '' } = step;
    if (!ask.interactive || ask.text === undefined) {
      const next = [`${typed} ${confirmFlag(step)}`];
      return outcome('refused', say.unconfirmedLater(step.id), { next });
    }
    const { title } = say.steps[step.spec];
    try {
      const answer = await ask.text(say.typeName(`${step.id} (${title})`, name));
      if (answer !== name) return outcome('refused', say.mistyped(step.id, name));
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
      return this.#interrupted();
    }
    this.#input.confirmed.set(step.id, name);
    // Meanwhile the cluster went on.
    await this.#look();
    return undefined;
  }

  async #wait(step: Step): Promise<Outcome | undefined> {
    const say = messagesOf(this.#world.language).recover;
    const { clock, signal, typed } = this.#world;
    if (this.#waitsFor?.id !== step.id) {
      this.#waitsFor = { id: step.id, until: clock.now() + this.#input.timeoutMs };
      this.#world.reporter.say(say.waiting(step.id, foundText(this.#world, step)));
    } else if (clock.now() >= this.#waitsFor.until) {
      return outcome('timed-out', say.late(step.id, foundText(this.#world, step)), {
        next: [typed],
      });
    }
    await clock.sleep(lookMs, signal);
    if (!signal.aborted) await this.#look();
    return undefined;
  }

  #blocked(step: Step): Outcome {
    const say = messagesOf(this.#world.language).recover;
    const name = step.code === 'etcd-silent' ? 'unreachable' : 'refused';
    return outcome(name, say.blocked(step.id, foundText(this.#world, step)));
  }

  #stop(step: Step): Outcome {
    const say = messagesOf(this.#world.language).recover;
    const { title, how, verify } = say.steps[step.spec];
    const causes = [foundText(this.#world, step), `${say.how}${how}`, `${say.verified}${verify}`];
    const { typed } = this.#world;
    const next = step.unseen ? [`${typed} --done ${step.id}`] : [typed];
    const message = say.stop(step.id, title);
    return outcome('awaiting-confirm', message, {
      causes: step.unseen ? causes : [...causes, say.sees],
      next,
    });
  }

  async #look(): Promise<void> {
    this.steps = await this.#run.look();
  }

  #interrupted(): Outcome {
    const say = messagesOf(this.#world.language).recover;
    return outcome('interrupted', say.interrupted, { next: [this.#world.typed] });
  }
}
