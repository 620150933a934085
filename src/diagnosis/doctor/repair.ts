/** An object as it was seen: nothing is done to another, or to one that has changed. */
interface Seen {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** One thing that koupctl can do to the cluster, as data. */
export type Repair =
  /** The ClusterRole of that name becomes the one that `install` renders. */
  | {
      readonly does: 'apply-role';
      readonly generation: 'v1' | 'v2';
      readonly namespace: string;
      readonly name: string;
    }
  /** A lease that nobody renews, so that the controller makes one of its own. */
  | (Seen & {
      readonly does: 'delete-lease';
      readonly resourceVersion: string;
      readonly holder: string;
    })
  /** One that crashes or whose machine is lost: the next one starts at once. */
  | (Seen & { readonly does: 'delete-pod'; readonly why: string })
  /** A ModuleDeployment without labels gets one. */
  | (Seen & { readonly does: 'label'; readonly resourceVersion: string })
  | (Seen & { readonly does: 'scale-up'; readonly to: number })
  | (Seen & {
      readonly does: 'restart';
      readonly generation: number;
      /** Its template has annotations. */
      readonly annotated: boolean;
    });

/**
 * What lets a controller live goes before what starts it, and leases go last: a controller deletes
 * the nodes it takes over before it has heard from their bases (virtual-kubelet v0.3.10, Liveness).
 */
const order: readonly Repair['does'][] = [
  'apply-role',
  'label',
  'scale-up',
  'restart',
  'delete-pod',
  'delete-lease',
];

/** All of them once each, in the order in which they are carried out. */
export function inOrder(repairs: readonly Repair[]): Repair[] {
  const once = new Map(repairs.map((one) => [keyOf(one), one]));
  return [...once.values()].toSorted((a, b) => order.indexOf(a.does) - order.indexOf(b.does));
}

function keyOf({ does, namespace, name }: Repair): string {
  return `${does} ${namespace}/${name}`;
}
