import { Fault } from '../fault.ts';
import type { Base } from '../modules/base.ts';
import { whyNotEligible } from '../modules/eligible.ts';
import { leaveOrder } from '../modules/leave-order.ts';
import { modulesIn, type ModulePod } from '../modules/module-pod.ts';
import { spreadOf, type Spread } from '../modules/spread.ts';
import type { ClusterTarget, KubeObject } from '../world.ts';
import { cumulativeBatches, increments } from './batches.ts';
import { choosePolicy } from './policy.ts';
import { refuseWhatCanNotBeRolled } from './refuse-v2.ts';
import { risksOf } from './risks-v2.ts';
import type { BatchSpec, Note, Plan, PlannedBatch, Policy, RolloutOptions } from './types.ts';

/** The rollout that the cluster's record says stands on this workload. */
export interface OpenRollout {
  readonly id: string;
  readonly phase: string;
  readonly templateHash: string;
  readonly batches: readonly number[];
  readonly replicas: number;
  readonly policy: Policy;
  readonly version: string;
  readonly who: string;
  /** A first deploy: there is no earlier template to go back to. */
  readonly first: boolean;
}

/** What is known when a deploy is planned, whatever the world; read with a quorum. */
export interface DeployFacts {
  readonly target: ClusterTarget;
  readonly live: KubeObject | undefined;
  readonly liveHash: string | undefined;
  /** The user's manifest, normalised: what the object is to be when the rollout is over. */
  readonly manifest: KubeObject;
  /** What the server would store: the answer to a dry run. */
  readonly stored: KubeObject;
  readonly storedHash: string;
  readonly warnings: readonly string[];
  readonly notes: readonly Note[];
  /** Managers whose fields the apply takes over, with the fields. */
  readonly takenOver: readonly { readonly field: string; readonly manager: string }[];
  /** The dry run met fields of koupctl's own or of a person's managers, so the apply has to force. */
  readonly forced: boolean;
  readonly diff: string;
  readonly open: OpenRollout | undefined;
  /** Ids of the bases that answered when the plan was made; undefined where none was asked. */
  readonly answered: ReadonlySet<string> | undefined;
}

/** Everything known when a V2 Deployment is planned. */
export interface V2Facts extends DeployFacts {
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
  const replicas = stored.replicas ?? 1;
  const eligible = eligibleBases(facts, stored);
  const kind = kindOf(facts);
  const resumed = kind === 'resume' ? facts.open : undefined;
  const cumulative =
    resumed?.batches ?? cumulativeBatches(options.batches ?? wholeAtOnce, replicas);
  const chosen = resumed
    ? { policy: resumed.policy, reason: 'as the rollout began' }
    : policyOf(facts, { options, kind, eligible, stored, cumulative });
  const batches =
    kind === 'none' || kind === 'settings'
      ? []
      : batchesOf({ cumulative, facts, eligible, kind, spread: spreadsOf(facts), ...chosen });
  const module = moduleIn(facts.stored);
  return deployPlan(facts, options, {
    world: 'v2',
    kind,
    module,
    from: facts.live && fromOf(facts, module),
    replicas,
    policy: chosen.policy,
    policyReason: chosen.reason,
    batches,
    notes: facts.notes,
    risks: risksOf(facts, { options, replicas, policy: chosen.policy, kind, eligible }),
  });
}

/** Puts what was `chosen` for a deploy into the frame that is the same for every kind. */
export function deployPlan(
  facts: DeployFacts,
  options: RolloutOptions,
  chosen: Pick<
    Plan,
    | 'world'
    | 'kind'
    | 'module'
    | 'from'
    | 'replicas'
    | 'policy'
    | 'policyReason'
    | 'batches'
    | 'notes'
    | 'risks'
  >,
): Plan {
  const { context, server, user } = facts.target;
  const { name, namespace = 'default' } = facts.stored.metadata;
  return {
    version: 1,
    action: 'deploy',
    world: chosen.world,
    kind: chosen.kind,
    target: { context, server, user },
    workload: { kind: facts.manifest.kind, namespace, name },
    module: chosen.module,
    from: chosen.from,
    replicas: chosen.replicas,
    policy: chosen.policy,
    policyReason: chosen.policyReason,
    proof: options.proof,
    confirm: options.confirm,
    batches: chosen.batches,
    notes: chosen.notes,
    risks: chosen.risks,
    diff: facts.diff,
    warnings: facts.warnings,
    manifest: facts.manifest,
    basedOn: facts.live && {
      uid: facts.live.metadata.uid ?? '',
      resourceVersion: facts.live.metadata.resourceVersion ?? '',
    },
  };
}

const wholeAtOnce: BatchSpec = { by: 'count', batches: 1, beta: false };

function kindOf(facts: V2Facts): Plan['kind'] {
  if (facts.live === undefined) return 'first';
  const { open } = facts;
  const same = open !== undefined && open.templateHash === facts.storedHash;
  if (same && facts.liveHash === facts.storedHash) {
    // A first deploy is under way as soon as its object exists; an upgrade only when its hold is drawn.
    if (open.phase === 'rolling' || (open.phase === 'preparing' && open.first)) return 'resume';
  }
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
): { policy: Policy; reason: string } {
  if (more.kind === 'first') {
    return {
      policy: more.options.policy ?? 'install-then-uninstall',
      reason: 'a first deploy: nothing to uninstall, batches step the replicas',
    };
  }
  const busy = new Set([...facts.oldPods, ...facts.livePods].map((pod) => pod.node));
  return choosePolicy({
    wanted: more.options.policy,
    strategyType: more.stored.strategy?.type ?? 'RollingUpdate',
    newSpread: spreadOf(more.stored.template),
    liveSpread: facts.live && spreadOf((facts.live['spec'] as Spec).template),
    freeBases: more.eligible.filter((name) => !busy.has(name)).length,
    largestBatch: Math.max(0, ...increments(more.cumulative)),
  });
}

/** Names of the bases that the template's labels, affinity and tolerations allow. */
function eligibleBases(facts: V2Facts, stored: Spec): string[] {
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
  spread: readonly Spread[];
}): PlannedBatch[] {
  const { facts, eligible, kind } = parts;
  const sizes = increments(parts.cumulative);
  const nameOf = (pod: ModulePod): string => pod.node ?? pod.name;
  const arrived = kind === 'resume' ? facts.livePods.map(nameOf) : [];
  const old = kind === 'resume' ? facts.oldPods : [...facts.oldPods, ...facts.livePods];
  const slots = [...arrived, ...leaveOrder(old).map(nameOf)];
  // Where no two versions share a base and none is free, the new one can only come where the old one left.
  const exact =
    parts.policy === 'uninstall-then-install' &&
    parts.spread.includes('exclusive') &&
    eligible.length <= slots.length;
  return parts.cumulative.map((cumulative, index) => {
    const size = sizes[index] ?? 0;
    return {
      number: index + 1,
      size,
      cumulative,
      candidates: exact ? slots.slice(cumulative - size, cumulative) : eligible,
      exact: exact || eligible.length === size,
    };
  });
}

/** What the new and the running template say about sharing a base. */
function spreadsOf(facts: V2Facts): Spread[] {
  return [facts.stored, facts.live]
    .filter((object) => object !== undefined)
    .map((object) => spreadOf((object['spec'] as Spec).template));
}

function moduleIn(object: KubeObject): Plan['module'] {
  const template = (object['spec'] as Spec | undefined)?.template;
  const containers = (
    template?.spec as { containers?: Parameters<typeof modulesIn>[0] } | undefined
  )?.containers;
  const [first, ...rest] = modulesIn(containers ?? []);
  if (first === undefined) {
    throw new Fault(`Deployment ${object.metadata.name} has no container whose image is a .jar`, {
      fix: "set the container's image to the module's jar URL",
    });
  }
  if (rest.length === 0) return first;
  return { ...first, name: [first, ...rest].map((module) => module.name).join('+') };
}

function fromOf(facts: V2Facts, module: Plan['module']): Plan['from'] {
  if (facts.live === undefined) return undefined;
  const live = (facts.live['spec'] as Spec | undefined)?.template;
  const containers = (live?.spec as { containers?: Parameters<typeof modulesIn>[0] } | undefined)
    ?.containers;
  const found =
    modulesIn(containers ?? []).find((one) => one.name === module.name) ??
    modulesIn(containers ?? [])[0];
  return found && { version: found.version, url: found.url };
}
