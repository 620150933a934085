import { expect } from 'vitest';
import { paths, type KubeObj } from '../../bed/kube.ts';
import type { SimulatedBase } from '../../bed/simulated-base.ts';
import { until } from '../../bed/until.ts';
import type { FaultCase } from './fault-case.ts';
import type { Scene } from './scene.ts';

const rbac = '/apis/rbac.authorization.k8s.io/v1';

/** A user of this scene's own who may do what a rollout needs, and the role that says so. */
async function somebody(scene: Scene): Promise<{ kubeconfig: string; role: string }> {
  const { plane, namespace } = scene;
  const role = `${rbac}/clusterroles/${namespace}`;
  const metadata = { name: namespace };
  await plane.kube.create(`${rbac}/clusterroles`, {
    metadata,
    rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }],
  });
  await plane.kube.create(`${rbac}/clusterrolebindings`, {
    metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: namespace },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: namespace }],
  });
  const kubeconfig = await plane.writeKubeconfig(namespace, plane.issueUser(namespace), namespace);
  await until('the rights', async () => {
    const look = await scene.by(kubeconfig).run(['modules', '-n', namespace]);
    return look.code === 0;
  });
  return { kubeconfig, role };
}

/** All that a rollout needs but these verbs on Deployments. */
async function withdraw(scene: Scene, role: string, verbs: readonly string[]): Promise<void> {
  const most = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];
  await scene.plane.kube.mergePatch(role, {
    rules: [
      {
        apiGroups: ['', 'apps', 'autoscaling', 'policy', 'coordination.k8s.io'],
        resources: ['configmaps', 'pods', 'nodes', 'replicasets', 'leases', 'events'],
        verbs: ['*'],
      },
      {
        apiGroups: ['apps'],
        resources: ['deployments'],
        verbs: most.filter((verb) => !verbs.includes(verb)),
      },
    ],
  });
  await until('the rights to be gone', async () => {
    const args = ['auth', 'can-i', verbs[0] ?? '', 'deployments.apps', '--as', scene.namespace];
    const answer = await scene.kubectl(...args).catch(() => 'no');
    return answer.trim() === 'no';
  });
}

/** The base on which a new pod of the upgrade stands, or is being put. */
async function newBase(scene: Scene): Promise<SimulatedBase> {
  return await until('a base that is asked to install 2.0.0', () =>
    scene.site.bench.bases.all.find((base) =>
      base.callsOf('installBiz').some((call) => call.body?.['bizVersion'] === '2.0.0'),
    ),
  );
}

/** As the autoscaler does it, through the scale subresource. */
async function autoscale(scene: Scene, replicas: number): Promise<void> {
  const path = `${paths.deployment(scene.namespace, 'biz1')}/scale?fieldManager=kube-controller-manager`;
  await scene.plane.kube.mergePatch(path, { spec: { replicas } });
}

/** Lets a controller have the nodes that an earlier one left. */
async function freeNodes(scene: Scene): Promise<void> {
  const label = `virtual-kubelet.koupleless.io/env=${scene.namespace}`;
  await scene.kubectl('delete', 'leases', '-n', 'kube-node-lease', '-l', label);
  await scene.site.bench.ready();
}

async function bringBack(scene: Scene): Promise<void> {
  await scene.site.bench.controller.restart();
  await freeNodes(scene);
}

const brief = ['--timeout', '8s', '--no-ask-again'];

/** What fails in the cluster itself. */
export const clusterFaults: readonly FaultCase[] = [
  {
    fault: 'RBAC loses verbs midway: patch',
    made: 'the role loses patch on Deployments while a batch boundary waits',
    says: [
      'unreachable: user "…" may not patch deployments.apps in namespace …; the rollout stands at batch 1 of 2',
      'next: kubectl auth can-i patch deployments.apps -n … --context …',
    ],
    exit: 9,
    goesOn: 'attach',
    async play(scene) {
      const { kubeconfig, role } = await somebody(scene);
      const run = await scene.atBoundary(scene.by(kubeconfig), '15s');
      await withdraw(scene, role, ['patch']);
      return await run.done;
    },
  },
  {
    fault: 'a base dies in a batch',
    made: 'the base that the new version is put on refuses all connections',
    says: ['the base is down: ', 'restart the base', "failed: batch 1 of 2 can't become healthy"],
    exit: 5,
    mended: 'the base is back',
    goesOn: 'attach',
    site: { base: { installMs: 1_000 } },
    async play(scene) {
      const run = await scene.upgrade();
      await (await newBase(scene)).down();
      return await run.done;
    },
    async mend(scene) {
      for (const base of scene.site.bench.bases.all) await base.up();
    },
  },
  {
    fault: 'the controller dies in a batch',
    made: 'V2’s controller is killed when the first batch is opened',
    says: ['timed-out: batch 1 of 2 is not healthy after the time-out; it stands held there'],
    exit: 6,
    mended: 'the controller is back, the leases of before are deleted',
    goesOn: 'attach',
    async play(scene) {
      const run = await scene.upgrade(...brief);
      await run.saw(/rollout \S+: biz1 2\.0\.0/);
      await scene.site.bench.controller.kill();
      return await run.done;
    },
    mend: bringBack,
  },
  {
    fault: 'a controller that does not take its nodes back',
    made: 'killed in the first batch and started anew under another id: the leases of its nodes are another’s',
    says: ['timed-out: batch 1 of 2 is not healthy after the time-out; it stands held there'],
    exit: 6,
    mended: 'the leases are deleted',
    goesOn: 'attach',
    async play(scene) {
      const { controller } = scene.site.bench;
      const run = await scene.upgrade(...brief);
      await run.saw(/rollout \S+: biz1 2\.0\.0/);
      await controller.kill();
      await controller.restart();
      return await run.done;
    },
    mend: freeNodes,
  },
  {
    fault: 'an autoscaler changes the replicas midway',
    made: 'the scale subresource is patched from 2 to 1 while a batch boundary waits',
    says: [
      'superseded: Deployment …/biz1: its replicas were changed from 2 to 1',
      'koupctl stopped at batch 1 of 2 and touches it no more',
    ],
    exit: 8,
    goesOn: 'rollback',
    async play(scene) {
      const run = await scene.atBoundary();
      await autoscale(scene, 1);
      return await run.done;
    },
  },
  {
    fault: 'a peer controller changes the replicas midway',
    made: 'one that does not know the replicas-control label sets 3 while a batch boundary waits',
    says: [
      'superseded: Deployment …/biz1: its replicas were changed from 2 to 3',
      'koupctl stopped at batch 1 of 2 and touches it no more',
    ],
    exit: 8,
    goesOn: 'rollback',
    site: { bases: 3 },
    async play(scene) {
      const run = await scene.atBoundary();
      await scene.plane.kube.mergePatch(scene.site.deploymentPath, { spec: { replicas: 3 } });
      return await run.done;
    },
  },
  {
    fault: 'vnodes NotReady for longer than the toleration',
    made: 'the controller is away, and its nodes get the taint unreachable:NoExecute; the manifest tolerates that for a second only: the pods are evicted while their modules serve on',
    says: [
      'batch 1 is no longer healthy',
      'no free base while 2 node(s) are NotReady: ',
      'timed-out: batch 1 of 2 is not healthy after the time-out; it stands held there',
    ],
    exit: 6,
    mended: 'the controller is back, the leases of before are deleted',
    goesOn: 'attach',
    manifest: tolerateBriefly,
    async play(scene) {
      const { bench } = scene.site;
      const run = await scene.atBoundary(undefined, '60s', ...brief);
      await bench.controller.kill();
      await until('no node to be Ready', async () => (await bench.vnodes()).length === 0);
      const nodes = bench.bases.all.map((base) => base.nodeName(scene.namespace));
      await evictByTaint(scene, nodes);
      const end = await run.done;
      expect(scene.active('1.0.0') + scene.active('2.0.0')).toBe(2);
      return end;
    },
    mend: bringBack,
  },
];

/**
 * As the node controller does it while most of the cluster is well. Where all of it is away, which
 * it may notice a moment later, it takes such taints off again: put on until they have done it.
 */
async function evictByTaint(scene: Scene, nodes: readonly string[]): Promise<void> {
  const taint = 'node.kubernetes.io/unreachable:NoExecute';
  const { kube } = scene.plane;
  const pods = await kube.get(paths.pods(scene.namespace));
  const there = (pods.items as KubeObj[])
    .filter((pod) => nodes.includes(pod.spec.nodeName as string))
    .map((pod) => pod.metadata.uid);
  await until('the pods to be evicted', async () => {
    await scene.kubectl('taint', 'nodes', '--overwrite', ...nodes, taint);
    const { items } = await kube.get(paths.pods(scene.namespace));
    const stay = (items as KubeObj[]).filter(
      ({ metadata }) => metadata['deletionTimestamp'] === undefined,
    );
    return !stay.some(({ metadata }) => there.includes(metadata.uid));
  });
}

/** A user who wants modules to leave a base whose node is away. */
function tolerateBriefly({ spec }: KubeObj): void {
  for (const toleration of spec.template.spec.tolerations) {
    if (toleration.key.startsWith('node.kubernetes.io/')) toleration.tolerationSeconds = 1;
  }
}
