import type { Follow, KubeObject, ListQuery } from '../../../src/world.ts';
import type { Kube } from '../kube/kube.ts';
import type { Plural } from '../kube/store.ts';
import type { Network } from './network.ts';

/** `k=v,k=v` as every query of a rollout has it; a field selector by name. */
export function selects(query: ListQuery, object: KubeObject): boolean {
  const { labels = {}, name, namespace } = object.metadata;
  if (query.namespace !== undefined && query.namespace !== namespace) return false;
  if (query.fields !== undefined && query.fields !== `metadata.name=${name}`) return false;
  return (query.labels ?? '')
    .split(',')
    .filter((part) => part !== '')
    .every((part) => {
      const [key = '', value] = part.split('=');
      return labels[key] === value;
    });
}

/** How often in one moment a watch may be waited for after its end. */
const spinLimit = 500;

/** Lists kept by watches that lag, and stand still while the API server is away. */
export class ModelFollow implements Follow {
  readonly #around: { kube: Kube; network: Network; dead: () => boolean };
  readonly #signal: AbortSignal;
  readonly #lists: Map<string, KubeObject>[];
  readonly #items: (readonly KubeObject[] | undefined)[];
  readonly #due: number[];
  readonly #leave: () => void;
  #closed = false;
  #rung = false;
  #wake: (() => void) | undefined;
  #spins = { at: 0, count: 0 };

  constructor(
    around: { kube: Kube; network: Network; dead: () => boolean },
    queries: readonly ListQuery[],
    signal: AbortSignal,
  ) {
    this.#around = around;
    this.#signal = signal;
    const { store } = around.kube;
    this.#lists = queries.map((query) => {
      const listed = store.all(query.type.plural as Plural).filter((one) => selects(query, one));
      return new Map(listed.map((object) => [object.metadata.name, object]));
    });
    this.#items = queries.map(() => undefined);
    this.#due = queries.map(() => 0);
    this.#leave = store.subscribe((plural, now, before) => {
      queries.forEach((query, index) => {
        const object = (now ?? before)!;
        if (query.type.plural === plural && selects(query, object)) {
          this.#later(index, object.metadata.name, now);
        }
      });
    });
    signal.addEventListener('abort', () => this.#ring());
  }

  items(index: number): readonly KubeObject[] {
    return (this.#items[index] ??= [...(this.#lists[index]?.values() ?? [])]);
  }

  async changed(timeoutMs: number): Promise<void> {
    const { time } = this.#around.kube;
    if (!this.#rung && !this.#over) {
      await new Promise<void>((resolve) => {
        const timer = time.after(timeoutMs, () => this.#wake?.());
        this.#wake = () => {
          timer.cancelled = true;
          this.#wake = undefined;
          time.wake();
          resolve();
        };
      });
    }
    if (this.#around.dead()) await new Promise<never>(() => undefined);
    this.#rung = false;
    const { at, count } = this.#spins;
    this.#spins = { at: time.now(), count: at === time.now() ? count + 1 : 0 };
    if (count > spinLimit) throw new Error('koupctl spins: it waits for a watch that has ended');
  }

  unreachableSince(): number | undefined {
    const { network, kube } = this.#around;
    return network.awayForMs > 0 ? kube.time.now() : undefined;
  }

  close(): void {
    this.#closed = true;
    this.#leave();
  }

  get #over(): boolean {
    return this.#closed || this.#signal.aborted;
  }

  /** One after another, as a watch tells them. */
  #later(index: number, key: string, object: KubeObject | undefined): void {
    const { network, kube, dead } = this.#around;
    if (dead()) this.close();
    const now = kube.time.now();
    const due = Math.max(this.#due[index] ?? 0, now + network.awayForMs + network.lag());
    this.#due[index] = due;
    kube.time.after(due - now, () => {
      if (this.#over || dead()) return;
      // The server went away meanwhile: after the break everything is listed anew.
      if (network.awayForMs > 0) this.#later(index, key, object);
      else this.#take(index, key, object);
    });
  }

  #take(index: number, key: string, object: KubeObject | undefined): void {
    if (object === undefined) this.#lists[index]?.delete(key);
    else this.#lists[index]?.set(key, object);
    this.#items[index] = undefined;
    this.#ring();
  }

  #ring(): void {
    this.#rung = true;
    this.#wake?.();
  }
}
