import { said } from '../messages/said-of.ts';
import { v1Labels } from '../modules/labels.ts';
import { core } from '../modules/surface.ts';
import type { V1View } from '../modules/v1-view.ts';
import type { JsonPatchOp } from '../world.ts';
import type { BasePod } from './base-roll.ts';
import { rolloutManager, type Ports } from './context.ts';
import { each } from './each.ts';
import type { V1Target } from './kinds/module-deployment-target.ts';
import { dropOps } from './metadata-ops.ts';

/** How long a marker must have stood without a Module, ms: the controller sets it a moment before. */
const graceMs = 5_000;

/**
 * V1's controller marks a base pod before it gives it a Module, and takes the mark off after the
 * Module went; where that write meets another one, the mark stays, and the base never gets the
 * module again.
 */
export class ForgottenMarks {
  readonly #ports: Pick<Ports, 'cluster' | 'clock' | 'emit'>;
  readonly #target: V1Target;
  readonly #since = new Map<string, number>();

  constructor(ports: Pick<Ports, 'cluster' | 'clock' | 'emit'>, target: V1Target) {
    this.#ports = ports;
    this.#target = target;
  }

  /** Takes the mark off those of `pods` that have no Module, while there is one without a base. */
  async takeOff(view: V1View, pods: readonly BasePod[]): Promise<void> {
    const { current, leftMarked } = view;
    const { surface, moduleName } = this.#target;
    const marker = v1Labels(surface.group).marker(moduleName);
    const homeless = current.some((one) => one.base === undefined);
    const now = this.#ports.clock.now();
    const due = pods.filter(({ uid, name }) => {
      if (!homeless || !leftMarked.includes(name)) {
        this.#since.delete(uid);
        return false;
      }
      const since = this.#since.get(uid) ?? now;
      this.#since.set(uid, since);
      return now - since >= graceMs;
    });
    await each(due, 16, (pod) => this.#takeOff(pod, marker));
  }

  async #takeOff({ name, uid }: BasePod, marker: string): Promise<void> {
    const { cluster, emit, clock } = this.#ports;
    this.#since.set(uid, clock.now());
    const ref = { type: core.pod, namespace: this.#target.namespace, name };
    const live = await cluster.get(ref);
    if (live === undefined || live.metadata.uid !== uid) return;
    const ops: JsonPatchOp[] = [
      { op: 'test', path: '/metadata/uid', value: uid },
      ...dropOps(live, 'labels', marker),
    ];
    await cluster.patch(ref, ops, { manager: rolloutManager });
    const text = said(({ warned }) => warned.markLeft(name, marker));
    emit({ type: 'warning', text });
  }
}
