import type { PodModule } from '../../modules/module-pod.ts';
import type { Base } from '../../modules/base.ts';
import type { DeploymentSight } from './deployment-sight.ts';
import { deploymentSpec, type DeploymentView } from './deployment-view.ts';
import { openOnBases, type OpenPoints } from './pods-proof.ts';

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
  const onBases = await openOnBases(watch, view, { replicas, formerBases, former });
  return { ...onBases, kubernetes: kubernetesLag(view, replicas) };
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
