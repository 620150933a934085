import type { Fault } from '../fault.ts';
import { outcome, type Outcome } from '../outcome.ts';
import type { Assignment, Ports } from './context.ts';
import type { Stop } from './decide.ts';
import type { Finish } from './driver.ts';

interface Standing {
  readonly name: Stop;
  readonly batch: number;
  readonly of: number;
  readonly causes: readonly string[];
  readonly superseded: string | undefined;
  readonly healthy: boolean;
}

function finish(ports: Ports, assignment: Assignment, end: Finish): Outcome {
  const status = statusCommand(assignment);
  if (end.proven) return outcome('done', end.message, { causes: end.open });
  if (ports.signal.aborted) {
    return outcome('interrupted', `stopped; ${end.message}`, { causes: end.open, next: [status] });
  }
  return outcome('timed-out', end.message, { causes: end.open, next: [status] });
}

/** `afterMs`: how long the version before took to be active again; undefined where there was none. */
function undone(
  assignment: Assignment,
  end: Finish,
  causes: readonly string[],
  afterMs?: number,
): Outcome {
  if (end.proven) {
    const since = assignment.givenAt === undefined ? 'the undo began' : 'the command';
    const measured =
      afterMs === undefined ? '' : `, ${(afterMs / 1_000).toFixed(1)}s after ${since}`;
    return outcome('rolled-back', `${end.message}${measured}`, { causes });
  }
  return outcome('rollback-failed', end.message, {
    causes: [...end.open, ...causes],
    next: [statusCommand(assignment), assignment.comeBack],
  });
}

function stopped(assignment: Assignment, stop: Standing): Outcome {
  const at = `batch ${stop.batch} of ${stop.of}`;
  const { plan, comeBack } = assignment;
  const label = `${plan.workload.kind} ${plan.workload.namespace}/${plan.workload.name}`;
  switch (stop.name) {
    case 'failed':
      return outcome('failed', `${at} can't become healthy; it stands held there`, {
        causes: stop.causes,
        next: [assignment.undo, comeBack],
      });
    case 'timed-out':
      return outcome('timed-out', `${at} is not healthy after the time-out; it stands held there`, {
        causes: stop.causes,
        next: [statusCommand(assignment), comeBack, assignment.undo],
      });
    case 'unavailable':
      return outcome(
        'failed',
        `${at} is healthy, but too few modules would serve with the next one; it stands held there`,
        { causes: stop.causes, next: [comeBack, assignment.undo] },
      );
    case 'shut':
      return outcome(
        'refused',
        `${at} is healthy, and no other may be opened now; it stands held there`,
        {
          causes: stop.causes,
          next: [comeBack, assignment.undo],
        },
      );
    case 'awaiting-confirm':
      return outcome(
        'awaiting-confirm',
        `${at} is healthy; the next one waits for a confirmation`,
        {
          next: [onwards(comeBack, stop.batch), assignment.undo],
        },
      );
    case 'held':
      return outcome('awaiting-confirm', `held at ${at}, as asked`, {
        causes: stop.causes,
        next: [comeBack, assignment.undo],
      });
    case 'superseded':
      return outcome('superseded', `${label}: ${stop.superseded ?? 'changed by somebody else'}`, {
        causes: [`koupctl stopped at ${at} and touches it no more`],
        next: [statusCommand(assignment)],
      });
    case 'interrupted':
      return outcome('interrupted', `stopped; the rollout stands held at ${at}`, {
        causes: stop.healthy ? [] : ['bases of this batch may still be installing'],
        next: [comeBack],
      });
  }
}

/** The command that goes on: one that stops after this batch would only stop here again. */
function onwards(comeBack: string, batch: number): string {
  return comeBack.replace(/(--pause-after[= ])\d+/, (_, flag: string) => `${flag}${batch + 1}`);
}

function statusCommand(assignment: Assignment): string {
  const { kind, namespace, name } = assignment.plan.workload;
  return `koupctl status ${kind.toLowerCase()}/${name} -n ${namespace}`;
}

/** Ctrl-C came before the first write. */
function untouched(): Outcome {
  return outcome('interrupted', 'stopped before the first change; nothing was written');
}

function undoInterrupted(assignment: Assignment, open: readonly string[]): Outcome {
  return outcome('interrupted', 'stopped in the middle of the undo; what it began goes on', {
    causes: open,
    next: [assignment.undo, statusCommand(assignment)],
  });
}

/** The API server stayed away. Nothing moves without koupctl, so the rollout stands. */
function cutOff(assignment: Assignment, fault: Fault, batch: number): Outcome {
  const of = assignment.plan.batches.length;
  const where = batch === 0 ? 'before its first batch' : `at batch ${batch} of ${of}`;
  return outcome('unreachable', `${fault.message}; the rollout stands ${where}`, {
    causes: fault.details,
    next: [...(fault.fix === undefined ? [] : [fault.fix]), assignment.comeBack],
  });
}

/** How a rollout can end, in words: the one place where its Outcomes are made. */
export const endings = { finish, undone, stopped, untouched, undoInterrupted, cutOff };
