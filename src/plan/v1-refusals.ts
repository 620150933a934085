import { Fault } from '../fault.ts';
import { faultFrom, faultOf } from '../messages/fault-of.ts';
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
  throw faultFrom((_, { plans }) => {
    const { text, fix } = plans.v1Policy(policy);
    return { message: text, fix, details: [plans.v1PolicyWhy] };
  });
}

function refuseForeignRollout(facts: V1Facts): void {
  const { open } = facts;
  if (open === undefined || isNotBegun(facts)) return;
  if (open.phase === 'rolling' && facts.liveHash !== open.templateHash) {
    const { version } = v1ModuleOf(facts.live);
    throw new Fault(
      `${label(facts)} was changed to ${version} by somebody else while the rollout to ${open.version} stood on it`,
      {
        outcome: 'superseded',
        fix: `go back to the version before all that: koupctl rollback ${typed(facts)}`,
      },
    );
  }
  if (open.templateHash === facts.storedHash && open.phase !== 'undoing') return;
  const undoing = open.phase === 'undoing';
  throw new RolloutStands(
    facts.stored,
    undoing
      ? `the rollout of ${label(facts)} to ${open.version} by ${open.who} is being undone`
      : `a rollout to ${open.version} by ${open.who} stands on ${label(facts)}: two at once would mix three versions`,
    {
      fix: undoing
        ? `finish the undo: koupctl rollback ${typed(facts)}`
        : `finish it with the deploy of ${open.version}, or undo it: koupctl rollback ${typed(facts)}`,
    },
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
  throw new Fault(
    `a release of ${label(facts)} that koupctl did not begin is under way: ${progress}, batch ${currentBatch} of ${realBatchCount}`,
    {
      outcome: 'refused',
      details: ['a change of the spec would be met by the confirmations given to that release'],
      fix: `see it to its end first: koupctl status ${typed(facts)}`,
    },
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
    throw new Fault(
      `an earlier release of ${label(facts)} was never completed: revision ${revision.number} (${revision.module.version}) has ${there} of ${revision.replicas} modules`,
      {
        details: ['it would take bases from the new release'],
        fix: `finish it first: the same deploy of ${revision.module.version} makes the controller place the rest, where a base is free`,
      },
    );
  }
}

function refuseNoFreeBase(facts: V1Facts): void {
  const { free, old } = roomOf(facts);
  const replicas = v1Spec(facts.stored).replicas ?? 0;
  if (free > 0 || replicas === 0) return;
  const unusable = facts.view.free.length;
  const but = unusable > 0 ? ` (${unusable} without it, not ready)` : '';
  throw new Fault(
    `none of the ${facts.view.bases.size} base(s) is free of ${v1ModuleOf(facts.stored).name}${but}: V1's controller upgrades only by way of a free one`,
    {
      details: [
        `${old} module(s) on ${facts.view.bases.size} base(s), ${replicas} replicas wanted`,
        ...fullBases(facts),
      ],
      fix: `add a base (kubectl scale deployment/${facts.baseDeployment?.metadata.name ?? ''} --replicas ${facts.view.bases.size + 1}), or lower the replicas of the version that runs`,
    },
  );
}

function refuseScaleWithoutRoom(facts: V1Facts): void {
  const { free } = roomOf(facts);
  const wanted = v1Spec(facts.stored).replicas ?? 0;
  if (wanted === (v1Spec(facts.live).replicas ?? 0)) return;
  const more = wanted - facts.view.current.length;
  if (more > free) {
    throw new Fault(`${more} more module(s) wanted, but ${free} base(s) are free`, {
      details: ["V1's controller forgets what finds no free base", ...fullBases(facts)],
      fix: `add ${more - free} base(s), or lower the replicas`,
    });
  }
  if (facts.view.release?.batchProgress !== 'Executing') return;
  throw new Fault(
    `the last batch of ${label(facts)} never became complete: V1's controller would wait for it for ever before it scales`,
    { fix: `deploy another version; koupctl status ${typed(facts)} says what is missing` },
  );
}

function label(facts: V1Facts): string {
  const { name, namespace = 'default' } = facts.stored.metadata;
  return `ModuleDeployment ${namespace}/${name}`;
}

function typed(facts: V1Facts): string {
  const { name, namespace = 'default' } = facts.stored.metadata;
  return `moduledeployment/${name} -n ${namespace}`;
}
