import * as labels from '../modules/labels.ts';
import { core } from '../modules/surface.ts';
import { makePlanV2, type V2Facts } from '../plan/plan-v2.ts';
import { isPeer } from '../modules/peer.ts';
import type { Plan } from '../plan/types.ts';
import type { Assignment, Ports } from '../rollout/context.ts';
import type { Driver } from '../rollout/driver.ts';
import { readSavedFields } from '../rollout/hold.ts';
import { DeploymentDriver } from '../rollout/kinds/deployment.ts';
import { applyDeploymentSettings } from '../rollout/kinds/deployment-settings.ts';
import type { DeploymentFacts } from '../rollout/kinds/deployment-state.ts';
import { RecordStore } from '../rollout/record-store.ts';
import type { RolloutRecord } from '../rollout/record.ts';
import { Workload } from '../rollout/workload.ts';
import type { Bases, Cluster, KubeObject } from '../world.ts';
import { refuseCoRelease } from './co-release-stand.ts';
import { deploymentKind, gatherV2 } from './gather-v2.ts';
import { workloadFor, type Prepared, type PrepareParts, type UndoParts } from './prepared.ts';

/**
 * Reads, plans and readies the rollout of a V2 Deployment. Writes nothing. `imagine` makes the
 * plan for bases that are still to come: only who brings them may do that.
 */
export async function prepareV2(
  cluster: Cluster,
  bases: Bases,
  input: PrepareParts,
  imagine?: (facts: V2Facts) => V2Facts,
): Promise<Prepared & { readonly store: RecordStore }> {
  const { manifest, live, options } = input;
  const namespace = manifest.metadata.namespace ?? 'default';
  const store = new RecordStore(cluster, namespace, {
    kind: 'Deployment',
    name: manifest.metadata.name,
  });
  const record = (await store.load())?.current;
  const asks = options.proof === 'base' ? bases : undefined;
  if (imagine === undefined) refuseCoRelease(record, live);
  const gathered = await gatherV2(cluster, asks, deploymentKind, {
    manifest,
    live,
    record,
    notes: input.notes,
  });
  const facts = imagine === undefined ? gathered : imagine(gathered);
  const plan = makePlanV2(facts, options);
  const ref = { type: core.deployment, namespace, name: manifest.metadata.name };
  return {
    plan,
    store,
    resumes: plan.kind === 'resume' || facts.open?.phase === 'preparing' ? record?.id : undefined,
    driver(ports, assignment) {
      const workload = new Workload(ports.cluster, ref, ports.emit);
      workload.adopt(live);
      return new DeploymentDriver(ports, assignment, {
        facts: deploymentFacts(facts, plan, record),
        workload,
        store: store.through(ports.cluster),
      });
    },
    applySettings: (ports) => applyDeploymentSettings(ports, { plan, ref, facts }),
  };
}

/** The driver that takes up the rollout of a Deployment from its record alone. */
export function undoDeployment(ports: Ports, assignment: Assignment, parts: UndoParts): Driver {
  const { found, record } = parts;
  return new DeploymentDriver(ports, assignment, {
    facts: {
      mode: record.oldTemplate === undefined ? 'first' : 'upgrade',
      resume: true,
      templateHash: record.templateHash,
      saved: record.saved,
      oldTemplate: record.oldTemplate,
      manifest: found,
      force: false,
      peer: record.replicasControl !== undefined,
      replicasControl: record.replicasControl ?? null,
      generation: found.metadata.generation,
    },
    workload: workloadFor(ports, found, core.deployment),
    store: parts.store.through(ports.cluster),
  });
}

function deploymentFacts(
  facts: V2Facts,
  plan: Plan,
  record: RolloutRecord | undefined,
): DeploymentFacts {
  const open = facts.open === undefined ? undefined : record;
  const isFirst =
    facts.live === undefined || (open !== undefined && open.oldTemplate === undefined);
  const specOf = (object: KubeObject): Record<string, unknown> =>
    (object['spec'] ?? {}) as Record<string, unknown>;
  const control = facts.live?.metadata.labels?.[labels.replicasControl] ?? null;
  return {
    mode: isFirst ? 'first' : 'upgrade',
    resume: plan.kind === 'resume',
    templateHash: facts.storedHash,
    saved: isFirst ? undefined : (open?.saved ?? readSavedFields(specOf(facts.stored))),
    oldTemplate: isFirst ? undefined : (open?.oldTemplate ?? specOf(facts.live)['template']),
    manifest: facts.manifest,
    force: facts.forced || facts.open !== undefined,
    peer: isPeer(facts.stored),
    replicasControl: open === undefined ? control : (open.replicasControl ?? null),
    generation: facts.live?.metadata.generation,
  };
}
