import { readFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import type { ChosenContext } from './context.ts';

/** Where a pod finds its service account. */
export const serviceAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The pod's own cluster, where the process runs in a pod with a service account. */
export async function inClusterContext(
  env: NodeJS.ProcessEnv,
  folder: string,
  namespace?: string,
): Promise<ChosenContext | undefined> {
  const host = env['KUBERNETES_SERVICE_HOST'];
  const port = env['KUBERNETES_SERVICE_PORT'];
  if (!host || !port) return undefined;
  const tokenFile = join(folder, 'token');
  const own = await readFile(join(folder, 'namespace'), 'utf8').catch(() => '');
  return {
    target: {
      context: 'in-cluster',
      server: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`,
      user: 'service account',
      namespace: namespace ?? (own.trim() || 'default'),
    },
    cluster: { 'certificate-authority': join(folder, 'ca.crt') },
    user: { tokenFile },
  };
}
