import { isOpen } from '../../src/rollout/record.ts';
import type { Run } from './koupctl/run.ts';
import { borrowed, held, marked, versionIn, specOf, type Truth } from './truth.ts';
import type { Judge } from './stage.ts';

/** What has to be so where a run says that it is done, or undone. */
export interface Sayings {
  done(truth: Truth, dog: Judge): void;
  undone(message: string, truth: Truth, dog: Judge): void;
}

const ofV2: Sayings = { done: saidDone, undone: saidUndone };

/** Whether a run ended as a run may, and whether what it said is so. */
export function checkEnd(run: Run, truth: Truth, dog: Judge, said: Sayings = ofV2): void {
  const { end, orders } = run;
  if (end === undefined || end.kind === 'killed') return;
  if (end.kind === 'bug') {
    const { error } = end;
    dog.accuse('outcome', error instanceof Error ? (error.stack ?? error.message) : String(error));
    return;
  }
  if (orders.command === 'status') {
    if (run.process.writes > 0) dog.accuse('reads only', 'status has written');
    return;
  }
  confirmed(run, dog);
  if (end.kind !== 'outcome' || dog.tainted !== undefined || !hasRolled(run)) return;
  const { name, message } = end.outcome;
  const undoing = run.events.some((event) => event.type === 'undo-started');
  if (undoing && (name === 'rolled-back' || name === 'done')) said.undone(message, truth, dog);
  else if (name === 'done') said.done(truth, dog);
  else if (name === 'failed' || name === 'awaiting-confirm') saidHeld(name, truth, dog);
}

function hasRolled(run: Run): boolean {
  return run.events.some((event) => event.type === 'started');
}

function saidDone(truth: Truth, dog: Judge): void {
  const { deployment, record } = truth;
  const version = record?.module.version ?? '';
  if (deployment === undefined) {
    dog.accuse('said done', 'there is no Deployment');
    return;
  }
  const { replicas } = specOf(deployment);
  const serving = truth.serving(version).length;
  if (serving + truth.excused() < replicas) {
    dog.accuse('said done', `${version} serves on ${serving} of ${replicas}`);
  }
  if (held(deployment) || marked(deployment)) dog.accuse('said done', 'it is held or marked');
  if (record === undefined || isOpen(record)) dog.accuse('said done', 'the record is open');
}

function saidUndone(message: string, truth: Truth, dog: Judge): void {
  const { deployment, record } = truth;
  if (record !== undefined && isOpen(record)) dog.accuse('said undone', 'the record is open');
  if (record?.oldTemplate === undefined) {
    if (deployment !== undefined) dog.accuse('said undone', `${message}: the Deployment is there`);
    return;
  }
  if (deployment === undefined) {
    dog.accuse('said undone', 'there is no Deployment');
    return;
  }
  const { template, replicas } = specOf(deployment);
  const old = versionIn(record.oldTemplate);
  if (versionIn(template) !== old)
    dog.accuse('said undone', `${versionIn(template)} is its version`);
  const serving = truth.serving(old).length;
  if (serving + truth.excused() < replicas) {
    dog.accuse('said undone', `${old} serves on ${serving} of ${replicas}`);
  }
  if (held(deployment) || marked(deployment)) dog.accuse('said undone', borrowed(deployment));
}

/** What stands can be taken up again. */
function saidHeld(name: string, truth: Truth, dog: Judge): void {
  const { record } = truth;
  if (record === undefined || !isOpen(record))
    dog.accuse('said held', `${name}, but no open record`);
}

/** No batch is opened without the word that was asked for. */
function confirmed(run: Run, dog: Judge): void {
  const { events, orders } = run;
  // The others go by what the record says.
  if (orders.command !== 'deploy') return;
  const { confirm, pauseAfter } = orders.options;
  const opened = events.filter((event) => event.type === 'batch-opened');
  // Of others, too: told when it is heeded.
  const words = events.filter((event) => event.type === 'confirmed').length;
  const resumed = events.some((event) => event.type === 'started' && event.resumedAt !== undefined);
  const free = 1 + words + (resumed ? 1 : 0);
  if (confirm === 'each' && opened.length > free) {
    dog.accuse('confirmed', `${opened.length} batches opened with ${words} confirmation(s)`);
  }
  const last = opened.at(-1)?.batch ?? 0;
  if (pauseAfter !== undefined && opened.length > 1 && last > pauseAfter) {
    dog.accuse('confirmed', `batch ${last} opened, it was to pause after ${pauseAfter}`);
  }
}
