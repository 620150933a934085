import type { KubeObject } from '../../../src/world.ts';
import type { Kube } from '../kube/kube.ts';
import type { ModelBase } from '../koupleless/base.ts';
import type { Hearing } from '../stage.ts';
import { baseDeployment } from './manifest.ts';

/** How long the kubelet takes to see that a base is gone, or back, ms. */
const probeMs = 10_000;
const labels = { app: baseDeployment };

/** The base Deployment with a pod for each base, and the kubelet that looks after their readiness. */
export class BasePods implements Hearing {
  readonly #kube: Kube;
  readonly #bases: readonly ModelBase[];

  constructor(kube: Kube, bases: readonly ModelBase[]) {
    this.#kube = kube;
    this.#bases = bases;
    const { api, store, namespace, time } = kube;
    const by = { manager: 'kubectl' };
    const deployment = api.create('deployments', deploymentOf(namespace, bases.length), by);
    store.put('deployments', { ...deployment, status: { availableReplicas: bases.length } });
    for (const base of bases) {
      store.put('pods', {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name: base.node,
          namespace,
          uid: store.newUid(),
          creationTimestamp: time.text(),
          labels,
        },
        spec: { nodeName: 'node', containers: [{ name: 'base', image: 'base:1.0.0' }] },
        status: statusOf(base, true),
      });
    }
  }

  baseSilent(base: ModelBase): void {
    this.#probeLater(base);
  }

  baseBack(base: ModelBase): void {
    this.#probeLater(base);
  }

  #probeLater(base: ModelBase): void {
    const { time, random, store, namespace } = this.#kube;
    time.after(random.int(200, probeMs), () => {
      const pod = store.get('pods', base.node, namespace);
      if (pod === undefined) return;
      store.put('pods', { ...pod, status: statusOf(base, base.reach === 'up') });
      const deployment = store.get('deployments', baseDeployment, namespace);
      const availableReplicas = this.#bases.filter(({ reach }) => reach === 'up').length;
      if (deployment) store.put('deployments', { ...deployment, status: { availableReplicas } });
    });
  }
}

function statusOf(base: ModelBase, ready: boolean): object {
  return {
    phase: 'Running',
    podIP: base.ip,
    conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
  };
}

function deploymentOf(namespace: string, replicas: number): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: baseDeployment, namespace },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'base', image: 'base:1.0.0' }] },
      },
    },
  };
}
