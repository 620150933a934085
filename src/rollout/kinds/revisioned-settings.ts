import type { Outcome } from '../../outcome.ts';
import type { Plan } from '../../plan/types.ts';
import type { KubeObject, ObjectRef } from '../../world.ts';
import type { Ports } from '../context.ts';
import { Workload } from '../workload.ts';
import { untilRunning } from './pods-settings.ts';
import { openPointsOf } from './revisioned-finish.ts';
import { RevisionedWatch } from './revisioned-watch.ts';

/** Applies a change that needs no batches, because no base gets another version, and proves the end state. */
export async function applyRevisionedSettings(
  ports: Ports,
  change: {
    readonly plan: Plan;
    readonly ref: ObjectRef;
    readonly facts: {
      readonly manifest: KubeObject;
      readonly live: KubeObject | undefined;
      readonly forced: boolean;
    };
  },
): Promise<Outcome> {
  const { plan, ref, facts } = change;
  const workload = new Workload(ports.cluster, ref, ports.emit);
  workload.adopt(facts.live);
  const written = await workload.apply(facts.manifest, { force: facts.forced }, 'manifest applied');
  const watch = await RevisionedWatch.start(ports, written, ref.type, plan.proof);
  const goal = { replicas: plan.replicas, formerBases: [], former: [] };
  try {
    return await untilRunning(ports, plan, {
      look: () => openPointsOf(watch, watch.view(), goal),
      next: (maxMs) => watch.next(maxMs),
    });
  } finally {
    watch.close();
  }
}
