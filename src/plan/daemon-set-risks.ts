import { closedKeyIn } from '../modules/daemon-nodes.ts';
import { gapSeconds } from './plan-revisioned.ts';
import type { V2Facts } from './plan-v2.ts';
import { budgetIsAsked, changesPods } from './revisioned-risks.ts';
import { info, warning } from './risk-words.ts';
import { sharedRisks } from './risks-v2.ts';
import type { Plan, PlannedBatch, Risk, RolloutOptions } from './types.ts';

interface More {
  readonly options: RolloutOptions;
  readonly replicas: number;
  readonly kind: Plan['kind'];
  readonly bases: readonly string[];
  readonly batches: readonly PlannedBatch[];
  /** A first deploy: batches open the bases. */
  readonly first: boolean;
}

interface Spec {
  template?: unknown;
  updateStrategy?: { type?: string };
}

type Rule = (spec: Spec, more: More, facts: V2Facts) => Risk | undefined;

const rules: readonly Rule[] = [
  noBase,
  gap,
  losesBases,
  outside,
  (_, more, { pdbs }) => (changesPods(more) ? budgetIsAsked(pdbs) : undefined),
  doors,
  notReady,
  givenBack,
];

/** What the operator has to know of a DaemonSet's rollout. Pure. */
export function daemonSetRisks(facts: V2Facts, more: More): Risk[] {
  const spec = (facts.stored['spec'] ?? {}) as Spec;
  const shared = sharedRisks(facts, {
    ...more,
    eligible: more.bases,
    // Zero is told in this kind's own words.
    replicas: Math.max(1, more.replicas),
    policy: 'uninstall-then-install',
  });
  const own = rules.map((rule) => rule(spec, more, facts)).filter((risk) => risk !== undefined);
  return [...own, ...(more.replicas === 0 ? [] : shared)];
}

function noBase(_: Spec, { replicas }: More): Risk | undefined {
  return replicas === 0 ? warning('no-base-fits') : undefined;
}

function gap(spec: Spec, more: More): Risk | undefined {
  if (!changesPods(more)) return undefined;
  return warning('batch-gap', gapSeconds(spec.template));
}

/** Its controller takes pods off nodes that the template no longer reaches, whatever the strategy. */
function losesBases(_: Spec, more: More, { livePods }: V2Facts): Risk | undefined {
  const lost = livePods
    .flatMap((pod) => pod.node ?? [])
    .filter((name) => !more.bases.includes(name));
  if (more.kind !== 'upgrade' || lost.length === 0) return undefined;
  return warning('bases-unreached', lost);
}

function outside(_: Spec, more: More): Risk | undefined {
  if (more.kind === 'none' || more.kind === 'settings' || more.replicas === 0) return undefined;
  return info(more.first ? 'module-at-once' : 'version-at-once');
}

/** Bases of later batches are kept closed by a label on their nodes. */
function doors({ template }: Spec, more: More): Risk | undefined {
  const key = closedKeyIn(template);
  if (!more.first || key === undefined || more.batches.length < 2) return undefined;
  return info('nodes-labelled', key);
}

function notReady(_: Spec, more: More, { bases }: V2Facts): Risk | undefined {
  if (more.kind === 'none') return undefined;
  const names = more.bases.filter((name) => bases.get(name)?.ready === false);
  if (names.length === 0) return undefined;
  return warning('bases-not-ready', names);
}

function givenBack({ updateStrategy }: Spec, more: More): Risk | undefined {
  if (!changesPods(more) || more.kind === 'resume') return undefined;
  const { type = 'RollingUpdate' } = updateStrategy ?? {};
  if (type === 'OnDelete') return undefined;
  return info('on-delete-meanwhile', type);
}
