import type { PodModule } from '../../modules/module-pod.ts';
import type { Base } from '../../modules/base.ts';
import { troublesOf } from '../troubles.ts';
import { deploymentSpec, type DeploymentView } from './deployment-view.ts';
import type { DeploymentSight } from './deployment-sight.ts';

/** What is still open before a Deployment stands at its template everywhere. */
export interface OpenPoints {
  /** On the bases: these must be none for a proven end. */
  readonly bases: readonly string[];
  /** In Kubernetes: tolerated for a while, then told. */
  readonly kubernetes: readonly string[];
  /** Every base that is open is doomed: waiting alone changes nothing. */
  readonly hopeless: boolean;
}

interface Status {
  observedGeneration?: number;
  updatedReplicas?: number;
  readyReplicas?: number;
  availableReplicas?: number;
  replicas?: number;
}

/** Compares bases and Kubernetes with the end: `replicas` places on the present template, none on another. */
export async function openPoints(
  watch: DeploymentSight,
  view: DeploymentView,
  replicas: number,
  formerBases: readonly Base[],
  former: readonly PodModule[],
): Promise<OpenPoints> {
  await watch.ask(view, view.newPods);
  const places = watch.places(view, view.newPods);
  const missing = replicas - places.length;
  const bases = [
    ...(missing > 0 ? [`${missing} of ${replicas} bases still to come`] : []),
    ...troublesOf(places),
    ...(await leftovers(watch, view, formerBases, former)),
  ];
  const doomed = places.filter((place) => place.judgement.state === 'doomed').length;
  return {
    bases,
    hopeless: doomed > 0 && doomed === bases.length,
    kubernetes: kubernetesLag(view, replicas),
  };
}

/** Bases that still list the version that is to be gone, though no pod wants it there. */
async function leftovers(
  watch: DeploymentSight,
  view: DeploymentView,
  bases: readonly Base[],
  former: readonly PodModule[],
): Promise<string[]> {
  const wanted = new Set(
    view.newPods.flatMap((pod) => pod.modules.map((module) => `${module.name}:${module.version}`)),
  );
  const gone = former.filter((module) => !wanted.has(`${module.name}:${module.version}`));
  if (gone.length === 0) return [];
  await watch.bases.refresh(bases, 1_000, 3_000);
  return bases.flatMap((base) =>
    gone
      .filter((module) => watch.bases.stateOn(base.id, module) !== undefined)
      .map((module) => `${base.name}: ${module.name}:${module.version} is still on the base`),
  );
}

function kubernetesLag(view: DeploymentView, replicas: number): string[] {
  if (view.deployment === undefined) return ['the Deployment is gone'];
  const status = (view.deployment['status'] ?? {}) as Status;
  const observed = (status.observedGeneration ?? 0) >= (view.deployment.metadata.generation ?? 0);
  const { updatedReplicas = 0, readyReplicas = 0, availableReplicas = 0 } = status;
  if (!observed) return ['its controller has not seen the last change yet'];
  const lines: string[] = [];
  if (updatedReplicas !== replicas) lines.push(`updated ${updatedReplicas} of ${replicas}`);
  if (readyReplicas !== replicas) lines.push(`ready ${readyReplicas} of ${replicas}`);
  else if (availableReplicas !== replicas) {
    lines.push(`available ${availableReplicas} of ${replicas}`);
  }
  if (view.oldPods.length > 0) lines.push(`${view.oldPods.length} old pod(s) still there`);
  const wanted = deploymentSpec(view.deployment).replicas;
  if (wanted !== replicas) lines.push(`replicas are ${wanted ?? 1}, not ${replicas}`);
  return lines;
}
