import { faultOf } from '../messages/fault-of.ts';
import type { Base } from '../modules/base.ts';
import { whyNotEligible } from '../modules/eligible.ts';
import { leaveOrder } from '../modules/leave-order.ts';
import { modulesOfTemplate, type ModulePod } from '../modules/module-pod.ts';
import { followsBases, peerReplicas } from '../modules/peer.ts';
import { keptIn, originOf, releaseOf } from '../modules/release.ts';
import { spreadOf } from '../modules/spread.ts';
import type { KubeObject } from '../world.ts';
import { cumulativeBatches, increments } from './batches.ts';
import { batchesWith } from './counted-batches.ts';
import { deployPlan, type DeployFacts } from './deploy-plan.ts';
import { choosePolicy, type PolicyFacts } from './policy.ts';
import { refuseWhatCanNotBeRolled } from './refuse-v2.ts';
import { risksOf } from './risks-v2.ts';
import { say, type PlanSaying } from './saying.ts';
import { spreadV2, type SpreadV2 } from './spread-v2.ts';
import type { BatchSpec, Plan, PlannedBatch, Policy, RolloutOptions } from './types.ts';

/** Everything known when a V2 Deployment is planned. */
export interface V2Facts extends DeployFacts {
  /** Of the pods that run now: not yet the live one where a rollout was cut off before its hold. */
  readonly running: unknown;
  /** Pods of earlier templates than the live one. */
  readonly oldPods: readonly ModulePod[];
  /** Pods of the live template. */
  readonly livePods: readonly ModulePod[];
  /** The hold line is drawn on the live object. */
  readonly held: boolean;
  readonly nodes: readonly KubeObject[];
  readonly bases: ReadonlyMap<string, Base>;
  readonly hpas: readonly KubeObject[];
  readonly pdbs: readonly KubeObject[];
}

interface Spec {
  replicas?: number;
  template?: { metadata?: { labels?: Record<string, string> }; spec?: unknown };
  strategy?: { type?: string };
}

/** Makes the plan of a V2 Deployment, or throws a Fault that says why it can't be rolled. Pure. */
export function makePlanV2(facts: V2Facts, options: RolloutOptions): Plan {
  refuseWhatCanNotBeRolled(facts);
  const stored = (facts.stored['spec'] ?? {}) as Spec;
  const kind = kindOf(facts);
  const replicas = replicasWanted(facts, kind);
  const eligible = eligibleBases(facts, stored);
  const resumed = kind === 'resume' ? facts.open : undefined;
  const cumulative =
    resumed?.batches ?? cumulativeBatches(options.batches ?? wholeAtOnce, replicas);
  const chosen = resumed
    ? { policy: resumed.policy, reason: say('as-begun') }
    : policyOf(facts, { options, kind, eligible, stored, cumulative });
  const batches =
    kind === 'none' || kind === 'settings'
      ? []
      : batchesOf({ cumulative, facts, eligible, kind, ...chosen });
  const module = moduleIn(facts.stored);
  const spread = spreadIn(facts, kind, replicas);
  return deployPlan(facts, options, {
    world: 'v2',
    kind,
    module,
    from: facts.live && fromOf(facts, module),
    replicas,
    policy: chosen.policy,
    policyReason: chosen.reason,
    ...(spread && { spread: spread.said }),
    batches,
    notes: facts.notes,
    risks: risksOf(facts, { options, replicas, policy: chosen.policy, kind, eligible, spread }),
  });
}

/** A peer workload's first number is counted here; from then on its controller keeps it. */
function replicasWanted({ stored, bases, open }: V2Facts, kind: Plan['kind']): number {
  if (followsBases(stored) && kind === 'first') return peerReplicas(stored, bases.values());
  if (followsBases(stored) && kind === 'resume' && open?.first === true) return open.replicas;
  return ((stored['spec'] ?? {}) as Spec).replicas ?? 1;
}

export const wholeAtOnce: BatchSpec = { by: 'count', batches: 1, beta: false };

function kindOf(facts: V2Facts): Plan['kind'] {
  if (facts.live === undefined) return 'first';
  const { open } = facts;
  const same = open !== undefined && open.templateHash === facts.storedHash;
  if (same && facts.liveHash === facts.storedHash && open.phase === 'rolling') return 'resume';
  if (facts.liveHash !== facts.storedHash || facts.open?.phase === 'preparing') return 'upgrade';
  return facts.diff === '' ? 'none' : 'settings';
}

function policyOf(
  facts: V2Facts,
  more: {
    options: RolloutOptions;
    kind: Plan['kind'];
    eligible: readonly string[];
    stored: Spec;
    cumulative: readonly number[];
  },
): { policy: Policy; reason: PlanSaying } {
  if (more.kind === 'none' || more.kind === 'settings') {
    return {
      policy: more.options.policy ?? 'install-then-uninstall',
      reason: say('no-other-version'),
    };
  }
  if (more.kind === 'first') {
    return {
      policy: more.options.policy ?? 'install-then-uninstall',
      reason: say('first-steps'),
    };
  }
  const busy = new Set([...facts.oldPods, ...facts.livePods].map((pod) => pod.node));
  return choosePolicy({
    wanted: more.options.policy,
    strategyType: more.stored.strategy?.type ?? 'RollingUpdate',
    ...spreadsOf(facts),
    kept: keptIn(modulesOfTemplate(facts.running), modulesOfTemplate(more.stored.template)),
    freeBases: more.eligible.filter((name) => !busy.has(name)).length,
    largestBatch: Math.max(0, ...increments(more.cumulative)),
    replicas: more.cumulative.at(-1) ?? 0,
  });
}

/** Names of the bases that the template's labels, affinity and tolerations allow. */
export function eligibleBases(facts: V2Facts, stored: Spec): string[] {
  return facts.nodes
    .filter((node) => facts.bases.has(node.metadata.name))
    .filter((node) => whyNotEligible(stored.template?.spec, node) === undefined)
    .map((node) => node.metadata.name)
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

function batchesOf(parts: {
  cumulative: readonly number[];
  facts: V2Facts;
  eligible: readonly string[];
  policy: Policy;
  kind: Plan['kind'];
}): PlannedBatch[] {
  const { facts, eligible, kind } = parts;
  const nameOf = (pod: ModulePod): string => pod.node ?? pod.name;
  const arrived = kind === 'resume' ? facts.livePods.map(nameOf) : [];
  const old = kind === 'resume' ? facts.oldPods : [...facts.oldPods, ...facts.livePods];
  const slots = [...arrived, ...leaveOrder(old).map(nameOf)];
  // Where no two versions share a base and none is free, the new one can only come where the old one left.
  const exact =
    parts.policy === 'uninstall-then-install' &&
    Object.values(spreadsOf(facts)).includes('exclusive') &&
    eligible.length <= slots.length;
  return batchesWith(parts.cumulative, (size, total) => ({
    candidates: exact ? slots.slice(total - size, total) : eligible,
    exact: exact || eligible.length === size,
  }));
}

/** What the new and the running template say to each other about sharing a base. */
export function spreadsOf(facts: V2Facts): Pick<PolicyFacts, 'newSpread' | 'liveSpread'> {
  const stored = (facts.stored['spec'] as Spec).template;
  const { running } = facts;
  const around = {
    namespace: facts.stored.metadata.namespace,
    nodes: [...facts.bases.values()].map((base) => base.labels),
  };
  return {
    newSpread: spreadOf(stored, running, around),
    liveSpread: running === undefined ? undefined : spreadOf(running, stored, around),
  };
}

/** How the stored template's pods lie on the bases; undefined where none is placed. */
export function spreadIn(
  facts: V2Facts,
  kind: Plan['kind'],
  replicas: number,
): SpreadV2 | undefined {
  if (kind === 'none' || kind === 'settings' || replicas === 0) return undefined;
  return spreadV2((facts.stored['spec'] as Spec).template, replicas, {
    namespace: facts.stored.metadata.namespace ?? 'default',
    nodes: facts.nodes.filter((node) => facts.bases.has(node.metadata.name)),
    running: facts.running,
  });
}

export function moduleIn(object: KubeObject): Plan['module'] {
  const release = releaseOf(modulesOfTemplate((object['spec'] as Spec | undefined)?.template));
  if (release) return release;
  throw faultOf(({ plans }) => plans.noJar(`${object.kind} ${object.metadata.name}`));
}

/** The version before: that of the template that is live, whatever its modules are called. */
export function fromOf({ live }: V2Facts, { modules }: Plan['module']): Plan['from'] {
  const before = modulesOfTemplate((live?.['spec'] as Spec | undefined)?.template);
  const release = releaseOf(before);
  if (release === undefined) return undefined;
  return { ...originOf(release), ...(modules === undefined ? {} : { modules: before }) };
}
