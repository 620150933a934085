import { worded, faultFrom, faultOf } from '../messages/fault-of.ts';
import { v1ModuleOf, v1Spec } from '../modules/v1-view.ts';
import type { V1Facts } from './plan-v1.ts';
import { RolloutStands } from './rollout-stands.ts';
import type { Plan, RolloutOptions } from './types.ts';
import { fullBases, roomOf } from './v1-batching.ts';

type Rule = (facts: V1Facts, kind: Plan['kind']) => void;

/** Throws a Fault for every state in which V1's controller would do something else than was asked. Pure. */
export function refuseV1(facts: V1Facts, options: RolloutOptions, kind: Plan['kind']): void {
  refusePolicy(options);
  for (const rule of always) rule(facts, kind);
  if (kind === 'none' || kind === 'resume') return;
  for (const rule of beforeWriting) rule(facts, kind);
  if (kind === 'upgrade') for (const rule of beforeUpgrade) rule(facts, kind);
  if (kind === 'settings') refuseScaleWithoutRoom(facts);
}

const always: readonly Rule[] = [refuseForeignRollout, refuseDeletion];

const beforeWriting: readonly Rule[] = [
  refuseNoLabels,
  refuseNoBaseDeployment,
  refuseNamesakes,
  refuseReleaseUnderWay,
  refuseAnotherModule,
  refuseAnotherBase,
];

const beforeUpgrade: readonly Rule[] = [refuseUrlOnly, refusePhantoms, refuseNoFreeBase];

function refusePolicy({ policy }: RolloutOptions): void {
  if (policy === undefined || policy === 'install-then-uninstall') return;
  throw faultFrom((_, { plans }) => worded(plans.v1Policy(policy), [plans.v1PolicyWhy]));
}

function refuseForeignRollout(facts: V1Facts): void {
  const { open } = facts;
  if (open === undefined || isNotBegun(facts)) return;
  if (open.phase === 'rolling' && facts.liveHash !== open.templateHash) {
    const { version } = v1ModuleOf(facts.live);
    throw faultOf(
      ({ plans }) => plans.v1ChangedTo(label(facts), version, open.version, typed(facts)),
      { outcome: 'superseded' },
    );
  }
  if (open.templateHash === facts.storedHash && open.phase !== 'undoing') return;
  const { version, phase, who } = open;
  throw new RolloutStands(facts.stored, ({ plans }) =>
    phase === 'undoing'
      ? plans.v1BeingUndone(label(facts), version, who, typed(facts))
      : plans.threeVersions(version, who, label(facts), typed(facts)),
  );
}

/** The release is begun with the apply, which is one write before the record says so. */
function isNotBegun({ open, liveHash }: V1Facts): boolean {
  return open?.phase === 'preparing' && liveHash !== open.templateHash;
}

function refuseDeletion(facts: V1Facts): void {
  if (facts.live?.metadata.deletionTimestamp === undefined) return;
  throw faultOf(({ plans }) => plans.v1Deleted(label(facts), typed(facts)), {
    outcome: 'refused',
  });
}

function refuseNoLabels(facts: V1Facts): void {
  if (Object.keys(facts.stored.metadata.labels ?? {}).length > 0) return;
  throw faultOf(({ plans }) => plans.v1NoLabels(label(facts)));
}

function refuseNoBaseDeployment(facts: V1Facts): void {
  if (facts.baseDeployment !== undefined) return;
  const { baseDeploymentName = '' } = v1Spec(facts.stored);
  throw faultOf(({ plans }) => plans.v1NoBase(baseDeploymentName));
}

function refuseNamesakes(facts: V1Facts): void {
  const [other] = facts.namesakes;
  if (other === undefined) return;
  const { name } = v1ModuleOf(facts.stored);
  throw faultOf(({ plans }) => plans.v1Namesake(other, name));
}

function refuseReleaseUnderWay(facts: V1Facts): void {
  if (facts.live === undefined || isNotBegun(facts)) return;
  const { release } = facts.view;
  if (release === undefined) {
    throw faultOf(({ plans }) => plans.v1NotLookedAt(label(facts)), { outcome: 'refused' });
  }
  if (release.progress === 'Completed') return;
  const { progress, currentBatch, realBatchCount } = release;
  throw faultFrom(
    (_, { plans }) =>
      worded(
        plans.v1ForeignRelease(label(facts), progress, currentBatch, realBatchCount, typed(facts)),
        [plans.v1ForeignReleaseWhy],
      ),
    { outcome: 'refused' },
  );
}

function refuseAnotherModule(facts: V1Facts): void {
  const before = v1ModuleOf(facts.live).name;
  const after = v1ModuleOf(facts.stored).name;
  if (facts.live === undefined || before === after) return;
  throw faultOf(({ plans }) => plans.v1AnotherModule(label(facts), before, after));
}

function refuseAnotherBase(facts: V1Facts): void {
  const before = v1Spec(facts.live).baseDeploymentName;
  const after = v1Spec(facts.stored).baseDeploymentName;
  if (facts.live === undefined || before === after) return;
  throw faultOf(({ plans }) => plans.v1AnotherBase(label(facts), before ?? '', after));
}

function refuseUrlOnly(facts: V1Facts): void {
  const before = v1ModuleOf(facts.live);
  const after = v1ModuleOf(facts.stored);
  if (before.version !== after.version) return;
  throw faultOf(({ plans }) => plans.v1UrlOnly(after.name, after.version), {
    details: [`from ${before.url}`, `to ${after.url}`],
  });
}

/**
 * A revision that was never completed keeps wanting what it lacks: as soon as
 * another release takes a replica from it, it grabs free bases for itself.
 */
function refusePhantoms(facts: V1Facts): void {
  const { view } = facts;
  const modules = [...view.current, ...view.former];
  for (const revision of view.revisions) {
    const there = modules.filter((module) => module.revision === revision.name).length;
    if (revision.replicas <= there) continue;
    const { number, module, replicas } = revision;
    throw faultFrom((_, { plans }) =>
      worded(plans.v1Unfinished(label(facts), number, module.version, there, replicas), [
        plans.v1UnfinishedWhy,
      ]),
    );
  }
}

function refuseNoFreeBase(facts: V1Facts): void {
  const { free, old } = roomOf(facts);
  const replicas = v1Spec(facts.stored).replicas ?? 0;
  if (free > 0 || replicas === 0) return;
  const unusable = facts.view.free.length;
  const bases = facts.view.bases.size;
  const { name } = v1ModuleOf(facts.stored);
  const deployment = facts.baseDeployment?.metadata.name ?? '';
  throw faultFrom((_, words) =>
    worded(words.plans.v1NoFreeBase(bases, name, unusable, deployment), [
      words.plans.v1Wanted(old, bases, replicas),
      ...fullBases(facts, words),
    ]),
  );
}

function refuseScaleWithoutRoom(facts: V1Facts): void {
  const { free } = roomOf(facts);
  const wanted = v1Spec(facts.stored).replicas ?? 0;
  if (wanted === (v1Spec(facts.live).replicas ?? 0)) return;
  const more = wanted - facts.view.current.length;
  if (more > free) {
    throw faultFrom((_, words) =>
      worded(words.plans.v1NoRoom(more, free), [words.plans.v1Forgets, ...fullBases(facts, words)]),
    );
  }
  if (facts.view.release?.batchProgress !== 'Executing') return;
  throw faultOf(({ plans }) => plans.v1LastBatch(label(facts), typed(facts)));
}

function label(facts: V1Facts): string {
  const { name, namespace = 'default' } = facts.stored.metadata;
  return `ModuleDeployment ${namespace}/${name}`;
}

function typed(facts: V1Facts): string {
  const { name, namespace = 'default' } = facts.stored.metadata;
  return `moduledeployment/${name} -n ${namespace}`;
}
