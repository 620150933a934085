import { core, type V1Surface } from '../modules/surface.ts';
import type { Assignment, Ports } from '../rollout/context.ts';
import type { Driver } from '../rollout/driver.ts';
import { DeploymentDriver } from '../rollout/kinds/deployment.ts';
import { ModuleDeploymentDriver } from '../rollout/kinds/module-deployment.ts';
import type { RecordStore } from '../rollout/record-store.ts';
import type { RolloutRecord } from '../rollout/record.ts';
import { Workload } from '../rollout/workload.ts';
import type { FoundWorkload } from './find-workload.ts';
import { factsFromRecord } from './gather-v1.ts';
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
  parts: Parts,
): Promise<Driver> {
  const { v1 } = parts.surface;
  if (parts.found.world === 'v1' && v1) return await v1Driver(ports, assignment, { ...parts, v1 });
  const { found, record } = parts;
  return new DeploymentDriver(ports, assignment, {
    facts: {
      mode: record.oldTemplate === undefined ? 'first' : 'upgrade',
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
    workload: workloadOf(ports, parts, core.deployment),
    store: parts.store.through(ports.cluster),
  });
}

async function v1Driver(
  ports: Ports,
  assignment: Assignment,
  parts: Parts & { readonly v1: V1Surface },
): Promise<Driver> {
  const { v1, found, record } = parts;
  return new ModuleDeploymentDriver(ports, assignment, {
    facts: await factsFromRecord(ports.cluster, v1, found.object, record),
    workload: workloadOf(ports, parts, v1.moduleDeployment),
    store: parts.store.through(ports.cluster),
  });
}

function workloadOf(
  ports: Ports,
  { found }: Parts,
  type: typeof core.deployment | V1Surface['moduleDeployment'],
): Workload {
  const { name, namespace = 'default' } = found.object.metadata;
  const workload = new Workload(ports.cluster, { type, namespace, name }, ports.emit);
  workload.adopt(found.object);
  return workload;
}
