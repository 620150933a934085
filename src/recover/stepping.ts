import type { Facts } from './facts.ts';
import type { Act, Found, Runbook, Step, StepSpec } from './step.ts';

/** What a person said of a step, from the record. */
export interface Mark {
  readonly how: 'done' | 'skipped';
  readonly who: string;
  readonly at: string;
}

export type Marks = Readonly<Record<string, Mark>>;

/** Every step of the runbook as it stands now. */
export function stepsOf(book: Runbook, facts: Facts, marks: Marks): Step[] {
  return book.steps.flatMap((spec) => {
    const found = spec.check(facts);
    const all: readonly Found[] =
      found.length > 0 ? found : [{ state: 'not-applicable', code: 'nothing-there' }];
    return all.map((one) => marked(stepOf(spec, one), marks));
  });
}

function stepOf(spec: StepSpec, { of, ...found }: Found): Step {
  const { id, danger, manual = false, unseen = false } = spec;
  return {
    ...found,
    id: of === undefined ? id : `${id}/${of}`,
    spec: id,
    danger,
    manual,
    unseen,
  };
}

/** What is seen is stronger than what was said of it; what can't be seen is as it was said. */
function marked(step: Step, marks: Marks): Step {
  const mark = marks[step.id];
  if (mark === undefined) return step;
  const params = { who: mark.who, at: mark.at };
  if (mark.how === 'skipped' && isOpen(step) && step.state !== 'blocked') {
    return { ...step, state: 'skipped', code: 'skipped', params, acts: [] };
  }
  if (mark.how === 'done' && step.unseen && step.state === 'manual') {
    return { ...step, state: 'done', code: 'said-done', params };
  }
  return step;
}

/** Whether something is left of it to do or to see. */
export function isOpen({ state }: Step): boolean {
  return state !== 'done' && state !== 'not-applicable' && state !== 'skipped';
}

/** What was given to a run, and what it has done so far. */
export interface Given {
  /** What was typed, by the step's id. */
  readonly confirmed: ReadonlyMap<string, string>;
  /** Keys of the acts that this run has done. */
  readonly acted: ReadonlySet<string>;
}

export type Move =
  /** Write these. */
  | { readonly does: 'act'; readonly step: Step; readonly acts: readonly Act[] }
  /** The name has to be typed first. */
  | { readonly does: 'ask'; readonly step: Step }
  /** Look again: what was asked for is not seen yet. */
  | { readonly does: 'wait'; readonly step: Step }
  /** A person has to do something. */
  | { readonly does: 'stop'; readonly step: Step }
  | { readonly does: 'refuse'; readonly step: Step }
  | { readonly does: 'end' };

/** What comes next: the first step that is open decides, in the runbook's order. */
export function nextMove(steps: readonly Step[], { confirmed, acted }: Given): Move {
  for (const step of steps) {
    switch (step.state) {
      case 'done':
      case 'not-applicable':
      case 'skipped':
        break;
      case 'under-way':
        if (step.later !== true) return { does: 'wait', step };
        break;
      case 'blocked':
        return { does: 'refuse', step };
      case 'manual':
        return { does: 'stop', step };
      case 'to-do': {
        const acts = (step.acts ?? []).filter((act) => !acted.has(keyOf(act)));
        if (acts.length === 0) return { does: 'wait', step };
        return isConfirmed(step, confirmed) ? { does: 'act', step, acts } : { does: 'ask', step };
      }
    }
  }
  const waiting = steps.find(({ state }) => state === 'under-way');
  return waiting === undefined ? { does: 'end' } : { does: 'wait', step: waiting };
}

/** A dangerous step is confirmed by nothing but its object's name. */
export function isConfirmed(step: Step, confirmed: ReadonlyMap<string, string>): boolean {
  if (step.danger !== 'dangerous') return true;
  return step.name !== undefined && step.name !== '' && confirmed.get(step.id) === step.name;
}

/** Dangerous steps that are to do, and whose name nobody has typed. */
export function unconfirmed(
  steps: readonly Step[],
  confirmed: ReadonlyMap<string, string>,
): Step[] {
  return steps.filter((step) => step.state === 'to-do' && !isConfirmed(step, confirmed));
}

/** The same write to the same object, whatever its resourceVersion is by now. */
export function keyOf(act: Act): string {
  switch (act.does) {
    case 'delete':
      return `delete ${act.uid} ${String(act.graceSeconds ?? '')}`;
    case 'patch': {
      const ops = act.ops.filter(({ path }) => path !== '/metadata/resourceVersion');
      return `patch ${act.uid} ${JSON.stringify(ops)}`;
    }
    case 'etcd-snapshot':
      return `etcd-snapshot ${act.file}`;
    case 'keep-aside':
      return `keep-aside ${act.folder}`;
    case 'etcd-restore':
      return `etcd-restore ${act.file} ${act.folder}`;
  }
}
