import { messagesOf } from '../messages/messages.ts';
import type { Outcome } from '../outcome.ts';
import type { RecoveryRecord } from '../recover/record.ts';
import type { Params, State, Step } from '../recover/step.ts';
import { isConfirmed } from '../recover/stepping.ts';
import type { Line, Tone } from '../world.ts';
import { textOf } from './recover-run.ts';
import type { World } from './world.ts';

const tones: Readonly<Record<State, Tone>> = {
  done: 'good',
  'under-way': 'warn',
  'to-do': 'warn',
  manual: 'warn',
  'not-applicable': 'dim',
  blocked: 'bad',
  skipped: 'dim',
};

export interface Shown {
  readonly runbook: string;
  readonly target: string;
  /** Undefined where there is no cluster to speak to. */
  readonly context: string | undefined;
  readonly title: string;
  readonly steps: readonly Step[];
  readonly record: RecoveryRecord | undefined;
}

/** What was found, in one line. */
export function foundText({ language }: World, { code, params }: Step): string {
  const text: string | ((p: Params) => string) = messagesOf(language).recover.found[code];
  return typeof text === 'string' ? text : text(params ?? {});
}

/** The plan: every step with what it found; of those that are open how they are done and verified too. */
export function planLines(world: World, { runbook, target, title, steps, record }: Shown): Line[] {
  const say = messagesOf(world.language).recover;
  return [
    say.head(runbook, target, title),
    ...(record === undefined ? [] : [say.resumed(record.who, record.startedAt)]),
    ...steps.flatMap((step) => stepLines(world, step)),
  ];
}

/** One line a step. */
export function shortLines(world: World, { runbook, target, title, steps }: Shown): Line[] {
  const say = messagesOf(world.language).recover;
  return [say.head(runbook, target, title), ...steps.map((step) => headLine(world, step))];
}

function headLine(world: World, step: Step): Line {
  const say = messagesOf(world.language).recover;
  const state = say.states[step.state].padEnd(say.stateWidth);
  const { title } = say.steps[step.spec];
  return [
    '  ',
    { text: state, tone: tones[step.state] },
    ` ${step.id}  `,
    { text: `${title}: `, tone: 'dim' },
    foundText(world, step),
  ];
}

function stepLines(world: World, step: Step): Line[] {
  const say = messagesOf(world.language).recover;
  const { how, verify } = say.steps[step.spec];
  const seen = (step.seen ?? []).map((text) => entry(say.seen, text));
  const head = headLine(world, step);
  if (!['to-do', 'manual', 'blocked'].includes(step.state)) return [head, ...seen];
  const lines = [head, ...seen, entry(say.how, how), entry(say.verified, verify)];
  if (step.danger !== 'dangerous' || step.name === undefined) return lines;
  return [...lines, entry(say.confirm, `${confirmFlag(step)} (${say.dangerous})`)];
}

export function confirmFlag({ id, name = '' }: Step): string {
  return `--confirm-step ${id}=${name}`;
}

function entry(title: string, text: string): Line {
  return [{ text: `            ${title}`, tone: 'dim' }, text];
}

/** For machines: codes and names as they are, texts for people beside them. */
export function documentOf(
  world: World,
  shown: Shown,
  end: Outcome,
  confirmed: ReadonlyMap<string, string>,
): object {
  const say = messagesOf(world.language).recover;
  return {
    apiVersion: 'koupctl.koupleless.io/v1',
    kind: 'Recovery',
    runbook: shown.runbook,
    target: shown.target,
    context: shown.context ?? null,
    outcome: end.name,
    message: end.message,
    steps: shown.steps.map((step) => ({
      id: step.id,
      state: step.state,
      danger: step.danger,
      manual: step.manual,
      code: step.code,
      params: step.params ?? {},
      title: say.steps[step.spec].title,
      text: foundText(world, step),
      seen: step.seen ?? [],
      how: say.steps[step.spec].how,
      verify: say.steps[step.spec].verify,
      acts: (step.acts ?? []).map(textOf),
      ...(step.name === undefined
        ? {}
        : { name: step.name, confirmed: isConfirmed(step, confirmed) }),
    })),
    next: end.next ?? [],
  };
}
