import type { PodSeen, TraceEvent } from './v2-trace.ts';

/**
 * What of one step must be the same in every run: histories, without the times and without saying
 * on which of several equal bases each was.
 */
export interface StepEssence {
  user: string;
  pods: string[];
  /** What each base was asked to do, and what it runs in the end. */
  bases: string[];
  nodes: string[];
  leases: string[];
}

/** A trace reduced to what is the same in every run of the same controller. */
export function essenceOf(events: readonly TraceEvent[]): StepEssence[] {
  const reader = new TraceReader();
  for (const event of events) reader.read(event);
  return reader.steps;
}

// After an install the status from before it comes back: whatever a question in its midst had
// found out is forgotten again, and whether there was one is chance.
const BLANK = 'Pending none';

class TraceReader {
  readonly steps: StepEssence[] = [];
  readonly #modules = new Map<string, string>();
  readonly #ran = new Set<string>();
  readonly #goingSince = new Map<string, number>();
  #user = '';
  #pods = new History();
  #calls = new History();
  #nodes = new History();
  #leases = new History();

  read(event: TraceEvent): void {
    if ('user' in event) {
      this.#user = event.user;
    } else if ('settled' in event) {
      this.#endStep();
    } else if ('pod' in event) {
      this.#readPod(event);
    } else if ('node' in event) {
      this.#nodes.add(event.node, event.ready);
    } else if ('lease' in event) {
      this.#leases.add(event.lease, event.holder);
    } else if ('arklet' in event) {
      const { arklet, biz, code, times } = event;
      this.#calls.add(event.base, `${arklet} ${biz} ${code}${times > 1 ? ' again and again' : ''}`);
    } else {
      this.#modules.set(event.base, event.modules.join(', '));
    }
  }

  // A pod that once ran takes news only in some seconds of the minute: what it shows is chance.
  #readPod(event: PodSeen & { ms: number }): void {
    const key = `${event.version} ${event.pod}`;
    if (event.beside) this.#pods.add(key, placeText(event.beside));
    if (event.life === 'gone') {
      const since = this.#goingSince.get(event.pod) ?? event.ms;
      this.#pods.add(key, goneText(event, event.ms - since));
    } else if (event.life === 'going') {
      if (!this.#goingSince.has(event.pod)) this.#goingSince.set(event.pod, event.ms);
      this.#pods.add(key, 'going');
    } else if (!this.#ran.has(event.pod)) {
      const state = stateText(event);
      if (state === BLANK) this.#pods.rewindTo(key, state);
      this.#pods.add(key, state);
    }
    if (event.container === 'running') this.#ran.add(event.pod);
  }

  #endStep(): void {
    const bases = new Set([...this.#modules.keys(), ...this.#calls.keys]);
    this.steps.push({
      user: this.#user,
      pods: this.#pods.lines((key) => `${key.split(' ')[0]}: `),
      bases: [...bases]
        .map((base) => `${this.#calls.line(base)} | ${this.#modules.get(base) || 'empty'}`)
        .sort(),
      nodes: this.#nodes.lines(() => ''),
      leases: this.#leases.lines(() => ''),
    });
    this.#pods = new History();
    this.#calls = new History();
    this.#nodes = new History();
    this.#leases = new History();
  }
}

/** States by object, each once while it lasts. */
class History {
  readonly #states = new Map<string, string[]>();

  get keys(): Iterable<string> {
    return this.#states.keys();
  }

  add(key: string, state: string): void {
    const states = this.#states.get(key) ?? [];
    if (states.at(-1) !== state) states.push(state);
    this.#states.set(key, states);
  }

  /** Forgets what came after the first time it was in this state, if ever it was. */
  rewindTo(key: string, state: string): void {
    const states = this.#states.get(key) ?? [];
    const first = states.indexOf(state);
    if (first >= 0) states.length = first + 1;
  }

  line(key: string): string {
    return (this.#states.get(key) ?? []).join(', ');
  }

  lines(prefix: (key: string) => string): string[] {
    return [...this.#states.keys()].map((key) => prefix(key) + this.line(key)).sort();
  }
}

function placeText(beside: readonly string[]): string {
  return beside.length === 0 ? 'placed alone' : `placed beside ${[...beside].sort().join(', ')}`;
}

function stateText({ base, phase, container }: PodSeen): string {
  return base === '' ? 'unplaced' : `${phase} ${container}`;
}

/** Only what says nothing, or that it waits, goes before its grace period of 30 s is over. */
function goneText({ container }: PodSeen, tookMs: number): string {
  const idle = container === 'none' || container.startsWith('waiting');
  const atOnce = tookMs < 15_000;
  if (idle === atOnce) return 'gone';
  return atOnce ? 'gone too soon' : 'gone only after its grace period';
}
