import { said } from '../messages/said-of.ts';
import { namedOf } from '../modules/release.ts';
import type { Outcome } from '../outcome.ts';
import type { Text } from '../said.ts';
import type { CoReleaseRecord } from './co-release-record.ts';
import { CoReleaseV1Way } from './co-release-v1-way.ts';
import { MustHold, Superseded, type Assignment, type Ports } from './context.ts';
import type { Finish } from './driver.ts';
import { undoOpen } from './engine.ts';
import type { HoldNumbers } from './hold.ts';
import type { V1Target } from './kinds/module-deployment-target.ts';
import { closeUndone } from './record-life.ts';
import type { RecordStore } from './record-store.ts';
import type { Look } from './stairs.ts';
import { causeOf, fewOf, troubleLine } from './troubles.ts';
import type { Workload } from './workload.ts';

interface Parts {
  readonly target: V1Target;
  readonly workload: Workload;
  readonly record: CoReleaseRecord;
  readonly store: RecordStore;
}

/**
 * Takes url and base back, from wherever it stands: the url first, so that every Module that is made
 * from now on has the old package; then the steps of the base in reverse, each proven as there.
 */
export async function undoCoReleaseV1(
  ports: Ports,
  assignment: Assignment,
  parts: Parts,
): Promise<Outcome> {
  const { store } = parts;
  const { from } = store.current ?? {};
  if (from === undefined) {
    throw new Superseded(said(({ changedObject }) => changedObject.originUnknown));
  }
  const way = new CoReleaseV1Way(ports, assignment, { ...parts, url: from.url, back: true });
  return await undoOpen(ports, assignment, {
    provenBefore: () => 0,
    begin: async () => {
      await way.start();
      return 0;
    },
    undo: async (deadline) => {
      // Whoever takes it up from here goes back, not forward.
      await store.update({ phase: 'undoing' });
      const open = await bringBack({ ports, way, record: parts.record, deadline });
      if (open.length > 0) return stands(assignment, open);
      await way.giveBack();
      await closeUndone({ ports, assignment, store, workload: parts.workload }, true);
      return undone(assignment, parts.record, from.version);
    },
    close: () => {
      way.close();
    },
  });
}

/**
 * How many bases of the new template are left after each step back, by what the hold lets stand
 * now: the steps of the way there in reverse, from where it had come to. Pure.
 */
export function levelsBack(
  { batches, replicas }: Pick<CoReleaseRecord, 'batches' | 'replicas'>,
  now: {
    /** The base's Deployment has its old template again. */
    readonly turned: boolean;
    readonly hold: HoldNumbers | undefined;
  },
): { readonly remaining: number; readonly levels: readonly number[] } {
  const remaining = remainingNow(replicas, now);
  const levels = [0, ...batches].filter((level) => level < remaining).reverse();
  return { remaining, levels };
}

function remainingNow(
  replicas: number,
  { turned, hold }: { readonly turned: boolean; readonly hold: HoldNumbers | undefined },
): number {
  if (turned) return hold === undefined ? 0 : replicas - hold.maxUnavailable;
  return hold === undefined ? replicas : hold.maxSurge + hold.maxUnavailable;
}

interface Way {
  readonly ports: Ports;
  readonly way: CoReleaseV1Way;
  readonly record: CoReleaseRecord;
  readonly deadline: number;
}

/** Resolves to what is open; nothing once all is as it was. */
async function bringBack(it: Way): Promise<Text[]> {
  const { way, record, ports } = it;
  const { replicas } = record;
  const { roll } = way;
  await way.writeUrl();
  const urlOpen = await until(it, () => Promise.resolve(way.lookAtUrl()));
  if (urlOpen.length > 0) return urlOpen;
  const { remaining, levels } = levelsBack(record, { turned: roll.isNew(), hold: roll.hold });
  let left = remaining;
  for (const level of levels) {
    ports.emit({
      type: 'undo-progress',
      remaining: left,
      what: said(({ undoing }) => undoing.newToGoBack),
    });
    await way.bring(replicas - level, replicas - left);
    const open = await until(it, () => way.look());
    if (open.length > 0) return open;
    left = level;
  }
  await way.release(0);
  return await until(it, () => way.look());
}

/** Looks until nothing is open, or the time is over; resolves to what is. */
async function until({ ports, way, deadline }: Way, look: () => Promise<Look>): Promise<Text[]> {
  for (;;) {
    const seen = await look();
    if (seen.superseded !== undefined) throw new Superseded(seen.superseded);
    const open = seen.pending.map((one) => troubleLine(one.base, causeOf(one)));
    if (open.length + seen.busy.length === 0) return [];
    if (ports.signal.aborted) throw new MustHold(said(({ holds }) => holds.interrupted));
    if (ports.clock.now() >= deadline) return [...open, ...seen.busy];
    await way.next(500);
  }
}

function stands({ plan }: Assignment, open: readonly Text[]): Finish {
  const { namespace, name } = plan.workload;
  const message = said(({ proofs }) => proofs.undoStandsV1(`${namespace}/${name}`));
  return { proven: false, message, open: fewOf(open) };
}

function undone({ plan }: Assignment, { replicas }: CoReleaseRecord, version: string): Finish {
  const modules = namedOf([{ ...plan.module, version }]);
  return {
    proven: true,
    message: said(({ proofs }) => proofs.undoneToUrl(modules, plan.proof, replicas)),
    open: [],
    back: { bases: replicas },
  };
}
