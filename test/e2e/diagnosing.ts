import { expect } from 'vitest';
import { paths, type Kube, type KubeObj } from '../bed/kube.ts';
import { until } from '../bed/until.ts';
import type { Koupctl } from './koupctl.ts';

export interface Diagnosis {
  readonly outcome: string;
  readonly message: string;
  readonly causes: readonly {
    readonly code: string;
    readonly confidence: string;
    readonly text: string;
    readonly evidence: readonly { object: string; field: string; value: string }[];
    readonly next: readonly string[];
    readonly comparison?: { readonly bases: readonly string[]; readonly of: number };
  }[];
  readonly rollout?: { readonly version: string; readonly holder?: string };
  readonly unread: readonly { readonly what: string }[];
}

/** Rules wait for an install to have had its time; a busy machine makes it longer. */
const patienceMs = 120_000;

/** What `diagnose` says, and its exit code. */
export async function diagnosis(
  koupctl: Koupctl,
  ...args: string[]
): Promise<{ readonly said: Diagnosis; readonly code: number | null }> {
  const { code, stdout, stderr } = await koupctl.run(['diagnose', ...args, '-o', 'json']);
  if (stdout === '') throw new Error(`diagnose ended with ${code}:\n${stderr}`);
  return { said: JSON.parse(stdout) as Diagnosis, code };
}

/** Diagnoses until the first cause is this one, with evidence and what to do; exit 12 where it is more than a weak point. */
export async function firstCause(
  koupctl: Koupctl,
  expected: string,
  ...args: string[]
): Promise<Diagnosis> {
  let last = '';
  const found = await until(
    `diagnose ${args.join(' ')} to say ${expected}`,
    async () => {
      const seen = await diagnosis(koupctl, ...args);
      last = JSON.stringify(seen.said.causes.map(({ code, text }) => `${code}: ${text}`));
      return seen.said.causes[0]?.code === expected ? seen : undefined;
    },
    patienceMs,
  ).catch((error: unknown) => {
    throw new Error(`${String(error)}; it last said ${last}`);
  });
  // A weak point has done no harm yet.
  const weak = found.said.causes.every(({ confidence }) => confidence === 'possible');
  expect(found.code).toBe(weak ? 0 : 12);
  expect(found.said.outcome).toBe(weak ? 'done' : 'unhealthy');
  expect(found.said.causes[0]?.evidence.length).toBeGreaterThan(0);
  return found.said;
}

export interface ModuleWorkload {
  readonly name: string;
  readonly env: string;
  readonly replicas?: number;
  readonly version?: string;
  readonly url?: string;
  /** The container's; the workload's where absent. */
  readonly module?: string;
  readonly kind?: 'Deployment' | 'DaemonSet';
  readonly labels?: Record<string, string>;
  readonly podLabels?: Record<string, string>;
  readonly spec?: object;
  readonly podSpec?: object;
}

/** A V2 module as somebody wrote it by hand, well but for what is said. */
export function moduleWorkload(wanted: ModuleWorkload): KubeObj {
  const { name, env, kind = 'Deployment', version = '1.0.0', module = name } = wanted;
  const url = wanted.url ?? `http://jars.invalid/${module}-${version}-ark-biz.jar`;
  const { podLabels = { 'virtual-kubelet.koupleless.io/component': 'module' } } = wanted;
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, ...(wanted.labels ? { labels: wanted.labels } : {}) },
    spec: {
      ...(kind === 'Deployment' ? { replicas: wanted.replicas ?? 1 } : {}),
      selector: { matchLabels: { app: name } },
      ...wanted.spec,
      template: {
        metadata: { labels: { app: name, ...podLabels } },
        spec: {
          containers: [
            { name: module, image: url, env: [{ name: 'BIZ_VERSION', value: version }] },
          ],
          affinity: { podAntiAffinity: apart(name), nodeAffinity: onBases('base') },
          tolerations: tolerations(env),
          ...wanted.podSpec,
        },
      },
    },
  };
}

export function tolerations(env: string): object[] {
  const equal = (key: string, value: string) => ({
    key,
    operator: 'Equal',
    value,
    effect: 'NoExecute',
  });
  const exists = (key: string) => ({ key, operator: 'Exists', effect: 'NoExecute' });
  return [
    equal('schedule.koupleless.io/virtual-node', 'True'),
    equal('schedule.koupleless.io/node-env', env),
    exists('node.kubernetes.io/not-ready'),
    exists('node.kubernetes.io/unreachable'),
  ];
}

export function onBases(name: string): object {
  const matchExpressions = [{ key: 'base.koupleless.io/name', operator: 'In', values: [name] }];
  return {
    requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] },
  };
}

function apart(app: string): object {
  return {
    requiredDuringSchedulingIgnoredDuringExecution: [
      {
        labelSelector: { matchLabels: { app } },
        matchLabelKeys: ['pod-template-hash'],
        topologyKey: 'kubernetes.io/hostname',
      },
    ],
  };
}

/** Creates it and returns its path. */
export async function apply(kube: Kube, namespace: string, object: KubeObj): Promise<string> {
  const daemon = object.kind === 'DaemonSet';
  await kube.create(daemon ? paths.daemonSets(namespace) : paths.deployments(namespace), object);
  const { name } = object.metadata;
  return daemon ? paths.daemonSet(namespace, name) : paths.deployment(namespace, name);
}

/** Resolves when so many of its pods are Ready. */
export async function untilReady(kube: Kube, path: string, count: number): Promise<void> {
  await until(`${count} ready pods of ${path}`, async () => {
    const { status } = await kube.get(path);
    return (status?.readyReplicas ?? status?.numberReady ?? 0) >= count;
  });
}
