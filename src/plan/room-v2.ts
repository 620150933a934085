import type { Condition } from '../messages/en/plans-v2.ts';
import { whyNotEligible } from '../modules/eligible.ts';
import type { ModulePod } from '../modules/module-pod.ts';
import { isHeeded, takes, type SpreadTerm } from '../modules/spread.ts';
import type { KubeObject } from '../world.ts';

/** Where more pods of a template can go. */
export interface Room {
  /** Names of the bases that can take one more each, as far as the template and its own pods decide. */
  readonly free: readonly string[];
  /** Bases that become free when a pod that is on its way out has gone. */
  readonly soon: readonly string[];
  /** Something keeps two pods of it off one base. */
  readonly kept: boolean;
  /** Conditions that only the scheduler can judge. */
  readonly unknown: readonly Condition[];
}

interface Template {
  metadata?: { labels?: Record<string, string> };
  spec?: {
    affinity?: {
      podAntiAffinity?: { requiredDuringSchedulingIgnoredDuringExecution?: SpreadTerm[] };
      podAffinity?: { requiredDuringSchedulingIgnoredDuringExecution?: unknown[] };
    };
    topologySpreadConstraints?: { whenUnsatisfiable?: string }[];
  };
}

/** Counts the bases for more pods of `template` beside `pods` and those that are `leaving`. Pure. */
export function roomFor(
  given: unknown,
  around: {
    readonly namespace: string;
    readonly nodes: readonly KubeObject[];
    readonly pods: readonly ModulePod[];
    readonly leaving: readonly ModulePod[];
  },
): Room {
  const template = (given ?? {}) as Template;
  const { nodes, pods, leaving } = around;
  const eligible = nodes
    .filter((node) => whyNotEligible(template.spec, node) === undefined)
    .sort((a, b) => a.metadata.name.localeCompare(b.metadata.name, 'en', { numeric: true }));
  const keys = topologiesOf(template, around);
  const labelsOf = (name: string): Record<string, string> =>
    nodes.find((node) => node.metadata.name === name)?.metadata.labels ?? {};
  const taken = new Set(pods.flatMap((pod) => domainsOf(pod.node, keys, labelsOf)));
  const held = new Set(leaving.flatMap((pod) => domainsOf(pod.node, keys, labelsOf)));
  const free: string[] = [];
  const soon: string[] = [];
  for (const { metadata } of eligible) {
    const domains = domainsOf(metadata.name, keys, labelsOf);
    if (domains.some((domain) => taken.has(domain))) continue;
    // Each that comes keeps further ones off where it is.
    for (const domain of domains) taken.add(domain);
    (domains.some((domain) => held.has(domain)) ? soon : free).push(metadata.name);
  }
  return { free, soon, kept: keys.length > 0, unknown: unknownIn(template) };
}

/** The topologies in which the template's pods keep their like off. */
function topologiesOf(
  template: Template,
  { namespace, nodes }: { namespace: string; nodes: readonly KubeObject[] },
): string[] {
  const own = { ...template.metadata?.labels, 'pod-template-hash': 'own' };
  const labels = nodes.map((node) => node.metadata.labels ?? {});
  const { podAntiAffinity } = template.spec?.affinity ?? {};
  const terms = podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  return terms
    .filter((term) => isHeeded(term, { namespace, nodes: labels }) && takes(term, own, own))
    .map((term) => term.topologyKey ?? '');
}

/** A base is always a domain of its own: one module is to be on it once. */
function domainsOf(
  node: string | undefined,
  keys: readonly string[],
  labelsOf: (name: string) => Record<string, string>,
): string[] {
  if (node === undefined) return [];
  const own = labelsOf(node);
  const domains = keys.flatMap((key) => (own[key] === undefined ? [] : [`${key}=${own[key]}`]));
  return [`node ${node}`, ...domains];
}

function unknownIn({ spec }: Template): Condition[] {
  const strict = (spec?.topologySpreadConstraints ?? []).some(
    (one) => one.whenUnsatisfiable !== 'ScheduleAnyway',
  );
  const affine = spec?.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  return [
    ...(strict ? (['topologySpreadConstraints'] as const) : []),
    ...(affine.length > 0 ? (['podAffinity'] as const) : []),
  ];
}
