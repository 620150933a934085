import type { EtcdStatus, FolderSeen, SnapshotSeen, StoreSeen } from '../etcd-door.ts';
import type { KubeObject } from '../world.ts';
import type { Typed } from './step.ts';

/** What a runbook is asked for. */
export interface Target {
  readonly nodes: readonly string[];
  /** `kind/name`. */
  readonly object: { readonly kind: string; readonly name: string } | undefined;
  /** All namespaces when absent. */
  readonly namespace: string | undefined;
  /** The address that the cluster's DNS is to have. */
  readonly dns: string | undefined;
  /** Pods that come back need the addresses that they had. */
  readonly keepIp: boolean;
  readonly etcd: EtcdTarget | undefined;
}

export interface EtcdTarget {
  readonly file: string;
  readonly dataDir: string | undefined;
  readonly endpoint: string | undefined;
}

/** What a runbook wants to know. */
export type FactName =
  | 'nodes'
  | 'pods'
  | 'volumes'
  | 'ips'
  | 'machines'
  | 'object'
  | 'leftovers'
  | 'namespaces'
  | 'requests'
  | 'secrets'
  | 'dns-config'
  | 'machine-ops'
  | 'api'
  | 'etcd';

/** An object that this run found at its beginning, when more hung on it than now. */
export interface Subject {
  readonly group: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly uid: string;
  /** Of which node. */
  readonly node: string;
}

/** Everything that was seen in one look. What may not be read is named in `unread`. */
export interface Facts {
  /** By the API server's clock, ms. */
  readonly now: number;
  readonly target: Target;
  /** Why the API server does not answer. */
  readonly down: string | undefined;
  readonly unread: readonly string[];
  readonly nodes: readonly KubeObject[];
  /** Those in the target's namespace or of its nodes. */
  readonly pods: readonly KubeObject[];
  /** Everybody's, for what room there is. */
  readonly claims: readonly KubeObject[];
  readonly volumes: readonly KubeObject[];
  readonly ips: readonly Typed[];
  /** Machines that are named like the target's nodes. */
  readonly machines: readonly Typed[];
  readonly object: Typed | undefined;
  /** What has the object for its owner. */
  readonly owned: readonly Typed[];
  readonly leftovers: readonly KubeObject[];
  /** Those that are being deleted. */
  readonly namespaces: readonly KubeObject[];
  /** What is in them. */
  readonly contents: readonly Typed[];
  readonly apiServices: readonly KubeObject[];
  readonly requests: readonly KubeObject[];
  readonly secrets: readonly CertificateSeen[];
  readonly configs: readonly KubeObject[];
  readonly machineOps: readonly Typed[];
  /** Found at the beginning, and gone or not by now. */
  readonly known: readonly Subject[];
  readonly etcd: EtcdFacts | undefined;
}

/** Of a look that has not begun. */
export const noFacts: Omit<Facts, 'now' | 'target' | 'known'> = {
  down: undefined,
  unread: [],
  nodes: [],
  pods: [],
  claims: [],
  volumes: [],
  ips: [],
  machines: [],
  object: undefined,
  owned: [],
  leftovers: [],
  namespaces: [],
  contents: [],
  apiServices: [],
  requests: [],
  secrets: [],
  configs: [],
  machineOps: [],
  etcd: undefined,
};

/** A certificate in a Secret. `notAfter` in ms; undefined where it can't be read. */
export interface CertificateSeen {
  readonly namespace: string;
  readonly name: string;
  readonly subject: string;
  readonly notAfter: number | undefined;
}

export interface EtcdFacts {
  readonly status: EtcdStatus | undefined;
  readonly snapshot: SnapshotSeen;
  readonly folder: FolderSeen | undefined;
  /** What a running etcd holds, at the revision that the snapshot's note names. */
  readonly now: StoreSeen | undefined;
}
