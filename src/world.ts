/**
 * The ports: everything the tool needs from outside, as types. The rooms
 * `cluster`, `arklet` and `terminal` implement them, `main` puts them together,
 * tests replace them. Nothing here has behaviour.
 */
import type { RolloutEvent } from './rollout/events.ts';
import type { Text } from './said.ts';

/** A Kubernetes object as the server sent it: no field dropped, none renamed. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  [field: string]: unknown;
}

export interface ObjectMeta {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: OwnerReference[];
  managedFields?: ManagedFields[];
  [field: string]: unknown;
}

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
}

export interface ManagedFields {
  manager?: string;
  operation?: string;
  subresource?: string;
  fieldsV1?: Record<string, unknown>;
  [field: string]: unknown;
}

/** A kind the server offers, from discovery. `group` is '' for the core group. */
export interface ResourceType {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

export interface ObjectRef {
  readonly type: ResourceType;
  readonly namespace?: string;
  readonly name: string;
}

/** `cache`: any state the server has at hand (resourceVersion=0); `quorum`: the latest. */
export type Freshness = 'cache' | 'quorum';

export interface ListQuery {
  readonly type: ResourceType;
  /** All namespaces when absent. */
  readonly namespace?: string;
  readonly labels?: string;
  readonly fields?: string;
  readonly freshness: Freshness;
}

export interface WriteOptions {
  readonly manager: string;
  readonly dryRun?: boolean;
  /** Only of `patch`: what is written is the object's status, and nothing else of it. */
  readonly subresource?: 'status';
}

export interface ApplyOptions extends WriteOptions {
  /** Take fields that other managers own. The caller has shown whose. */
  readonly force?: boolean;
  /** A `Conflict` where there is an object of that name already. */
  readonly isNew?: boolean;
}

export interface DeleteOptions {
  readonly dryRun?: boolean;
  /** Only as it was then; else a `Conflict`. */
  readonly resourceVersion?: string;
  /** 0: a pod goes at once, without its kubelet having ended it. */
  readonly graceSeconds?: number;
}

/** What the server made of a write, with its `Warning` headers. */
export interface Written {
  readonly object: KubeObject;
  readonly warnings: readonly string[];
}

export interface JsonPatchOp {
  readonly op: 'add' | 'replace' | 'remove' | 'test';
  readonly path: string;
  readonly value?: unknown;
}

/** A live view of lists: kept by list and watch, re-listed when a watch breaks. */
export interface Follow {
  /** The objects of query `index` as last seen. */
  items(index: number): readonly KubeObject[];
  /** Resolves when anything changed since the last call, or after `timeoutMs`. */
  changed(timeoutMs: number): Promise<void>;
  /** Since when (ms) the server could not be reached; undefined while it can. */
  unreachableSince(): number | undefined;
  close(): void;
}

export interface ClusterTarget {
  readonly context: string;
  readonly server: string;
  readonly user: string;
  /** The context's namespace, `default` where it names none. */
  readonly namespace: string;
}

/** What became of an eviction. A pod that is gone already counts as evicted. */
export type Eviction =
  { readonly evicted: true } | { readonly evicted: false; readonly why: string };

export interface Endpoint {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
}

/**
 * The one door to the cluster. Every method throws a `Fault` with outcome
 * `unreachable` (network, TLS, 401, 403), `invalid` (400, 422) or a
 * `Conflict` (see below) where the write met another writer.
 */
export interface Cluster {
  readonly target: ClusterTarget;
  serverVersion(): Promise<{ major: number; minor: number; gitVersion: string }>;
  /** Every kind in its group's preferred version; asked once per run. */
  resourceTypes(): Promise<readonly ResourceType[]>;
  get(ref: ObjectRef): Promise<KubeObject | undefined>;
  list(query: ListQuery): Promise<KubeObject[]>;
  /** Pages through a list that may be large; keeps only what `pick` returns. */
  scan<T>(query: ListQuery, pick: (object: KubeObject) => T | undefined): Promise<T[]>;
  follow(queries: readonly ListQuery[], signal: AbortSignal): Promise<Follow>;
  create(object: KubeObject, type: ResourceType, options: WriteOptions): Promise<Written>;
  /** Server-side apply. `object.metadata.resourceVersion`, if there, is a precondition. */
  apply(object: KubeObject, type: ResourceType, options: ApplyOptions): Promise<Written>;
  /** JSON Patch; a failed `test` op throws `Conflict`. */
  patch(ref: ObjectRef, ops: readonly JsonPatchOp[], options: WriteOptions): Promise<Written>;
  /** Deletes exactly the object with this uid. */
  delete(ref: ObjectRef, uid: string, options?: DeleteOptions): Promise<void>;
  /** Evicts exactly the pod with this uid, where no disruption budget forbids it. */
  evict(ref: ObjectRef, uid: string): Promise<Eviction>;
  /** GET of a path that is no object (`/readyz?verbose`); any status but 401 and 403 is an answer. */
  read(
    path: string,
    signal?: AbortSignal,
  ): Promise<{ readonly status: number; readonly body: string }>;
  /** HTTP POST to a pod's port through the API server; the answer's text. */
  proxyPost(
    endpoint: Endpoint,
    path: string,
    body: string,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<string>;
}

/** Where a base's Arklet answers. */
export interface BaseAddress {
  /** Unique per base: the vnode's name (V2) or the base pod's `namespace/name` (V1). */
  readonly id: string;
  readonly ip: string;
  readonly port: number;
  /** A pod with this base's IP, for the way through the API server. */
  readonly via?: Endpoint;
}

/** One module as the base itself lists it. */
export interface BizInfo {
  readonly name: string;
  readonly version: string;
  readonly state: BizState;
  readonly webContextPath?: string;
}

export type BizState =
  'unresolved' | 'resolved' | 'activated' | 'deactivated' | 'broken' | 'stopped' | 'unknown';

/** A base's answer, or why there is none. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T; readonly at: number }
  | { readonly ok: false; readonly why: string; readonly at: number };

/** What Arklet said to an install, uninstall or switch. */
export interface ArkletReply {
  readonly success: boolean;
  /** Outer code: SUCCESS, FAILED, CMD_PROCESS_INTERNAL_ERROR, CMD_NOT_FOUND. */
  readonly code: string;
  /** data.code: SUCCESS, FAILED, REPEAT_BIZ, NOT_FOUND_BIZ, ILLEGAL_STATE_BIZ; '' where absent. */
  readonly innerCode: string;
  /** The most telling line: the last `Caused by:` of the trace, else data.message, else message. */
  readonly reason: string;
  readonly stack?: string;
  /** The module's own start threw: its jar had been read. */
  readonly fromMain?: boolean;
  /** What an install brought: the jar's own name and version, whatever was asked for. */
  readonly installed?: BizName;
}

/** Memory in bytes; `max` is absent where there is no limit (the base says -1). */
export interface MemoryUse {
  readonly used: number;
  readonly max?: number;
}

/** What a base says of itself; what a runtime leaves out is absent. */
export interface BaseHealth {
  readonly metaspace?: MemoryUse;
  readonly heap?: MemoryUse;
  /** Since when its JVM runs, in seconds. */
  readonly upSeconds?: number;
  readonly javaVersion?: string;
  /** The base application itself, which Arklet calls the master biz. */
  readonly master?: BizInfo;
}

/**
 * The one door to the bases: Arklet, directly or through the API server's pod proxy. `signal` gives a
 * question up: a base that has not answered by then is silent.
 */
export interface Bases {
  query(base: BaseAddress, signal?: AbortSignal): Promise<Answer<readonly BizInfo[]>>;
  health(base: BaseAddress, signal?: AbortSignal): Promise<Answer<BaseHealth>>;
  install(base: BaseAddress, biz: BizToInstall): Promise<Answer<ArkletReply>>;
  uninstall(base: BaseAddress, biz: BizName): Promise<Answer<ArkletReply>>;
  switch(base: BaseAddress, biz: BizName): Promise<Answer<ArkletReply>>;
}

export interface BizName {
  readonly name: string;
  readonly version: string;
}

export interface BizToInstall extends BizName {
  readonly url: string;
}

/** What an HTTP server answered, with whatever status, or why there is no answer. */
export type HttpReply =
  | { readonly ok: true; readonly status: number; readonly body: string }
  | { readonly ok: false; readonly why: string };

/** The one door to whatever else answers on the network. */
export interface Probes {
  httpGet(url: string, timeoutMs: number, signal?: AbortSignal): Promise<HttpReply>;
}

/** What people are spoken to in. */
export type Language = 'en' | 'zh';

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms`, or at once when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: Text;
}

/** Questions to a person. Where nobody can answer, `interactive` is false and nothing may be asked. */
export interface Ask {
  readonly interactive: boolean;
  confirm(question: Text): Promise<boolean>;
  /** What was typed, without spaces around it. */
  text?(question: Text): Promise<string>;
  /** `signal` takes the question back: an AbortError. */
  choose<T extends string>(
    question: Text,
    choices: readonly Choice<T>[],
    signal?: AbortSignal,
  ): Promise<T>;
}

/** A result that is printed to stdout in the format that the user chose. */
export interface Listing {
  /** `kind` of the JSON document, for example `ModuleList`. */
  readonly kind: string;
  readonly columns: readonly Column[];
  /** One per row: the machine-readable value. */
  readonly items: readonly Record<string, unknown>[];
  /** What to say when there are no rows. */
  readonly empty: string;
  /** What `-o name` prints for a row. */
  readonly name: (item: Record<string, unknown>) => string;
}

export interface Column {
  readonly title: string;
  readonly value: (item: Record<string, unknown>) => string;
  /** Only with `-o wide`. */
  readonly wide?: boolean;
  /** Marks a cell good, bad or so-so. */
  readonly tone?: (item: Record<string, unknown>) => Tone | undefined;
}

export type Tone = 'good' | 'bad' | 'warn' | 'dim';

/** A piece of output for people: lines of toned spans. */
export type Line = string | readonly (string | { readonly text: string; readonly tone: Tone })[];

export interface Reporter {
  /** Results, to stdout in the chosen format. */
  listing(listing: Listing): void;
  /** A document: printed as JSON or YAML with `-o json|yaml`, else its `lines`. */
  document(value: unknown, lines: readonly Line[]): void;
  /** Raw text to stdout (manifests). */
  raw(text: string): void;
  /** Progress or a warning for people, to stderr. */
  say(line: Line): void;
  /** A rollout event: shown live to a terminal, appended as a line, or written as JSON. */
  event(event: RolloutEvent): void;
  /** One line that the next one takes the place of, while something takes long; undefined takes it away. Only where a person looks on. */
  progress?(line: Line | undefined): void;
  /** Ends a live view and lets later lines be plain. */
  settle(): void;
}
