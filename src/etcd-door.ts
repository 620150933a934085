/** A snapshot file as it lies there. */
export type SnapshotSeen =
  | { readonly state: 'absent' }
  | { readonly state: 'broken'; readonly why: string }
  | {
      readonly state: 'intact';
      readonly bytes: number;
      readonly sha256: string;
      /** What was written beside it when it was taken. */
      readonly taken: SnapshotNote | undefined;
    };

/** Numbers of etcd are 64 bits wide: decimal strings. */
export interface SnapshotNote {
  readonly version: 1;
  readonly takenAt: string;
  readonly etcdVersion: string;
  readonly clusterId: string;
  /** The store's revision before and after: the snapshot lies between. */
  readonly revision: string;
  readonly revisionAfter: string;
  /** Keys and their hash at `revision`; the hash holds for this compaction only. */
  readonly keys: string;
  readonly hash: string;
  readonly compactRevision: string;
  readonly bytes: number;
  readonly sha256: string;
}

export type EtcdStatus =
  /** `refused`: nothing listens there. */
  | { readonly up: false; readonly why: string; readonly refused: boolean }
  | {
      readonly up: true;
      readonly version: string;
      readonly dbBytes: number;
      readonly revision: string;
      readonly errors: readonly string[];
    };

export type FolderSeen =
  | { readonly state: 'absent' | 'empty' }
  | {
      readonly state: 'full';
      /** Of the snapshot that koupctl restored into it. */
      readonly restoredFrom: string | undefined;
    };

/** What a running etcd holds at a revision. */
export interface StoreSeen {
  readonly keys: string;
  readonly hash: string;
  readonly compactRevision: string;
}

export interface EtcdOptions {
  /** One member's client URL; without it only files are looked at. */
  readonly endpoint: string | undefined;
  /** PEM files. */
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  /** Path of etcdutl, or of an etcdctl that can still restore. */
  readonly etcdutl: string | undefined;
  /** What the restored member is to be, as etcdutl takes it. */
  readonly member: {
    readonly name?: string;
    readonly initialCluster?: string;
    readonly initialClusterToken?: string;
    readonly initialAdvertisePeerUrls?: string;
  };
}

/** The one door to an etcd, its snapshots and its data folder on this machine. Throws Faults. */
export interface Etcd {
  /** Undefined where no endpoint is known. */
  status(): Promise<EtcdStatus | undefined>;
  /** Undefined where that revision is compacted away, or still to come. */
  at(revision: string): Promise<StoreSeen | undefined>;
  readSnapshot(file: string): Promise<SnapshotSeen>;
  readFolder(folder: string): Promise<FolderSeen>;
  /** Writes a verified snapshot and its note, whole or not at all; never over a file that is there. */
  takeSnapshot(file: string, takenAt: string, signal: AbortSignal): Promise<SnapshotNote>;
  /** Renames the folder to FOLDER.before-STAMP, which is given back. */
  keepAside(folder: string, stamp: string): Promise<string>;
  /** Restores into a new folder, which takes its name when it is whole. */
  restore(file: string, folder: string, signal: AbortSignal): Promise<void>;
}
