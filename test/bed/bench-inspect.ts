/** `npm run bench -- inspect [NODES] [PODS]`: the daily inspection of so many nodes and pods. */
import { fileURLToPath } from 'node:url';
import { inParallel } from './bench-load.ts';
import { measured } from './bench-measure.ts';
import { ensureAssets, startControlPlane } from './control-plane.ts';
import { paths } from './kube.ts';

const launcher = fileURLToPath(new URL('../../bin/koupctl.js', import.meta.url));
const [nodes, pods] = [Number(process.argv[2] ?? 1_000), Number(process.argv[3] ?? 10_000)];
const labels = {
  app: 'web',
  'app.kubernetes.io/part-of': 'shop',
  'pod-template-hash': '7c9d8b6f5',
};
const image = 'registry.test/shop/web:2026.3.1';
const log = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const plane = await startControlPlane({ assets: await ensureAssets(log), timeFactor: 1 });
try {
  // They would call nodes without kubelets lost.
  await plane.processes.controllerManager.kill();
  await plane.processes.scheduler.kill();
  const { kube } = plane;
  const now = new Date().toISOString();
  log(`making ${nodes} nodes`);
  await inParallel(0, nodes, async (index) => {
    const name = nodeName(index);
    await kube.create(paths.nodes(), { metadata: { name } });
    await kube.mergePatch(`${paths.node(name)}/status`, { status: nodeStatus(now) });
    await kube.create(paths.leases('kube-node-lease'), {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name },
      spec: {
        holderIdentity: name,
        leaseDurationSeconds: 3_600,
        renewTime: now.replace('Z', '000Z'),
      },
    });
  });
  log(`making ${pods} pods`);
  await inParallel(0, pods, async (index) => {
    const name = `pod-${index}`;
    await kube.create(paths.pods('default'), { metadata: { name, labels }, spec: podSpec(index) });
    await kube.mergePatch(`${paths.pod('default', name)}/status`, { status: podStatus(now) });
  });
  const env = { KUBECONFIG: plane.kubeconfigPath };
  // The bed's own certificate lasts for ten days.
  const args = ['inspect', '--profile', 'daily', '--no-history'];
  const { ms, peakMb, runs } = await measured(process.execPath, [launcher, ...args], env, 12);
  const seconds = (ms / 1_000).toFixed(3);
  process.stdout.write(
    `${nodes} nodes, ${pods} pods (least of ${runs} runs)\n` +
      `  koupctl inspect --profile daily  ${seconds} s  ${Math.round(peakMb)} MB\n`,
  );
} finally {
  await plane.stop();
}

function nodeName(index: number): string {
  return `node-${index}.cluster.local`;
}

function nodeStatus(at: string): object {
  const times = { lastHeartbeatTime: at, lastTransitionTime: at };
  const fine = ['MemoryPressure', 'DiskPressure', 'PIDPressure'].map((type) => ({
    type,
    status: 'False',
    reason: `KubeletHasNo${type}`,
    message: 'kubelet has enough',
    ...times,
  }));
  const ready = {
    type: 'Ready',
    status: 'True',
    reason: 'KubeletReady',
    message: 'ready',
    ...times,
  };
  const resources = { cpu: '64', memory: '256Gi', 'ephemeral-storage': '1Ti', pods: '110' };
  return { allocatable: resources, capacity: resources, conditions: [...fine, ready] };
}

function podSpec(index: number): object {
  const resources = {
    requests: { cpu: '250m', memory: '512Mi' },
    limits: { cpu: '1', memory: '1Gi' },
  };
  const env = Array.from({ length: 12 }, (_, at) => ({
    name: `SETTING_${at}`,
    value: `value ${at}`,
  }));
  const probe = { httpGet: { path: '/health', port: 8080 }, periodSeconds: 10 };
  const containers = ['web', 'sidecar'].map((name) => ({
    ...{ name, image, resources, env },
    ...{ readinessProbe: probe, livenessProbe: probe },
  }));
  return { nodeName: nodeName(index % nodes), containers };
}

function podStatus(at: string): object {
  const conditions = ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({
    type,
    status: 'True',
    lastTransitionTime: at,
  }));
  const containerStatuses = ['web', 'sidecar'].map((name) => ({
    ...{ name, image, ready: true, restartCount: 0, started: true },
    imageID: `registry.test/shop/web@sha256:${'a'.repeat(64)}`,
    containerID: `containerd://${'b'.repeat(64)}`,
    state: { running: { startedAt: at } },
  }));
  const ips = { podIP: '10.1.2.3', podIPs: [{ ip: '10.1.2.3' }], hostIP: '10.0.0.1' };
  return { phase: 'Running', ...ips, startTime: at, conditions, containerStatuses };
}
