/** How a module on a base stands: what Kubernetes says, what the base runs and what is wanted, joined. */
export const states = {
  ok: 'ok',
  installing: 'installing',
  'missing-on-base': 'missing on base',
  'orphan-on-base': 'orphan on base',
  'wrong-version': 'wrong version',
  inactive: 'inactive',
  unreachable: 'unreachable',
  'stale-in-kubernetes': 'stale in Kubernetes',
};
