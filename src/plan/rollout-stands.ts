import { Fault } from '../fault.ts';
import {
  evidenced,
  faultTexts,
  inBoth,
  type FaultSaying,
  type FaultTexts,
} from '../messages/fault-of.ts';
import type { KubeObject } from '../world.ts';

/** A rollout that is not finished keeps another change off its workload, whoever is at it. */
export class RolloutStands extends Fault {
  readonly workload: KubeObject;

  constructor(
    workload: KubeObject,
    say: FaultSaying,
    evidence: (words: FaultTexts) => readonly string[] = () => [],
  ) {
    const details = evidence(faultTexts('en'));
    const [message, detail] = inBoth(say, { outcome: 'refused', details });
    super(message, {
      ...detail,
      words: (language) => {
        const words = faultTexts(language);
        return evidenced(say(words), evidence(words));
      },
    });
    this.name = 'RolloutStands';
    this.workload = workload;
  }
}
