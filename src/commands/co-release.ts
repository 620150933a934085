import type { Fault } from '../fault.ts';
import { faultOf } from '../messages/fault-of.ts';
import { said } from '../messages/said-of.ts';
import { outcome, type Outcome } from '../outcome.ts';
import { labelOf, typedName } from '../plan/operate-plan.ts';
import type { Plan, RolloutOptions } from '../plan/types.ts';
import type { CoReleaseRecord } from '../rollout/co-release-record.ts';
import type { Assignment, Ports } from '../rollout/context.ts';
import type { RolloutRecord } from '../rollout/record.ts';
import type { Stairs } from '../rollout/stairs.ts';
import type { Said } from '../said.ts';
import type { BaseFlags } from './co-release-base.ts';
import { isUnderWay, planOfRecord, stairsOfRecord, undoTogether } from './co-release-record.ts';
import { openCoRelease, resumeCommand } from './co-release-stand.ts';
import { prepareCoReleaseV1 } from './co-release-v1.ts';
import { prepareCoReleaseV2 } from './co-release-v2.ts';
import { portsOf, refusalOf, refuseSilence } from './deploy.ts';
import { openDoors } from './doors.ts';
import { findWorkload, NoWorkload, type FoundWorkload } from './find-workload.ts';
import { holding } from './holding.ts';
import { kindTyped } from './kinds.ts';
import type { Source } from './module-source.ts';
import { finished, walkHeld, type OperateInput } from './operate.ts';
import { asking } from './scale.ts';
import { readStand, type Stand } from './stand.ts';
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
  const found = await findThere(world, input);
  const standing = found && (await standingOf(world, input, found));
  if (standing !== undefined) return await takeUp(world, input, standing);
  if (fresh === undefined) throw nothingStands(input);
  return await begin(world, input, { ...fresh, found });
}

interface Standing {
  readonly stand: Stand;
  readonly record: RolloutRecord;
  readonly joint: CoReleaseRecord;
}

/** The workload, if there is one: a V2 module may be brought with its base for the first time. */
async function findThere(world: World, input: CoReleaseInput): Promise<FoundWorkload | undefined> {
  const { cluster, surface, namespace } = await openDoors(world, input);
  try {
    return await findWorkload(cluster, surface, typedIn(input), namespace);
  } catch (error) {
    if (error instanceof NoWorkload && input.fresh !== undefined) return undefined;
    throw error;
  }
}

/** NAME, with the kind that was said. */
function typedIn({ name, fresh }: CoReleaseInput): string {
  const kind = fresh?.source.from === 'flags' ? fresh.source.flags.kind : undefined;
  return kind === undefined || name.includes('/') ? name : `${kind}/${name}`;
}

/** The co-release that stands on the workload. Throws a Fault for one that is another one, or goes back. */
async function standingOf(
  world: World,
  input: CoReleaseInput,
  { object }: FoundWorkload,
): Promise<Standing | undefined> {
  const name = `${object.kind.toLowerCase()}/${object.metadata.name}`;
  const stand = await readStand(world, { ...input, name });
  const record = stand.file?.current;
  const live = stand.found.object;
  const joint = openCoRelease(record, live);
  if (record === undefined || joint === undefined) return undefined;
  // Cut off before its first step: it begins anew, under the same id.
  if (!isUnderWay(record, live)) return undefined;
  if (!isAnother(input, { stand, record, joint })) return { stand, record, joint };
  const { version, url } = record.module;
  const standing = {
    workload: labelOf(live),
    version,
    url,
    baseVersion: joint.baseVersion,
    who: record.who,
  };
  throw faultOf(
    ({ coRelease }) => coRelease.anotherStands(standing, resumeCommand(live), typedName(live)),
    { outcome: 'refused' },
  );
}

/** Whether something else is asked for than what stands. V1 tells by the url, V2 by the versions. */
function isAnother({ fresh }: CoReleaseInput, { stand, record, joint }: Standing): boolean {
  if (fresh?.source.from !== 'flags') return false;
  const { version, url } = fresh.source.flags;
  const { module } = record;
  const base = fresh.base.version ?? joint.baseVersion;
  if (stand.found.world === 'v2') return version !== module.version || base !== joint.baseVersion;
  return (version !== '' && version !== module.version) || url !== module.url;
}

function nothingStands({ name, namespace }: CoReleaseInput): Fault {
  return faultOf(({ coRelease }) => coRelease.nothingStands(name, namespace), {
    outcome: 'refused',
  });
}

async function begin(
  world: World,
  input: CoReleaseInput,
  fresh: Fresh & { readonly found: FoundWorkload | undefined },
): Promise<Outcome> {
  const { cluster, bases, surface } = await openDoors(world, input);
  const { found } = fresh;
  const stdin = (): Promise<string> => world.stdin();
  const wanted = { ...fresh, namespace: input.namespace, options: input.options };
  const prepared =
    found?.world === 'v1' && surface.v1 !== undefined
      ? await prepareCoReleaseV1(
          { cluster, bases, clock: world.clock, surface: surface.v1, live: found.object },
          wanted,
          stdin,
        )
      : await prepareCoReleaseV2(cluster, bases, { ...wanted, source: forV2(fresh) }, world);
  if (prepared === undefined) {
    const { name } = input;
    return outcome(
      'done',
      said(({ commanded }) => commanded.nothingToRelease(name)),
    );
  }
  const { plan, record } = prepared;
  await input.show(plan);
  const refusal = await refusalOf(asking(world, questionOf(plan)), input, plan, cluster);
  if (refusal) return refusal;
  const ports = portsOf(world, cluster, bases);
  const id = prepared.resumes ?? world.newId();
  const assignment = assignmentOf(world, plan, input.options, { id, joint: record });
  const end = await holding(world, ports, { plan, takeOver: input.takeOver }, async (held) => {
    return await carryOut(world, held, assignment, prepared.stairs(held, assignment));
  });
  return finished(ports, end);
}

/** V1 changes what runs already; everything else is brought as a V2 Deployment. */
function forV2({ source, found }: Fresh & { readonly found: FoundWorkload | undefined }): Source {
  if (source.from !== 'flags') return source;
  const { flags } = source;
  const kind = flags.kind ?? 'deployment';
  if (kindTyped(kind)?.world === 'v1' && found === undefined) {
    throw faultOf(({ coRelease }) => coRelease.noModule(flags.workload ?? flags.name, flags.name));
  }
  if (flags.version !== '') return { ...source, flags: { ...flags, kind } };
  throw faultOf(({ coRelease }) => coRelease.needsVersion(flags.name));
}

async function takeUp(
  world: World,
  input: CoReleaseInput,
  { stand, record, joint }: Standing,
): Promise<Outcome> {
  const { cluster, bases, store } = stand;
  const options = { ...input.options, ...record.options, ...input.asked };
  const { plan, module } = planOfRecord(stand, record, joint, options);
  await input.show(plan);
  const refusal = await refusalOf(asking(world, questionOf(plan)), input, plan, cluster);
  if (refusal) return refusal;
  const ports = portsOf(world, cluster, bases);
  const end = await holding(world, ports, { plan, takeOver: input.takeOver }, async (held) => {
    // What the holder before did since it was read is known only now.
    const now = (await store.load())?.current ?? record;
    const known = now.coRelease ?? joint;
    const assignment = assignmentOf(world, plan, options, { id: record.id, joint: known });
    const stairs = await stairsOfRecord(
      held,
      { ...assignment, plan: module },
      {
        stand,
        record: now,
        joint: known,
        plan,
      },
    );
    return await carryOut(world, held, assignment, stairs);
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
  stairs: Stairs,
): Promise<Outcome> {
  const { plan, options, comeBack, undo } = assignment;
  const module = `${plan.module.name} ${plan.module.version}`;
  const end = await walkHeld(ports, assignment, stairs, {
    done: () => said(({ commanded }) => commanded.released(module)),
    doing: said(({ commanded }) => commanded.releasing(module)),
    back: undo,
    onwards: comeBack,
  });
  const failed = end.name === 'failed' || end.name === 'timed-out';
  if (!failed || options.onFailure !== 'rollback') return end;
  return await undoTogether(world, ports, assignment);
}

function questionOf({ module, target, kind }: Plan): Said {
  const what = `${module.name} ${module.version}`;
  return said(({ asks }) =>
    kind === 'resume'
      ? asks.goOnReleasing(what, target.context)
      : asks.release(what, target.context),
  );
}
