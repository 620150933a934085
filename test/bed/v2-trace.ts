import type { KubeObj } from './kube.ts';
import type { Call, SimulatedBase } from './simulated-base.ts';
import { v2Pace } from './v2-controller.ts';
import type { V2TraceSite } from './v2-trace-site.ts';
import { containerState, readyCondition, versionOf, type V2View } from './v2-view.ts';

/** What a V2 controller was seen to do: data, kept as a fixture and compared with another run. */
export interface Trace {
  scenario: string;
  controller: string;
  kubernetes: string;
  /** ISO date of the run. */
  recorded: string;
  events: TraceEvent[];
}

/** `ms`: of the controller's own time, whatever its pace. */
export type TraceEvent = { ms: number } & (
  | { user: string }
  | { settled: string }
  | PodSeen
  | { node: string; ready: string }
  | { lease: string; holder: string }
  | { base: string; modules: string[] }
  | { arklet: string; base: string; biz: string; code: string; times: number }
);

export interface PodSeen {
  pod: string;
  version: string;
  /** Empty until it has a place. */
  base: string;
  life: 'there' | 'going' | 'gone';
  phase: string;
  container: string;
  ready: string;
  /** Versions of the other pods on that base when it came there. */
  beside?: string[];
}

/** `ms` is added when it happens. */
type Seen<T = TraceEvent> = T extends TraceEvent ? Omit<T, 'ms'> : never;

// What only asks comes every few seconds for ever.
const QUESTIONS = ['health', 'queryAllBiz'];

/** Runs a scenario's steps on a site and notes everything that happens between them. */
export class Recorder {
  readonly #events: TraceEvent[] = [];
  readonly #site: V2TraceSite;
  readonly #start = Date.now();
  /** What was noted last, by object. */
  readonly #last = new Map<string, string>();
  readonly #places = new Map<string, PodSeen>();
  readonly #holders: string[] = [];
  readonly #stopListening: (() => void)[];

  constructor(site: V2TraceSite) {
    this.#site = site;
    for (const obj of site.view.objects) this.#see('ADDED', obj);
    this.#events.length = 0;
    const see = (type: string, obj: KubeObj) => {
      this.#see(type, obj);
    };
    const changed = (base: SimulatedBase) => base.onChange(() => this.#modulesOf(base));
    this.#stopListening = [site.view.onEvent(see), ...site.bases.map(changed)];
  }

  /**
   * Acts, waits until `settled` holds, then until every base was asked twice more; where bases or
   * controller can't do that, `after` says what to wait for.
   */
  async step(
    what: string,
    act: () => Promise<unknown>,
    settled: (view: V2View) => boolean,
    after: () => Promise<void> = () => this.#site.asked(2),
  ): Promise<void> {
    this.#note({ user: what });
    await act();
    await this.#site.view.until(`${what}: settled`, settled);
    await after();
    this.#note({ settled: what });
  }

  /** All events in order of time; ends the recording. */
  finish(): TraceEvent[] {
    for (const stop of this.#stopListening) stop();
    const calls = this.#site.bases.flatMap((base) => this.#callsOf(base));
    return [...this.#events, ...calls].sort((a, b) => a.ms - b.ms);
  }

  #note(event: Seen): void {
    this.#events.push({ ms: this.#modelMs(Date.now()), ...event });
  }

  #modelMs(wallMs: number): number {
    return Math.round((wallMs - this.#start) * v2Pace());
  }

  #see(type: string, obj: KubeObj): void {
    const gone = type === 'DELETED';
    if (obj.kind === 'Pod') {
      this.#pod(obj, gone);
    } else if (obj.kind === 'Node') {
      const ready = gone ? 'gone' : readyCondition(obj);
      this.#ifNew({ node: this.#alias(obj.metadata.name), ready });
    } else if (obj.kind === 'Lease') {
      const holder = gone ? 'none' : this.#holder(String(obj.spec.holderIdentity));
      this.#ifNew({ lease: this.#alias(obj.metadata.name), holder });
    }
  }

  #pod(obj: KubeObj, gone: boolean): void {
    const going = obj.metadata.deletionTimestamp !== undefined;
    const seen: PodSeen = {
      pod: obj.metadata.name.slice(-5),
      version: versionOf(obj),
      base: this.#alias(String(obj.spec.nodeName ?? '')),
      life: gone ? 'gone' : going ? 'going' : 'there',
      phase: String(obj.status?.phase),
      container: containerState(obj),
      ready: readyCondition(obj),
    };
    const before = this.#places.get(seen.pod);
    const others = [...this.#places.values()].filter(({ pod }) => pod !== seen.pod);
    if (gone) this.#places.delete(seen.pod);
    else this.#places.set(seen.pod, seen);
    const arrives = seen.base !== '' && (before?.base ?? '') === '';
    const there = others.filter(({ base }) => base === seen.base);
    this.#ifNew(arrives ? { ...seen, beside: there.map(({ version }) => version) } : seen);
  }

  /** Notes what differs from what that object was last seen as. */
  #ifNew(event: Seen): void {
    const key = String(Object.entries(event)[0]);
    const { beside: _, ...lasting } = event as Partial<PodSeen>;
    const text = JSON.stringify(lasting);
    if (this.#last.get(key) === text) return;
    this.#last.set(key, text);
    this.#note(event);
  }

  #modulesOf(base: SimulatedBase): void {
    const modules = base.bizList
      .map((biz) => `${biz.bizName}:${biz.bizVersion} ${biz.bizState}`)
      .sort();
    this.#ifNew({ base: this.#aliasOf(base), modules });
  }

  #callsOf(base: SimulatedBase): TraceEvent[] {
    // What is still under way when the recording ends is chance.
    const calls = base.calls.filter(
      ({ at, command, code }) => at >= this.#start && code && !QUESTIONS.includes(command),
    );
    const events: Extract<TraceEvent, { arklet: string }>[] = [];
    for (const call of calls) {
      const event = { ...told(call), base: this.#aliasOf(base) };
      const last = events.at(-1);
      const same = last && last.arklet === event.arklet && last.biz === event.biz;
      if (same && last.code === event.code) last.times += 1;
      else events.push({ ms: this.#modelMs(call.at), ...event, times: 1 });
    }
    return events;
  }

  #aliasOf(base: SimulatedBase): string {
    return `base-${this.#site.bases.indexOf(base) + 1}`;
  }

  #alias(nodeName: string): string {
    const { bases, bench } = this.#site;
    const base = bases.find((one) => one.nodeName(bench.env) === nodeName);
    return base ? this.#aliasOf(base) : '';
  }

  /** Processes of the controller by the order in which they held a lease. */
  #holder(identity: string): string {
    if (!this.#holders.includes(identity)) this.#holders.push(identity);
    return `process-${this.#holders.indexOf(identity) + 1}`;
  }
}

function told({ command, body, code }: Call): { arklet: string; biz: string; code: string } {
  const biz = `${String(body?.['bizName'])}:${String(body?.['bizVersion'])}`;
  return { arklet: command, biz, code: code ?? 'none' };
}
