import { said } from '../../messages/said-of.ts';
import { modulesOf, namedOf, releaseBefore } from '../../modules/release.ts';
import { core } from '../../modules/surface.ts';
import type { ModulePod } from '../../modules/module-pod.ts';
import type { Text } from '../../said.ts';
import type { Finish, Place } from '../driver.ts';
import { markOps, rolloutMark } from '../ownership.ts';
import { totalOf, watchOf } from '../rolling.ts';
import { templateHash } from '../template-hash.ts';
import { troublesOf } from '../troubles.ts';
import { templateOps } from './deployment-writes.ts';
import { removeFirstDeploy } from './first-deploy-undo.ts';
import { hopelessMs } from './pods-proof.ts';
import { closeUndo } from './revisioned-finish.ts';
import { isCurrent, strategyOps, type Revisioning } from './revisioned-state.ts';
import { revisionedSpec, type RevisionedView, type UpdateStrategy } from './revisioned-view.ts';
import { readRevisioned } from './revisioned-watch.ts';

interface WayBack {
  /** When the undo gives up, monotonic ms. */
  readonly deadline: number;
  /** The strategy that the old template comes back under; undefined for a kind that has none. */
  readonly strategy: UpdateStrategy | undefined;
  /** Sees to it that the pods of the new version go. Resolves to what is open. */
  readonly takeBack: () => Promise<readonly Text[]>;
}

/** Undoes a rollout that stands: the old template comes back, from the record, and the new pods go. */
export async function undoRevisioned(state: Revisioning, way: WayBack): Promise<Finish> {
  const { store, facts, workload, ports } = state;
  const { deadline } = way;
  await store.update({ phase: 'undoing' });
  if (facts.mode === 'first') {
    const view = await readRevisioned(ports.cluster, workload.live, workload.ref.type);
    return await removeFirstDeploy(state, view, deadline);
  }
  const oldTemplate = oldTemplateOf(state);
  if (!isUntouched(state, oldTemplate)) {
    await restoreTemplate(state, oldTemplate, way.strategy);
    const open = await way.takeBack();
    if (open.length > 0) return notUndone(state, open);
  }
  return await closeUndo(state, deadline);
}

/** The template before the rollout. */
export function oldTemplateOf({ store, facts }: Revisioning): unknown {
  return store.current?.oldTemplate ?? facts.oldTemplate;
}

/** Nothing but the hold was written: no pod has met the new template. */
function isUntouched({ store, workload }: Revisioning, oldTemplate: unknown): boolean {
  const before = templateHash(revisionedSpec(workload.live).template) === templateHash(oldTemplate);
  return before && (store.current?.outcomes ?? []).length === 0;
}

/** The old template back, under a strategy that says how the pods follow, if the kind has any. */
async function restoreTemplate(
  state: Revisioning,
  oldTemplate: unknown,
  strategy: UpdateStrategy | undefined,
): Promise<void> {
  const { workload, assignment } = state;
  const hash = templateHash(oldTemplate);
  await workload.patch(
    [
      ...templateOps(oldTemplate),
      ...strategyOps(strategy),
      ...markOps(workload.live, rolloutMark(assignment.id, hash)),
    ],
    'old template back, the new version goes',
  );
  state.strategy = strategy;
  state.liveHash = hash;
}

/**
 * Waits until no pod of the new version is left; `push` helps at every look, once
 * the controller has seen the old template. Resolves to what is open: nothing, or
 * why it ends without.
 */
export async function untilNewIsGone(
  state: Revisioning,
  deadline: number,
  push: (view: RevisionedView, places: readonly Place[]) => Promise<void>,
): Promise<Text[]> {
  const { ports } = state;
  const watch = watchOf(state);
  let hopelessSince: number | undefined;
  for (;;) {
    const view = watch.view();
    await watch.ask(view, view.newPods);
    const places = watch.places(view, view.newPods);
    const open = places.filter((place) => place.judgement.state !== 'active');
    const remaining = view.oldPods.length;
    ports.emit({ type: 'undo-progress', remaining, what: said(({ undoing }) => undoing.withNew) });
    const current = isCurrent(state, view);
    if (current && remaining === 0) return [];
    const hopeless = open.length > 0 && open.every((place) => place.judgement.state === 'doomed');
    const now = ports.clock.now();
    hopelessSince = hopeless ? (hopelessSince ?? now) : undefined;
    const given = hopelessSince !== undefined && now - hopelessSince >= hopelessMs;
    if (given || now >= deadline || ports.signal.aborted) {
      return [...stillThere(view), ...troublesOf(open)];
    }
    if (current) await push(view, places);
    await watch.switchTo(open.filter((place) => place.judgement.state === 'dark'));
    if (state.assignment.options.askAgain) {
      await watch.askAgain(
        open.filter((place) => place.judgement.askAgain),
        1_000,
      );
    }
    await watch.next(1_000);
  }
}

function stillThere({ oldPods }: RevisionedView): Text[] {
  return oldPods.map(({ node, name }) => said(({ proofs }) => proofs.newStays(node ?? name, name)));
}

/** Deletes exactly this pod; its controller makes it anew by the old template. */
export async function deletePod(state: Revisioning, pod: ModulePod, why: string): Promise<void> {
  const { cluster, emit } = state.ports;
  const ref = { type: core.pod, namespace: pod.namespace, name: pod.name };
  await cluster.delete(ref, pod.uid);
  emit({ type: 'wrote', object: `Pod ${pod.namespace}/${pod.name}`, what: `deleted: ${why}` });
}

export function notUndone(state: Revisioning, open: readonly Text[]): Finish {
  const { module } = state.assignment.plan;
  const { version } = module;
  const former = namedOf(modulesOf(releaseBefore(module, state.store.current?.from)));
  const bases = totalOf(state);
  return {
    proven: false,
    message: said(({ proofs }) => proofs.undoUnfinished(former, bases)),
    open: open.length > 0 ? open : [said(({ proofs }) => proofs.versionStays(version))],
  };
}
