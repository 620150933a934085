import type { Text } from '../../said.ts';
import type { KubeObject } from '../../world.ts';
import type { Assignment, Ports } from '../context.ts';
import { supersededBy } from '../ownership.ts';
import type { RecordStore } from '../record-store.ts';
import { RecordedDriver } from '../recorded-driver.ts';
import type { Workload } from '../workload.ts';
import { Evictions } from './pods-evictions.ts';
import { whatChangedOf, type RevisionedFacts, type Revisioning } from './revisioned-state.ts';
import type { RevisionedView } from './revisioned-view.ts';
import { RevisionedWatch } from './revisioned-watch.ts';

/** What the drivers of all kinds share that have no ReplicaSets of their own under them. */
export abstract class RevisionedDriver extends RecordedDriver<Revisioning> {
  /** What was borrowed is given back already; an earlier run did not get to record the end. */
  protected released = false;
  protected readonly evictions: Evictions;

  constructor(
    ports: Ports,
    assignment: Assignment,
    parts: { facts: RevisionedFacts; workload: Workload; store: RecordStore },
  ) {
    super({
      ports,
      assignment,
      ...parts,
      watch: undefined,
      strategy: undefined,
      liveHash: parts.facts.templateHash,
      batch: 0,
      seen: false,
      visited: new Set(),
    });
    this.evictions = new Evictions(ports);
  }

  override stoodAtBoundary(): boolean {
    return this.released || super.stoodAtBoundary();
  }

  /** The object to keep in view. */
  protected watched(): KubeObject {
    return this.state.workload.live;
  }

  /** spec.replicas as the rollout left them; undefined where the kind has none. */
  protected replicasKept(): number | undefined {
    return undefined;
  }

  protected async startWatch(): Promise<RevisionedWatch> {
    const { ports, workload, assignment } = this.state;
    const { type } = workload.ref;
    const { proof } = assignment.plan;
    return (this.state.watch ??= await RevisionedWatch.start(ports, this.watched(), type, proof));
  }

  /** Who else has changed it, in words; undefined while it is as the rollout left it. */
  protected superseded({ workload }: RevisionedView): Text | undefined {
    const { state } = this;
    return supersededBy(state, workload, () =>
      whatChangedOf(workload, {
        uid: state.workload.live.metadata.uid,
        templateHash: state.liveHash,
        replicas: this.replicasKept(),
        rolloutId: this.released ? undefined : state.assignment.id,
        strategy: state.strategy,
      }),
    );
  }
}
