import type { V1Surface } from '../modules/surface.ts';
import { makePlanV1 } from '../plan/plan-v1.ts';
import type { Assignment, Ports } from '../rollout/context.ts';
import type { Driver } from '../rollout/driver.ts';
import { ModuleDeploymentDriver } from '../rollout/kinds/module-deployment.ts';
import { applyModuleDeploymentSettings } from '../rollout/kinds/module-deployment-settings.ts';
import { RecordStore } from '../rollout/record-store.ts';
import { Workload } from '../rollout/workload.ts';
import type { Bases, Cluster } from '../world.ts';
import { refuseCoRelease } from './co-release-stand.ts';
import { factsFromRecord, gatherV1, moduleDeploymentFacts } from './gather-v1.ts';
import { workloadFor, type Prepared, type PrepareParts, type UndoParts } from './prepared.ts';

/** Reads, plans and readies the rollout of a ModuleDeployment. Writes nothing. */
export async function prepareV1(
  cluster: Cluster,
  bases: Bases,
  surface: V1Surface,
  input: PrepareParts,
): Promise<Prepared> {
  const { manifest, live, options } = input;
  const { name, namespace = cluster.target.namespace } = manifest.metadata;
  const store = new RecordStore(cluster, namespace, { kind: 'ModuleDeployment', name });
  const record = (await store.load())?.current;
  refuseCoRelease(record, live);
  const asks = options.proof === 'base' ? bases : undefined;
  const facts = await gatherV1(cluster, asks, surface, {
    manifest,
    live,
    record,
    notes: input.notes,
  });
  const plan = makePlanV1(facts, options);
  const driverFacts = moduleDeploymentFacts(facts, plan, record);
  const ref = { type: surface.moduleDeployment, namespace, name };
  return {
    plan,
    resumes: plan.kind === 'resume' ? record?.id : undefined,
    driver(ports, assignment) {
      const workload = new Workload(ports.cluster, ref, ports.emit);
      workload.adopt(live);
      return new ModuleDeploymentDriver(ports, assignment, {
        facts: driverFacts,
        workload,
        store: store.through(ports.cluster),
      });
    },
    applySettings: (ports) =>
      applyModuleDeploymentSettings(ports, { plan, ...driverFacts, mend: options.askAgain }),
  };
}

/** The driver that takes up the rollout of a ModuleDeployment from its record alone. */
export async function undoV1(
  ports: Ports,
  assignment: Assignment,
  surface: V1Surface,
  { found, record, store }: UndoParts,
): Promise<Driver> {
  return new ModuleDeploymentDriver(ports, assignment, {
    facts: await factsFromRecord(ports.cluster, surface, found, record),
    workload: workloadFor(ports, found, surface.moduleDeployment),
    store: store.through(ports.cluster),
  });
}
