import type { Assignment, Ports } from '../rollout/context.ts';
import type { Driver } from '../rollout/driver.ts';
import type { RecordStore } from '../rollout/record-store.ts';
import type { RolloutRecord } from '../rollout/record.ts';
import type { FoundWorkload } from './find-workload.ts';
import { kindOf } from './kinds.ts';
import type { Surface } from './surface.ts';

interface Parts {
  readonly surface: Surface;
  readonly found: FoundWorkload;
  readonly record: RolloutRecord;
  readonly store: RecordStore;
}

/** The driver that takes up a rollout from its record alone. */
export async function undoDriver(
  ports: Ports,
  assignment: Assignment,
  { found, ...parts }: Parts,
): Promise<Driver> {
  const { object } = found;
  return await kindOf(object).undo(ports, assignment, { ...parts, found: object });
}
