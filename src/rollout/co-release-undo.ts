import { said } from '../messages/said-of.ts';
import type { Outcome } from '../outcome.ts';
import type { Text } from '../said.ts';
import { BaseRoll, type BaseView } from './base-roll.ts';
import type { CoReleaseRecord } from './co-release-record.ts';
import { MustHold, type Assignment, type Ports } from './context.ts';
import type { Driver, Finish } from './driver.ts';
import { undoOpen } from './engine.ts';
import { DeploymentWatch } from './kinds/deployment-watch.ts';
import type { RecordStore } from './record-store.ts';
import { templateHash } from './template-hash.ts';
import { fewOf, troublesOf } from './troubles.ts';
import type { KubeObject } from '../world.ts';

interface Parts {
  readonly driver: Driver;
  readonly record: CoReleaseRecord;
  readonly store: RecordStore;
  /** The module's Deployment. */
  readonly module: KubeObject;
}

/**
 * Takes base and module back: the old bases come first, beside the new ones where the base's own
 * strategy has room for that; the old module comes on them and is proven; only then the new bases
 * go, and last the new module's pods.
 */
export async function undoCoRelease(
  ports: Ports,
  assignment: Assignment,
  { driver, record, store, module }: Parts,
): Promise<Outcome> {
  const base = new BaseRoll(ports, record, assignment.id);
  let watch: DeploymentWatch | undefined;
  try {
    return await undoOpen(ports, assignment, {
      provenBefore: () => driver.provenBefore(),
      begin: async () => {
        const batch = await driver.begin();
        await base.start();
        watch = await DeploymentWatch.start(ports, module, assignment.plan.proof, false);
        return batch;
      },
      undo: async (deadline) => {
        // Whoever takes it up from here goes back, not forward.
        await store.update({ phase: 'undoing' });
        const way = { ports, assignment, base, record, watch, store, deadline };
        return (await bringBaseBack(way)) ?? (await driver.undo(deadline));
      },
      close: () => {
        driver.close();
      },
    });
  } finally {
    base.close();
    watch?.close();
  }
}

interface Way {
  readonly ports: Ports;
  readonly assignment: Assignment;
  readonly base: BaseRoll;
  readonly record: CoReleaseRecord;
  readonly watch: DeploymentWatch | undefined;
  readonly store: RecordStore;
  readonly deadline: number;
}

/** Resolves to why it stands; undefined once the base is as it was. */
async function bringBaseBack(way: Way): Promise<Finish | undefined> {
  const { base } = way;
  const untouched = base.isOld() && !base.isHeld;
  await base.bringBack();
  if (untouched) return undefined;
  const open = await until(way, (view) => openOfOld(way, view));
  if (open.length > 0) {
    return {
      proven: false,
      message: said(({ proofs }) => proofs.undoStandsWithBase(base.label)),
      open: fewOf(open),
    };
  }
  await base.release();
  const left = await until(way, ({ oldPods, leaving }) =>
    Promise.resolve(
      [...oldPods, ...leaving].map(({ name }) => said(({ proofs }) => proofs.podToLeave(name))),
    ),
  );
  await base.disown();
  if (left.length === 0) return undefined;
  const message = said(({ proofs }) => proofs.newBasesStay(base.label));
  return { proven: false, message, open: fewOf(left) };
}

/** What is missing before the old bases, with the old module on them, can do without the new ones. */
async function openOfOld(way: Way, { newPods: bases }: BaseView): Promise<Text[]> {
  const { record, ports } = way;
  const up = bases.filter((pod) => pod.ready && pod.vnode?.ready === true);
  const missing = record.replicas - up.length;
  const modules = await openOldModules(way);
  const remaining = Math.max(0, missing) + modules.length;
  ports.emit({
    type: 'undo-progress',
    remaining,
    what: said(({ undoing }) => undoing.oldToComeBack),
  });
  return [
    ...(missing > 0 ? [said(({ proofs }) => proofs.oldBasesToCome(missing, record.replicas))] : []),
    ...modules,
  ];
}

async function openOldModules({ watch, store, assignment }: Way): Promise<Text[]> {
  const { oldTemplate, from, replicas = 0 } = store.current ?? {};
  if (watch === undefined || oldTemplate === undefined) return [];
  const view = watch.view();
  const hash = templateHash(oldTemplate);
  const sets = view.sets.filter(
    (set) => templateHash((set['spec'] as { template?: unknown }).template) === hash,
  );
  const uids = new Set(sets.map((set) => set.metadata.uid));
  const old = [...view.newPods, ...view.oldPods].filter((pod) => uids.has(pod.owner?.uid));
  await watch.ask(view, old);
  const missing = replicas - old.length;
  const what = `${assignment.plan.module.name} ${from?.version ?? ''}`;
  return [
    ...(missing > 0 ? [said(({ proofs }) => proofs.podsToCome(missing, replicas, what))] : []),
    ...troublesOf(watch.places(view, old)),
  ];
}

/** Looks until nothing is open, or the time is over; resolves to what is. */
async function until(
  { base, ports, deadline }: Way,
  open: (view: BaseView) => Promise<Text[]>,
): Promise<Text[]> {
  for (;;) {
    const view = base.look();
    const left = view?.observed ? await open(view) : [said(({ proofs }) => proofs.notSeen)];
    if (left.length === 0) return [];
    if (ports.signal.aborted) throw new MustHold(said(({ holds }) => holds.interrupted));
    if (ports.clock.now() >= deadline) return left;
    await base.next(500);
  }
}
