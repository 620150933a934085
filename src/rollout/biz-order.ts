import { sightOf, type Sight } from '../plan/biz-order.ts';
import type { Arklets, BizOrder } from '../arklets.ts';
import type { Answer, ArkletReply, BaseAddress, BizInfo, BizName, Clock } from '../world.ts';

export interface BizPorts {
  readonly arklets: Arklets;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly newId: () => string;
}

export interface BizTask {
  readonly base: BaseAddress;
  readonly order: BizOrder;
  /** What the base ran before. */
  readonly before: readonly BizInfo[];
  /** The broken one is taken off first. */
  readonly unbreak: boolean;
  readonly async: boolean;
  readonly timeoutMs: number;
}

/** How an order ended on one base; `detail` are words of the base. */
export interface BizEnd {
  readonly end:
    | 'active'
    | 'dark'
    | 'gone'
    | 'refused'
    | 'broken'
    | 'instead'
    | 'not-active'
    | 'not-seen'
    | 'unsure'
    | 'threw'
    | 'forgotten'
    | 'busy'
    | 'no-answer'
    | 'interrupted';
  readonly detail?: string;
}

/** What was asked for. */
export const goodEnds: ReadonlySet<BizEnd['end']> = new Set(['active', 'dark', 'gone']);
/** What may yet become it. */
export const mayYetBe: ReadonlySet<BizEnd['end']> = new Set(['busy', 'no-answer', 'interrupted']);

const lookEveryMs = 500;
const tryAgainMs = 1_000;
/** A base that has answered SUCCESS lists it at once. */
const lookAfterSuccessMs = 5_000;

/** Gives the order, and looks at what the base lists until it is seen. */
export async function carryOut(ports: BizPorts, task: BizTask): Promise<BizEnd> {
  const { order, before } = task;
  const deadline = ports.clock.now() + task.timeoutMs;
  if (task.unbreak && order.biz !== undefined) {
    const uninstall = { verb: 'uninstall', biz: order.biz } as const;
    const first = await give(ports, { ...task, order: uninstall }, deadline);
    if (first.end !== 'gone') return first;
    const left = before.filter((one) => one.state !== 'broken' || one.name !== order.biz?.name);
    return await give(ports, { ...task, before: left }, deadline);
  }
  return await give(ports, task, deadline);
}

async function give(ports: BizPorts, task: BizTask, deadline: number): Promise<BizEnd> {
  const { clock, signal } = ports;
  for (;;) {
    const said = await ask(ports, task, deadline);
    if (said.is !== 'conflict') return said.is === 'end' ? said.end : await look(ports, task, said);
    // Somebody else may have done it.
    const sight = await sightNow(ports, task, undefined);
    if (typeof sight === 'object' && isWhole(task.order, sight)) return { end: wholeEnd(sight) };
    if (signal.aborted) return { end: 'interrupted' };
    if (clock.now() >= deadline) return { end: 'busy', detail: said.reason };
    await clock.sleep(tryAgainMs, signal);
  }
}

type Said =
  | { readonly is: 'end'; readonly end: BizEnd }
  | { readonly is: 'conflict'; readonly reason: string }
  | {
      readonly is: 'look';
      readonly until: number;
      /** Why there was no answer; a base that gave none may still be at it. */
      readonly silent?: string;
      readonly repeated?: boolean;
      readonly brought?: BizName;
    };

async function ask(ports: BizPorts, task: BizTask, deadline: number): Promise<Said> {
  const { arklets, clock, newId } = ports;
  const requestId = task.async ? newId() : undefined;
  const order = requestId === undefined ? task.order : { ...task.order, requestId };
  const answer = await arklets.order(task.base, order);
  const soon = Math.min(deadline, clock.now() + lookAfterSuccessMs);
  if (!answer.ok) return silence(task, answer, deadline);
  const { success, reason, innerCode, installed } = answer.value;
  const brought = installed === undefined ? {} : { brought: installed };
  if (success && requestId !== undefined) return await follow(ports, task, requestId, deadline);
  if (success) return { is: 'look', until: soon, ...brought };
  if (isConflict(reason)) return { is: 'conflict', reason };
  if (innerCode === 'REPEAT_BIZ')
    return { is: 'look', until: clock.now(), repeated: true, ...brought };
  if (innerCode === 'NOT_FOUND_BIZ' && order.verb === 'uninstall')
    return { is: 'look', until: soon };
  return { is: 'end', end: { end: 'refused', detail: reason } };
}

function silence(task: BizTask, answer: Answer<ArkletReply>, deadline: number): Said {
  const why = answer.ok ? '' : answer.why;
  const { order, before } = task;
  const stoodAlready =
    order.verb === 'install' && ['active', 'dark'].includes(sightOf(order, [], before).is);
  // What stood there before proves nothing of an install that went unanswered.
  if (stoodAlready) return { is: 'end', end: { end: 'unsure', detail: why } };
  return { is: 'look', until: deadline, silent: why };
}

/** Asks how an asynchronous order stands until it has come to its end. */
async function follow(
  { arklets, clock, signal }: BizPorts,
  { base }: BizTask,
  requestId: string,
  deadline: number,
): Promise<Said> {
  let silent = '';
  while (clock.now() < deadline) {
    if (signal.aborted) return { is: 'end', end: { end: 'interrupted' } };
    const answer = await arklets.operation(base, requestId);
    if (!answer.ok) silent = answer.why;
    else {
      const { status, reason } = answer.value;
      if (status === 'succeeded') return { is: 'look', until: clock.now() + lookAfterSuccessMs };
      if (status === 'threw') return { is: 'end', end: { end: 'threw' } };
      if (status === 'unknown-id') return { is: 'end', end: { end: 'forgotten', detail: reason } };
      if (status === 'failed' && isConflict(reason)) return { is: 'conflict', reason };
      if (status === 'failed') return { is: 'end', end: { end: 'refused', detail: reason } };
    }
    await clock.sleep(lookEveryMs, signal);
  }
  return { is: 'end', end: { end: silent === '' ? 'busy' : 'no-answer', detail: silent } };
}

async function look(
  ports: BizPorts,
  task: BizTask,
  said: Extract<Said, { is: 'look' }>,
): Promise<BizEnd> {
  const { clock, signal } = ports;
  for (;;) {
    const sight = await sightNow(ports, task, said.brought);
    if (typeof sight === 'object') {
      if (sight.is === 'instead') return { end: 'instead', detail: namesOf(sight.of) };
      if (sight.is === 'broken') return { end: 'broken' };
      // A repetition installs nothing: what is there must serve by itself.
      if (said.repeated && sight.is !== 'active') return { end: 'not-active', detail: sight.is };
      if (isWhole(task.order, sight)) return { end: wholeEnd(sight) };
    }
    if (signal.aborted) return { end: 'interrupted' };
    if (clock.now() >= said.until) {
      const why = typeof sight === 'string' ? sight : (said.silent ?? '');
      return { end: why === '' ? 'not-seen' : 'no-answer', detail: why };
    }
    await clock.sleep(lookEveryMs, signal);
  }
}

/** What the base lists now; a text where it does not answer. */
async function sightNow(
  { arklets }: BizPorts,
  { base, order, before }: BizTask,
  brought: BizName | undefined,
): Promise<Sight | string> {
  const answer = await arklets.query(base);
  return answer.ok ? sightOf(order, before, answer.value, brought) : answer.why;
}

function isWhole({ verb }: BizOrder, { is }: Sight): boolean {
  if (verb === 'uninstall') return is === 'gone';
  return is === 'active' || (verb === 'install' && is === 'dark');
}

function wholeEnd({ is }: Sight): 'active' | 'dark' | 'gone' {
  return is === 'gone' || is === 'dark' ? is : 'active';
}

function isConflict(reason: string): boolean {
  return /conflict, exist unfinished command/.test(reason);
}

function namesOf(infos: readonly BizName[]): string {
  return infos.map(({ name, version }) => `${name}:${version}`).join(', ');
}
