import { conditionOf } from '../../modules/base.ts';
import * as labels from '../../modules/labels.ts';
import { followsBases, peerReplicas } from '../../modules/peer.ts';
import { templateOf } from '../../modules/workload-template.ts';
import type { KubeObject } from '../../world.ts';
import type { Finding } from '../cause.ts';
import { attentionMs, type Evidence, type RoleSeen, type Rule } from '../evidence.ts';
import { fact } from '../facts.ts';

/** The hold's own number: koupctl's, and no trap. */
const hold = 2147483646;
/** What Kubernetes gives a pod, and what V2 needs to uninstall before it installs. */
const graceSeconds = 30;

interface Spec {
  replicas?: number;
  minReadySeconds?: number;
}

interface PodSpec {
  terminationGracePeriodSeconds?: number;
  tolerations?: Toleration[];
}

interface Toleration {
  key?: string;
  operator?: string;
  effect?: string;
  tolerationSeconds?: number;
}

/** Settings of a V2 workload that do harm sooner or later. */
export const traps: Rule = {
  name: 'traps',
  find: ({ workload, typed }) => {
    if (workload === undefined || isV1(workload)) return [];
    return [minReady(workload, typed), shortGrace(workload), nodeLoss(workload)].flat();
  },
};

/** Conditions of module pods carry no time, so none is ever ready for long enough. */
function minReady(workload: KubeObject, typed: string): Finding[] {
  const { minReadySeconds = 0 } = specOf(workload);
  if (minReadySeconds === 0 || minReadySeconds === hold || workload.kind === 'Pod') return [];
  const { readyReplicas = 0, availableReplicas = 0 } = (workload['status'] ?? {}) as {
    readyReplicas?: number;
    availableReplicas?: number;
  };
  const bites = readyReplicas > 0 && availableReplicas < readyReplicas;
  const name = objectOf(workload);
  return [
    {
      code: 'min-ready-seconds',
      confidence: bites ? 'certain' : 'likely',
      subject: 'workload',
      params: { seconds: minReadySeconds, kind: workload.kind },
      evidence: [
        fact(name, 'spec.minReadySeconds', minReadySeconds),
        fact(name, 'status', `ready ${readyReplicas}, available ${availableReplicas}`),
      ],
      next: [`kubectl patch ${typed} --type merge -p '{"spec":{"minReadySeconds":0}}'`],
    },
  ];
}

function shortGrace(workload: KubeObject): Finding[] {
  const { terminationGracePeriodSeconds: seconds = graceSeconds } = podSpecOf(workload);
  if (seconds >= graceSeconds) return [];
  const field = 'spec.template.spec.terminationGracePeriodSeconds';
  return [
    {
      code: 'short-grace-period',
      confidence: 'possible',
      subject: 'workload',
      params: { seconds },
      evidence: [fact(objectOf(workload), field, seconds)],
      next: ['koupctl lint -f FILE'],
    },
  ];
}

/** The API server gives pods without these tolerations 300 seconds of them. */
function nodeLoss(workload: KubeObject): Finding[] {
  // Its controller adds them by itself.
  if (workload.kind === 'DaemonSet') return [];
  const { tolerations = [] } = podSpecOf(workload);
  const stays = (taint: string): boolean =>
    tolerations.some(
      ({ key, operator, effect, tolerationSeconds }) =>
        tolerationSeconds === undefined &&
        operator === 'Exists' &&
        (key === undefined || key === taint) &&
        (effect === undefined || effect === '' || effect === 'NoExecute'),
    );
  const missing = [labels.taintNotReady, labels.taintUnreachable].filter((one) => !stays(one));
  if (missing.length === 0) return [];
  const seconds = tolerations.find(({ key }) => key === missing[0])?.tolerationSeconds ?? 300;
  const field = 'spec.template.spec.tolerations';
  return [
    {
      code: 'node-loss-toleration',
      confidence: 'possible',
      subject: 'workload',
      params: { taints: missing.join(', '), seconds },
      evidence: missing.map((taint) => fact(objectOf(workload), field, `none for ${taint}`)),
      next: ['koupctl lint -f FILE'],
    },
  ];
}

/** What the public manifests' roles lack. */
export const roles: Rule = {
  name: 'roles',
  find: (evidence) => [...misCased(evidence), ...peerPatch(evidence)],
};

/** RBAC knows resources in lower case; v2.2.0 reads no DaemonSet, so that only later versions suffer. */
function misCased({ workload, roles: seen }: Evidence): Finding[] {
  if (workload?.kind !== 'DaemonSet') return [];
  return misCasedRoles(seen).map(({ name }) => ({
    code: 'rbac-mis-cased',
    confidence: 'possible',
    subject: 'controller',
    params: { role: name },
    evidence: [fact(`clusterrole/${name}`, 'rules.resources', 'daemonSets, and not daemonsets')],
    next: [`kubectl edit clusterrole ${name}`],
  }));
}

/** Roles whose rule for DaemonSets gives no right. */
export function misCasedRoles<T extends RoleSeen>(seen: readonly T[]): T[] {
  return seen.filter((role) => hasResource(role, 'daemonSets') && !hasResource(role, 'daemonsets'));
}

/** A peer workload's replicas are patched by V2's controller, which needs the right to. */
function peerPatch({ workload, bases, roles: seen, now }: Evidence): Finding[] {
  if (workload?.kind !== 'Deployment' || !followsBases(workload)) return [];
  const { replicas = 1 } = specOf(workload);
  const wanted = peerReplicas(
    workload,
    bases.map(({ base }) => base),
  );
  const name = objectOf(workload);
  return seen
    .filter((role) => isV2Role(role) && !mayPatch(role))
    .map((role) => ({
      code: 'rbac-peer-patch' as const,
      confidence: wanted === replicas ? ('possible' as const) : ('certain' as const),
      subject: 'controller' as const,
      params: { role: role.name, replicas, wanted },
      evidence: [
        fact(`clusterrole/${role.name}`, 'rules deployments', verbsOf(role).join(', ')),
        fact(name, 'spec.replicas', `${replicas}, with ${wanted} ready base(s)`),
      ],
      next: [`kubectl edit clusterrole ${role.name}`],
    }))
    .filter(
      () =>
        Date.parse(workload.metadata.creationTimestamp ?? '') < now - attentionMs ||
        wanted !== replicas,
    );
}

function isV2Role(role: RoleSeen): boolean {
  return hasResource(role, 'nodes');
}

function mayPatch(role: RoleSeen): boolean {
  const verbs = verbsOf(role);
  return verbs.includes('patch') || verbs.includes('*');
}

function verbsOf({ rules }: RoleSeen): string[] {
  const ours = rules.filter(
    ({ apiGroups = [], resources = [] }) =>
      (apiGroups.includes('apps') || apiGroups.includes('*')) &&
      (resources.includes('deployments') || resources.includes('*')),
  );
  return [...new Set(ours.flatMap(({ verbs = [] }) => verbs))];
}

function hasResource({ rules }: RoleSeen, name: string): boolean {
  return rules.some(({ resources = [] }) => resources.includes(name) || resources.includes('*'));
}

/** Kubernetes creates no pods for it at all. */
export const creation: Rule = {
  name: 'creation',
  find: ({ workload, events, now }) => {
    if (workload === undefined || isV1(workload)) return [];
    const failure = conditionOf(workload, 'ReplicaFailure');
    const recent = events.filter(
      ({ reason, at }) => reason === 'FailedCreate' && now - at < recentMs,
    );
    const [event] = recent.toSorted((a, b) => b.at - a.at);
    const told = failure?.status === 'True' ? failure.message : undefined;
    // A Deployment says itself when it is over; the others only by their events, which stay.
    const message = told ?? (isShort(workload) ? event?.message : undefined);
    if (message === undefined) return [];
    const facts = [
      ...(told === undefined
        ? []
        : [fact(objectOf(workload), 'status.conditions ReplicaFailure', told)]),
      ...(event === undefined ? [] : [fact(event.object, `event ${event.reason}`, event.message)]),
    ];
    return [
      {
        code: /exceeded quota/.test(message)
          ? 'quota-exceeded'
          : /forbidden|denied/.test(message)
            ? 'creation-forbidden'
            : 'pods-not-created',
        confidence: 'certain',
        subject: 'cluster',
        params: { message },
        evidence: facts,
        next: [`kubectl describe quota,limitrange -n ${workload.metadata.namespace ?? 'default'}`],
      },
    ];
  },
};

const recentMs = 10 * 60_000;

function isShort(workload: KubeObject): boolean {
  const status = (workload['status'] ?? {}) as {
    replicas?: number;
    currentNumberScheduled?: number;
    desiredNumberScheduled?: number;
  };
  if (workload.kind === 'DaemonSet') {
    return (status.currentNumberScheduled ?? 0) < (status.desiredNumberScheduled ?? 0);
  }
  return (status.replicas ?? 0) < (specOf(workload).replicas ?? 1);
}

export function isV1({ kind }: Pick<KubeObject, 'kind'>): boolean {
  return kind === 'ModuleDeployment';
}

function specOf(workload: KubeObject): Spec {
  return workload['spec'] ?? {};
}

function podSpecOf(workload: KubeObject): PodSpec {
  return ((templateOf(workload) ?? {}) as { spec?: PodSpec }).spec ?? {};
}

export function objectOf({ kind, metadata }: KubeObject): string {
  return `${kind.toLowerCase()}/${metadata.name}`;
}
