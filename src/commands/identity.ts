import { Fault } from '../fault.ts';
import { core } from '../modules/surface.ts';
import { intentManager } from '../rollout/context.ts';
import type { Cluster } from '../world.ts';

/**
 * Who the API server takes this user for: nobody can choose that. Before Kubernetes 1.28 a server
 * can't say it; then it is the machine's own word, user@host.
 */
export async function identityAt(cluster: Cluster, who: string): Promise<string> {
  const review = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: core.ownIdentity.kind,
    metadata: { name: '' },
  };
  try {
    // Nothing is stored, so that it may be asked again at will.
    const options = { manager: intentManager, dryRun: true };
    const { object } = await cluster.create(review, core.ownIdentity, options);
    const { userInfo } = (object['status'] ?? {}) as { userInfo?: { username?: string } };
    return userInfo?.username ?? who;
  } catch (error) {
    if (error instanceof Fault && / does not know /.test(error.message)) return who;
    throw error;
  }
}
