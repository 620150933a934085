import type { Controller } from './context.ts';
import { WorkQueue, type Crash, type Key, type Result } from './machinery/work-queue.ts';
import { reconcilePod } from './reconcilers/base-pod.ts';
import { reconcileDeployment } from './reconcilers/module-deployment.ts';
import { reconcileModule } from './reconcilers/module.ts';
import { reconcileReplicaSet } from './reconcilers/replica-set.ts';

/** One queue for each reconciler, filled by what changes. Nothing runs before they are started. */
export function queuesOf(c: Controller, onCrash: (crash: Crash) => void): WorkQueue[] {
  const queue = (reconcile: (c: Controller, key: Key) => Promise<Result>): WorkQueue =>
    new WorkQueue({
      reconcile: (key) => reconcile(c, key),
      onCrash,
      onError: (key, error) => {
        c.log(`${key.namespace}/${key.name}: ${String(error)}`);
      },
      timeFactor: c.timeFactor,
      clock: c.clock,
    });
  const { informers } = c.api;
  const deployments = queue(reconcileDeployment);
  const replicaSets = queue(reconcileReplicaSet);
  const modules = queue(reconcileModule);
  const pods = queue(reconcilePod);
  const follow = (kind: keyof typeof informers, into: WorkQueue) => {
    informers[kind].onChange((now, before) => {
      const obj = now ?? before;
      if (obj) into.add({ namespace: String(obj.metadata.namespace), name: obj.metadata.name });
    });
  };
  follow('moduledeployments', deployments);
  follow('modulereplicasets', replicaSets);
  follow('modules', modules);
  follow('pods', pods);
  const owner = c.names.label.replicaSet;
  informers.modules.onChange((now, before) => {
    for (const module of [before, now]) {
      const name = module?.metadata.labels?.[owner] ?? '';
      if (name !== '') replicaSets.add({ namespace: String(module?.metadata.namespace), name });
    }
  });
  if (!c.quirks.overwritesPeerReplicas) followBases(c, deployments);
  return [deployments, replicaSets, modules, pods];
}

/** What following replicas -1 would take: the real controller doesn't watch base Deployments. */
function followBases(c: Controller, deployments: WorkQueue): void {
  const { bases, moduledeployments } = c.api.informers;
  bases.onChange((now) => {
    const namespace = String(now?.metadata.namespace);
    for (const md of moduledeployments.list(namespace)) {
      deployments.add({ namespace, name: md.metadata.name });
    }
  });
}
