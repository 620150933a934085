/** Objects as a sick cluster has them. */

import { paths } from '../bed/kube.ts';

export const siteNamespace = 'ward';
export const lost = 'lost';
export const apps = '/apis/apps/v1';
export const registration = '/apis/apiregistration.k8s.io/v1/apiservices';
export const hooks = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations';
export const requests = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
export const volumes = '/api/v1/persistentvolumes';
export const claims = `/api/v1/namespaces/${siteNamespace}/persistentvolumeclaims`;
export const everywhere = { tolerations: [{ operator: 'Exists' }] };
export const container = { name: 'main', image: 'registry.test/main:1' };
/** A kubelet's, of system:node:n1. */
export const request =
  'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIcU1JR1NBZ0VBTURBeEZUQVRCZ05WQkFvTURITjVjM1JsYlRwdWIyUmxjekVYTUJVR0ExVUVBd3dPYzNsegpkR1Z0T201dlpHVTZiakV3V1RBVEJnY3Foa2pPUFFJQkJnZ3Foa2pPUFFNQkJ3TkNBQVFxSlMvOGtueVY4YWUvCkhWdFp5WFluZkRZNE1RaXZ0cEFBK283ZTZpUlVwZ0dZTUROU2dLMFcvOTh1bzByTzFNR0p4ZTdRMHBaOWgvVFQKN2JlVEN3aUJvQUF3Q2dZSUtvWkl6ajBFQXdJRFJ3QXdSQUlnUDBWalcwTktKK3hZUjFXeXQ1aHd1SEVIcGU5LwpFNkJ0NjJvNVcyOGFnVUVDSUdPazNoVEp4R2hLV2daNW9OK0tkdHRJSXpqajA0bHR3YUpMNjgxTWxvMDcKLS0tLS1FTkQgQ0VSVElGSUNBVEUgUkVRVUVTVC0tLS0tCg==';

export type Kind = readonly [
  group: string,
  plural: string,
  kind: string,
  scope: string,
  version: string,
];

export const kinds: readonly Kind[] = [
  ['dns.test', 'zones', 'Zone', 'Cluster', 'v1'],
  ['apps.kruise.io', 'sidecarsets', 'SidecarSet', 'Cluster', 'v1alpha1'],
  ['metrics.k8s.io', 'nodes', 'NodeMetrics', 'Cluster', 'v1beta1'],
  ['metrics.k8s.io', 'pods', 'PodMetrics', 'Namespaced', 'v1beta1'],
];

export function crd(
  group: string,
  plural: string,
  kind: string,
  scope: string,
  version: string,
): object {
  const schema = {
    openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
  };
  return {
    metadata: {
      name: `${plural}.${group}`,
      annotations: { 'api-approved.kubernetes.io': 'unapproved, a test' },
    },
    spec: {
      group,
      scope,
      names: { plural, kind, singular: kind.toLowerCase() },
      versions: [{ name: version, served: true, storage: true, schema }],
    },
  };
}

export function zone(name: string, phase: string): object {
  return { apiVersion: 'dns.test/v1', kind: 'Zone', metadata: { name }, status: { phase } };
}

export function podSpec(): object {
  return { ...everywhere, containers: [container], terminationGracePeriodSeconds: 0 };
}

export function waiting(reason: string): object {
  const state = { waiting: { reason, message: `<b>${reason}</b> of registry.test` } };
  return { phase: 'Pending', containerStatuses: [{ ...seen(), state }] };
}

export function killed(): object {
  const finishedAt = new Date().toISOString();
  const terminated = { exitCode: 137, reason: 'OOMKilled', finishedAt, startedAt: finishedAt };
  const state = { running: { startedAt: finishedAt } };
  const status = { ...seen(), ready: true, restartCount: 12, state, lastState: { terminated } };
  return { phase: 'Running', containerStatuses: [status] };
}

export function seen(): object {
  return { name: 'main', image: container.image, imageID: '', ready: false, restartCount: 0 };
}

export function nodeInfo(kubeletVersion: string): object {
  const text = '';
  return {
    kubeletVersion,
    machineID: text,
    systemUUID: text,
    bootID: text,
    kernelVersion: text,
    osImage: text,
    containerRuntimeVersion: text,
    kubeProxyVersion: text,
    operatingSystem: 'linux',
    architecture: 'amd64',
  };
}

export function lease(name: string, holderIdentity: string, at: number, seconds = 15): object {
  const renewTime = new Date(at).toISOString().replace('Z', '000Z');
  const spec = { holderIdentity, leaseDurationSeconds: seconds, renewTime };
  return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name }, spec };
}

export function event(kind: string, name: string, reason: string, count: number): object {
  const at = new Date().toISOString();
  return {
    metadata: { name: `${name}-${reason.toLowerCase()}` },
    involvedObject: { kind: kind === 'pod' ? 'Pod' : 'Node', name, namespace: siteNamespace },
    type: reason === 'Rebooted' ? 'Normal' : 'Warning',
    reason,
    message: `${reason} \u001b[31m<script>`,
    count,
    firstTimestamp: at,
    lastTimestamp: at,
    source: { component: 'test' },
  };
}

/** What is taken away again. */
export const sickPaths: readonly string[] = [
  paths.node(lost),
  paths.lease('kube-node-lease', lost),
  paths.lease('kube-system', 'kube-scheduler'),
  `${registration}/v1.nothing.test`,
  `${hooks}/hook`,
  `${requests}/unanswered`,
  `${claims}/waiting`,
  `${claims}/lost`,
  `${volumes}/released`,
  paths.secret(siteNamespace, 'web'),
  `${paths.customs('dns.test', 'v1', 'zones')}/bad`,
  `${paths.customs('apps.kruise.io', 'v1alpha1', 'sidecarsets')}/bad`,
  paths.configMap('kube-system', 'kubelet-config'),
  paths.event(siteNamespace, 'fine-backoff'),
  paths.event(siteNamespace, 'n1-rebooted'),
];
