import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ControlPlane } from '../bed/control-plane.ts';
import { startFakeKubelet, type FakeKubelet } from '../bed/fake-kubelet.ts';
import { paths } from '../bed/kube.ts';
import { PlainVnodes } from '../bed/plain-vnodes.ts';
import { SimulatedBases } from '../bed/simulated-bases.ts';
import { until } from '../bed/until.ts';
import {
  container,
  crd,
  event,
  everywhere,
  kinds,
  lease,
  podSpec,
  registration,
  sickPaths,
  siteNamespace,
  zone,
} from './inspect-objects.ts';
import { sicken } from './inspect-sick.ts';
import { SiteUsage } from './inspect-usage.ts';

/** A cluster with something wrong for each check, which can be mended. */
export class InspectSite {
  readonly plane: ControlPlane;
  readonly bases: SimulatedBases;
  readonly #kubelet: FakeKubelet;
  readonly #vnodes: PlainVnodes;
  #usage: SiteUsage | undefined;

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

  /** `tunnel` is the plane's `nodeTunnel`. */
  static async start(plane: ControlPlane, tunnel: string): Promise<InspectSite> {
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
    site.#usage = await SiteUsage.start(plane, tunnel, await site.#finePod());
    return site;
  }

  async stop(): Promise<void> {
    await this.#vnodes.stop();
    await this.bases.die();
    await this.#kubelet.stop();
    await this.#usage?.stop();
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
    const limited = { ...container, resources: { limits: { cpu: '1', memory: '1Gi' } } };
    const template = {
      metadata: { labels: { app: 'fine' } },
      spec: { ...podSpec(), containers: [limited] },
    };
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

  async #finePod(): Promise<string> {
    const { items } = await this.plane.kube.list(
      `${paths.pods(siteNamespace)}?labelSelector=app%3Dfine`,
    );
    return items[0]?.metadata.name ?? '';
  }

  /** Something for each check to find. */
  async fallIll(): Promise<void> {
    const { kube } = this.plane;
    await sicken(this.plane);
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
    await this.#usage?.rise();
    await this.bases.all[0]?.down();
  }

  /** All of it taken back. */
  async recover(): Promise<void> {
    const { kube } = this.plane;
    await this.bases.all[0]?.up();
    const release = { metadata: { finalizers: null } };
    await kube.mergePatch(paths.configMap('leaving', 'held'), release);
    await kube.mergePatch(paths.pod(siteNamespace, 'held'), release);
    await this.#remove();
    await this.#usage?.fall();
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
