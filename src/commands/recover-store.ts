import { createHash } from 'node:crypto';
import { Conflict } from '../conflict.ts';
import { faultOf } from '../messages/fault-of.ts';
import { core } from '../modules/surface.ts';
import {
  parseRecovery,
  recordName,
  takeUp,
  type RecoveryFile,
  type RecoveryRecord,
} from '../recover/record.ts';
import type { Cluster, KubeObject } from '../world.ts';

const manager = 'koupctl';
export const recoveryLabel = 'koupctl.koupleless.io/recovery';

/** One runbook's record on one target: a ConfigMap, changed only as it was read. */
export class RecoveryStore {
  readonly namespace: string;
  readonly name: string;
  readonly #cluster: Cluster;
  #object: KubeObject | undefined;
  #file: RecoveryFile | undefined;

  constructor(cluster: Cluster, namespace: string, runbook: string, target: string) {
    this.#cluster = cluster;
    this.namespace = namespace;
    const hashed = createHash('sha256').update(target).digest('hex').slice(0, 12);
    this.name = recordName(runbook, target, hashed);
  }

  /** The open recovery; undefined where there is none, or only one that is over. */
  get open(): RecoveryRecord | undefined {
    const current = this.#file?.current;
    return current?.phase === 'open' ? current : undefined;
  }

  async load(): Promise<void> {
    const ref = { type: core.configMap, namespace: this.namespace, name: this.name };
    const object = await this.#cluster.get(ref);
    if (object !== undefined) this.#take(object);
  }

  /** Changes the open record, or `fresh` where none is open. */
  async change(
    fresh: () => RecoveryRecord,
    change: (file: RecoveryFile) => RecoveryFile,
  ): Promise<void> {
    const begun = this.open === undefined ? takeUp(this.#file, fresh()) : this.#file;
    if (begun === undefined) throw new Error('no record to change');
    const next = change(begun);
    if (next === this.#file) return;
    try {
      this.#take(await this.#write(JSON.stringify(next)));
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      const record = `${this.namespace}/${this.name}`;
      throw faultOf(({ recovery }) => recovery.writtenMeanwhile(record), {
        outcome: 'superseded',
        cause: error,
      });
    }
  }

  #take(object: KubeObject): void {
    this.#object = object;
    const { record = '' } = (object['data'] ?? {}) as { record?: string };
    this.#file = parseRecovery(record, `${this.namespace}/${this.name}`);
  }

  async #write(record: string): Promise<KubeObject> {
    const { namespace, name } = this;
    if (this.#object === undefined) {
      const labels = { [recoveryLabel]: 'true' };
      const metadata = { name, namespace, labels };
      const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { record } };
      return (await this.#cluster.create(object, core.configMap, { manager })).object;
    }
    const { uid, resourceVersion } = this.#object.metadata;
    const ops = [
      { op: 'test', path: '/metadata/uid', value: uid },
      { op: 'test', path: '/metadata/resourceVersion', value: resourceVersion },
      { op: 'add', path: '/data/record', value: record },
    ] as const;
    const ref = { type: core.configMap, namespace, name };
    return (await this.#cluster.patch(ref, ops, { manager })).object;
  }
}
