import { outcome, type Outcome } from '../../outcome.ts';
import type { Plan } from '../../plan/types.ts';
import type { Ports } from '../context.ts';
import type { OpenPoints } from './pods-proof.ts';

/** How long new replicas may take to run, ms. */
const patienceMs = 120_000;

/** After a change that needs no batches: waits until it runs everywhere, as `look` tells. */
export async function untilRunning(
  ports: Ports,
  plan: Plan,
  around: {
    readonly look: () => Promise<OpenPoints>;
    readonly next: (maxMs: number) => Promise<void>;
  },
): Promise<Outcome> {
  const deadline = ports.clock.now() + patienceMs;
  for (;;) {
    const open = await around.look();
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
    await around.next(1_000);
  }
}
