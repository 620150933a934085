import { Fault } from '../fault.ts';
import type { KubeObject } from '../world.ts';

/** A rollout that is not finished keeps another change off its workload, whoever is at it. */
export class RolloutStands extends Fault {
  readonly workload: KubeObject;

  constructor(
    workload: KubeObject,
    message: string,
    detail: { readonly fix: string; readonly details?: readonly string[] },
  ) {
    super(message, { ...detail, outcome: 'refused' });
    this.name = 'RolloutStands';
    this.workload = workload;
  }
}
