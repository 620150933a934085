import type { ClusterTarget } from '../../world.ts';
import { fact } from '../facts.ts';
import { finding, type CheckFinding } from './checkup.ts';

/** The oldest Kubernetes that koupctl works with: 1.24. */
const oldestMinor = 24;

export interface ServerVersion {
  readonly major: number;
  readonly minor: number;
  readonly gitVersion: string;
}

/** The API server that has answered. */
export function judgeApi(
  version: ServerVersion,
  target: ClusterTarget,
  namespace: string,
): CheckFinding {
  const { server, context, user } = target;
  const params = { version: version.gitVersion, server, context, namespace, user };
  const tooOld = version.major < 1 || (version.major === 1 && version.minor < oldestMinor);
  if (!tooOld) return finding('api', 'ok', 'api-reached', { params });
  const evidence = [fact(server, '/version', version.gitVersion)];
  return finding('api', 'fail', 'api-too-old', { params, evidence });
}
