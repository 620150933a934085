import type { Base } from '../modules/base.ts';
import type { Answer, Bases, BizInfo, BizName, Clock } from '../world.ts';
import { isSameModule, type AskedAgain } from './assess.ts';
import { each } from './each.ts';
import { noLongerThan } from './patience.ts';

type Biz = readonly BizInfo[];

/** How many bases are asked at once. */
const concurrency = 64;
/** How old an answer of a base that is fine may grow, ms. */
const relaxedAgeMs = 5_000;
/** How long a look waits for the bases, ms; they answer within some ten. */
const patienceMs = 1_500;

/** What the bases last said, and since when silent ones are silent. */
export class BaseWatch {
  readonly #bases: Bases;
  readonly #clock: Clock;
  readonly #answers = new Map<string, Answer<Biz>>();
  readonly #silentSince = new Map<string, number>();
  readonly #asked = new Map<string, readonly AskedAgain[]>();
  readonly #inFlight = new Map<string, Promise<void>>();
  #anyAnswered = false;

  constructor(bases: Bases, clock: Clock) {
    this.#bases = bases;
    this.#clock = clock;
  }

  /**
   * Asks each of `bases` whose answer is older than `maxAgeMs`, and waits for the
   * answers. With `patienceMs` no longer than that: what comes later is there at
   * the next look, so that one base that hangs does not hide the others.
   */
  async refresh(bases: Iterable<Base>, maxAgeMs = 0, patienceMs?: number): Promise<void> {
    const now = this.#clock.now();
    const due = [...bases].filter((base) => {
      const answer = this.#answers.get(base.id);
      return answer === undefined || now - answer.at >= maxAgeMs;
    });
    if (due.length === 0) return;
    if (patienceMs === undefined) {
      // What was asked before the caller's last write may be answered with the state before it.
      await each(due, concurrency, async (base) => {
        await this.#inFlight.get(base.id);
        await this.#query(base);
      });
      return;
    }
    const relaxed = each(due, concurrency, (base) => this.#query(base));
    await noLongerThan(this.#clock, patienceMs, relaxed);
  }

  /** As refresh, but lets answers of bases for which `fine` holds grow older, and waits for nobody long. */
  async refreshRelaxed(bases: readonly Base[], fine: (base: Base) => boolean): Promise<void> {
    await Promise.all([
      this.refresh(
        bases.filter((base) => !fine(base)),
        0,
        patienceMs,
      ),
      this.refresh(bases.filter(fine), relaxedAgeMs, patienceMs),
    ]);
  }

  answer(id: string): Answer<Biz> | undefined {
    return this.#answers.get(id);
  }

  silentSince(id: string): number | undefined {
    return this.#silentSince.get(id);
  }

  /** What the base said last of each module that it was asked to install again. */
  asked(id: string): readonly AskedAgain[] {
    return this.#asked.get(id) ?? [];
  }

  noteAsked(id: string, asked: AskedAgain): void {
    const others = this.asked(id).filter((one) => !isSameModule(one.module, asked.module));
    this.#asked.set(id, [...others, asked]);
  }

  get anyAnswered(): boolean {
    return this.#anyAnswered;
  }

  /** The state of one module version on a base; undefined where it is not there or the base is silent. */
  stateOn(id: string, module: BizName): BizInfo['state'] | undefined {
    const answer = this.#answers.get(id);
    if (!answer?.ok) return undefined;
    return answer.value.find((biz) => isSameModule(biz, module))?.state;
  }

  /** One question at a time to each base: one that hangs is not asked again before it has failed. */
  #query(base: Base): Promise<void> {
    const running = this.#inFlight.get(base.id);
    if (running !== undefined) return running;
    const query = this.#bases
      .query(base)
      .then((answer) => {
        this.#note(base.id, answer);
      })
      .finally(() => this.#inFlight.delete(base.id));
    this.#inFlight.set(base.id, query);
    return query;
  }

  #note(id: string, answer: Answer<Biz>): void {
    this.#answers.set(id, answer);
    if (answer.ok) {
      this.#anyAnswered = true;
      this.#silentSince.delete(id);
    } else if (!this.#silentSince.has(id)) {
      this.#silentSince.set(id, answer.at);
    }
  }
}
