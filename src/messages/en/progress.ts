import type { BaseState } from '../../rollout/events.ts';
import { someOf } from './lists.ts';

/** Names on a line. */
const mostNames = 5;
const bases = (count: number) => (count === 1 ? '1 base' : `${count} bases`);
const names = (list: readonly string[]) => someOf(list, mostNames);

/** What is told of a rollout as it begins. */
interface Started {
  readonly rollout: string;
  readonly module: string;
  readonly version: string;
  readonly workload: string;
  readonly policy: string;
  /** Cumulative numbers of bases. */
  readonly batches: readonly number[];
  readonly resumedAt?: number;
}

/** What a rollout does in batches that become healthy, others do in steps that are proven. */
const partWords = (part: 'batch' | 'step', parts: 'batches' | 'steps', good: string) => ({
  good,
  goodBefore: `${good} before`,
  goodIn: (took: string) => `${good} in ${took}`,
  goodOf: (count: number, of: number) => `${count}/${of} ${good}`,
  notGood: (count: number, of: number) => `${count} of ${bases(of)} not ${good}`,
  /** `at`: such as 2/3, padded. */
  label: (at: string) => `${part} ${at}`,
  labelOfSeveral: (at: string) => `${parts} ${at}`,
  /** Before what is told of it. */
  lead: (number: number, of: number) => `${part} ${number}/${of}: `,
  started: ({ rollout, module, version, workload, policy, batches, resumedAt }: Started) => {
    const count = batches.length === 1 ? `1 ${part}` : `${batches.length} ${parts}`;
    const planned = batches.length === 0 ? 'as it is' : `${count} (${names(batches.map(String))})`;
    const resumed = resumedAt === undefined ? '' : `, ${resumedAt} done before`;
    return `rollout ${rollout}: ${module} ${version} on ${workload}, ${planned}${resumed}, ${policy}`;
  },
  /** `late`: bases that ran out of time. */
  failedFor: (cause: string | undefined, doomed: number, late: number) =>
    [
      cause === undefined ? 'failed' : `failed: ${cause}`,
      ...(doomed > 0 ? [`${bases(doomed)} doomed`] : []),
      ...(late > 0 ? [`${bases(late)} not ${good}`] : []),
    ].join(', '),
  held: (number: number, why: string) => `held at ${part} ${number}: ${why}`,
  doneWhenGood: (number: number) => `done when ${part} ${number} is ${good}`,
  nextWhenGood: (next: number, size: number, number: number) =>
    `${part} ${next} (${bases(size)}) when ${part} ${number} is ${good}`,
  soaks: (number: number, left: string | undefined) =>
    `${part} ${number} is ${good} ${left === undefined ? 'after its soak time' : `if it stays so for ${left}`} (soak)`,
  opens: (number: number, size: number) => `${part} ${number} (${bases(size)})`,
});

/** What a base of a batch is doing. */
export const states: Readonly<Record<BaseState, string>> = {
  waiting: 'waiting',
  installing: 'installing',
  dark: 'dark',
  switching: 'switching',
  active: 'active',
  healthy: 'healthy',
  unseen: 'unseen',
  doomed: 'doomed',
};

/** What is told while a rollout goes on. */
export const progress = {
  batch: partWords('batch', 'batches', 'healthy'),
  step: partWords('step', 'steps', 'proven'),
  states,
  bases,
  title: (module: string, version: string, workload: string) =>
    `${module} ${version} on ${workload}`,
  notStarted: 'not started',
  failed: (what: string) => `failed: ${what}`,
  doomedOf: (count: number, of: number) => `${count} of ${bases(of)}`,
  andSwitchedIn: (took: string) => `, switched in ${took}`,
  andOldOff: (count: number) => `, old version off ${bases(count)}`,
  undoing: (why: string) => `undoing: ${why}`,
  left: (remaining: number, what: string) => `${remaining} left: ${what}`,
  undone: (took: string) => `undone in ${took}`,
  next: (what: string) => `next: ${what}`,
  finish: 'finish',
  whenConfirmed: (what: string) => `${what} when confirmed`,
  gray: (what: string, left: string | undefined) =>
    `${what} ${left === undefined ? 'after the gray time' : `in ${left}`} (gray)`,
  opened: (size: number, on: readonly string[]) => `opened, ${listed(size, on)}`,
  andBases: (on: readonly string[]) => (on.length === 0 ? '' : `, ${listed(on.length, on)}`),
  switched: (count: number, version: string, took: string) =>
    `${bases(count)} switched to ${version} in ${took}`,
  oldOff: (count: number) => `old version off ${bases(count)}`,
  confirmedBy: (who: string) => `confirmed by ${who}`,
  warning: 'warning: ',
  wrote: (object: string, what: string) => `wrote ${object}: ${what}`,
  doomed: (base: string, ip: string) => `${base} (${ip}) doomed: `,
  noCause: 'no cause known',
  moreDoomed: (count: number) => `… and ${count} more doomed`,
  /** Bases that are waited for, and their states. */
  pending: (waits: readonly (readonly [string, BaseState])[]) =>
    waits.length === 0
      ? ''
      : `; ${names(waits.map(([base, state]) => `${base} ${states[state]}`))}`,
  /** Bases that there is no room for. */
  rest: (counts: readonly (readonly [BaseState, number])[]) => {
    const several = counts.length > 1;
    const all = counts.reduce((sum, [, count]) => sum + count, 0);
    const each = counts.map(
      ([state, count]) => `${count}${several ? '' : ' more'} ${states[state]}`,
    );
    return `… and ${several ? `${all} more: ` : ''}${each.join(', ')}`;
  },
};

function listed(size: number, on: readonly string[]): string {
  return on.length === 0 ? bases(size) : `${bases(size)}: ${names(on)}`;
}
