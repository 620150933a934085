import type { World } from '../../../src/commands/world.ts';
import { Fault } from '../../../src/fault.ts';
import type { Outcome } from '../../../src/outcome.ts';
import type { RolloutOptions } from '../../../src/plan/types.ts';
import type { RolloutEvent } from '../../../src/rollout/events.ts';
import type { Ask, KubeObject } from '../../../src/world.ts';
import type { ModelBase } from '../koupleless/base.ts';
import type { Kube } from '../kube/kube.ts';
import type { Random } from '../random.ts';
import { noRules } from '../../unit/no-rules.ts';
import { basesDoor } from './bases-door.ts';
import { clusterDoor, type Process } from './cluster-door.ts';
import type { Network, WriteFault } from './network.ts';

export type CommandName =
  'deploy' | 'rollback' | 'status' | 'attach' | 'confirm' | 'pause' | 'resume' | 'offline';

/** How one command is started, and what befalls it. */
export interface Orders {
  readonly command: CommandName;
  readonly options: RolloutOptions;
  /** What deploy is given; of the others only its name counts. */
  readonly manifest: KubeObject;
  readonly version: string;
  /** The manifest comes as YAML on standard input. */
  readonly fromFile: boolean;
  readonly interactive: boolean;
  /** Takes the rollout away from a koupctl that is at it. */
  readonly takeOver: boolean;
  readonly faults: ReadonlyMap<number, WriteFault>;
  /** Ctrl-C after so long, ms. */
  readonly interruptAfterMs: number | undefined;
}

export type End =
  | { readonly kind: 'outcome'; readonly outcome: Outcome }
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'bug'; readonly error: unknown }
  | { readonly kind: 'killed' };

export interface Around {
  readonly kube: Kube;
  readonly network: Network;
  readonly bases: readonly ModelBase[];
  readonly tell: (line: () => string) => void;
  readonly ended: (run: Run) => void;
  /** Whether another process lives, as far as it can be told from where this one runs. */
  readonly isAlive: (process: string) => boolean | undefined;
}

/** One koupctl, from its start to its end. */
export class Run {
  readonly name: string;
  readonly orders: Orders;
  readonly startedAt: number;
  readonly events: RolloutEvent[] = [];
  readonly process: Process;
  end: End | undefined;
  endedAt: number | undefined;
  readonly #around: Around;
  readonly #random: Random;
  readonly #interrupt = new AbortController();

  constructor(name: string, orders: Orders, around: Around, random: Random) {
    this.name = name;
    this.orders = orders;
    this.startedAt = around.kube.time.now();
    this.#around = around;
    this.#random = random;
    this.process = {
      dead: false,
      writes: 0,
      faults: orders.faults,
      wrote: (what) => around.tell(() => `${name} writes: ${what}`),
      die: () => this.kill(),
    };
  }

  get running(): boolean {
    return this.end === undefined;
  }

  /** Starts it; `command` is one of src/commands with its input. */
  start(command: (world: World) => Promise<Outcome>): void {
    const { interruptAfterMs } = this.orders;
    const { time } = this.#around.kube;
    if (interruptAfterMs !== undefined) {
      time.after(interruptAfterMs, () => {
        if (this.running) this.interrupt();
      });
    }
    time.wake();
    command(this.#world()).then(
      (outcome) => this.#ended({ kind: 'outcome', outcome }),
      (error: unknown) =>
        this.#ended(error instanceof Fault ? { kind: 'fault', fault: error } : this.#odd(error)),
    );
  }

  kill(): void {
    if (!this.running) return;
    this.process.dead = true;
    this.#ended({ kind: 'killed' });
  }

  interrupt(): void {
    this.#around.tell(() => `${this.name} gets Ctrl-C`);
    this.#interrupt.abort();
    this.#around.kube.time.wake();
  }

  #odd(error: unknown): End {
    // main.ts says "stopped" whatever is thrown after Ctrl-C.
    if (this.#interrupt.signal.aborted) {
      return { kind: 'outcome', outcome: { name: 'interrupted', message: 'stopped' } };
    }
    return { kind: 'bug', error };
  }

  #ended(end: End): void {
    if (!this.running) return;
    this.end = end;
    this.endedAt = this.#around.kube.time.now();
    this.#around.kube.time.wake();
    this.#around.ended(this);
  }

  #world(): World {
    const { kube, network, bases, tell } = this.#around;
    return {
      openCluster: () => Promise.resolve(clusterDoor(kube, network, this.process)),
      openBases: () => Promise.resolve(basesDoor(kube, network, this.process, bases)),
      clock: {
        now: () => kube.time.now(),
        sleep: (ms, signal) => kube.time.sleep(ms, signal),
      },
      ask: this.#ask(),
      reporter: {
        listing: () => undefined,
        document: () => undefined,
        raw: () => undefined,
        say: () => undefined,
        settle: () => undefined,
        event: (event) => {
          if (this.process.dead) return;
          this.events.push(event);
          tell(() => `${this.name} says: ${JSON.stringify(event)}`);
        },
      },
      language: 'en',
      guard: noRules,
      signal: this.#interrupt.signal,
      stdin: () => Promise.resolve(JSON.stringify(this.orders.manifest)),
      who: `${this.name}@model`,
      process: this.name,
      isAlive: this.#around.isAlive,
      newId: () => `${this.name}-${kube.time.now().toString(36)}`,
      typed: `koupctl ${this.orders.command} ${this.orders.version}`,
    };
  }

  #ask(): Ask {
    const { interactive } = this.orders;
    const { tell } = this.#around;
    return {
      interactive,
      confirm: async () => {
        await this.#think();
        return this.#random.chance(0.95);
      },
      choose: async (question, choices, signal) => {
        await this.#think(signal);
        const offered = new Set<string>(choices.map(({ value }) => value));
        const answer = this.#random.weighted(answers.filter(([, value]) => offered.has(value)));
        tell(() => `${this.name} is asked "${String(question)}" and told: ${answer}`);
        return answer as (typeof choices)[number]['value'];
      },
    };
  }

  async #think(takenBack?: AbortSignal): Promise<void> {
    const { signal } = this.#interrupt;
    const either = takenBack === undefined ? signal : AbortSignal.any([signal, takenBack]);
    await this.#around.kube.time.sleep(this.#random.int(500, 40_000), either);
    if (this.process.dead) await new Promise<never>(() => undefined);
    if (either.aborted) throw Object.assign(new Error('aborted'), { name: 'AbortError' });
  }
}

const answers = [
  [70, 'continue'],
  [10, 'hold'],
  [12, 'rollback'],
  [4, 'details'],
  [4, 'diff'],
] as const;
