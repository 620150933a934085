import type { V1Surface } from '../modules/surface.ts';
import { makePlanV1 } from '../plan/plan-v1.ts';
import type { Note, RolloutOptions } from '../plan/types.ts';
import { ModuleDeploymentDriver } from '../rollout/kinds/module-deployment.ts';
import { applyModuleDeploymentSettings } from '../rollout/kinds/module-deployment-settings.ts';
import { RecordStore } from '../rollout/record-store.ts';
import { Workload } from '../rollout/workload.ts';
import type { Bases, Cluster, KubeObject } from '../world.ts';
import { gatherV1, moduleDeploymentFacts } from './gather-v1.ts';
import type { Prepared } from './prepared.ts';

/** Reads, plans and readies the rollout of a ModuleDeployment. Writes nothing. */
export async function prepareV1(
  cluster: Cluster,
  bases: Bases,
  surface: V1Surface,
  input: {
    readonly manifest: KubeObject;
    readonly live: KubeObject | undefined;
    readonly notes: readonly Note[];
    readonly options: RolloutOptions;
  },
): Promise<Prepared> {
  const { manifest, live, options } = input;
  const { name, namespace = cluster.target.namespace } = manifest.metadata;
  const store = new RecordStore(cluster, namespace, { kind: 'ModuleDeployment', name });
  const record = (await store.load())?.current;
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
