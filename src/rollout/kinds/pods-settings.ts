import { said } from '../../messages/said-of.ts';
import { outcome, type Outcome } from '../../outcome.ts';
import type { Plan } from '../../plan/types.ts';
import type { KubeObject, ObjectRef } from '../../world.ts';
import type { Ports } from '../context.ts';
import { lagging } from '../troubles.ts';
import { Workload } from '../workload.ts';
import type { OpenPoints } from './pods-proof.ts';

/** How long new replicas may take to run, ms. */
const patienceMs = 120_000;

/** A change that needs no batches, because no base gets another version. */
export interface SettingsChange {
  readonly plan: Plan;
  readonly ref: ObjectRef;
  readonly facts: {
    readonly manifest: KubeObject;
    readonly live: KubeObject | undefined;
    readonly forced: boolean;
  };
}

interface Around {
  readonly watch: { next(maxMs: number): Promise<void>; close(): void };
  readonly look: () => Promise<OpenPoints>;
}

/** Applies it, and waits until it runs everywhere, as what `follow` opens tells. */
export async function applySettings(
  ports: Ports,
  { plan, ref, facts }: SettingsChange,
  follow: (written: KubeObject) => Promise<Around>,
): Promise<Outcome> {
  const workload = new Workload(ports.cluster, ref, ports.emit);
  workload.adopt(facts.live);
  const written = await workload.apply(facts.manifest, { force: facts.forced }, 'manifest applied');
  const around = await follow(written);
  try {
    return await untilRunning(ports, plan, around);
  } finally {
    around.watch.close();
  }
}

async function untilRunning(ports: Ports, plan: Plan, around: Around): Promise<Outcome> {
  const deadline = ports.clock.now() + patienceMs;
  for (;;) {
    const open = await around.look();
    if (open.bases.length === 0 && plan.replicas === 0) {
      return outcome(
        'done',
        said(({ applied }) => applied.nothingRuns),
      );
    }
    if (open.bases.length === 0) {
      const module = `${plan.module.name} ${plan.module.version}`;
      const runs = said(({ applied }) => applied.runs(module, plan.replicas));
      return outcome('done', runs, { causes: open.kubernetes.map(lagging) });
    }
    if (ports.clock.now() >= deadline || ports.signal.aborted) {
      const message = said(({ applied }) => applied.notYet);
      return outcome('timed-out', message, { causes: [...open.bases, ...open.kubernetes] });
    }
    await around.watch.next(1_000);
  }
}
