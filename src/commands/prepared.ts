import type { Note, Plan, RolloutOptions } from '../plan/types.ts';
import type { Assignment, Ports } from '../rollout/context.ts';
import type { Driver } from '../rollout/driver.ts';
import type { Outcome } from '../outcome.ts';
import type { RecordStore } from '../rollout/record-store.ts';
import type { RolloutRecord } from '../rollout/record.ts';
import { Workload } from '../rollout/workload.ts';
import type { KubeObject, ResourceType } from '../world.ts';
import type { Surface } from './surface.ts';

/** What every kind's rollout is prepared from. */
export interface PrepareParts {
  readonly manifest: KubeObject;
  readonly live: KubeObject | undefined;
  readonly notes: readonly Note[];
  readonly options: RolloutOptions;
}

/** A rollout that stands, to be taken up from its record. */
export interface UndoParts {
  readonly surface: Surface;
  readonly found: KubeObject;
  readonly record: RolloutRecord;
  readonly store: RecordStore;
}

/** The workload as it was found, with every write to it. */
export function workloadFor(ports: Ports, found: KubeObject, type: ResourceType): Workload {
  const { name, namespace = 'default' } = found.metadata;
  const workload = new Workload(ports.cluster, { type, namespace, name }, ports.emit);
  workload.adopt(found);
  return workload;
}

/** A plan together with the means to carry it out; what `deploy`, `plan` and `rollback` share. */
export interface Prepared {
  readonly plan: Plan;
  /** The id of the rollout that stands there already; a new one is begun where it is absent. */
  readonly resumes: string | undefined;
  readonly driver: (ports: Ports, assignment: Assignment) => Driver;
  /** Applies a change that installs nothing anew (labels, replicas). */
  readonly applySettings: (ports: Ports) => Promise<Outcome>;
}
