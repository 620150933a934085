import type { Outcome } from '../outcome.ts';
import { openPoints } from '../rollout/kinds/deployment-proof.ts';
import { DeploymentSight } from '../rollout/kinds/deployment-sight.ts';
import { readDeployment } from '../rollout/kinds/deployment-watch.ts';
import { deploymentSpec } from '../rollout/kinds/deployment-view.ts';
import { RecordStore } from '../rollout/record-store.ts';
import { v2Verdict } from '../rollout/v2-verdict.ts';
import type { Proof } from '../plan/types.ts';
import type { Bases, Cluster, KubeObject, Line } from '../world.ts';
import { findWorkload } from './find-workload.ts';
import { statusV1 } from './status-v1.ts';
import { discover } from './surface.ts';
import type { World } from './world.ts';

export interface StatusInput {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly proof: Proof;
}

/** One verdict with evidence for any release or rollout; reads only. */
export async function status(world: World, input: StatusInput): Promise<Outcome> {
  const cluster = await world.openCluster();
  const bases = await world.openBases(cluster);
  const surface = await discover(cluster);
  const namespace = input.namespace ?? cluster.target.namespace;
  const found = await findWorkload(cluster, surface, input.name, namespace);
  const verdict =
    found.world === 'v1' && surface.v1
      ? await statusV1(world, {
          cluster,
          bases,
          surface: surface.v1,
          object: found.object,
          proof: input.proof,
        })
      : await statusV2(world, { cluster, bases, object: found.object, proof: input.proof });
  world.reporter.document(documentOf(found.object, verdict), linesOf(found.object, verdict));
  return verdict;
}

async function statusV2(
  world: World,
  parts: { cluster: Cluster; bases: Bases; object: KubeObject; proof: Proof },
): Promise<Outcome> {
  const { cluster, object } = parts;
  const { name, namespace = 'default' } = object.metadata;
  const store = new RecordStore(cluster, namespace, { kind: 'Deployment', name });
  const record = (await store.load())?.current;
  const view = await readDeployment(cluster, object);
  const sight = new DeploymentSight({ bases: parts.bases, clock: world.clock }, parts.proof);
  await sight.ask(view, [...view.newPods, ...view.oldPods]);
  const former = view.oldPods.flatMap((pod) => pod.modules);
  const replicas = deploymentSpec(object).replicas ?? 1;
  const open = await openPoints(sight, view, replicas, [...view.bases.values()], former);
  const undo = `koupctl rollback deployment/${name} -n ${namespace}`;
  return v2Verdict({ view, places: sight.places(view, view.newPods), open, record, undo });
}

function documentOf(object: KubeObject, verdict: Outcome): unknown {
  return {
    apiVersion: 'koupctl.koupleless.io/v1',
    kind: 'Status',
    workload: {
      kind: object.kind,
      namespace: object.metadata.namespace,
      name: object.metadata.name,
    },
    outcome: verdict.name,
    message: verdict.message,
    causes: verdict.causes ?? [],
    next: verdict.next ?? [],
  };
}

function linesOf(object: KubeObject, verdict: Outcome): Line[] {
  return [
    `${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name}: ${verdict.message}`,
  ];
}
