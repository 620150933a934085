import { Fault } from '../fault.ts';
import { core } from '../modules/surface.ts';
import type { Assignment, Ports } from '../rollout/context.ts';
import type { Driver } from '../rollout/driver.ts';
import { DeploymentDriver } from '../rollout/kinds/deployment.ts';
import type { RecordStore } from '../rollout/record-store.ts';
import type { RolloutRecord } from '../rollout/record.ts';
import { Workload } from '../rollout/workload.ts';
import type { FoundWorkload } from './find-workload.ts';
import type { Surface } from './surface.ts';

/** The driver that takes up a rollout from its record alone. */
export function undoDriver(
  ports: Ports,
  assignment: Assignment,
  parts: {
    readonly surface: Surface;
    readonly found: FoundWorkload;
    readonly record: RolloutRecord;
    readonly store: RecordStore;
  },
): Driver {
  const { found, record, store } = parts;
  if (found.world === 'v1') throw new Fault('a V1 rollout is undone by its deploy only');
  const { name, namespace = 'default' } = found.object.metadata;
  const workload = new Workload(
    ports.cluster,
    { type: core.deployment, namespace, name },
    ports.emit,
  );
  workload.adopt(found.object);
  const first = record.oldTemplate === undefined;
  return new DeploymentDriver(ports, assignment, {
    facts: {
      mode: first ? 'first' : 'upgrade',
      resume: true,
      templateHash: record.templateHash,
      saved: record.saved,
      oldTemplate: record.oldTemplate,
      manifest: found.object,
      force: false,
      peer: record.replicasControl !== undefined,
      replicasControl: record.replicasControl ?? null,
      generation: found.object.metadata.generation,
    },
    workload,
    store,
  });
}
