import { Fault } from '../fault.ts';
import { said } from '../messages/said-of.ts';
import { outcome, textsOfOutcome, type Outcome } from '../outcome.ts';
import { increments } from '../plan/batches.ts';
import type { Text } from '../said.ts';
import { MustHold, Superseded, type Assignment, type Ports } from './context.ts';
import { decide, type Action } from './decide.ts';
import type { Driver } from './driver.ts';
import { Progress } from './progress.ts';
import { confirmedBy, pausedCauses, situation, takenAway, type Run } from './run.ts';
import { ServiceGuard } from './service.ts';
import { askAtBoundary } from './boundary.ts';
import { endings } from './endings.ts';

/** Longest time between two looks at the bases, ms. */
const tickMs = 1_000;

/** Rolls one workload through its batches. One loop for every kind: observe, assess, decide, act. */
export async function roll(ports: Ports, assignment: Assignment, driver: Driver): Promise<Outcome> {
  const run: Run = {
    ports,
    assignment,
    driver,
    sizes: increments(assignment.plan.batches.map((batch) => batch.cumulative)),
    progress: new Progress(ports.emit),
    service: new ServiceGuard(ports, assignment),
    batch: 0,
    openedAt: ports.clock.now(),
    healthyAt: undefined,
    answer: undefined,
    confirmedByStart: false,
    observation: undefined,
    orders: undefined,
    lostTo: undefined,
    grayAnnounced: false,
  };
  if (ports.signal.aborted) return endings.untouched();
  try {
    return await loop(run);
  } catch (error) {
    return await standStill(run, error);
  } finally {
    driver.close();
  }
}

/** Undoes a rollout that stands, from its record, whoever began it. */
export async function undoOpen(
  ports: Ports,
  assignment: Assignment,
  driver: Pick<Driver, 'begin' | 'provenBefore' | 'undo' | 'close'>,
): Promise<Outcome> {
  const startedAt = ports.clock.now();
  try {
    announce(ports, assignment, driver);
    await driver.begin();
    ports.emit({ type: 'undo-started', why: said(({ undoing }) => undoing.asked) });
    return await undoTo(ports, assignment, driver, { startedAt, causes: [] });
  } catch (error) {
    if (!(error instanceof Superseded) && !(error instanceof MustHold)) throw error;
    return outcome('rollback-failed', why(error), { next: [assignment.comeBack] });
  } finally {
    driver.close();
  }
}

async function loop(run: Run): Promise<Outcome> {
  const { ports, driver, assignment, service } = run;
  await service.beforeFirst(driver);
  announce(ports, assignment, driver);
  opened(run, await driver.begin());
  run.confirmedByStart = !assignment.asksFirst && (driver.stoodAtBoundary?.() ?? false);
  for (;;) {
    run.observation = await driver.observe();
    // Orders are for boundaries: a batch that is open is brought to its end.
    run.orders = run.healthyAt === undefined ? undefined : await driver.orders();
    // Whoever takes over holds the lease before anything else is changed.
    run.lostTo = await ports.lost?.(run.observation.superseded === undefined ? undefined : 'now');
    await service.look(driver, isAtBoundary(run) ? run.batch + 1 : undefined);
    const status = run.progress.assess(run.observation, run.batch, ports.clock.now());
    run.progress.report(run.batch, run.sizes[run.batch - 1] ?? 0, assignment.plan.batches);
    const action = decide(situation(run, status));
    const end = await act(run, action);
    if (end) return end;
  }
}

function isAtBoundary({ healthyAt, batch, sizes }: Run): boolean {
  return healthyAt !== undefined && batch < sizes.length;
}

function why(error: Superseded | MustHold): Text {
  return error instanceof MustHold ? error.why : error.what;
}

/** Whoever was asked here has said so already. */
function tellConfirmed(run: Run): void {
  const by = confirmedBy(run);
  if (run.answer === undefined && by !== undefined) {
    run.ports.emit({ type: 'confirmed', batch: run.batch, by });
  }
}

/** Carries one decision out; resolves to an Outcome when the rollout has ended or stands. */
async function act(run: Run, action: Action): Promise<Outcome | undefined> {
  const { driver, ports } = run;
  const places = run.observation?.places ?? [];
  switch (action.do) {
    case 'watch':
      await driver.askAgain(places.filter((place) => place.judgement.askAgain));
      await driver.next(tickMs);
      return undefined;
    case 'switch':
      await driver.switchDark(places);
      await driver.next(tickMs / 4);
      return undefined;
    case 'mark-healthy':
      run.healthyAt = ports.clock.now();
      ports.emit({
        type: 'batch-healthy',
        batch: run.batch,
        tookMs: run.healthyAt - run.openedAt,
        bases: await driver.noteHealthy(run.batch, places),
      });
      return undefined;
    case 'relapse':
      relapsed(run);
      return undefined;
    case 'ask':
      run.answer = await askAtBoundary(ports, run.assignment, driver, run.batch, places);
      return undefined;
    case 'gray':
      if (!run.grayAnnounced) {
        ports.emit({ type: 'waiting', for: 'gray', batch: run.batch, until: action.until });
        run.grayAnnounced = true;
      }
      await driver.next(Math.min(tickMs, action.until - ports.clock.now()));
      return undefined;
    case 'open-next':
      if (!(await run.service.letsOpen(driver, run.batch + 1))) return undefined;
      tellConfirmed(run);
      await driver.open(run.batch + 1);
      opened(run, run.batch + 1);
      return undefined;
    case 'finish':
      return endings.finish(ports, run.assignment, await driver.finish());
    case 'undo':
      if (action.why === 'failed' && (await isHealed(run))) return undefined;
      return await undo(run, action.why);
    case 'stop':
      if (action.outcome === 'failed' && (await isHealed(run))) return undefined;
      return await stop(run, action.outcome);
  }
}

async function undo(run: Run, why: 'failed' | 'timed-out' | 'asked'): Promise<Outcome> {
  const { ports, driver, assignment } = run;
  const causes = run.progress.causes();
  if (why !== 'asked') reportFailure(run);
  ports.emit({ type: 'undo-started', why: said(({ undoing }) => undoing[why]) });
  const startedAt = ports.clock.now();
  return await undoTo(ports, assignment, driver, { startedAt, causes });
}

/** Lets the driver undo, and says how that went; an interrupted undo is not a failed one. */
async function undoTo(
  ports: Ports,
  assignment: Assignment,
  driver: Pick<Driver, 'undo'>,
  since: { readonly startedAt: number; readonly causes: readonly Text[] },
): Promise<Outcome> {
  const { startedAt, causes } = since;
  try {
    const finish = await driver.undo(startedAt + assignment.options.rollbackTimeoutMs);
    if (!finish.proven) {
      if (ports.signal.aborted) return endings.undoInterrupted(assignment, finish.open);
      return endings.undone(assignment, finish, causes);
    }
    const now = ports.clock.now();
    const back = finish.back && {
      bases: finish.back.bases,
      afterMs: (finish.back.at ?? now) - (assignment.givenAt ?? startedAt),
    };
    const tookMs = now - startedAt;
    ports.emit({ type: 'undone', tookMs, ...(back && { activeAgain: back }) });
    return endings.undone(assignment, finish, causes, back?.afterMs);
  } catch (error) {
    if (ports.signal.aborted) return endings.undoInterrupted(assignment, []);
    if (!(error instanceof Superseded) && !(error instanceof MustHold)) throw error;
    const open = error instanceof MustHold && error.next !== undefined ? [error.next] : [];
    const message = said(({ ends }, inWords) => ends.undoStopped(inWords(why(error))));
    const finish = { proven: false, message, open };
    return endings.undone(assignment, finish, causes);
  }
}

async function stop(run: Run, name: Extract<Action, { do: 'stop' }>['outcome']): Promise<Outcome> {
  if (name === 'failed' || name === 'timed-out') reportFailure(run);
  const end = endings.stopped(run.assignment, {
    name,
    batch: run.batch,
    of: run.sizes.length,
    causes: [
      ...pausedCauses(run),
      ...(name === 'unavailable' ? run.service.causes(run.batch + 1) : []),
      ...(name === 'shut' ? [run.ports.shut?.() ?? ''] : []),
      ...run.progress.causes(),
    ],
    superseded: takenAway(run) ?? run.observation?.superseded,
    healthy: run.healthyAt !== undefined,
  });
  if (name !== 'superseded') await noteHeld(run, end.message, end.name === 'failed');
  run.ports.emit({ type: 'held', batch: run.batch, why: textsOfOutcome(end).message });
  return end;
}

/** Why it stands, for whoever comes next; that this can't be written changes nothing about how it stands. */
async function noteHeld(run: Run, why: string, failed = false): Promise<void> {
  try {
    await run.driver.noteHeld(why, failed ? run.progress.troubled().map(({ base }) => base) : []);
  } catch (error) {
    if (!(error instanceof Fault) && !(error instanceof Superseded)) throw error;
    const why = error instanceof Fault ? error : error.what;
    const text = said(({ warned }, inWords) => warned.notNoted(inWords(why)));
    run.ports.emit({ type: 'warning', text });
  }
}

/**
 * A module that is listed as broken says why only when its install is repeated, and that may
 * succeed. Whether the batch that failed is doomed no more.
 */
async function isHealed(run: Run): Promise<boolean> {
  const silent = (run.observation?.places ?? []).filter(
    (place) => place.judgement.state === 'doomed' && place.judgement.askAgain,
  );
  if (silent.length === 0) return false;
  await run.driver.askAgain(silent.slice(0, 1));
  run.observation = await run.driver.observe();
  const status = run.progress.assess(run.observation, run.batch, run.ports.clock.now());
  return status.kind !== 'failed';
}

/** A base was restarted, or lost the version again: the batch is proven anew, with a time-out of its own. */
function relapsed(run: Run): void {
  const { batch, progress } = run;
  const causes = progress.causes();
  const text = said(({ warned }, inWords) => warned.relapsed(batch, causes.map(inWords)));
  run.ports.emit({ type: 'warning', text });
  run.healthyAt = undefined;
  run.answer = undefined;
  run.openedAt = run.ports.clock.now();
}

function reportFailure(run: Run): void {
  const { blocked } = run.progress;
  run.ports.emit({
    type: 'batch-failed',
    batch: run.batch,
    doomed: run.progress.troubled(),
    ...(blocked === undefined ? {} : { cause: blocked }),
  });
}

/** Before the first write, so that whoever follows the events knows whose it is. */
function announce(
  ports: Ports,
  { plan, id }: Assignment,
  driver: Pick<Driver, 'provenBefore'>,
): void {
  const proven = driver.provenBefore();
  ports.emit({
    type: 'started',
    rollout: id,
    workload: `${plan.workload.kind} ${plan.workload.namespace}/${plan.workload.name}`,
    module: plan.module.name,
    version: plan.module.version,
    policy: plan.policy,
    batches: plan.batches.map((one) => one.cumulative),
    ...(proven > 0 ? { resumedAt: proven } : {}),
  });
}

function opened(run: Run, batch: number): void {
  run.batch = batch;
  run.openedAt = run.ports.clock.now();
  run.healthyAt = undefined;
  run.answer = undefined;
  run.confirmedByStart = false;
  run.grayAnnounced = false;
  const planned = run.assignment.plan.batches[batch - 1];
  run.ports.emit({
    type: 'batch-opened',
    batch,
    of: run.sizes.length,
    size: run.sizes[batch - 1] ?? 0,
    // Where the scheduler chooses, which bases it is shows only afterwards.
    bases: planned?.exact ? planned.candidates : [],
  });
}

/** Turns what a rollout can meet on its way into an Outcome; a bug goes on up. */
async function standStill(run: Run, error: unknown): Promise<Outcome> {
  // Ctrl-C at a question is no signal: a terminal that asks reads keys one by one.
  const atQuestion = error instanceof Error && error.name === 'AbortError';
  if (run.ports.signal.aborted || atQuestion) return await stop(run, 'interrupted');
  if (error instanceof Fault && error.outcome === 'unreachable') {
    return endings.cutOff(run.assignment, error, run.batch);
  }
  if (error instanceof Superseded) {
    return endings.stopped(run.assignment, {
      name: 'superseded',
      batch: run.batch,
      of: run.sizes.length,
      causes: [],
      superseded: error.what,
      healthy: false,
    });
  }
  if (error instanceof MustHold) {
    await noteHeld(run, error.message);
    run.ports.emit({ type: 'held', batch: run.batch, why: error.why });
    const { batch, sizes } = run;
    return outcome(
      'failed',
      said(({ ends }, inWords) => ends.mustHold(batch, sizes.length, inWords(error.why))),
      { next: [...(error.next ? [error.next] : []), run.assignment.comeBack] },
    );
  }
  throw error;
}
