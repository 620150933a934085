import { isOpen } from '../../src/rollout/record.ts';
import type { Run } from './koupctl/run.ts';
import { borrowed, held, marked, versionIn, specOf, type Truth } from './truth.ts';
import type { Judge } from './judge.ts';

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
  dog.holds('outcome', end.kind !== 'bug', () => {
    const { error } = end as { error?: unknown };
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  });
  if (orders.command === 'status') {
    dog.holds('reads only', run.process.writes === 0, () => 'status has written');
    return;
  }
  confirmed(run, dog);
  if (end.kind !== 'outcome' || !hasRolled(run)) return;
  const { name, message } = end.outcome;
  const undoing = run.events.some((event) => event.type === 'undo-started');
  const byHand = dog.tainted === undefined ? undefined : 'by hand';
  if (undoing && (name === 'rolled-back' || name === 'done')) {
    if (!dog.excuses('said undone', byHand)) said.undone(message, truth, dog);
  } else if (name === 'done' && orders.command === 'offline') {
    const gone = truth.deployment === undefined && truth.servingAny().length <= truth.excused();
    dog.holds('said gone', gone, () => 'it is still there');
  } else if (name === 'done') {
    if (!dog.excuses('said done', byHand)) said.done(truth, dog);
  } else if (name === 'failed' || name === 'awaiting-confirm') {
    if (!dog.excuses('said held', byHand)) saidHeld(name, truth, dog);
  }
}

function hasRolled(run: Run): boolean {
  return run.events.some((event) => event.type === 'started');
}

function saidDone(truth: Truth, dog: Judge): void {
  const { deployment, record } = truth;
  const version = record?.module.version ?? '';
  const so = (is: boolean, otherwise: () => string) => {
    dog.holds('said done', is, otherwise);
  };
  so(deployment !== undefined, () => 'there is no Deployment');
  if (deployment === undefined) return;
  const { replicas } = specOf(deployment);
  const serving = truth.serving(version).length;
  so(serving + truth.excused() >= replicas, () => `${version} serves on ${serving} of ${replicas}`);
  so(!held(deployment) && !marked(deployment), () => 'it is held or marked');
  so(record !== undefined && !isOpen(record), () => 'the record is open');
}

function saidUndone(message: string, truth: Truth, dog: Judge): void {
  const { deployment, record } = truth;
  const so = (is: boolean, otherwise: () => string) => {
    dog.holds('said undone', is, otherwise);
  };
  so(record === undefined || !isOpen(record), () => 'the record is open');
  if (record?.oldTemplate === undefined) {
    so(deployment === undefined, () => `${message}: the Deployment is there`);
    return;
  }
  so(deployment !== undefined, () => 'there is no Deployment');
  if (deployment === undefined) return;
  const { template, replicas } = specOf(deployment);
  const old = versionIn(record.oldTemplate);
  so(versionIn(template) === old, () => `${versionIn(template)} is its version`);
  const serving = truth.serving(old).length;
  so(serving + truth.excused() >= replicas, () => `${old} serves on ${serving} of ${replicas}`);
  so(!held(deployment) && !marked(deployment), () => borrowed(deployment));
}

/** What stands can be taken up again. */
function saidHeld(name: string, truth: Truth, dog: Judge): void {
  const { record } = truth;
  const open = record !== undefined && isOpen(record);
  dog.holds('said held', open, () => `${name}, but no open record`);
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
  if (confirm === 'each' && opened.length > 0) {
    const text = `${opened.length} batches opened with ${words} confirmation(s)`;
    dog.holds('confirmed', opened.length <= free, () => text);
  }
  const last = opened.at(-1)?.batch ?? 0;
  if (pauseAfter !== undefined && opened.length > 1) {
    const text = `batch ${last} opened, it was to pause after ${pauseAfter}`;
    dog.holds('paused', last <= pauseAfter, () => text);
  }
}
