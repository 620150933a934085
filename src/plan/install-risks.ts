/** What is known of a cluster before a controller is written to it. */
export interface InstallStand {
  /** Namespaces in which there are others of the same generation. */
  readonly elsewhere: readonly string[];
  /** `create` and `change` start pods. */
  readonly deployment: 'create' | 'change' | 'nothing';
  readonly strategy: 'Recreate' | 'RollingUpdate';
  /** V2: of vnodes of its environment. */
  readonly leases: number;
  /** V2: of these, which the pods that are to come would not take over. */
  readonly leasesKept: number;
  /** V2: the environment that it had before, where it gets another, and its vnodes. */
  readonly left?: { readonly env: string; readonly vnodes: number };
}

/** What may go wrong with it, as codes and numbers. */
export type InstallRisk =
  | { readonly risk: 'elsewhere'; readonly namespaces: readonly string[] }
  /** Nobody tends the vnodes for a while. */
  | { readonly risk: 'recreate' }
  /** Their leases last 40 s: who is back later never gets them. */
  | { readonly risk: 'leases-may-run-out'; readonly leases: number }
  /** They are certain to stay with whoever has them. */
  | { readonly risk: 'leases-stay'; readonly leases: number; readonly perPod: boolean }
  /** Of another environment than the one that it is to have. */
  | { readonly risk: 'env-left'; readonly env: string; readonly vnodes: number };

export function installRisks(stand: InstallStand): InstallRisk[] {
  const { elsewhere, deployment, strategy, leases, leasesKept, left } = stand;
  const starts = deployment !== 'nothing';
  const risks: InstallRisk[] = [];
  if (elsewhere.length > 0) risks.push({ risk: 'elsewhere', namespaces: elsewhere });
  if (deployment === 'change' && strategy === 'Recreate') risks.push({ risk: 'recreate' });
  if (starts && leasesKept > 0) {
    risks.push({ risk: 'leases-stay', leases: leasesKept, perPod: strategy === 'RollingUpdate' });
  }
  if (starts && leases > leasesKept) {
    risks.push({ risk: 'leases-may-run-out', leases: leases - leasesKept });
  }
  if (left !== undefined && left.vnodes > 0) risks.push({ risk: 'env-left', ...left });
  return risks;
}
