import type { CheckResult, Readings } from '../../../src/inspect/check.ts';
import { allChecks } from '../../../src/inspect/checks/all.ts';
import type { Condition } from '../../../src/inspect/facts/object-fields.ts';
import type { NodeFact } from '../../../src/inspect/facts/node.ts';
import { podFactOf, type PodFact } from '../../../src/inspect/facts/pod.ts';
import type { WorkloadFact } from '../../../src/inspect/facts/workload.ts';
import { judge } from '../../../src/inspect/judge.ts';
import { usualLimits, type Limits } from '../../../src/inspect/limits.ts';
import type { Acceptance, CommandTarget } from '../../../src/inspect/settings.ts';
import type { Sources } from '../../../src/inspect/sources.ts';

/** Facts for the checks, and one judgement of them. */
export const now = Date.parse('2026-03-01T08:00:00Z');
export const minute = 60_000;
export const day = 86_400_000;

export function ago(ms: number): string {
  return new Date(now - ms).toISOString();
}

export function judged(
  name: string,
  facts: Partial<Sources>,
  limits: Partial<Limits> = {},
  accept: readonly Acceptance[] = [],
): CheckResult {
  const readings = Object.fromEntries(
    Object.entries(facts).map(([source, value]) => [source, { ok: true, value }]),
  ) as Readings;
  return judgedReadings(name, readings, limits, accept);
}

export function judgedReadings(
  name: string,
  readings: Readings,
  limits: Partial<Limits> = {},
  accept: readonly Acceptance[] = [],
): CheckResult {
  const check = allChecks.find((one) => one.name === name);
  if (check === undefined) throw new Error(`there is no check ${name}`);
  const situation = { limits: { ...usualLimits, ...limits }, now };
  const [result] = judge([check], readings, situation, accept);
  if (result === undefined) throw new Error('nothing was judged');
  return result;
}

/** `fail node-not-ready node/n1`; `skipped` and `ok` where that is all. */
export function said({ status, findings, skip }: CheckResult): string[] {
  if (skip !== undefined) return [`skipped ${skip.code} ${skip.what}`];
  const wrong = findings
    .filter((one) => one.status !== 'ok')
    .map((one) => `${one.status} ${one.code} ${one.object}`);
  return wrong.length === 0 ? [status] : wrong;
}

export function condition(type: string, status: string, since = now - day): Condition {
  return { type, status, reason: `Reason${type}`, message: '', since, heardAt: since };
}

export function node(name: string, more: Partial<NodeFact> = {}): NodeFact {
  return {
    name,
    ip: '10.0.0.1',
    isVnode: false,
    isMaster: false,
    ready: condition('Ready', 'True'),
    troubles: [],
    cordoned: false,
    kubelet: 'v1.34.1',
    allocatable: { cpu: 4, memory: 2 ** 34, storage: 2 ** 36, pods: 10 },
    ...more,
  };
}

export function pod(name: string, more: Partial<PodFact> = {}): PodFact {
  const plain = podFactOf({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop', creationTimestamp: ago(day) },
    spec: { nodeName: 'n1', containers: [{ name: 'main' }] },
    status: { phase: 'Running', containerStatuses: [{ name: 'main', ready: true }] },
  });
  return { ...plain, ...more };
}

export function workload(more: Partial<WorkloadFact> = {}): WorkloadFact {
  return {
    namespace: 'shop',
    name: 'web',
    wanted: 3,
    ready: 3,
    updated: 3,
    observed: true,
    paused: false,
    stuck: '',
    ...more,
  };
}

export function command(more: Partial<CommandTarget> = {}): CommandTarget {
  return {
    name: 'own',
    run: ['true'],
    shell: undefined,
    timeoutMs: 1_000,
    contains: '',
    without: '',
    ageFailMs: undefined,
    ageWarnMs: undefined,
    numberFail: undefined,
    numberWarn: undefined,
    ...more,
  };
}
