import { gapSeconds, readySeconds } from './plan-revisioned.ts';
import type { Ordinal } from './plan-stateful-set.ts';
import type { V2Facts } from './plan-v2.ts';
import { changesPods, elsewhere } from './revisioned-risks.ts';
import { info, warning } from './risk-words.ts';
import { sharedRisks } from './risks-v2.ts';
import type { SpreadV2 } from './spread-v2.ts';
import type { Plan, Risk, RolloutOptions } from './types.ts';

interface More {
  readonly options: RolloutOptions;
  readonly replicas: number;
  readonly kind: Plan['kind'];
  readonly eligible: readonly string[];
  readonly ordinals: readonly Ordinal[];
  /** Bases that could take a pod and have none. */
  readonly free: readonly string[];
  /** A first deploy: batches step the replicas. */
  readonly first: boolean;
  readonly spread: SpreadV2 | undefined;
}

interface Spec {
  replicas?: number;
  template?: unknown;
  podManagementPolicy?: string;
  updateStrategy?: {
    type?: string;
    rollingUpdate?: { partition?: number; maxUnavailable?: unknown };
  };
}

type Rule = (spec: Spec, more: More, facts: V2Facts) => Risk | undefined;

const rules: readonly Rule[] = [
  gap,
  serial,
  (_, more) => (changesPods(more) ? elsewhere(more.free) : undefined),
  unready,
  losesBases,
  budget,
  givenBack,
];

/** What the operator has to know of a StatefulSet's rollout. Pure. */
export function statefulSetRisks(facts: V2Facts, more: More): Risk[] {
  const spec = (facts.stored['spec'] ?? {}) as Spec;
  const shared = sharedRisks(facts, { ...more, policy: 'uninstall-then-install' });
  const own = rules.map((rule) => rule(spec, more, facts)).filter((risk) => risk !== undefined);
  return [...own, ...shared];
}

function gap(spec: Spec, more: More): Risk | undefined {
  if (!changesPods(more)) return undefined;
  return warning('base-gap', gapSeconds(spec.template));
}

function serial(spec: Spec, more: More): Risk | undefined {
  const { ordinals, replicas, first: steps } = more;
  const [first, last] = [ordinals[0]?.name ?? '', ordinals.at(-1)?.name ?? ''];
  if (steps) {
    if (spec.podManagementPolicy === 'Parallel' || replicas < 2) return undefined;
    const each = gapSeconds({ spec: { terminationGracePeriodSeconds: 0 } }) + readySeconds;
    return info('creates-serially', each);
  }
  if (!changesPods(more)) return undefined;
  const each = gapSeconds(spec.template) + readySeconds;
  const atOnce = spec.updateStrategy?.rollingUpdate?.maxUnavailable ?? 1;
  if (atOnce !== 1) return info('changes-some', last, first, String(atOnce));
  return info('changes-serially', last, first, each, replicas);
}

/** Under OrderedReady the controller does nothing while any pod is not ready. */
function unready(spec: Spec, more: More): Risk | undefined {
  if (more.kind === 'none' || spec.podManagementPolicy === 'Parallel') return undefined;
  const names = more.ordinals.filter(({ pod }) => pod?.ready === false).map(({ name }) => name);
  if (names.length === 0 || more.first) return undefined;
  return warning('unready-changed', names);
}

function losesBases(_: Spec, more: More, facts: V2Facts): Risk | undefined {
  const before = (facts.live?.['spec'] as Spec | undefined)?.replicas ?? 0;
  const lost = before - more.replicas;
  if (facts.live === undefined || lost <= 0) return undefined;
  return warning('ordinals-go', before, more.replicas);
}

function budget(_: Spec, more: More, { pdbs }: V2Facts): Risk | undefined {
  const [first] = pdbs;
  if (first === undefined || !changesPods(more)) return undefined;
  return info('budget-by-set', first.metadata.name);
}

function givenBack({ updateStrategy }: Spec, more: More): Risk | undefined {
  if (!changesPods(more)) return undefined;
  const { type, rollingUpdate } = updateStrategy ?? {};
  if (type === 'OnDelete') return info('on-delete-back');
  const { partition = 0 } = rollingUpdate ?? {};
  if (partition === 0 || more.kind === 'resume') return undefined;
  return info('partition-back', partition);
}
