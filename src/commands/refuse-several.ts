import { Fault } from '../fault.ts';
import { installedByPod } from '../modules/installed.ts';
import * as labels from '../modules/labels.ts';
import { modulesOfTemplate, type PodModule } from '../modules/module-pod.ts';
import { namesOf } from '../modules/release.ts';
import { core } from '../modules/surface.ts';
import { labelOf } from '../plan/operate-plan.ts';
import type { Cluster, KubeObject } from '../world.ts';

/**
 * Flags describe a pod with one module. Throws a Fault where the workload that they would be
 * applied to has several in its pods: the others would go. And where a new one would bring a module
 * to bases that have it in a pod with others.
 */
export async function refuseSeveralModules(
  cluster: Cluster,
  module: string,
  found: { readonly namespace: string; readonly live: KubeObject | undefined },
): Promise<void> {
  const { namespace, live } = found;
  if (live === undefined) {
    await refuseModuleOfAnother(cluster, module, namespace);
    return;
  }
  const modules = modulesOfTemplate((live['spec'] as { template?: unknown } | undefined)?.template);
  if (modules.length > 1) throw ofSeveral(`${labelOf(live)} has`, modules, live);
}

async function refuseModuleOfAnother(
  cluster: Cluster,
  module: string,
  namespace: string,
): Promise<void> {
  const rows = await cluster.scan(
    {
      type: core.pod,
      namespace,
      labels: `${labels.component}=${labels.componentModule}`,
      freshness: 'cache',
    },
    installedByPod,
  );
  const pod = rows.find((one) => one.length > 1 && one.some((row) => row.module === module));
  const [first] = pod ?? [];
  if (pod === undefined || first === undefined) return;
  const [kind = '', name = ''] = first.workload.split('/');
  const modules = pod.map((row) => ({ name: row.module, version: row.version, url: row.url }));
  const workload = { apiVersion: 'v1', kind, metadata: { name, namespace } };
  throw ofSeveral(`module ${module} runs in pods of ${labelOf(workload)}, with`, modules, workload);
}

function ofSeveral(what: string, modules: readonly PodModule[], { kind, metadata }: KubeObject) {
  const { name, namespace = 'default' } = metadata;
  return new Fault(`${what} ${modules.length} modules in a pod, and flags describe one`, {
    details: [`they are ${namesOf(modules)}`],
    fix: `write all of them in its manifest (kubectl get ${kind.toLowerCase()} ${name} -n ${namespace} -o yaml > FILE), then koupctl deploy -f FILE`,
  });
}
