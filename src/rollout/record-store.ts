import { core } from '../modules/surface.ts';
import { Conflict } from '../conflict.ts';
import { recordLabel } from '../modules/labels.ts';
import type { Cluster, KubeObject } from '../world.ts';
import { rolloutManager, Superseded } from './context.ts';
import { parseRecord, recordName, succeed, type RecordFile, type RolloutRecord } from './record.ts';

/** Reads and writes one workload's record; every write is compare-and-swap on its resourceVersion. */
export class RecordStore {
  #cluster: Cluster;
  readonly #namespace: string;
  readonly #name: string;
  #stored: { resourceVersion: string; file: RecordFile } | undefined;

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

  get current(): RolloutRecord | undefined {
    return this.#stored?.file.current;
  }

  /** Stores `record` as the current one. Throws Superseded where another koupctl wrote meanwhile. */
  async save(record: RolloutRecord): Promise<void> {
    const file = succeed(this.#stored?.file, record);
    const text = JSON.stringify(file);
    try {
      const written =
        this.#stored === undefined ? await this.#create(text) : await this.#replace(text);
      this.#stored = this.#read(written);
    } catch (error) {
      if (error instanceof Conflict) {
        throw new Superseded(
          `another koupctl wrote the rollout record ${this.#namespace}/${this.#name} meanwhile`,
        );
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

  #ref(): { type: typeof core.configMap; namespace: string; name: string } {
    return { type: core.configMap, namespace: this.#namespace, name: this.#name };
  }

  #read(object: KubeObject): { resourceVersion: string; file: RecordFile } {
    const data = object['data'] as { record?: string } | undefined;
    return {
      resourceVersion: object.metadata.resourceVersion ?? '',
      file: parseRecord(data?.record ?? '', this.#name),
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
      data: { record: text },
    };
    const options = { manager: rolloutManager };
    return (await this.#cluster.create(object, core.configMap, options)).object;
  }

  async #replace(text: string): Promise<KubeObject> {
    const ops = [
      {
        op: 'test' as const,
        path: '/metadata/resourceVersion',
        value: this.#stored?.resourceVersion,
      },
      { op: 'add' as const, path: '/data/record', value: text },
    ];
    return (await this.#cluster.patch(this.#ref(), ops, { manager: rolloutManager })).object;
  }
}
