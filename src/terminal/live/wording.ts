import type { BaseState } from '../../rollout/events.ts';
import type { Tone } from '../../world.ts';
import { formatLeft } from '../text/age.ts';
import type { BatchView, Doing, RolloutView } from './rollout-view.ts';

export function basesText(count: number): string {
  return count === 1 ? '1 base' : `${count} bases`;
}

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

/** What a rollout does in batches that become healthy, others do in steps that are proven. */
export interface Words {
  readonly part: 'batch' | 'step';
  readonly parts: 'batches' | 'steps';
  readonly good: 'healthy' | 'proven';
}

const rolling: Words = { part: 'batch', parts: 'batches', good: 'healthy' };
const stepping: Words = { part: 'step', parts: 'steps', good: 'proven' };
const stepped: readonly (string | undefined)[] = ['scale', 'replace', 'offline', 'co-release'];

/** A base that a step has brought to lose its module is anything but healthy. */
export function wordsOf({ title }: Pick<RolloutView, 'title'>): Words {
  return stepped.includes(title?.policy) ? stepping : rolling;
}

/** What the rollout waits for and what comes then; undefined when nothing is left to come. */
export function nextText(view: RolloutView, now: number): string | undefined {
  const { doing } = view;
  const { part, good } = wordsOf(view);
  if (doing.kind === 'waiting') return waitText(view, doing, now);
  if (doing.kind !== 'rolling') return undefined;
  const here = batchAt(view, doing.batch);
  if (here === undefined || here.state === 'failed') return undefined;
  const after = batchAt(view, doing.batch + 1);
  return after === undefined
    ? `done when ${part} ${doing.batch} is ${good}`
    : `${part} ${after.number} (${basesText(after.size)}) when ${part} ${doing.batch} is ${good}`;
}

function waitText(
  view: RolloutView,
  wait: Extract<Doing, { kind: 'waiting' }>,
  now: number,
): string {
  const { part, good } = wordsOf(view);
  const left = wait.until === undefined ? undefined : formatLeft(wait.until, now);
  if (wait.for === 'soak') {
    const when = left === undefined ? 'after its soak time' : `if it stays so for ${left}`;
    return `${part} ${wait.batch} is ${good} ${when} (soak)`;
  }
  const after = batchAt(view, wait.batch + 1);
  const what =
    after === undefined ? 'finish' : `${part} ${after.number} (${basesText(after.size)})`;
  if (wait.for === 'confirm') return `${what} when confirmed`;
  return `${what} ${left === undefined ? 'after the gray time' : `in ${left}`} (gray)`;
}

function batchAt(view: RolloutView, number: number): BatchView | undefined {
  return view.batches.find((batch) => batch.number === number);
}
