import { core } from '../modules/surface.ts';
import { Conflict } from '../conflict.ts';
import { said } from '../messages/said-of.ts';
import { recordLabel } from '../modules/labels.ts';
import type { Cluster, JsonPatchOp, KubeObject } from '../world.ts';
import { rolloutManager, Superseded } from './context.ts';
import { ordersIn, type Orders } from './orders.ts';
import { parseRecord, recordName, succeed, type RecordFile, type RolloutRecord } from './record.ts';

/** Where a record lies, besides the ConfigMap's own names. */
interface Stored {
  readonly uid: string;
  /** Counts the record's writes; orders have none, so that they never get in its way. */
  readonly seq: string | undefined;
  readonly resourceVersion: string;
  readonly file: RecordFile;
  readonly orders: string | undefined;
}

const mostTries = 20;

/**
 * Reads and writes one workload's record, and the orders beside it. Every write is
 * compare-and-swap: the record's on its own count, the orders' on what they were.
 */
export class RecordStore {
  #cluster: Cluster;
  readonly #namespace: string;
  readonly #name: string;
  #stored: Stored | undefined;

  constructor(cluster: Cluster, namespace: string, workload: { kind: string; name: string }) {
    this.#cluster = cluster;
    this.#namespace = namespace;
    this.#name = recordName(workload.kind, workload.name);
  }

  /** From now on by this door; a rollout that has begun waits out an API server that is away. */
  through(cluster: Cluster): this {
    this.#cluster = cluster;
    return this;
  }

  /** The record as stored, or undefined where this workload never had one. */
  async load(): Promise<RecordFile | undefined> {
    const object = await this.#cluster.get(this.#ref());
    this.#stored = object && this.#read(object);
    return this.#stored?.file;
  }

  /** As last loaded or written. */
  get file(): RecordFile | undefined {
    return this.#stored?.file;
  }

  get current(): RolloutRecord | undefined {
    return this.file?.current;
  }

  /** Stores `record` as the current one. Throws Superseded where another koupctl wrote meanwhile. */
  async save(record: RolloutRecord): Promise<void> {
    const file = succeed(this.#stored?.file, record);
    const text = JSON.stringify(file);
    try {
      const written =
        this.#stored === undefined
          ? await this.#create(text)
          : await this.#replace(this.#stored, text);
      this.#stored = this.#read(written);
    } catch (error) {
      if (error instanceof Conflict) {
        const record = `${this.#namespace}/${this.#name}`;
        throw new Superseded(said(({ changedObject }) => changedObject.recordWritten(record)));
      }
      throw error;
    }
  }

  /** Changes the current record. */
  async update(change: Partial<RolloutRecord>): Promise<void> {
    const current = this.#stored?.file.current;
    if (current === undefined) throw new Error('no record to update');
    await this.save({ ...current, ...change });
  }

  /** What was asked of the current rollout, as of now. */
  async orders(): Promise<Orders> {
    const { current } = this;
    if (current === undefined) throw new Error('no rollout to give orders to');
    const object = await this.#cluster.get(this.#ref());
    return ordersIn(object && dataOf(object).orders, current.id);
  }

  /** Changes the orders, whatever others order meanwhile; what `change` throws is for the caller. */
  async order(change: (orders: Orders, record: RolloutRecord) => Orders): Promise<Orders> {
    for (let tries = 1; ; tries += 1) {
      await this.load();
      const stored = this.#stored;
      if (stored === undefined) throw new Error('no rollout to give orders to');
      const { current } = stored.file;
      const next = change(ordersIn(stored.orders, current.id), current);
      const ops: JsonPatchOp[] = [
        { op: 'test', path: '/metadata/uid', value: stored.uid },
        unchanged(stored),
        ...(stored.orders === undefined
          ? []
          : [{ op: 'test' as const, path: '/data/orders', value: stored.orders }]),
        { op: 'add', path: '/data/orders', value: JSON.stringify(next) },
      ];
      try {
        const options = { manager: rolloutManager };
        this.#stored = this.#read((await this.#cluster.patch(this.#ref(), ops, options)).object);
        return next;
      } catch (error) {
        if (!(error instanceof Conflict) || tries === mostTries) throw error;
      }
    }
  }

  #ref(): { type: typeof core.configMap; namespace: string; name: string } {
    return { type: core.configMap, namespace: this.#namespace, name: this.#name };
  }

  #read(object: KubeObject): Stored {
    const { record, seq, orders } = dataOf(object);
    return {
      uid: object.metadata.uid ?? '',
      resourceVersion: object.metadata.resourceVersion ?? '',
      file: parseRecord(record ?? '', this.#name),
      seq,
      orders,
    };
  }

  async #create(text: string): Promise<KubeObject> {
    const object: KubeObject = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: this.#name,
        namespace: this.#namespace,
        labels: { [recordLabel]: 'true' },
      },
      data: { record: text, seq: '1', orders: '{}' },
    };
    const options = { manager: rolloutManager };
    return (await this.#cluster.create(object, core.configMap, options)).object;
  }

  async #replace(stored: Stored, text: string): Promise<KubeObject> {
    const ops: JsonPatchOp[] = [
      { op: 'test', path: '/metadata/uid', value: stored.uid },
      unchanged(stored),
      { op: 'add', path: '/data/seq', value: String(Number(stored.seq ?? 0) + 1) },
      { op: 'add', path: '/data/record', value: text },
    ];
    return (await this.#cluster.patch(this.#ref(), ops, { manager: rolloutManager })).object;
  }
}

/** That the record is still as it was read. */
function unchanged({ seq, resourceVersion }: Stored): JsonPatchOp {
  return seq === undefined
    ? { op: 'test', path: '/metadata/resourceVersion', value: resourceVersion }
    : { op: 'test', path: '/data/seq', value: seq };
}

function dataOf(object: KubeObject): { record?: string; seq?: string; orders?: string } {
  return object['data'] ?? {};
}
