import { said } from '../messages/said-of.ts';
import type { ModulePod } from '../modules/module-pod.ts';
import { core } from '../modules/surface.ts';
import { leaversOf } from '../plan/leavers.ts';
import type { KubeObject, ObjectRef, ResourceType } from '../world.ts';
import { MustHold, rolloutManager, Superseded, type Assignment, type Ports } from './context.ts';
import { deletionCost, rivals } from './deletion-order.ts';
import { each } from './each.ts';
import { markToGo } from './kinds/deployment-retire.ts';
import type { DeploymentView, PodsView } from './kinds/deployment-view.ts';
import { DeploymentWatch, readDeployment } from './kinds/deployment-watch.ts';
import type { RevisionedView } from './kinds/revisioned-view.ts';
import { readRevisioned, RevisionedWatch } from './kinds/revisioned-watch.ts';
import { dropOps } from './metadata-ops.ts';
import { ReplicasStairs } from './stairs-replicas.ts';

/** How often the choice of pods is made anew where their readiness changed meanwhile. */
const maxChoices = 5;

/** Steps of a V2 workload whose pods a ReplicaSet has: `spec.replicas`, after those that are to go were marked. */
abstract class MarkedStairs<V extends PodsView> extends ReplicasStairs<V> {
  /** Makes the pods that the plan named go first, and is sure that they do. */
  protected async choose(first: V, count: number, batch: number): Promise<void> {
    const { cluster } = this.ports;
    const planned = this.assignment.plan.batches[batch - 1];
    let view = first;
    for (let attempt = 1; attempt <= maxChoices; attempt++) {
      const chosen = choiceOf(view.newPods, planned?.candidates ?? [], count);
      if (chosen === undefined) {
        const { label } = this.workload;
        const bases = (planned?.candidates ?? []).join(', ');
        throw new Superseded(said(({ changedObject }) => changedObject.notOnPlanned(label, bases)));
      }
      await markToGo(cluster, chosen);
      const pods = await this.#rawPods(view);
      const uids = new Set(chosen.map((pod) => pod.uid));
      const mine = pods.filter((pod) => uids.has(pod.metadata.uid ?? ''));
      const before = rivals(mine, pods);
      if (mine.length === chosen.length && before.length === 0) return;
      await this.#unmark(before);
      view = await this.read();
    }
    const { namespace = '' } = this.workload.ref;
    throw new MustHold(
      said(({ holds }) => holds.otherBases),
      said(({ holds }) => holds.whichNotReady(namespace)),
    );
  }

  async #rawPods(view: V): Promise<KubeObject[]> {
    const uids = new Set(view.newPods.map((pod) => pod.uid));
    const { namespace = 'default' } = this.workload.ref;
    const pods = await this.ports.cluster.list({
      type: core.pod,
      namespace,
      freshness: 'quorum',
      labels: 'virtual-kubelet.koupleless.io/component=module',
    });
    return pods.filter(
      (pod) => uids.has(pod.metadata.uid ?? '') && !pod.metadata.deletionTimestamp,
    );
  }

  /** An earlier choice that no longer holds would go first, too. */
  async #unmark(pods: readonly KubeObject[]): Promise<void> {
    await each(pods, 32, async (pod) => {
      const ops = dropOps(pod, 'annotations', deletionCost);
      if (ops.length === 0) return;
      const { name, namespace = 'default', uid } = pod.metadata;
      const ref = { type: core.pod, namespace, name };
      const same = { op: 'test', path: '/metadata/uid', value: uid } as const;
      await this.ports.cluster.patch(ref, [same, ...ops], { manager: rolloutManager });
    });
  }
}

/** Steps of a V2 Deployment. */
export class DeploymentStairs extends MarkedStairs<DeploymentView> {
  /** `steps`: the replicas after each step. */
  constructor(ports: Ports, assignment: Assignment, live: KubeObject, steps: readonly number[]) {
    super(ports, assignment, { ref: refOf(core.deployment, live), live }, steps);
  }

  protected startWatch(): Promise<DeploymentWatch> {
    return DeploymentWatch.start(this.ports, this.workload.live, this.assignment.plan.proof);
  }

  protected read(): Promise<DeploymentView> {
    return readDeployment(this.ports.cluster, this.workload.live);
  }

  protected liveIn({ deployment }: DeploymentView): KubeObject | undefined {
    return deployment;
  }
}

/** Steps of a ReplicaSet of its own. */
export class ReplicaSetStairs extends MarkedStairs<RevisionedView> {
  /** `steps`: the replicas after each step. */
  constructor(ports: Ports, assignment: Assignment, live: KubeObject, steps: readonly number[]) {
    super(ports, assignment, { ref: refOf(core.replicaSet, live), live }, steps);
  }

  protected startWatch(): Promise<RevisionedWatch> {
    const { proof } = this.assignment.plan;
    return RevisionedWatch.start(this.ports, this.workload.live, core.replicaSet, proof);
  }

  protected read(): Promise<RevisionedView> {
    return readRevisioned(this.ports.cluster, this.workload.live, core.replicaSet);
  }

  protected liveIn({ workload }: RevisionedView): KubeObject | undefined {
    return workload;
  }
}

/** The pods on the bases that the plan names; undefined where they are not there as it shows. */
function choiceOf(
  pods: readonly ModulePod[],
  names: readonly string[],
  count: number,
): readonly ModulePod[] | undefined {
  const named = new Set(names);
  const chosen = leaversOf(pods.filter((pod) => named.has(pod.node ?? pod.name))).slice(0, count);
  return chosen.length === count ? chosen : undefined;
}

function refOf(type: ResourceType, { metadata }: KubeObject): ObjectRef {
  return { type, namespace: metadata.namespace ?? 'default', name: metadata.name };
}
