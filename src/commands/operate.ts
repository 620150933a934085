import { said } from '../messages/said-of.ts';
import { outcome, textsOfOutcome, type Outcome } from '../outcome.ts';
import { labelOf, typedName } from '../plan/operate-plan.ts';
import type { Plan, RolloutOptions } from '../plan/types.ts';
import { Superseded, type Assignment, type Ports } from '../rollout/context.ts';
import { RecordStore } from '../rollout/record-store.ts';
import { isOpenOn } from '../rollout/record.ts';
import type { Stairs } from '../rollout/stairs.ts';
import { walk, type WalkWords } from '../rollout/walk.ts';
import type { Named } from './doors.ts';
import { holding } from './holding.ts';
import type { World } from './world.ts';

/** How often a pause between two steps looks whether it is still its own, ms. */
const lookMs = 1_000;

/** What every command takes that plans, shows, asks and writes. */
export interface OperateInput extends Named {
  readonly options: RolloutOptions;
  readonly yes: boolean;
  /** Show the plan and stop. */
  readonly dryRun: boolean;
  /** Take the workload away from a koupctl that is at it. */
  readonly takeOver: boolean;
  /** Contexts in which a person has to accept, from the configuration. */
  readonly protectedContexts: readonly string[];
  /** Shows the plan; the terminal room knows how. */
  readonly show: (plan: Plan) => Promise<void>;
}

interface Operation {
  readonly plan: Plan;
  readonly takeOver: boolean;
  /** The rollout that the plan shows as standing on the workload. */
  readonly open: { readonly version: string; readonly who: string } | undefined;
}

/**
 * Does `work` as the one koupctl that moves the workload. A plan that changes nothing needs no
 * hold; one that a rollout has overtaken since, while a person read it say, is not carried out.
 */
export async function operating(
  world: World,
  ports: Ports,
  { plan, takeOver, open }: Operation,
  work: (ports: Ports) => Promise<Outcome>,
): Promise<Outcome> {
  if (plan.kind === 'none') return await work(ports);
  return await holding(world, ports, { plan, takeOver }, async (held) => {
    const { workload, manifest } = plan;
    const store = new RecordStore(held.cluster, workload.namespace, workload);
    const now = (await store.load())?.current;
    const begun = now !== undefined && isOpenOn(now, manifest) ? now : undefined;
    const known = open?.version === begun?.module.version && open?.who === begun?.who;
    if (begun === undefined || known) return await work(held);
    return outcome(
      'superseded',
      said(({ commanded }) =>
        commanded.begunSince(begun.module.version, begun.who, labelOf(plan.manifest)),
      ),
      { next: [`koupctl status ${typedName(plan.manifest)}`] },
    );
  });
}

/** Walks the steps for as long as the workload is this process's own; what was taken over is left as it is. */
export async function walkHeld(
  ports: Ports,
  assignment: Assignment,
  stairs: Stairs,
  words: WalkWords,
): Promise<Outcome> {
  const { plan } = assignment;
  if (ports.lost === undefined) return await walk(ports, assignment, stairs, words);
  const refuse = refusing(ports.lost, plan);
  const end = await walk(waking(ports, refuse), assignment, yielding(stairs, refuse), words);
  const taken = end.name === 'superseded' && (await ports.lost('now')) !== undefined;
  if (!taken) return end;
  const { message, ...more } = textsOfOutcome(end);
  return outcome(end.name, message, {
    ...more,
    next: [`koupctl status ${typedName(plan.manifest)}`],
  });
}

/** Throws once another koupctl has taken over. */
function refusing(lost: () => Promise<string | undefined>, plan: Plan): () => Promise<void> {
  return async () => {
    const by = await lost();
    if (by === undefined) return;
    const label = labelOf(plan.manifest);
    throw new Superseded(said(({ changed }) => changed.of(label, changed.takenOver(by))));
  };
}

/** The same steps; none is begun, nothing mended or given back, when it is somebody else's. */
function yielding(stairs: Stairs, refuse: () => Promise<void>): Stairs {
  const own = async <T>(act: () => Promise<T>): Promise<T> => {
    await refuse();
    return await act();
  };
  return {
    begin: () => stairs.begin(),
    provenBefore: () => stairs.provenBefore?.() ?? 0,
    noteProven: (batch) => own(async () => await stairs.noteProven?.(batch)),
    step: (batch) => own(() => stairs.step(batch)),
    look: () => own(() => stairs.look()),
    next: (maxMs) => stairs.next(maxMs),
    finish: () => own(() => stairs.finish()),
    ended: () => stairs.ended?.(),
    leave: () => own(() => stairs.leave()),
    close: () => stairs.close(),
  };
}

/** The same ports with a sleep that is over when there is nothing left to wait for. */
function waking(ports: Ports, refuse: () => Promise<void>): Ports {
  const { clock } = ports;
  const sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
    const until = clock.now() + ms;
    while (clock.now() < until && !signal?.aborted) {
      await refuse();
      await clock.sleep(Math.min(lookMs, until - clock.now()), signal);
    }
  };
  return { ...ports, clock: { now: () => clock.now(), sleep } };
}

/** Lets whoever follows the events know how it ended. */
export function finished(ports: Ports, end: Outcome): Outcome {
  const { name, message, causes = [], next = [] } = end;
  ports.emit({ type: 'finished', outcome: name, message, causes, next });
  return end;
}
