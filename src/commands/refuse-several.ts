import { faultFrom } from '../messages/fault-of.ts';
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
  if (modules.length > 1) throw ofSeveral(modules, live);
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
  throw ofSeveral(modules, workload, module);
}

function ofSeveral(modules: readonly PodModule[], workload: KubeObject, asked?: string) {
  const { kind, metadata } = workload;
  const { name, namespace = 'default' } = metadata;
  const command = `kubectl get ${kind.toLowerCase()} ${name} -n ${namespace} -o yaml > FILE`;
  const [label, count] = [labelOf(workload), modules.length];
  return faultFrom((_, { rollouts }) => {
    const { text, fix } =
      asked === undefined
        ? rollouts.severalModules(label, count, command)
        : rollouts.amongSeveral(asked, label, count, command);
    return { message: text, fix, details: [rollouts.theyAre(namesOf(modules))] };
  });
}
