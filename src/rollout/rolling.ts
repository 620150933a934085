import { takesAwayFirst } from '../plan/max-unavailable.ts';
import type { Assignment, Ports } from './context.ts';
import type { RecordStore } from './record-store.ts';
import type { Workload } from './workload.ts';

/** The moving parts of one rollout, whatever the kind of its workload; `W` keeps it in view. */
export interface Rolling<W> {
  readonly ports: Ports;
  readonly assignment: Assignment;
  /** `resume`: the rollout stands held already, it is taken up instead of started. */
  readonly facts: { readonly resume: boolean };
  readonly workload: Workload;
  readonly store: RecordStore;
  watch: W | undefined;
  /** The batch that is open, from 1; 0 before the first. */
  batch: number;
  /** The watch has shown the workload at least once. */
  seen: boolean;
}

/** Throws before the rollout has begun to watch. */
export function watchOf<W>(state: { readonly watch: W | undefined }): W {
  if (state.watch === undefined) throw new Error('the rollout has not begun');
  return state.watch;
}

/** Cumulative places after `batch` (from 1); 0 before the first. */
export function cumulativeOf(
  { assignment }: Pick<Rolling<unknown>, 'assignment'>,
  batch: number,
): number {
  return assignment.plan.batches[batch - 1]?.cumulative ?? 0;
}

/** How many modules the batch after the open one takes away before it brings the new version. */
export function takenNext(
  state: Pick<Rolling<unknown>, 'assignment' | 'batch'>,
  mode: 'first' | 'upgrade',
): number {
  if (mode === 'first' || !takesAwayFirst(state.assignment.plan)) return 0;
  const { batch } = state;
  return Math.max(0, cumulativeOf(state, batch + 1) - cumulativeOf(state, batch));
}

export function totalOf({ assignment }: Pick<Rolling<unknown>, 'assignment'>): number {
  return assignment.plan.replicas;
}
