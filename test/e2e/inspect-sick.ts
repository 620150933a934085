import type { ControlPlane } from '../bed/control-plane.ts';
import { paths, type Kube } from '../bed/kube.ts';
import { until } from '../bed/until.ts';
import {
  apps,
  claims,
  hooks,
  killed,
  lease,
  lost,
  nodeInfo,
  podSpec,
  request,
  requests,
  siteNamespace,
  volumes,
  waiting,
} from './inspect-objects.ts';

/** Nodes, workloads, pods, volumes and certificates with something wrong. */
export async function sicken(plane: ControlPlane): Promise<void> {
  await sickNodes(plane.kube);
  await sickWorkloads(plane.kube);
  await sickPods(plane.kube);
  await sickStorage(plane.kube);
  await sickCertificates(plane);
}

async function sickNodes(kube: Kube): Promise<void> {
  await kube.create(paths.nodes(), {
    metadata: { name: lost, labels: { 'node-role.kubernetes.io/control-plane': '' } },
    spec: { unschedulable: true },
  });
  await kube.mergePatch(`${paths.node(lost)}/status`, {
    status: { nodeInfo: nodeInfo('v1.20.0') },
  });
  const past = Date.now() - 3_600_000;
  await kube.create(paths.leases('kube-node-lease'), lease(lost, lost, past, 1));
  const { status } = await kube.get(paths.node('n1'));
  const conditions = [
    ...(status?.conditions ?? []),
    { type: 'DiskPressure', status: 'True', reason: 'KubeletHasDiskPressure' },
  ];
  const allocatable = { cpu: '1000', memory: '4000Gi', pods: '3' };
  await kube.mergePatch(`${paths.node('n1')}/status`, {
    status: { conditions, allocatable, nodeInfo: nodeInfo('v1.34.0') },
  });
}

async function sickWorkloads(kube: Kube): Promise<void> {
  const labels = { sick: 'yes' };
  const selector = { matchLabels: labels };
  const on = (node: string) => ({
    ...podSpec(),
    nodeSelector: { 'kubernetes.io/hostname': node },
  });
  const make = (plural: string, name: string, spec: object): Promise<unknown> =>
    kube.create(`${apps}/namespaces/${siteNamespace}/${plural}`, {
      metadata: { name },
      spec: { selector, ...spec },
    });
  const here = { metadata: { labels }, spec: on('n1') };
  await make('deployments', 'nowhere', { template: { ...here, spec: on('nowhere') } });
  await make('statefulsets', 'starting', { template: here, serviceName: 'none' });
  await make('daemonsets', 'starting', { template: here });
}

async function sickPods(kube: Kube): Promise<void> {
  await podOnLost(kube, 'image', {}, waiting('ImagePullBackOff'));
  await podOnLost(kube, 'evicted', {}, { phase: 'Failed', reason: 'Evicted' });
  await podOnLost(kube, 'oom', {}, killed());
  const mirror = { 'kubernetes.io/config.mirror': 'hash' };
  await podOnLost(
    kube,
    'kube-apiserver-lost',
    { annotations: mirror },
    waiting('CrashLoopBackOff'),
  );
  await podOnLost(kube, 'held', { finalizers: ['test.io/held'] }, { phase: 'Running' });
  await kube.delete(paths.pod(siteNamespace, 'held'), { gracePeriodSeconds: 0 });
  await kube.create(paths.namespaces(), { metadata: { name: 'leaving' } });
  await kube.create(paths.configMaps('leaving'), {
    metadata: { name: 'held', finalizers: ['test.io/held'] },
  });
  await kube.delete(paths.namespace('leaving'));
}

async function podOnLost(
  kube: Kube,
  name: string,
  metadata: object,
  status: object,
): Promise<void> {
  await kube.create(paths.pods(siteNamespace), {
    metadata: { name, ...metadata },
    spec: { ...podSpec(), nodeName: lost },
  });
  await kube.mergePatch(`${paths.pod(siteNamespace, name)}/status`, { status });
}

async function sickStorage(kube: Kube): Promise<void> {
  const spec = {
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: '1Gi' } },
    storageClassName: '',
  };
  await kube.create(claims, { metadata: { name: 'waiting' }, spec });
  await kube.create(claims, {
    metadata: { name: 'lost', annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } },
    spec: { ...spec, volumeName: 'gone' },
  });
  await kube.create(volumes, {
    metadata: { name: 'released' },
    spec: {
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: '1Gi' },
      hostPath: { path: '/nowhere' },
      persistentVolumeReclaimPolicy: 'Retain',
      claimRef: { namespace: siteNamespace, name: 'was', uid: 'b7c8' },
    },
  });
  await until('the claim to be lost, the volume to be released', async () => {
    const claim = await kube.get(`${claims}/lost`);
    const volume = await kube.get(`${volumes}/released`);
    return claim.status?.phase === 'Lost' && volume.status?.phase === 'Released';
  });
}

async function sickCertificates({ kube, authority }: ControlPlane): Promise<void> {
  const { cert, key } = authority.issue({ commonName: 'web', hosts: ['web.test'] });
  const encoded = (text: string): string => Buffer.from(text).toString('base64');
  await kube.create(paths.secrets(siteNamespace), {
    metadata: { name: 'web' },
    type: 'kubernetes.io/tls',
    data: { 'tls.crt': encoded(cert), 'tls.key': encoded(key) },
  });
  await kube.create(hooks, {
    metadata: { name: 'hook' },
    webhooks: [
      {
        name: 'hook.test.io',
        clientConfig: { url: 'https://127.0.0.1:1/hook', caBundle: encoded(cert) },
        rules: [
          {
            apiGroups: ['none.test'],
            apiVersions: ['v1'],
            operations: ['CREATE'],
            resources: ['none'],
          },
        ],
        failurePolicy: 'Ignore',
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
      },
    ],
  });
  await kube.create(requests, {
    metadata: { name: 'unanswered' },
    spec: { request, signerName: 'test.io/nobody', usages: ['client auth'] },
  });
}
