import { outcome, type Outcome } from '../../outcome.ts';
import type { Plan } from '../../plan/types.ts';
import type { KubeObject, ObjectRef } from '../../world.ts';
import type { Ports } from '../context.ts';
import { Workload } from '../workload.ts';
import { openPoints } from './deployment-proof.ts';
import { DeploymentWatch } from './deployment-watch.ts';

/** How long new replicas may take to run, ms. */
const patienceMs = 120_000;

/** Applies a change that needs no batches, because no base gets another version, and proves the end state. */
export async function applyDeploymentSettings(
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
  const watch = await DeploymentWatch.start(ports, written, plan.proof);
  try {
    return await untilRunning(ports, watch, plan);
  } finally {
    watch.close();
  }
}

async function untilRunning(ports: Ports, watch: DeploymentWatch, plan: Plan): Promise<Outcome> {
  const deadline = ports.clock.now() + patienceMs;
  for (;;) {
    const open = await openPoints(watch, watch.view(), plan.replicas, [], []);
    if (open.bases.length === 0 && plan.replicas === 0) {
      return outcome('done', 'applied; replicas is 0: nothing runs, so nothing is proven');
    }
    if (open.bases.length === 0) {
      return outcome(
        'done',
        `applied; ${plan.module.name} ${plan.module.version} runs on ${plan.replicas} base(s)`,
        {
          causes: open.kubernetes.map((line) => `Kubernetes lags: ${line}`),
        },
      );
    }
    if (ports.clock.now() >= deadline || ports.signal.aborted) {
      return outcome('timed-out', 'applied, but not yet running everywhere', {
        causes: [...open.bases, ...open.kubernetes],
      });
    }
    await watch.next(1_000);
  }
}
