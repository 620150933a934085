import type { ProgressTexts } from '../../messages/progress.ts';
import type { BaseState } from '../../rollout/events.ts';
import type { Tone } from '../../world.ts';
import { formatLeft } from '../text/age.ts';
import type { BatchView, Doing, RolloutView } from './rollout-view.ts';

/** ` 3/12`: numbers of one rollout stand below each other. */
export function batchLabel(number: number, of: number): string {
  return `${String(number).padStart(String(of).length)}/${of}`;
}

export const stateTones: Record<BaseState, Tone | undefined> = {
  waiting: 'dim',
  installing: undefined,
  dark: undefined,
  switching: undefined,
  active: 'good',
  healthy: 'good',
  unseen: 'warn',
  doomed: 'bad',
};

/** The words for a rollout's batches, or for the steps of others. */
export type PartTexts = ProgressTexts['batch'];

const stepped: readonly (string | undefined)[] = ['scale', 'replace', 'offline', 'co-release'];

/** A base that a step has brought to lose its module is anything but healthy. */
export function partOf({ title }: Pick<RolloutView, 'title'>, words: ProgressTexts): PartTexts {
  return stepped.includes(title?.policy) ? words.step : words.batch;
}

/** What the rollout waits for and what comes then; undefined when nothing is left to come. */
export function nextText(view: RolloutView, now: number, words: ProgressTexts): string | undefined {
  const { doing } = view;
  const part = partOf(view, words);
  if (doing.kind === 'waiting') return waitText(view, doing, now, words);
  if (doing.kind !== 'rolling') return undefined;
  const here = batchAt(view, doing.batch);
  if (here === undefined || here.state === 'failed') return undefined;
  const after = batchAt(view, doing.batch + 1);
  return after === undefined
    ? part.doneWhenGood(doing.batch)
    : part.nextWhenGood(after.number, after.size, doing.batch);
}

function waitText(
  view: RolloutView,
  wait: Extract<Doing, { kind: 'waiting' }>,
  now: number,
  words: ProgressTexts,
): string {
  const part = partOf(view, words);
  const left = wait.until === undefined ? undefined : formatLeft(wait.until, now);
  if (wait.for === 'soak') return part.soaks(wait.batch, left);
  const after = batchAt(view, wait.batch + 1);
  const what = after === undefined ? words.finish : part.opens(after.number, after.size);
  return wait.for === 'confirm' ? words.whenConfirmed(what) : words.gray(what, left);
}

function batchAt(view: RolloutView, number: number): BatchView | undefined {
  return view.batches.find((batch) => batch.number === number);
}
