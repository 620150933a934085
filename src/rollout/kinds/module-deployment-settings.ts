import { v1Spec } from '../../modules/v1-view.ts';
import { outcome, type Outcome } from '../../outcome.ts';
import type { Plan } from '../../plan/types.ts';
import type { KubeObject } from '../../world.ts';
import { intentManager, type Ports } from '../context.ts';
import { ModuleDeploymentWatch, type V1Target } from './module-deployment-watch.ts';

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
    readonly forced: boolean;
  },
): Promise<Outcome> {
  const { plan, target, manifest } = change;
  const apply = async (object: KubeObject, what: string): Promise<void> => {
    const type = target.surface.moduleDeployment;
    await ports.cluster.apply(object, type, { manager: intentManager, force: change.forced });
    const name = `${type.kind} ${target.namespace}/${target.name}`;
    ports.emit({ type: 'wrote', object: name, what });
  };
  const basedOn = plan.basedOn ?? {};
  const spec = v1Spec(manifest);
  const atOnce = {
    ...manifest,
    metadata: { ...manifest.metadata, ...basedOn },
    spec: {
      ...spec,
      operationStrategy: {
        ...spec.operationStrategy,
        needConfirm: false,
        useBeta: false,
        batchCount: 1,
        grayTimeBetweenBatchSeconds: 0,
      },
    },
  };
  const watch = await ModuleDeploymentWatch.start(ports, target, plan.proof);
  try {
    const scales = watch.view().newest?.replicas !== plan.replicas;
    if (scales) await apply(atOnce, `replicas ${plan.replicas}, in one batch`);
    const open = scales ? await untilScaled(ports, watch, plan) : [];
    if (open.length > 0) {
      return outcome('timed-out', 'applied, but not yet running everywhere', { causes: open });
    }
    await apply(
      scales ? manifest : { ...manifest, metadata: { ...manifest.metadata, ...basedOn } },
      'manifest applied',
    );
    const { name, version } = plan.module;
    return outcome('done', `applied; ${name} ${version} runs on ${plan.replicas} base(s)`);
  } finally {
    watch.close();
  }
}

/** Resolves to what is still open after a while: nothing, where all is as wanted. */
async function untilScaled(
  ports: Ports,
  watch: ModuleDeploymentWatch,
  plan: Plan,
): Promise<string[]> {
  const deadline = ports.clock.now() + patienceMs;
  for (;;) {
    const view = watch.view();
    await watch.ask(view);
    const places = watch.places(view);
    const missing = plan.replicas - view.current.length;
    const open = [
      ...(missing === 0 ? [] : [`${view.current.length} of ${plan.replicas} modules there`]),
      ...places
        .filter((place) => place.judgement.state !== 'active')
        .map((place) => `${place.name}: ${place.judgement.cause ?? place.judgement.state}`),
    ];
    const settled = view.release?.progress === 'Completed' && view.newest?.replicas === plan.replicas;
    if (open.length === 0 && settled) return [];
    const forgotten = watch.forgotten(view);
    const over = ports.clock.now() >= deadline || ports.signal.aborted || forgotten !== undefined;
    if (over) return forgotten === undefined ? open : [forgotten, ...open];
    await watch.next(1_000);
  }
}
