import type { Fault } from '../fault.ts';
import { said } from '../messages/said-of.ts';
import { outcome, type Outcome } from '../outcome.ts';
import { textsOf, type Text } from '../said.ts';
import type { Assignment, Ports } from './context.ts';
import type { Stop } from './decide.ts';
import type { Finish } from './driver.ts';

interface Standing {
  readonly name: Stop;
  readonly batch: number;
  readonly of: number;
  readonly causes: readonly Text[];
  readonly superseded: Text | undefined;
  readonly healthy: boolean;
}

function finish(ports: Ports, assignment: Assignment, end: Finish): Outcome {
  const status = statusCommand(assignment);
  if (end.proven) return outcome('done', end.message, { causes: end.open });
  if (ports.signal.aborted) {
    const message = said(({ ends }, inWords) => ends.stopped(inWords(end.message)));
    return outcome('interrupted', message, { causes: end.open, next: [status] });
  }
  return outcome('timed-out', end.message, { causes: end.open, next: [status] });
}

/** `afterMs`: how long the version before took to be active again; undefined where there was none. */
function undone(
  assignment: Assignment,
  end: Finish,
  causes: readonly Text[],
  afterMs?: number,
): Outcome {
  if (end.proven) {
    if (afterMs === undefined) return outcome('rolled-back', end.message, { causes });
    const since = assignment.givenAt === undefined ? 'undo' : 'command';
    const seconds = (afterMs / 1_000).toFixed(1);
    const measured = said(({ ends }, inWords) => ends.after(inWords(end.message), seconds, since));
    return outcome('rolled-back', measured, { causes });
  }
  return outcome('rollback-failed', end.message, {
    causes: [...end.open, ...causes],
    next: [statusCommand(assignment), assignment.comeBack],
  });
}

function stopped(assignment: Assignment, stop: Standing): Outcome {
  const { batch, of, causes } = stop;
  const { plan, comeBack, undo } = assignment;
  switch (stop.name) {
    case 'failed': {
      const message = said(({ ends }) => ends.failed(batch, of));
      return outcome('failed', message, { causes, next: [undo, comeBack] });
    }
    case 'timed-out': {
      const message = said(({ ends }) => ends.timedOut(batch, of));
      const next = [statusCommand(assignment), comeBack, undo];
      return outcome('timed-out', message, { causes, next });
    }
    case 'unavailable': {
      const message = said(({ ends }) => ends.unavailable(batch, of));
      return outcome('failed', message, { causes, next: [comeBack, undo] });
    }
    case 'shut': {
      const message = said(({ ends }) => ends.shut(batch, of));
      return outcome('refused', message, { causes, next: [comeBack, undo] });
    }
    case 'awaiting-confirm': {
      const message = said(({ ends }) => ends.awaiting(batch, of));
      return outcome('awaiting-confirm', message, { next: [onwards(comeBack, batch), undo] });
    }
    case 'held': {
      const message = said(({ ends }) => ends.held(batch, of));
      return outcome('awaiting-confirm', message, { causes, next: [comeBack, undo] });
    }
    case 'superseded': {
      const label = `${plan.workload.kind} ${plan.workload.namespace}/${plan.workload.name}`;
      const message = said(({ changed }, inWords) =>
        changed.of(label, inWords(stop.superseded ?? changed.bySomebody)),
      );
      return outcome('superseded', message, {
        causes: [said(({ ends }) => ends.leftAlone(batch, of))],
        next: [statusCommand(assignment)],
      });
    }
    case 'interrupted': {
      const installing = stop.healthy ? [] : [said(({ ends }) => ends.stillInstalling)];
      const message = said(({ ends }) => ends.interrupted(batch, of));
      return outcome('interrupted', message, { causes: installing, next: [comeBack] });
    }
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
  return outcome(
    'interrupted',
    said(({ ends }) => ends.untouched),
  );
}

function undoInterrupted(assignment: Assignment, open: readonly Text[]): Outcome {
  const message = said(({ ends }) => ends.undoInterrupted);
  return outcome('interrupted', message, {
    causes: open,
    next: [assignment.undo, statusCommand(assignment)],
  });
}

/** The API server stayed away. Nothing moves without koupctl, so the rollout stands. */
function cutOff(assignment: Assignment, fault: Fault, batch: number): Outcome {
  const of = assignment.plan.batches.length;
  const { fix, details } = textsOf(fault);
  const message = said(({ ends }, inWords) => ends.cutOff(inWords(fault), batch, of));
  return outcome('unreachable', message, {
    causes: details,
    next: [...(fix === undefined ? [] : [fix]), assignment.comeBack],
  });
}

/** How a rollout can end: the one place where its Outcomes are made. */
export const endings = { finish, undone, stopped, untouched, undoInterrupted, cutOff };
