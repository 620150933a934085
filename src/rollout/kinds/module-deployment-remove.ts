import { removeServices } from '../own-services.ts';
import { said } from '../../messages/said-of.ts';
import type { Text } from '../../said.ts';
import type { Base } from '../../modules/base.ts';
import { v1Spec, type V1View } from '../../modules/v1-view.ts';
import { Superseded } from '../context.ts';
import type { Finish } from '../driver.ts';
import { rolloutMark } from '../ownership.ts';
import { closeUndone } from '../record-life.ts';
import { watchOf } from '../rolling.ts';
import { lastForeignManager } from '../workload.ts';
import { lastStrategy, restartOps } from './module-deployment-release.ts';
import { tryPatch, type Releasing } from './module-deployment-state.ts';

/**
 * The version of an empty release. A deletion begins only when the running
 * release is Completed, and one whose batch never became complete never is; a
 * new version starts afresh, and with 0 replicas is Completed without an install.
 */
const nothing = '0.0.0-koupctl-removes-this';

/** Before a first deploy there was nothing: what it created is deleted, and seen to be gone from the bases. */
export async function removeFirstRelease(state: Releasing, deadline: number): Promise<Finish> {
  const touched = basesOf(await watchOf(state).read());
  await endRelease(state, deadline);
  await deleteIt(state);
  const left = await untilGone(state, touched, deadline);
  const proven = left.length === 0;
  await removeServices(
    state.ports,
    state.store.current?.services ?? [],
    state.assignment.plan.workload,
  );
  await closeUndone(state, proven);
  return {
    proven,
    message: said(({ proofs }) =>
      proven ? proofs.firstRemoved(state.assignment.plan.module.name) : proofs.firstSomewhere,
    ),
    open: left,
  };
}

/** Brings the controller to Completed, whatever it is waiting for. */
async function endRelease(state: Releasing, deadline: number): Promise<void> {
  const { ports, workload, assignment } = state;
  const { dialect } = state.facts.target.surface;
  let written = false;
  for (;;) {
    const view = await watchOf(state).read();
    const live = view.deployment;
    if (live === undefined || live.metadata.deletionTimestamp !== undefined) return;
    if (live.metadata.uid !== workload.live.metadata.uid) {
      throw new Superseded(said(({ changed }) => changed.createdAnew));
    }
    const { template } = v1Spec(live);
    const empty = template?.spec?.module?.version === nothing;
    if (empty && isOver(view)) return;
    if (!empty && written) {
      const manager = lastForeignManager(live);
      throw new Superseded(said(({ changed }) => changed.meanwhile(manager)));
    }
    if (!empty) {
      const module = { ...template?.spec?.module, version: nothing };
      const ops = restartOps(view, dialect, {
        template: { ...template, spec: { ...template?.spec, module } },
        replicas: 0,
        operationStrategy: lastStrategy(live),
        mark: rolloutMark(assignment.id, 'removed'),
      });
      written = await tryPatch(
        state,
        ops,
        'an empty release, so that the deletion does not wait for this one',
      );
    }
    // Past the deadline the deletion is asked for all the same: it goes on by itself if the controller comes back.
    if (ports.clock.now() >= deadline || ports.signal.aborted) return;
    await watchOf(state).next(500);
  }
}

/** The controller has seen the empty release, and is done with it. */
function isOver({ release, newest }: V1View): boolean {
  return release?.progress === 'Completed' && newest?.module.version === nothing;
}

async function deleteIt(state: Releasing): Promise<void> {
  const { ports, workload } = state;
  const live = await workload.read();
  if (live === undefined || live.metadata.deletionTimestamp !== undefined) return;
  await ports.cluster.delete(workload.ref, live.metadata.uid ?? '');
  const what = 'deleted: it was created by this rollout';
  ports.emit({ type: 'wrote', object: workload.label, what });
}

/** Waits until neither Kubernetes nor a base has it any more; resolves to what is left. */
async function untilGone(
  state: Releasing,
  touched: readonly Base[],
  deadline: number,
): Promise<Text[]> {
  const { ports } = state;
  const watch = watchOf(state);
  const { module } = state.assignment.plan;
  const asksBases = state.assignment.plan.proof === 'base';
  const orphans = new Set<string>();
  let told = -1;
  for (;;) {
    const view = watch.view();
    const objects = [...view.current, ...view.former, ...view.leaving];
    if (asksBases) await watch.bases.refresh(touched);
    const on = touched.filter((base) => watch.bases.stateOn(base.id, module) !== undefined);
    const gone = view.deployment === undefined && objects.length === 0;
    if (on.length !== told) {
      ports.emit({
        type: 'undo-progress',
        remaining: on.length,
        what: said(({ undoing }) => undoing.holding),
      });
      told = on.length;
    }
    if (gone && on.length === 0) return [];
    if (ports.clock.now() >= deadline || ports.signal.aborted) {
      return [
        ...(view.deployment === undefined ? [] : [said(({ open }) => open.finalizers)]),
        ...objects.map(({ name }) => said(({ open }) => open.moduleStillThere(name))),
        ...on.map((base) =>
          said(({ open }) => open.former(base.name, `${module.name}:${module.version}`)),
        ),
      ];
    }
    if (gone && state.assignment.options.askAgain) {
      for (const base of on.filter((one) => !orphans.has(one.id))) {
        orphans.add(base.id);
        await ports.bases.uninstall(base, module);
      }
    }
    await watch.next(500);
  }
}

function basesOf(view: V1View): Base[] {
  const names = new Set([...view.current, ...view.former, ...view.leaving].map((one) => one.base));
  return [...view.bases.values()].filter((base) => names.has(base.name));
}
