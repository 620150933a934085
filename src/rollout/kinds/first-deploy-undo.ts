import { removeServices } from '../own-services.ts';
import { said } from '../../messages/said-of.ts';
import { templateOf } from '../../modules/workload-template.ts';
import type { Finish } from '../driver.ts';
import { closeUndone } from '../record-life.ts';
import { watchOf, type Rolling } from '../rolling.ts';
import type { PodsView } from './deployment-view.ts';
import { modulesOfTemplate } from '../../modules/module-pod.ts';
import { namedOf } from '../../modules/release.ts';
import type { Text } from '../../said.ts';
import type { PodsWatch } from './pods-watch.ts';

/** Before a first deploy there was nothing: what it created is deleted, and seen to be gone from the bases. */
export async function removeFirstDeploy(
  state: Rolling<PodsWatch<PodsView>>,
  view: PodsView,
  deadline: number,
): Promise<Finish> {
  const { workload, ports, assignment } = state;
  const watch = watchOf(state);
  const touched = new Set(view.newPods.map((pod) => pod.node));
  const bases = [...view.bases.values()].filter((base) => touched.has(base.name));
  const modules = modulesOfTemplate(templateOf(workload.live));
  await ports.cluster.delete(workload.ref, workload.live.metadata.uid ?? '');
  ports.emit({
    type: 'wrote',
    object: workload.label,
    what: 'deleted: it was created by this rollout',
  });
  let left: Text[] = [];
  for (;;) {
    await watch.bases.refresh(bases);
    left = bases
      .map((base) => ({
        base,
        there: modules.filter((module) => watch.bases.stateOn(base.id, module) !== undefined),
      }))
      .filter(({ there }) => there.length > 0)
      .map(({ base, there }) =>
        said(({ proofs }) => proofs.stillOnBase(base.name, namedOf(there))),
      );
    const now = watch.view();
    const pods = now.newPods.length + now.oldPods.length + now.leaving.length;
    ports.emit({
      type: 'undo-progress',
      remaining: left.length,
      what: said(({ undoing }) => undoing.holding),
    });
    if (left.length === 0 && pods === 0) break;
    if (ports.clock.now() >= deadline || ports.signal.aborted) break;
    await watch.next(1_000);
  }
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
      proven ? proofs.firstRemoved(assignment.plan.module.name) : proofs.firstOnBases,
    ),
    open: left,
  };
}
