import { said } from '../../messages/said-of.ts';
import { v1Spec } from '../../modules/v1-view.ts';
import { outcome, type Outcome } from '../../outcome.ts';
import type { Plan } from '../../plan/types.ts';
import type { Text } from '../../said.ts';
import type { KubeObject } from '../../world.ts';
import type { Ports } from '../context.ts';
import { Workload } from '../workload.ts';
import { ModuleDeploymentMender } from './module-deployment-mend.ts';
import { openPoints } from './module-deployment-proof.ts';
import { applyAsPlanned } from './module-deployment-start.ts';
import type { V1Target } from './module-deployment-target.ts';
import { ModuleDeploymentWatch } from './module-deployment-watch.ts';

/** How long new replicas may take to run, ms. */
const patienceMs = 120_000;

/**
 * Applies a change that gives no base another version: labels, strategy,
 * replicas. V1 scales in batches and asks for confirmations like in a release,
 * so for that time it gets a strategy without them.
 */
export async function applyModuleDeploymentSettings(
  ports: Ports,
  change: {
    readonly plan: Plan;
    readonly target: V1Target;
    readonly manifest: KubeObject;
    readonly generation: number | undefined;
    readonly force: boolean;
    /** What the controller or a base has forgotten is asked for again. */
    readonly mend: boolean;
  },
): Promise<Outcome> {
  const { plan, target, manifest, generation, force } = change;
  const ref = {
    type: target.surface.moduleDeployment,
    namespace: target.namespace,
    name: target.name,
  };
  const workload = new Workload(ports.cluster, ref, ports.emit);
  const watch = await ModuleDeploymentWatch.start(ports, target, plan.proof);
  const apply = (object: KubeObject, what: string, planned: number | undefined) =>
    applyAsPlanned(ports, workload, { object, what, generation: planned, force });
  try {
    await workload.read();
    const scales = watch.view().newest?.replicas !== plan.replicas || plan.kind !== 'settings';
    if (scales)
      await apply(atOnce(manifest), `replicas ${plan.replicas}, in one batch`, generation);
    else if (plan.diff !== '') await apply(manifest, 'manifest applied', generation);
    const open = await untilWhole(ports, watch, change);
    if (open.length > 0) {
      return outcome(
        'timed-out',
        said(({ applied }) => applied.notYet),
        { causes: open },
      );
    }
    if (scales) {
      await workload.read();
      await apply(manifest, 'manifest applied', workload.live.metadata.generation);
    }
    return whole(plan);
  } finally {
    watch.close();
  }
}

function whole({ module, replicas }: Plan): Outcome {
  const name = `${module.name} ${module.version}`;
  return outcome(
    'done',
    said(({ applied }) => (replicas === 0 ? applied.nowhere(name) : applied.runs(name, replicas))),
  );
}

function atOnce(manifest: KubeObject): KubeObject {
  const spec = v1Spec(manifest);
  const operationStrategy = {
    ...spec.operationStrategy,
    needConfirm: false,
    useBeta: false,
    batchCount: 1,
    grayTimeBetweenBatchSeconds: 0,
  };
  return { ...manifest, spec: { ...spec, operationStrategy } };
}

/** Resolves to what is still open after a while: nothing, where all is as wanted. */
async function untilWhole(
  ports: Ports,
  watch: ModuleDeploymentWatch,
  change: { readonly plan: Plan; readonly target: V1Target; readonly mend: boolean },
): Promise<Text[]> {
  const { plan, target, mend } = change;
  const deadline = ports.clock.now() + patienceMs;
  const goal = { version: plan.module.version, replicas: plan.replicas };
  const mender = new ModuleDeploymentMender(ports, target);
  for (;;) {
    const view = watch.view();
    // Of another version only a new one with 0 replicas may take what is there off its bases.
    const seen = plan.kind === 'settings' ? { ...view, former: [] } : view;
    if (plan.kind !== 'settings') await mender.retireFormer(view, plan.replicas);
    await watch.ask(view);
    const places = watch.places(view);
    const points = openPoints({ view: seen, places, orphans: [] }, goal);
    const open = [...points.bases, ...points.controller];
    if (open.length === 0) return [];
    const room = view.free.some((base) => base.usable);
    const forgotten = mend && room ? undefined : watch.forgotten(view);
    const over = ports.clock.now() >= deadline || ports.signal.aborted || forgotten !== undefined;
    if (over) return forgotten === undefined ? open : [forgotten, ...open];
    if (mend) {
      await watch.askAgain(
        places.filter((place) => place.judgement.askAgain),
        1_000,
      );
      await mender.mendPlacing(watch, view, Infinity);
    }
    await watch.next(1_000);
  }
}
