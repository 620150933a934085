import { Fault } from '../fault.ts';
import { inBoth, type FaultSaying, type FaultTexts } from '../messages/fault-of.ts';
import type { KubeObject } from '../world.ts';

/** A rollout that is not finished keeps another change off its workload, whoever is at it. */
export class RolloutStands extends Fault {
  readonly workload: KubeObject;

  constructor(
    workload: KubeObject,
    say: FaultSaying,
    details: (words: FaultTexts) => readonly string[] = () => [],
  ) {
    super(...inBoth(say, { outcome: 'refused', details }));
    this.name = 'RolloutStands';
    this.workload = workload;
  }
}
