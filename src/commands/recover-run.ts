import { Conflict } from '../conflict.ts';
import { Fault } from '../fault.ts';
import type { Etcd } from '../etcd-door.ts';
import { subjectsOn } from '../recover/books/node-gone.ts';
import type { Facts, Target } from '../recover/facts.ts';
import {
  ended,
  withDid,
  withMarks,
  withSubjects,
  type RecoveryFile,
  type RecoveryRecord,
} from '../recover/record.ts';
import type { Act, Runbook, Step } from '../recover/step.ts';
import { stepsOf, type Mark, type Marks } from '../recover/stepping.ts';
import type { Cluster } from '../world.ts';
import { behind, Look, type Door } from './recover-look.ts';
import { RecoveryStore } from './recover-store.ts';
import type { World } from './world.ts';

const manager = 'koupctl';

export interface RunInput {
  readonly book: Runbook;
  readonly target: Target;
  /** What the runbook is asked for, in one word for the record's name. */
  readonly targetName: string;
  readonly recordNamespace: string;
  readonly reason: string | undefined;
}

/** One run of a runbook: it looks, writes, and keeps the record. */
export class RecoveryRun {
  readonly store: RecoveryStore | undefined;
  readonly #world: World;
  readonly #door: Door;
  readonly #etcd: Etcd | undefined;
  readonly #input: RunInput;
  #facts: Facts | undefined;
  #said: Marks = {};

  constructor(world: World, door: Door, etcd: Etcd | undefined, input: RunInput) {
    this.#world = world;
    this.#door = door;
    this.#etcd = etcd;
    this.#input = input;
    const { recordNamespace, book, targetName } = input;
    // What is done to an etcd is seen in its files; the cluster may be away with it.
    const kept = !(door instanceof Fault) && !book.reads.includes('etcd');
    this.store = kept ? new RecoveryStore(door, recordNamespace, book.id, targetName) : undefined;
  }

  /** Whether it begins while the API server may be away. */
  get startsWithoutApi(): boolean {
    return this.#input.book.reads.includes('api');
  }

  get down(): string | undefined {
    return this.#facts?.down;
  }

  /** Every step as it stands now. */
  async look(): Promise<Step[]> {
    const { book, target } = this.#input;
    const { open } = this.store ?? {};
    const known = open?.subjects ?? [];
    const look = new Look(this.#door, target, this.#world.language);
    const now = this.#world.clock.now();
    this.#facts = await look.take(book, { now, known, etcd: this.#etcd });
    return stepsOf(book, this.#facts, { ...open?.marks, ...this.#said });
  }

  /** What a person says of a step holds for this run from now on, and is recorded with `begin`. */
  say(step: string, how: Mark['how']): void {
    this.#said = { ...this.#said, [step]: { how, who: this.#world.who, at: this.#now() } };
  }

  get hasSaid(): boolean {
    return Object.keys(this.#said).length > 0;
  }

  /**
   * Before the first write: what was said, and what hangs on what is going to be gone. Gives why
   * nothing can be recorded while the API server is away.
   */
  async begin(acts: boolean): Promise<string | undefined> {
    const facts = this.#facts;
    const { book } = this.#input;
    const hangs = book.reads.includes('volumes') && book.needs.includes('node');
    const found = facts !== undefined && hangs ? subjectsOn(facts) : [];
    if (!acts && !this.hasSaid) return undefined;
    try {
      await this.#change((file) => withSubjects(withMarks(file, this.#said), found));
      return undefined;
    } catch (error) {
      if (!(error instanceof Fault) || this.down === undefined) throw error;
      return error.in(this.#world.language).message;
    }
  }

  async end(): Promise<void> {
    if (this.store?.open === undefined) return;
    await this.#change((file) => ended(file, this.#now()));
  }

  /** Writes one by one. What met another writer is given back, undone. */
  async act(step: Step, acts: readonly Act[]): Promise<{ done: Act[]; met: Conflict | undefined }> {
    const done: Act[] = [];
    let met: Conflict | undefined;
    for (const act of acts) {
      if (this.#world.signal.aborted) break;
      try {
        await this.#write(act);
        done.push(act);
      } catch (error) {
        if (!(error instanceof Conflict)) throw error;
        met = error;
      }
    }
    const at = this.#now();
    const did = done.map((act) => ({ step: step.id, what: textOf(act), at }));
    if (did.length > 0) await this.#change((file) => withDid(file, did));
    return { done, met };
  }

  get #cluster(): Cluster {
    return behind(this.#door);
  }

  async #write(act: Act): Promise<void> {
    const { signal } = this.#world;
    switch (act.does) {
      case 'delete': {
        const { ref, uid, resourceVersion, graceSeconds } = act;
        const grace = graceSeconds === undefined ? {} : { graceSeconds };
        await this.#cluster.delete(ref, uid, { resourceVersion, ...grace });
        break;
      }
      case 'patch':
        await this.#cluster.patch(act.ref, act.ops, { manager });
        break;
      case 'etcd-snapshot':
        await this.#etcd?.takeSnapshot(act.file, this.#now(), signal);
        break;
      case 'keep-aside':
        await this.#etcd?.keepAside(act.folder, this.#now().replaceAll(/[-:]|\.\d+/g, ''));
        break;
      case 'etcd-restore':
        await this.#etcd?.restore(act.file, act.folder, signal);
        break;
    }
  }

  async #change(change: (file: RecoveryFile) => RecoveryFile): Promise<void> {
    await this.store?.change(() => this.#fresh(), change);
  }

  #fresh(): RecoveryRecord {
    const { book, targetName, reason } = this.#input;
    return {
      version: 1,
      id: this.#world.newId(),
      runbook: book.id,
      target: targetName,
      phase: 'open',
      who: this.#world.who,
      ...(reason === undefined ? {} : { reason }),
      startedAt: this.#now(),
      marks: {},
      did: [],
      subjects: [],
    };
  }

  #now(): string {
    return new Date(this.#world.clock.now()).toISOString();
  }
}

/** `delete Pod shop/biz-0`, for the record and the screen. */
export function textOf(act: Act): string {
  switch (act.does) {
    case 'delete':
    case 'patch': {
      const { type, namespace, name } = act.ref;
      const forced = act.does === 'delete' && act.graceSeconds === 0 ? ' (grace 0)' : '';
      const object = `${type.kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
      return `${act.does} ${object}${forced}`;
    }
    case 'etcd-snapshot':
      return `snapshot → ${act.file}`;
    case 'keep-aside':
      return `rename ${act.folder} → ${act.folder}.before-…`;
    case 'etcd-restore':
      return `etcdutl snapshot restore ${act.file} → ${act.folder}`;
  }
}
