import type { KubeObject } from '../../src/world.ts';
import type { Kube } from './kube/kube.ts';
import { commandOf } from './koupctl/commands.ts';
import { Network } from './koupctl/network.ts';
import { Run, type Orders } from './koupctl/run.ts';
import type { ModelBase } from './koupleless/base.ts';
import { Random } from './random.ts';
import { VirtualTime } from './time.ts';
import type { Judge } from './judge.ts';

export interface Hearing {
  baseSilent(base: ModelBase): void;
  baseBack(base: ModelBase): void;
}

/** What koupctls of either world run in: one time, one network, one judge. */
export abstract class Stage {
  abstract readonly kube: Kube;
  abstract readonly bases: readonly ModelBase[];
  abstract readonly dog: Judge;
  /** Whoever hears of the bases' lives. */
  abstract readonly hears: Hearing;
  abstract readonly network: Network;
  readonly time = new VirtualTime();
  readonly random: Random;
  readonly runs: Run[] = [];
  /** What happened, line by line; empty unless it is wanted. */
  readonly lines: string[] = [];
  protected readonly tracing: boolean;
  readonly #oneMachine: boolean;

  constructor(random: Random, tracing: boolean) {
    this.random = random;
    this.tracing = tracing;
    this.#oneMachine = random.chance(0.5);
  }

  /** As the user keeps it in a file. */
  abstract manifestOf(version: string): KubeObject;

  protected abstract ended(run: Run): void;

  tell(line: () => string): void {
    if (!this.tracing) return;
    this.lines.push(`${new Date(this.time.now()).toISOString().slice(11, 23)} ${line()}`);
  }

  /** A new koupctl at its work. */
  run(orders: Orders): Run {
    const around = {
      kube: this.kube,
      network: this.network,
      bases: this.bases,
      tell: (line: () => string) => this.tell(line),
      ended: (run: Run) => {
        this.tell(() => `${run.name} ends: ${JSON.stringify(run.end, errors)}`);
        this.ended(run);
      },
      // All on one machine, or each on its own.
      isAlive: (process: string) =>
        this.#oneMachine ? this.runs.some((run) => run.name === process && run.running) : undefined,
    };
    const run = new Run(`k${this.runs.length + 1}`, orders, around, this.random.fork());
    this.runs.push(run);
    const { batches, policy, confirm, onFailure } = orders.options;
    this.tell(
      () =>
        `${run.name} starts: ${orders.command} ${orders.version} ${JSON.stringify({ batches, policy, confirm, onFailure, faults: [...orders.faults] })}`,
    );
    run.start(commandOf(orders));
    return run;
  }

  get anyRunning(): boolean {
    return this.runs.some((run) => run.running);
  }

  /** Lets time pass; to a moment, or to what is waited for. */
  async pass(ms: number, done: () => boolean = () => false): Promise<boolean> {
    const law = this.dog.violations;
    await this.time.until(() => law.length > 0 || done(), this.time.now() + ms);
    return done();
  }
}

function errors(_: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  return { ...Object.fromEntries(Object.entries(value)), error: value.name, text: value.message };
}
