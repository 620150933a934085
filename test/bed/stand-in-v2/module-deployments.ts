import { paths, type Kube, type KubeObj } from '../kube.ts';
import { containersOf, versionOf } from './pods/biz-status.ts';
import { LABELS } from './names.ts';

/** The cluster of bases a Deployment's modules are for, '' where it names none. */
export function clusterOf(deployment: KubeObj): string {
  const label = deployment.metadata.labels?.[LABELS.clusterName];
  if (label !== undefined) return label;
  const pod = deployment.spec?.template?.spec ?? {};
  const selected = pod.nodeSelector?.[LABELS.clusterName] as string | undefined;
  if (selected !== undefined) return selected;
  const required = pod.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const terms = (required?.nodeSelectorTerms ?? []) as {
    matchExpressions?: { key: string; values?: string[] }[];
  }[];
  const expressions = terms.flatMap((term) => term.matchExpressions ?? []);
  return expressions.find(({ key }) => key === LABELS.clusterName)?.values?.[0] ?? '';
}

/** What a starting base of the cluster is told to install, oldest Deployment first. */
export async function baselineOf(kube: Kube, env: string, clusterName: string): Promise<object[]> {
  const selector = encodeURIComponent(`${LABELS.env}=${env}`);
  const { items } = await kube.list(`${paths.deployments()}?labelSelector=${selector}`);
  const created = (one: KubeObj) => one.metadata.creationTimestamp ?? '';
  return items
    .toSorted((a, b) => created(a).localeCompare(created(b)))
    .filter((deployment) => clusterName !== '' && clusterOf(deployment) === clusterName)
    .flatMap((deployment) => containersOf(deployment.spec.template as KubeObj))
    .map((container) => ({
      bizName: container.name,
      bizVersion: versionOf(container),
      bizUrl: container.image,
    }));
}

/** Keeps the replicas of peer Deployments equal to the number of ready bases of their cluster. */
export class PeerReplicas {
  readonly #kube: Kube;
  readonly #env: string;
  readonly #nodes = new Map<string, KubeObj>();
  readonly #deployments = new Map<string, KubeObj>();
  #work: Promise<void> = Promise.resolve();

  constructor(kube: Kube, env: string) {
    this.#kube = kube;
    this.#env = env;
  }

  async follow(signal: AbortSignal): Promise<void> {
    const labelled = (selector: string) => `?labelSelector=${encodeURIComponent(selector)}`;
    const own = `${LABELS.component}=module-deployment,${LABELS.env}=${this.#env}`;
    const follow = (path: string, seen: Map<string, KubeObj>) =>
      this.#kube.watch(
        path,
        (type, obj) => {
          const key = `${obj.metadata.namespace}/${obj.metadata.name}`;
          if (type === 'DELETED') seen.delete(key);
          else seen.set(key, obj);
          // It wakes for its own environment, and counts the nodes of every one.
          if (obj.metadata.labels?.[LABELS.env] !== this.#env) return;
          this.#work = this.#work.then(() => (signal.aborted ? undefined : this.#adjust()));
        },
        signal,
      );
    await Promise.all([
      follow(`${paths.nodes()}${labelled(LABELS.clusterName)}`, this.#nodes),
      follow(`${paths.deployments()}${labelled(own)}`, this.#deployments),
    ]);
  }

  async #adjust(): Promise<void> {
    for (const [key, deployment] of this.#deployments) {
      const labels = deployment.metadata.labels ?? {};
      if (labels[LABELS.strategy] !== 'peer' || labels[LABELS.skipReplicas] === 'true') continue;
      const cluster = clusterOf(deployment);
      if (cluster === '') continue;
      const replicas = [...this.#nodes.values()].filter((node) => isReady(node, cluster)).length;
      if (replicas === deployment.spec.replicas) continue;
      const { namespace = '', name } = deployment.metadata;
      const patched = this.#kube.mergePatch(paths.deployment(namespace, name), {
        spec: { replicas },
      });
      await patched.then(
        (now) => this.#deployments.has(key) && this.#deployments.set(key, now),
        () => undefined,
      );
    }
  }
}

function isReady(node: KubeObj, cluster: string): boolean {
  const conditions = (node.status?.conditions ?? []) as { type: string; status: string }[];
  return (
    node.metadata.labels?.[LABELS.clusterName] === cluster &&
    node.status?.phase === 'Running' &&
    conditions.some(({ type, status }) => type === 'Ready' && status === 'True')
  );
}
