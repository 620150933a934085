import type { Plan } from '../plan/types.ts';
import type { Assignment, Ports } from '../rollout/context.ts';
import type { Driver } from '../rollout/driver.ts';
import type { Outcome } from '../outcome.ts';

/** A plan together with the means to carry it out; what `deploy`, `plan` and `rollback` share. */
export interface Prepared {
  readonly plan: Plan;
  /** The id of the rollout that stands there already; a new one is begun where it is absent. */
  readonly resumes: string | undefined;
  readonly driver: (ports: Ports, assignment: Assignment) => Driver;
  /** Applies a change that installs nothing anew (labels, replicas). */
  readonly applySettings: (ports: Ports) => Promise<Outcome>;
}
