import { Fault } from '../fault.ts';
import { outcome, type Outcome } from '../outcome.ts';
import { labelOf, typedName } from '../plan/operate-plan.ts';
import type { Plan, RolloutOptions } from '../plan/types.ts';
import { BaseRoll } from '../rollout/base-roll.ts';
import type { CoReleaseRecord } from '../rollout/co-release-record.ts';
import { CoReleaseStairs, type CoReleaseParts } from '../rollout/co-release-stairs.ts';
import type { Assignment, Ports } from '../rollout/context.ts';
import type { RolloutRecord } from '../rollout/record.ts';
import type { BaseFlags } from './co-release-base.ts';
import { isUnderWay, planOfRecord, undoTogether } from './co-release-record.ts';
import { openCoRelease, resumeCommand } from './co-release-stand.ts';
import { prepareCoReleaseV2 } from './co-release-v2.ts';
import { portsOf, refusalOf, refuseSilence } from './deploy.ts';
import { openDoors } from './doors.ts';
import { findWorkload } from './find-workload.ts';
import { holding } from './holding.ts';
import { kindTyped } from './kinds.ts';
import type { Source } from './module-source.ts';
import { finished, walkHeld, type OperateInput } from './operate.ts';
import { asking } from './scale.ts';
import { readStand, type Stand } from './stand.ts';
import { undoDriver } from './undo-driver.ts';
import type { World } from './world.ts';

export interface CoReleaseInput extends OperateInput {
  /** What is to be brought; undefined to go on with what stands, from its record alone. */
  readonly fresh: { readonly source: Source; readonly base: BaseFlags } | undefined;
  /** What was asked for by flags; what stands goes on as it began in the rest. */
  readonly asked: Partial<RolloutOptions>;
}

type Fresh = NonNullable<CoReleaseInput['fresh']>;

/**
 * Base and module released together, where neither works with the other's old version: plan,
 * show, ask; the module first, which waits for new bases; the base in batches, each proven by its
 * modules; at the end what is left of both.
 */
export async function coRelease(world: World, input: CoReleaseInput): Promise<Outcome> {
  refuseSilence(world, input);
  const { fresh } = input;
  const standing = await standingOf(world, input);
  if (standing !== undefined) return await takeUp(world, input, standing);
  if (fresh === undefined) throw nothingStands(input);
  return await begin(world, input, fresh);
}

interface Standing {
  readonly stand: Stand;
  readonly record: RolloutRecord;
  readonly joint: CoReleaseRecord;
}

/** The co-release that stands on the workload. Throws a Fault for one that is another one, or goes back. */
async function standingOf(world: World, input: CoReleaseInput): Promise<Standing | undefined> {
  const { fresh } = input;
  if (fresh !== undefined && !(await exists(world, input))) return undefined;
  const stand = await readStand(world, input);
  const record = stand.file?.current;
  const live = stand.found.object;
  const joint = openCoRelease(record, live);
  if (record === undefined || joint === undefined) return undefined;
  // Cut off before its first step: it begins anew, under the same id.
  if (!isUnderWay(record, live)) return undefined;
  const other =
    fresh !== undefined &&
    fresh.source.from === 'flags' &&
    (fresh.source.flags.version !== record.module.version ||
      fresh.base.version !== joint.baseVersion);
  if (!other) return { stand, record, joint };
  throw new Fault(
    `a co-release to ${record.module.version} with base version ${joint.baseVersion} by ${record.who} stands on ${labelOf(live)}`,
    {
      outcome: 'refused',
      fix: `finish it with ${resumeCommand(live)}, or take it back: koupctl rollback ${typedName(live)}`,
    },
  );
}

async function exists(world: World, input: CoReleaseInput): Promise<boolean> {
  const { cluster, surface, namespace } = await openDoors(world, input);
  try {
    const { world: side, object } = await findWorkload(cluster, surface, input.name, namespace);
    if (side === 'v2') return true;
    throw notV1(labelOf(object));
  } catch (error) {
    if (error instanceof Fault && error.message.startsWith('there is no module workload')) {
      return false;
    }
    throw error;
  }
}

function nothingStands({ name, namespace }: CoReleaseInput): Fault {
  const where = namespace === undefined ? '' : ` in namespace ${namespace}`;
  return new Fault(`no co-release stands on ${name}${where}`, {
    outcome: 'refused',
    fix: `koupctl status ${name} tells what runs; one that was cut off before its first step begins anew with the command that began it`,
  });
}

async function begin(world: World, input: CoReleaseInput, fresh: Fresh): Promise<Outcome> {
  const { source, base } = fresh;
  if (source.from === 'flags' && kindTyped(source.flags.kind ?? 'deployment')?.world === 'v1') {
    throw notV1(`--kind ${source.flags.kind ?? ''}`);
  }
  const { cluster, bases } = await openDoors(world, input);
  const wanted = { source, base, namespace: input.namespace, options: input.options };
  const prepared = await prepareCoReleaseV2(cluster, bases, wanted, () => world.stdin());
  if (prepared === undefined) {
    return outcome('done', `nothing to do: ${input.name} and its base are what was asked for`);
  }
  const { plan, module } = prepared;
  await input.show(plan);
  if (input.dryRun) return outcome('done', 'dry run: nothing was written');
  const refusal = await refusalOf(asking(world, questionOf(plan)), input, plan);
  if (refusal) return refusal;
  const ports = portsOf(world, cluster, bases);
  const id = module.resumes ?? world.newId();
  const assignment = assignmentOf(world, plan, input.options, { id, joint: prepared.record });
  const end = await holding(world, ports, { plan, takeOver: input.takeOver }, async (held) => {
    const driver = module.driver(held, { ...assignment, plan: module.plan });
    const parts = { driver, record: prepared.record, store: module.store, resumed: false };
    return await carryOut(world, held, assignment, parts);
  });
  return finished(ports, end);
}

async function takeUp(
  world: World,
  input: CoReleaseInput,
  { stand, record, joint }: Standing,
): Promise<Outcome> {
  const { cluster, bases, surface, found, store } = stand;
  const options = { ...input.options, ...record.options, ...input.asked };
  const { plan, module } = planOfRecord(stand, record, joint, options);
  await input.show(plan);
  if (input.dryRun) return outcome('done', 'dry run: nothing was written');
  const refusal = await refusalOf(asking(world, questionOf(plan)), input, plan);
  if (refusal) return refusal;
  const ports = portsOf(world, cluster, bases);
  const end = await holding(world, ports, { plan, takeOver: input.takeOver }, async (held) => {
    // What the holder before did since it was read is known only now.
    const now = (await store.load())?.current ?? record;
    const known = now.coRelease ?? joint;
    const assignment = assignmentOf(world, plan, options, { id: record.id, joint: known });
    const mine = { ...assignment, plan: module };
    const driver = await undoDriver(held, mine, { surface, found, record: now, store });
    return await carryOut(world, held, assignment, { driver, record: known, store, resumed: true });
  });
  return finished(ports, end);
}

function assignmentOf(
  world: World,
  plan: Plan,
  options: RolloutOptions,
  { id, joint }: { readonly id: string; readonly joint: CoReleaseRecord },
): Assignment {
  const { workload } = plan;
  const live = { kind: workload.kind, metadata: { ...workload } };
  return {
    plan,
    options,
    id,
    coRelease: joint,
    who: world.who,
    comeBack: resumeCommand({ apiVersion: '', ...live }),
    undo: `koupctl rollback ${typedName({ apiVersion: '', ...live })}`,
  };
}

async function carryOut(
  world: World,
  ports: Ports,
  assignment: Assignment,
  parts: Omit<CoReleaseParts, 'base'>,
): Promise<Outcome> {
  const { plan, options, id, comeBack, undo } = assignment;
  const base = new BaseRoll(ports, parts.record, id);
  const stairs = new CoReleaseStairs(ports, assignment, { ...parts, base });
  const end = await walkHeld(ports, assignment, stairs, {
    done: () => `${plan.module.name} ${plan.module.version} is on its new bases`,
    doing: `releasing ${plan.module.name} ${plan.module.version} with its base`,
    back: undo,
    onwards: comeBack,
  });
  const failed = end.name === 'failed' || end.name === 'timed-out';
  if (!failed || options.onFailure !== 'rollback') return end;
  return await undoTogether(world, ports, assignment);
}

function questionOf({ module, target, kind }: Plan): string {
  const what = `${module.name} ${module.version} together with its base`;
  return `${kind === 'resume' ? 'Go on releasing' : 'Release'} ${what} on ${target.context}?`;
}

/** V1's way can be neither held nor proven: the version stays, and the controller picks the base. */
function notV1(what: string): Fault {
  return new Fault(`${what}: co-release brings V2 Deployments, not V1`, {
    details: [
      'in V1 only the url may change: the controller installs nothing, and each new base pod gets the new package',
      'with a free base the new package may come on an old one, so have as many replicas as bases',
      'a base that is gone before it answers the uninstall leaves its Module deleting: koupctl status tells',
    ],
    fix: 'by hand: kubectl patch the ModuleDeployment’s spec.template.spec.module.url, then roll the base: kubectl set image deployment/BASE',
  });
}
