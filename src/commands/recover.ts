import type { EtcdOptions } from '../etcd-door.ts';
import { Fault } from '../fault.ts';
import { rulesName } from '../guard/policy.ts';
import { messagesOf } from '../messages/messages.ts';
import { outcome, type Outcome } from '../outcome.ts';
import type { RunbookId } from '../recover/codes.ts';
import type { Target } from '../recover/facts.ts';
import { runbooks } from '../recover/runbooks.ts';
import type { Need, Step } from '../recover/step.ts';
import { isOpen, nextMove, unconfirmed } from '../recover/stepping.ts';
import type { Cluster } from '../world.ts';
import { changeOfRunbook } from './change-of.ts';
import { consentTo, dryRunEnd, nothingWritten, type Consenting } from './consent.ts';
import { isForbidden } from './forbidden.ts';
import type { Change, Place } from './guard.ts';
import { readMap } from './kept-map.ts';
import { walk } from './recover-walk.ts';
import type { Door } from './recover-look.ts';
import { RecoveryRun } from './recover-run.ts';
import { confirmFlag, documentOf, planLines, shortLines, type Shown } from './recover-view.ts';
import type { DirectWorld } from './world.ts';

export interface RecoverInput extends Consenting {
  readonly runbook: RunbookId | undefined;
  readonly target: Target;
  readonly etcd: EtcdOptions;
  readonly dryRun: boolean;
  /** STEP=NAME, as typed. */
  readonly confirmSteps: readonly string[];
  /** Steps that a person has done, or leaves out. */
  readonly done: readonly string[];
  readonly skip: readonly string[];
  readonly recordNamespace: string;
  readonly timeoutMs: number;
  readonly reason: string | undefined;
}

/** Lists runbooks, or goes through one: look, show, ask, act, see. */
export async function recover(world: DirectWorld, input: RecoverInput): Promise<Outcome> {
  const { runbook } = input;
  if (runbook === undefined) return list(world);
  checkNeeds(world, runbook, input);
  const say = messagesOf(world.language).recover;
  const confirmed = confirmations(world, input.confirmSteps);
  const book = runbooks[runbook];
  const { target } = input;
  const etcd = book.reads.includes('etcd') ? await world.openEtcd(input.etcd) : undefined;
  const cluster = await openDoor(world, etcd !== undefined);
  const run = new RecoveryRun(world, cluster, etcd, {
    book,
    target,
    targetName: nameOf(target),
    recordNamespace: input.recordNamespace,
    reason: input.reason,
  });
  await loadRecord(run);
  const steps = await marked(world, run, input, await run.look());
  const shown: Shown = {
    runbook,
    target: nameOf(target),
    context: cluster instanceof Fault ? undefined : cluster.target.context,
    title: say.titles[runbook],
    steps,
    record: run.store?.open,
  };
  const rules = () => rulesAt(cluster, etcd !== undefined);
  return await carryOut(world, run, { ...input, shown, confirmed, rules });
}

interface Shows extends RecoverInput {
  /** Where the change rules are read. */
  readonly rules: () => Promise<Cluster | undefined>;
  readonly shown: Shown;
  readonly confirmed: Map<string, string>;
}

async function carryOut(world: DirectWorld, run: RecoveryRun, input: Shows): Promise<Outcome> {
  const { shown, confirmed } = input;
  const { steps } = shown;
  const first = nextMove(steps, { confirmed, acted: new Set() });
  const acts = first.does === 'act' || first.does === 'ask' || first.does === 'wait';
  const records = run.hasSaid || (first.does === 'end' && run.store?.open !== undefined);
  if (input.dryRun || (!acts && !records)) {
    const end = input.dryRun ? await dryRunOf(world, input, acts) : undefined;
    const last = end ?? (await walk(world, run, { ...input, steps })).end;
    world.reporter.document(documentOf(world, shown, last, confirmed), planLines(world, shown));
    return last;
  }
  for (const line of planLines(world, shown)) world.reporter.say(line);
  const refusal = await refused(world, input, reachable(steps));
  if (refusal === undefined) await begin(world, run, acts);
  const { end, steps: now } =
    refusal === undefined ? await walk(world, run, { ...input, steps }) : { end: refusal, steps };
  const after = { ...shown, steps: now };
  // What was refused was just shown whole.
  const lines = refusal === undefined ? shortLines(world, after) : [];
  world.reporter.document(documentOf(world, after, end, confirmed), lines);
  return end;
}

/** What the rules would say of what one run can come to; where it would come to nothing, there is nothing to ask. */
async function dryRunOf(world: DirectWorld, input: Shows, acts: boolean): Promise<Outcome> {
  if (!acts) return outcome('done', nothingWritten);
  const { change, ...place } = await changeIn(input, reachable(input.shown.steps));
  return await dryRunEnd(world, change, place);
}

async function changeIn(
  { shown, rules }: Shows,
  steps: readonly Step[],
): Promise<Place & { readonly change: Change }> {
  const { runbook, target, context } = shown;
  return { change: changeOfRunbook(runbook, target, steps), cluster: await rules(), context };
}

/** While the API server is away nothing can be recorded, and what was said holds for this run. */
async function begin(world: DirectWorld, run: RecoveryRun, acts: boolean): Promise<void> {
  const why = await run.begin(acts);
  if (why === undefined) return;
  const say = messagesOf(world.language).recover;
  world.reporter.say([{ text: say.unrecorded(why), tone: 'warn' }]);
}

/** A machine of etcd need not know the cluster: then it is said why not. */
async function openDoor(world: DirectWorld, canDoWithout: boolean): Promise<Door> {
  try {
    return await world.openCluster();
  } catch (error) {
    if (!canDoWithout || !(error instanceof Fault)) throw error;
    return error;
  }
}

/**
 * The API server over an etcd that is to be restored does not answer, or knows its version and can
 * read nothing: the file's rules hold alone.
 */
async function rulesAt(cluster: Door, mayBeAway: boolean): Promise<Cluster | undefined> {
  if (cluster instanceof Fault) return undefined;
  try {
    if (mayBeAway) await readMap(cluster, rulesName);
    return cluster;
  } catch (error) {
    // Who may not read them is told so by the guard.
    if (isForbidden(error)) return cluster;
    if (error instanceof Fault && error.outcome === 'unreachable') return undefined;
    throw error;
  }
}

/** What one run can come to: up to the first step that a person has to do. */
function reachable(steps: readonly Step[]): readonly Step[] {
  const stop = steps.findIndex(({ state }) => state === 'manual' || state === 'blocked');
  return stop === -1 ? steps : steps.slice(0, stop);
}

/** Without a terminal all that is going to be asked has to be answered before the first write. */
async function refused(
  world: DirectWorld,
  input: Shows,
  steps: readonly Step[],
): Promise<Outcome | undefined> {
  const say = messagesOf(world.language).recover;
  const { runbook, context } = input.shown;
  if (!world.ask.interactive) {
    const open = unconfirmed(steps, input.confirmed);
    const next = [
      `${world.typed}${input.yes ? '' : ' --yes'}${open.map((one) => ` ${confirmFlag(one)}`).join('')}`,
    ];
    if (open.length > 0) return outcome('refused', say.unconfirmed(open.length), { next });
    if (!input.yes) return outcome('refused', say.silent, { next });
  }
  return await consentTo(world, input, {
    ...(await changeIn(input, steps)),
    text: say.question(runbook, context ?? '-'),
    declined: say.declined,
    stopped: say.stoppedAtQuestion,
  });
}

/** What a person says of steps, before anything else is decided. */
async function marked(
  world: DirectWorld,
  run: RecoveryRun,
  input: RecoverInput,
  steps: readonly Step[],
): Promise<Step[]> {
  const say = messagesOf(world.language).recover;
  const find = (id: string): Step => {
    const step = steps.find((one) => one.id === id);
    if (step !== undefined) return step;
    throw new Fault(say.unknownStep(id), {
      fix: say.itsSteps(steps.map((one) => one.id).join(', ')),
    });
  };
  const done = input.done.map(find).filter((step) => isOpen(step));
  const skip = input.skip.map(find).filter((step) => isOpen(step));
  const seen = done.find((step) => !step.unseen);
  if (seen !== undefined) throw new Fault(say.notSaid(seen.id), { fix: say.sees });
  const blocked = skip.find((step) => step.state === 'blocked');
  if (blocked !== undefined) throw new Fault(say.noSkip(blocked.id));
  if (done.length + skip.length === 0) return [...steps];
  for (const { id } of done) run.say(id, 'done');
  for (const { id } of skip) run.say(id, 'skipped');
  return await run.look();
}

async function loadRecord(run: RecoveryRun): Promise<void> {
  try {
    await run.store?.load();
  } catch (error) {
    // The runbooks for a cluster that is down say so themselves.
    if (!(error instanceof Fault) || error.outcome !== 'unreachable' || !run.startsWithoutApi)
      throw error;
  }
}

function confirmations(world: DirectWorld, given: readonly string[]): Map<string, string> {
  const say = messagesOf(world.language).recover;
  return new Map(
    given.map((text) => {
      const at = text.lastIndexOf('=');
      if (at < 1 || at === text.length - 1) throw new Fault(say.badConfirm(text));
      return [text.slice(0, at), text.slice(at + 1)] as const;
    }),
  );
}

function checkNeeds(world: DirectWorld, runbook: RunbookId, { target, etcd }: RecoverInput): void {
  const say = messagesOf(world.language).recover;
  const given: Readonly<Record<Need, boolean>> = {
    node: target.nodes.length > 0,
    object: target.object !== undefined,
    dns: target.dns !== undefined,
    endpoint: etcd.endpoint !== undefined,
    file: target.etcd !== undefined && target.etcd.file !== '',
    'data-dir': target.etcd?.dataDir !== undefined,
    etcdutl: etcd.etcdutl !== undefined,
  };
  const missing = runbooks[runbook].needs.filter((need) => !given[need]);
  if (missing.length === 0) return;
  const what = missing.map((need) => say.needs[need]).join(', ');
  throw new Fault(say.missing(runbook, what), {
    fix: `koupctl recover ${runbook} ${missing.map((need) => say.needs[need]).join(' ')}`,
  });
}

/** What it is about, in the record's name: the same from every machine. */
function nameOf({ nodes, object, namespace, dns, etcd }: Target): string {
  if (etcd !== undefined && etcd.file !== '') return etcd.dataDir ?? etcd.file;
  if (object !== undefined)
    return [namespace, object.kind.toLowerCase(), object.name].filter(Boolean).join('/');
  return [...nodes].sort().join(',') || (dns ?? namespace ?? '');
}

function list(world: DirectWorld): Outcome {
  const say = messagesOf(world.language).recover;
  const items = Object.values(runbooks).map(({ id, needs, steps }) => ({
    runbook: id,
    for: say.titles[id as RunbookId],
    needs: needs.map((need) => say.needs[need]),
    steps: steps.map((step) => step.id),
  }));
  world.reporter.listing({
    kind: 'RunbookList',
    items,
    columns: [
      { title: say.columns.runbook, value: (item) => String(item['runbook']) },
      { title: say.columns.what, value: (item) => String(item['for']) },
      { title: say.columns.needs, value: (item) => (item['needs'] as string[]).join(' ') },
    ],
    empty: '',
    name: (item) => String(item['runbook']),
  });
  return outcome('done', '');
}
