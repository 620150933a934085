import { meets, type LabelSelector, type Requirement } from './selector.ts';

type Labels = Readonly<Record<string, unknown>>;

/** A required pod anti-affinity term, as in a pod template. */
export interface SpreadTerm {
  labelSelector?: LabelSelector | undefined;
  matchLabelKeys?: string[];
  mismatchLabelKeys?: string[];
  namespaces?: string[];
  namespaceSelector?: LabelSelector | undefined;
  topologyKey?: string;
}

/**
 * What a pod template's required anti-affinity says to the pods of another
 * template of the same workload.
 * `free`: nothing, not even to its own pods, which may pile up on one base;
 * `per-version`: its own are kept apart, the others may join them on a base;
 * `exclusive`: the others are kept off the bases that its own are on.
 */
export type Spread = 'free' | 'per-version' | 'exclusive';

/** Where the pods are that keep each other off. */
export interface Surroundings {
  /** The workload's; absent where it is not known yet. */
  readonly namespace?: string | undefined;
  /** The labels of every vnode; none where they are not known. */
  readonly nodes: readonly Labels[];
}

const namespaceName = 'kubernetes.io/metadata.name';
/** Put on every pod by its controller, and different for two templates. */
const hashLabel = 'pod-template-hash';

/** Judges `template` towards pods with the labels of `other`, another template of the workload. */
export function spreadOf(template: unknown, other: unknown, around: Surroundings): Spread {
  const own = { ...labelsOf(template), [hashLabel]: 'own' };
  const others = { ...labelsOf(other), [hashLabel]: 'other' };
  const terms = requiredTerms(template).filter((term) => isHeeded(term, around));
  if (terms.some((term) => takes(term, own, others))) return 'exclusive';
  return terms.some((term) => takes(term, own, own)) ? 'per-version' : 'free';
}

/** Whether two pods of the template never share a base, or whatever its terms call one place. */
export function keepsApart(template: unknown, around: Surroundings): boolean {
  return spreadOf(template, undefined, around) !== 'free';
}

/** Whether two pods of the template share one only where no other is left. */
export function prefersApart(template: unknown, around: Surroundings): boolean {
  const own = { ...labelsOf(template), [hashLabel]: 'own' };
  return preferredTerms(template).some((term) => isHeeded(term, around) && takes(term, own, own));
}

/**
 * Whether the scheduler heeds the term for pods of the workload at all: it may
 * look at other namespaces only, and it passes over nodes without the topology
 * key (kube-scheduler, plugin interpodaffinity).
 */
export function isHeeded(term: SpreadTerm, { namespace, nodes }: Surroundings): boolean {
  const { topologyKey = '' } = term;
  const carried = nodes.length === 0 || nodes.some((labels) => Object.hasOwn(labels, topologyKey));
  return carried && (namespace === undefined || reaches(term, namespace));
}

/** Whether the term of a pod with labels `own` takes a pod with labels `other`. */
export function takes(term: SpreadTerm, own: Labels, other: Labels): boolean {
  // No selector takes nothing, an empty one everything.
  if (!term.labelSelector) return false;
  // The API server makes requirements of the keys when a pod is created; keys that it lacks count for nothing.
  const keyed = (keys: readonly string[] = [], operator: string): Requirement[] =>
    keys
      .filter((key) => own[key] !== undefined)
      .map((key) => ({ key, operator, values: [own[key]] }));
  return [
    ...requirementsOf(term.labelSelector),
    ...keyed(term.matchLabelKeys, 'In'),
    ...keyed(term.mismatchLabelKeys, 'NotIn'),
  ].every((one) => meets(other, one));
}

/** The labels of a namespace are not known here, but for its name. */
function reaches({ namespaces = [], namespaceSelector }: SpreadTerm, namespace: string): boolean {
  if (namespaces.includes(namespace)) return true;
  if (!namespaceSelector) return namespaces.length === 0;
  return requirementsOf(namespaceSelector)
    .filter(({ key }) => key === namespaceName)
    .every((one) => meets({ [namespaceName]: namespace }, one));
}

function requirementsOf({ matchLabels = {}, matchExpressions = [] }: LabelSelector): Requirement[] {
  const equal = Object.entries(matchLabels).map(([key, value]) => ({
    key,
    operator: 'In',
    values: [value],
  }));
  return [...equal, ...matchExpressions];
}

function labelsOf(template: unknown): Labels {
  const { metadata } = (template ?? {}) as { metadata?: { labels?: Labels } };
  return metadata?.labels ?? {};
}

interface Template {
  spec?: {
    affinity?: {
      podAntiAffinity?: {
        requiredDuringSchedulingIgnoredDuringExecution?: SpreadTerm[];
        preferredDuringSchedulingIgnoredDuringExecution?: { podAffinityTerm?: SpreadTerm }[];
      };
    };
    topologySpreadConstraints?: (SpreadTerm & { whenUnsatisfiable?: string })[];
  };
}

function requiredTerms(template: unknown): readonly SpreadTerm[] {
  const { podAntiAffinity } = ((template ?? {}) as Template).spec?.affinity ?? {};
  return podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
}

function preferredTerms(template: unknown): readonly SpreadTerm[] {
  const { affinity, topologySpreadConstraints = [] } = ((template ?? {}) as Template).spec ?? {};
  const preferred =
    affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  return [
    ...preferred.flatMap(({ podAffinityTerm }) => podAffinityTerm ?? []),
    ...topologySpreadConstraints.filter((one) => one.whenUnsatisfiable === 'ScheduleAnyway'),
  ];
}
