import { said } from '../../messages/said-of.ts';
import type { PodModule } from '../../modules/module-pod.ts';
import type { Base } from '../../modules/base.ts';
import type { Text } from '../../said.ts';
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

function kubernetesLag(view: DeploymentView, replicas: number): Text[] {
  if (view.deployment === undefined) return [said(({ open }) => open.deploymentGone)];
  const status = (view.deployment['status'] ?? {}) as Status;
  const observed = (status.observedGeneration ?? 0) >= (view.deployment.metadata.generation ?? 0);
  const { updatedReplicas = 0, readyReplicas = 0, availableReplicas = 0 } = status;
  if (!observed) return [said(({ open }) => open.notObserved)];
  const lines: Text[] = [];
  if (updatedReplicas !== replicas) {
    lines.push(said(({ open }) => open.updated(updatedReplicas, replicas)));
  }
  if (readyReplicas !== replicas) {
    lines.push(said(({ open }) => open.ready(readyReplicas, replicas)));
  } else if (availableReplicas !== replicas) {
    lines.push(said(({ open }) => open.available(availableReplicas, replicas)));
  }
  const old = view.oldPods.length;
  if (old > 0) lines.push(said(({ open }) => open.oldPods(old)));
  const wanted = deploymentSpec(view.deployment).replicas;
  if (wanted !== replicas) lines.push(said(({ open }) => open.replicas(wanted ?? 1, replicas)));
  return lines;
}
