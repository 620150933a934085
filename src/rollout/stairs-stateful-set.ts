import { said } from '../messages/said-of.ts';
import { core } from '../modules/surface.ts';
import type { KubeObject } from '../world.ts';
import { Superseded, type Assignment, type Ports } from './context.ts';
import type { RevisionedView } from './kinds/revisioned-view.ts';
import { readRevisioned, RevisionedWatch } from './kinds/revisioned-watch.ts';
import { indexOfPod } from './kinds/stateful-set-order.ts';
import { ReplicasStairs } from './stairs-replicas.ts';

const type = core.statefulSet;

/** Steps of a StatefulSet: `spec.replicas`. Its controller takes the highest ordinals, whatever anybody marks. */
export class StatefulSetStairs extends ReplicasStairs<RevisionedView> {
  /** `steps`: the replicas after each step. */
  constructor(ports: Ports, assignment: Assignment, live: KubeObject, steps: readonly number[]) {
    const { name, namespace = 'default' } = live.metadata;
    super(ports, assignment, { ref: { type, namespace, name }, live }, steps);
  }

  protected startWatch(): Promise<RevisionedWatch> {
    const { plan } = this.assignment;
    return RevisionedWatch.start(this.ports, this.workload.live, type, plan.proof);
  }

  protected read(): Promise<RevisionedView> {
    return readRevisioned(this.ports.cluster, this.workload.live, type);
  }

  protected liveIn({ workload }: RevisionedView): KubeObject | undefined {
    return workload;
  }

  /** There is no choice: that those with the highest ordinals are where the plan shows them is made sure. */
  protected choose(view: RevisionedView, count: number, batch: number): Promise<void> {
    const planned = this.assignment.plan.batches[batch - 1]?.candidates ?? [];
    const { live, label } = this.workload;
    const going = view.newPods
      .toSorted((a, b) => indexOfPod(live, b) - indexOfPod(live, a))
      .slice(0, count);
    const other = going.find((pod) => !planned.includes(pod.node ?? pod.name));
    if (other === undefined) return Promise.resolve();
    const what = said(({ changedObject }) =>
      changedObject.otherOrdinal(label, other.name, other.node, planned.join(', ')),
    );
    return Promise.reject(new Superseded(what));
  }
}
