import { faultOf, type FaultTexts } from '../messages/fault-of.ts';
import {
  batchesOver,
  labelOf,
  operatePlan,
  type OperateFacts,
  type Touched,
} from './operate-plan.ts';
import { info, someOf, warning } from './risk-words.ts';
import { modulesOf } from '../modules/release.ts';
import type { Note, Plan, Risk, RolloutOptions } from './types.ts';

/** A workload that is to go, with everything that it put on bases. */
export interface OfflineFacts extends OperateFacts {
  /** spec.replicas, or the number of its places where it has no such number. */
  readonly before: number;
  /** Bases that have it, in the order in which they would lose it in steps. */
  readonly places: readonly Touched[];
  /** Bases that are losing it already, for another reason: they are watched to the end, too. */
  readonly losing: readonly string[];
  /** All modules of it that are on bases, with their versions: `orders 1.0.0`. */
  readonly releases: readonly string[];
  /** Why it can go only all at once; undefined where it can go in steps. */
  readonly onlyWhole: ((words: FaultTexts) => string) | undefined;
  readonly open: { readonly version: string; readonly who: string } | undefined;
  readonly silent: readonly string[];
  /** Modules that another workload wants on the same base too, in words. */
  readonly shared: readonly string[];
  /** What stays behind in the cluster, in words. */
  readonly stays: readonly string[];
  readonly notes: readonly Note[];
}

/** The plan that takes a workload off all bases and deletes it. Pure. */
export function makeOfflinePlan(facts: OfflineFacts, options: RolloutOptions): Plan {
  const { places, onlyWhole, live } = facts;
  if (options.batches !== undefined && onlyWhole !== undefined) {
    throw faultOf((words) => words.operations.notInSteps(labelOf(live), onlyWhole(words)));
  }
  return operatePlan(facts, options, {
    action: 'offline',
    kind: 'settings',
    replicas: 0,
    policyReason:
      places.length === 0
        ? 'it is on no base; the workload is deleted'
        : `${places.length} base(s) lose it, then the workload is deleted`,
    batches: batchesOver(places, places.length, options),
    notes: facts.notes,
    risks: risksOf(facts, options),
  });
}

/** The plan that takes off bases what was left when the workload had gone. Pure. */
export function makeLeftoverPlan(
  facts: OperateFacts & { readonly places: readonly Touched[] },
  options: RolloutOptions,
): Plan {
  const { places } = facts;
  return operatePlan(facts, options, {
    action: 'offline',
    kind: places.length === 0 ? 'none' : 'settings',
    replicas: 0,
    policyReason: `the workload is gone; ${places.length} base(s) still have the module, and uninstall it`,
    batches: batchesOver(places, places.length, { ...options, batches: undefined }),
    risks: [info('nothing in Kubernetes wants it there, and nothing in Kubernetes is changed')],
  });
}

function risksOf(facts: OfflineFacts, { proof }: RolloutOptions): Risk[] {
  const { places, module, open, silent, shared, stays } = facts;
  const risks: Risk[] = [];
  if (places.length > 0) {
    risks.push(
      warning(
        `what ${facts.releases.join(' and ')} serves is served nowhere by this workload any more`,
      ),
    );
  }
  if (open !== undefined) {
    risks.push(
      warning(
        `a rollout to ${open.version} by ${open.who} stands on it: it ends with this, and can't be undone any more`,
      ),
    );
  }
  if (shared.length > 0) {
    risks.push(
      warning(
        `another workload wants the same on the same base, and loses it too: ${someOf(shared)}`,
      ),
    );
  }
  if (proof === 'base' && silent.length > 0) {
    risks.push(
      warning(
        `${silent.length} base(s) do not answer from here (${someOf(silent, 3)}): that it is gone there can't be proven; --arklet proxy asks through the API server`,
      ),
    );
  }
  if (facts.losing.length > 0) {
    risks.push(info(`${facts.losing.length} more base(s) are losing it already`));
  }
  if (stays.length > 0) risks.push(info(`stays in the cluster: ${someOf(stays)}`));
  risks.push(
    info(
      `koupctl keeps its record of it, with version and url: ${modulesOf(module)
        .map(({ version, url }) => `${version} ${url}`)
        .join(', ')}`,
    ),
  );
  return risks;
}
