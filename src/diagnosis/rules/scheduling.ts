import { whyNotEligible } from '../../modules/eligible.ts';
import * as labels from '../../modules/labels.ts';
import type { KubeObject } from '../../world.ts';
import type { Finding } from '../cause.ts';
import { scheduleGraceMs } from '../../modules/grace.ts';
import type { Evidence, PlaceSeen, Rule } from '../evidence.ts';
import { fact, isOlder } from '../facts.ts';

interface Toleration {
  key?: string;
  operator?: string;
  value?: string;
}

interface PodSpec {
  tolerations?: Toleration[];
  affinity?: object;
  nodeSelector?: object;
  nodeName?: string;
}

/** Taints that come and go with a node's health, and those that say where a pod may not be. */
const passing = /^node\.kubernetes\.io\//;

/** Why the scheduler finds no base for a V2 pod. All pods of a template are refused alike. */
export const unscheduled: Rule = {
  name: 'unscheduled',
  settledOnly: true,
  find: (evidence) => {
    const waiting = evidence.places.filter(
      (place) =>
        place.world === 'v2' &&
        place.current &&
        place.baseName === undefined &&
        place.unschedulable !== undefined &&
        isOlder(place.createdAt, evidence.now, scheduleGraceMs),
    );
    const [first] = waiting;
    if (first === undefined || evidence.unread.some(({ what }) => what === 'nodes')) return [];
    const facts = [fact(first.object, 'status.conditions PodScheduled', first.unschedulable)];
    if (evidence.nodes.length === 0) return [of(evidence, 'no-bases', facts, {})];
    const misfits = misfitsOf(evidence, first, facts);
    if (misfits.length > 0) return misfits;
    return noRoom(evidence, first, { facts, waiting: waiting.length });
  },
};

/** What of the template no vnode takes: each is reason enough by itself. */
function misfitsOf(
  { nodes, ...evidence }: Evidence,
  place: PlaceSeen,
  facts: Finding['evidence'],
): Finding[] {
  const spec = place.spec as PodSpec;
  const all = { ...evidence, nodes };
  const byEnv = nodes.filter((node) => refusesTaint(spec, node, (key) => key === labels.taintEnv));
  const own = nodes.filter((node) => !byEnv.includes(node));
  const env = spec.tolerations?.find(({ key }) => key === labels.taintEnv)?.value;
  if (own.length === 0 && env !== undefined) {
    const there = distinct(nodes.map((node) => node.metadata.labels?.[labels.env]));
    const params = { env, there: there.join(', ') };
    const more = fact(place.object, `spec.tolerations ${labels.taintEnv}`, env);
    const node = fact(nodeName(nodes[0]), `metadata.labels ${labels.env}`, there[0] ?? 'absent');
    return [of(all, 'wrong-env', [more, node, ...facts], params)];
  }
  const candidates = own.length === 0 ? nodes : own;
  const tainted = candidates.map((node) => taintRefusing(spec, node));
  const [taint] = tainted;
  if (taint !== undefined && tainted.every((one) => one !== undefined)) {
    const more = fact(nodeName(candidates[0]), 'spec.taints', taint);
    return [of(all, 'untolerated-taint', [more, ...facts], { taint })];
  }
  const missed = candidates.map((node) => whyNotEligible(tolerant(spec), node));
  const [why] = missed;
  if (why !== undefined && missed.every((one) => one !== undefined)) {
    const more = fact(nodeName(candidates[0]), 'metadata.labels', why);
    return [of(all, 'wrong-label', [more, ...facts], { why })];
  }
  return [];
}

/** Bases fit, and all of them are taken. */
function noRoom(
  evidence: Evidence,
  { spec }: PlaceSeen,
  seen: { readonly facts: Finding['evidence']; readonly waiting: number },
): Finding[] {
  const fitting = evidence.nodes.filter((node) => whyNotEligible(spec, node) === undefined);
  // Those that would fit are NotReady: a matter of the controller.
  if (fitting.length === 0 || evidence.leaving > 0) return [];
  const away = evidence.nodes.filter((node) => !fitting.includes(node)).length;
  const taken = fitting.filter(({ metadata }) =>
    evidence.places.some((place) => place.baseName === metadata.name),
  );
  // There is room, and the scheduler may yet see it.
  if (taken.length < fitting.length && !/anti-affinity/.test(String(seen.facts[0]?.value)))
    return [];
  const params = { bases: fitting.length, waiting: seen.waiting, away };
  const more = fact(
    'nodes',
    'that the template fits',
    `${fitting.length}, ${taken.length} of them taken`,
  );
  return [of(evidence, 'no-free-base', [more, ...seen.facts], params)];
}

function of(
  { typed }: Evidence,
  code: Finding['code'],
  evidence: Finding['evidence'],
  params: Finding['params'],
): Finding {
  const lint = ['wrong-env', 'untolerated-taint', 'wrong-label'].includes(code);
  const scale = code === 'no-free-base' ? [`koupctl scale ${typed} --replicas N`] : [];
  return {
    code,
    confidence: 'certain',
    subject: lint ? 'workload' : 'cluster',
    params,
    evidence,
    next: lint ? ['koupctl lint -f FILE'] : scale,
  };
}

/** The taint that keeps the pod off for good; undefined where none does. */
function taintRefusing(spec: PodSpec, node: KubeObject): string | undefined {
  const { taints = [] } = (node['spec'] ?? {}) as {
    taints?: { key: string; value?: string; effect: string }[];
  };
  const lasting = taints.filter(({ key }) => !passing.test(key));
  const refusing = lasting.find((taint) => {
    const bare = { ...node, spec: { taints: [taint] } };
    return whyNotEligible({ tolerations: spec.tolerations ?? [] }, bare) !== undefined;
  });
  if (refusing === undefined) return undefined;
  return `${refusing.key}=${refusing.value ?? ''}:${refusing.effect}`;
}

function refusesTaint(spec: PodSpec, node: KubeObject, which: (key: string) => boolean): boolean {
  const { taints = [] } = (node['spec'] ?? {}) as { taints?: { key: string }[] };
  const bare = { ...node, spec: { taints: taints.filter(({ key }) => which(key)) } };
  return whyNotEligible({ tolerations: spec.tolerations ?? [] }, bare) !== undefined;
}

/** The same pod without a care for taints: what is left are names and labels. */
function tolerant(spec: PodSpec): PodSpec {
  return { ...spec, tolerations: [{ operator: 'Exists' }] };
}

function nodeName(node: KubeObject | undefined): string {
  return `node/${node?.metadata.name ?? ''}`;
}

function distinct(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.filter((value) => value !== undefined))];
}
