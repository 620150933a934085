import { said } from '../../messages/said-of.ts';
import type { Base } from '../../modules/base.ts';
import type { PodModule } from '../../modules/module-pod.ts';
import { modulesOf, namedOf } from '../../modules/release.ts';
import type { Text } from '../../said.ts';
import type { Ports } from '../context.ts';
import type { Finish } from '../driver.ts';
import type { Rolling } from '../rolling.ts';
import { lagging, troublesOf } from '../troubles.ts';
import type { DeploymentSight } from './deployment-sight.ts';
import type { PodsView } from './deployment-view.ts';

/** How long Kubernetes may lag behind the bases before that is told, ms (pod status follows by 15 s polls). */
const lagToleranceMs = 60_000;
/** How long only doomed bases may be left before waiting for them is given up, ms. */
export const hopelessMs = 15_000;

/** What is still open before a workload stands at its template everywhere. */
export interface OpenPoints {
  /** On the bases: these must be none for a proven end. */
  readonly bases: readonly Text[];
  /** In Kubernetes: tolerated for a while, then told. */
  readonly kubernetes: readonly Text[];
  /** Every base that is open is doomed: waiting alone changes nothing. */
  readonly hopeless: boolean;
  /** Pods that share their base with another one of it, beyond the first: a base runs a version once. */
  readonly doubled?: number;
}

/** Where a workload is to stand: `replicas` places on the present template, `former` modules on none of `formerBases`. */
export interface Goal {
  readonly replicas: number;
  readonly formerBases: readonly Base[];
  readonly former: readonly PodModule[];
}

/** Compares the bases with the goal. */
export async function openOnBases(
  sight: DeploymentSight,
  view: PodsView,
  goal: Goal,
): Promise<Pick<OpenPoints, 'bases' | 'hopeless' | 'doubled'>> {
  await sight.ask(view, view.newPods);
  const places = sight.places(view, view.newPods);
  const missing = goal.replicas - places.length;
  const bases = [
    ...(missing > 0 ? [said((words) => words.proofs.basesToCome(missing, goal.replicas))] : []),
    ...troublesOf(places),
    ...(await leftovers(sight, view, goal)),
  ];
  const doomed = places.filter((place) => place.judgement.state === 'doomed').length;
  const bound = view.newPods.flatMap((pod) => pod.node ?? []);
  const doubled = bound.length - new Set(bound).size;
  return { bases, hopeless: doomed > 0 && doomed === bases.length, doubled };
}

/** Bases that still list the version that is to be gone, though no pod wants it there. */
async function leftovers(
  sight: DeploymentSight,
  view: PodsView,
  { formerBases, former }: Goal,
): Promise<Text[]> {
  const wanted = new Set(
    view.newPods.flatMap((pod) => pod.modules.map((module) => `${module.name}:${module.version}`)),
  );
  const gone = former.filter((module) => !wanted.has(`${module.name}:${module.version}`));
  if (gone.length === 0) return [];
  await sight.bases.refresh(formerBases, 1_000, 3_000);
  return formerBases.flatMap((base) =>
    gone
      .filter((module) => sight.bases.stateOn(base.id, module) !== undefined)
      .map(({ name, version }) => said(({ open }) => open.former(base.name, `${name}:${version}`))),
  );
}

/** Looks until bases and Kubernetes agree with the end, or what is open has to be told. */
export async function untilProven(
  ports: Pick<Ports, 'clock' | 'signal'>,
  around: {
    readonly look: () => Promise<OpenPoints>;
    readonly next: (maxMs: number) => Promise<void>;
    readonly deadline: number;
  },
): Promise<OpenPoints> {
  let provenSince: number | undefined;
  let hopelessSince: number | undefined;
  for (;;) {
    const open = await around.look();
    const now = ports.clock.now();
    if (open.bases.length > 0) provenSince = undefined;
    else provenSince ??= now;
    hopelessSince = open.hopeless ? (hopelessSince ?? now) : undefined;
    const hopeless = hopelessSince !== undefined && now - hopelessSince >= hopelessMs;
    const settled = open.bases.length === 0 && open.kubernetes.length === 0;
    const lagged = provenSince !== undefined && now - provenSince >= lagToleranceMs;
    if (settled || lagged || hopeless || now >= around.deadline || ports.signal.aborted) {
      return open;
    }
    await around.next(1_000);
  }
}

/** How a rollout ended, from what is open on its bases. */
export function finishSummary(
  { assignment }: Pick<Rolling<unknown>, 'assignment'>,
  total: number,
  open: OpenPoints,
): Finish {
  const { plan } = assignment;
  const modules = namedOf(modulesOf(plan.module));
  const lag = open.kubernetes.map(lagging);
  if (open.bases.length > 0) {
    return {
      proven: false,
      message: said(({ proofs }) => proofs.open(modules)),
      open: [...open.bases, ...lag],
    };
  }
  const { doubled = 0 } = open;
  return {
    proven: true,
    message: said(({ proofs }) => proofs.proven(modules, plan.proof, total, doubled)),
    open: lag,
  };
}
