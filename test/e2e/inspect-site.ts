import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ControlPlane } from '../bed/control-plane.ts';
import { startFakeKubelet, type FakeKubelet } from '../bed/fake-kubelet.ts';
import { paths } from '../bed/kube.ts';
import { PlainVnodes } from '../bed/plain-vnodes.ts';
import { SimulatedBases } from '../bed/simulated-bases.ts';
import { until } from '../bed/until.ts';
import {
  crd,
  event,
  everywhere,
  killed,
  kinds,
  lease,
  nodeInfo,
  podSpec,
  request,
  siteNamespace,
  use,
  waiting,
  zone,
  apps,
  claims,
  hooks,
  lost,
  registration,
  requests,
  sickPaths,
  volumes,
} from './inspect-objects.ts';

/** A cluster with something wrong for each check, which can be mended. */
export class InspectSite {
  readonly plane: ControlPlane;
  readonly bases: SimulatedBases;
  readonly #kubelet: FakeKubelet;
  readonly #vnodes: PlainVnodes;

  private constructor(
    plane: ControlPlane,
    kubelet: FakeKubelet,
    bases: SimulatedBases,
    vnodes: PlainVnodes,
  ) {
    this.plane = plane;
    this.#kubelet = kubelet;
    this.bases = bases;
    this.#vnodes = vnodes;
  }

  static async start(plane: ControlPlane): Promise<InspectSite> {
    const { kube } = plane;
    await plane.createNamespace(siteNamespace);
    const kubelet = await startFakeKubelet({
      kube,
      nodeName: 'n1',
      timeFactor: 10,
      assignIp: (pod) => (pod.metadata.labels?.['sick'] === undefined ? '10.1.0.1' : undefined),
    });
    await kube.mergePatch(paths.node('n1'), { spec: { taints: [] } });
    const about = { env: 'dev', baseName: 'base' };
    const ipPrefix = `127.${randomInt(20, 250)}.${randomInt(1, 250)}`;
    const bases = await SimulatedBases.create({ count: 2, ipPrefix, timeFactor: 100, ...about });
    const vnodes = await PlainVnodes.start(kube, bases, about);
    const site = new InspectSite(plane, kubelet, bases, vnodes);
    await site.#well();
    return site;
  }

  async stop(): Promise<void> {
    await this.#vnodes.stop();
    await this.bases.die();
    await this.#kubelet.stop();
  }

  /** `http://127.0.0.1:PORT` of the bed's own etcd. */
  async etcd(): Promise<string> {
    const pid = String(this.plane.processes.apiserver.pid);
    const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0');
    return words.find((word) => word.startsWith('--etcd-servers='))?.split('=')[1] ?? '';
  }

  /** What stays well all the time. */
  async #well(): Promise<void> {
    const { kube } = this.plane;
    const template = { metadata: { labels: { app: 'fine' } }, spec: podSpec() };
    const selector = { matchLabels: { app: 'fine' } };
    await kube.create(paths.deployments(siteNamespace), {
      metadata: { name: 'fine' },
      spec: { selector, template },
    });
    for (const [group, plural, kind, scope, version] of kinds) {
      await kube.create(paths.crds(), crd(group, plural, kind, scope, version));
    }
    await until('the kinds to be served', async () => {
      for (const [group, plural, , , version] of kinds) {
        await kube.list(paths.customs(group, version, plural));
      }
      return true;
    });
    await kube.create(paths.customs('metrics.k8s.io', 'v1beta1', 'nodes'), use('n1', '10'));
    await kube.create(paths.customs('dns.test', 'v1', 'zones'), zone('good', 'Created'));
    const spec = { clusterIP: '10.0.0.10', ports: [{ port: 53, protocol: 'UDP' }] };
    await kube.create(paths.services('kube-system'), { metadata: { name: 'kube-dns' }, spec });
    await kube.create('/apis/discovery.k8s.io/v1/namespaces/kube-system/endpointslices', {
      metadata: { name: 'kube-dns-1', labels: { 'kubernetes.io/service-name': 'kube-dns' } },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.1.0.2'], conditions: { ready: true } }],
      ports: [{ port: 53, protocol: 'UDP' }],
    });
    const [base] = this.bases.all;
    await kube.create(paths.pods(siteNamespace), {
      metadata: { name: 'biz', labels: { 'virtual-kubelet.koupleless.io/component': 'module' } },
      spec: {
        nodeName: base?.nodeName('dev'),
        ...everywhere,
        containers: [
          {
            name: 'biz1',
            image: 'http://jars.invalid/biz1-1.0.0-ark-biz.jar',
            env: [{ name: 'BIZ_VERSION', value: '1.0.0' }],
          },
        ],
      },
    });
    await until('pods to run', async () => {
      const { items } = await kube.list(paths.pods(siteNamespace));
      return items.length > 1 && items.every(({ status }) => status?.phase === 'Running');
    });
  }

  /** Something for each check to find. */
  async fallIll(): Promise<void> {
    const { kube } = this.plane;
    await this.#sickNodes();
    await this.#sickWorkloads();
    await this.#sickPods();
    await this.#sickStorage();
    await this.#sickCertificates();
    await kube.create(paths.leases('kube-system'), lease('kube-scheduler', '', Date.now()));
    await kube.create(registration, {
      metadata: { name: 'v1.nothing.test' },
      spec: {
        group: 'nothing.test',
        version: 'v1',
        service: { namespace: siteNamespace, name: 'nothing' },
        groupPriorityMinimum: 10,
        versionPriority: 10,
        insecureSkipTLSVerify: true,
      },
    });
    await kube.create(paths.events(siteNamespace), event('pod', 'fine', 'BackOff', 1_000));
    await kube.create(paths.events(siteNamespace), event('node', 'n1', 'Rebooted', 1));
    await kube.create(paths.customs('dns.test', 'v1', 'zones'), zone('bad', 'Failed'));
    await kube.create(paths.customs('apps.kruise.io', 'v1alpha1', 'sidecarsets'), {
      apiVersion: 'apps.kruise.io/v1alpha1',
      kind: 'SidecarSet',
      metadata: { name: 'bad' },
      status: { matchedPods: 3, updatedPods: 2, readyPods: 1 },
    });
    await kube.create(paths.configMaps('kube-system'), {
      metadata: { name: 'kubelet-config' },
      data: { kubelet: 'kind: KubeletConfiguration\nclusterDNS:\n- 10.0.0.99\n' },
    });
    await kube.mergePatch(`${paths.customs('metrics.k8s.io', 'v1beta1', 'nodes')}/n1`, {
      usage: { cpu: '950', memory: '10Gi' },
    });
    await this.bases.all[0]?.down();
  }

  async #sickNodes(): Promise<void> {
    const { kube } = this.plane;
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

  async #sickWorkloads(): Promise<void> {
    const { kube } = this.plane;
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

  async #sickPods(): Promise<void> {
    await this.#podOnLost('image', {}, waiting('ImagePullBackOff'));
    await this.#podOnLost('evicted', {}, { phase: 'Failed', reason: 'Evicted' });
    await this.#podOnLost('oom', {}, killed());
    const mirror = { 'kubernetes.io/config.mirror': 'hash' };
    await this.#podOnLost(
      'kube-apiserver-lost',
      { annotations: mirror },
      waiting('CrashLoopBackOff'),
    );
    await this.#podOnLost('held', { finalizers: ['test.io/held'] }, { phase: 'Running' });
    const { kube } = this.plane;
    await kube.delete(paths.pod(siteNamespace, 'held'), { gracePeriodSeconds: 0 });
    await kube.create(paths.namespaces(), { metadata: { name: 'leaving' } });
    await kube.create(paths.configMaps('leaving'), {
      metadata: { name: 'held', finalizers: ['test.io/held'] },
    });
    await kube.delete(paths.namespace('leaving'));
  }

  async #podOnLost(name: string, metadata: object, status: object): Promise<void> {
    const { kube } = this.plane;
    await kube.create(paths.pods(siteNamespace), {
      metadata: { name, ...metadata },
      spec: { ...podSpec(), nodeName: lost },
    });
    await kube.mergePatch(`${paths.pod(siteNamespace, name)}/status`, { status });
  }

  async #sickStorage(): Promise<void> {
    const { kube } = this.plane;
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

  async #sickCertificates(): Promise<void> {
    const { kube, authority } = this.plane;
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

  /** All of it taken back. */
  async recover(): Promise<void> {
    const { kube } = this.plane;
    await this.bases.all[0]?.up();
    const release = { metadata: { finalizers: null } };
    await kube.mergePatch(paths.configMap('leaving', 'held'), release);
    await kube.mergePatch(paths.pod(siteNamespace, 'held'), release);
    await this.#remove();
    await kube.mergePatch(`${paths.customs('metrics.k8s.io', 'v1beta1', 'nodes')}/n1`, {
      usage: { cpu: '10', memory: '10Gi' },
    });
    const { status } = await kube.get(paths.node('n1'));
    const conditions = (status?.conditions ?? []).map((one: { type: string }) =>
      one.type === 'DiskPressure' ? { ...one, status: 'False' } : one,
    );
    const allocatable = { cpu: '1000', memory: '4000Gi', pods: '100' };
    await kube.mergePatch(`${paths.node('n1')}/status`, { status: { conditions, allocatable } });
    await until('what was sick to be gone', async () => {
      const { items } = await kube.list(paths.pods(siteNamespace));
      const spaces = await kube.list(paths.namespaces());
      const names = spaces.items.map(({ metadata }) => metadata.name);
      return items.length === 2 && !names.includes('leaving');
    });
  }

  async #remove(): Promise<void> {
    const { kube } = this.plane;
    const background = { propagationPolicy: 'Background' };
    await kube.delete(paths.deployment(siteNamespace, 'nowhere'), background);
    await kube.delete(paths.statefulSet(siteNamespace, 'starting'), background);
    await kube.delete(paths.daemonSet(siteNamespace, 'starting'), background);
    for (const name of ['image', 'evicted', 'oom', 'kube-apiserver-lost']) {
      await kube.delete(paths.pod(siteNamespace, name), { gracePeriodSeconds: 0 });
    }
    for (const path of sickPaths) {
      await kube.delete(path);
    }
    const { items } = await kube.list(paths.events());
    for (const { metadata } of items) {
      await kube
        .delete(paths.event(metadata.namespace ?? '', metadata.name))
        .catch(() => undefined);
    }
  }
}
