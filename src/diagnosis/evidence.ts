import type { Finding } from './cause.ts';
import type { Base } from '../modules/base.ts';
import type { PodModule } from '../modules/module-pod.ts';
import type { V1Dialect } from '../modules/surface.ts';
import type { V1View } from '../modules/v1-view.ts';
import type { AskedAgain } from '../rollout/assess.ts';
import type { Answer, BaseHealth, BizInfo, KubeObject } from '../world.ts';

/** How long V1's controller may leave an object as it is, ms. */
export const attentionMs = 20_000;

/** A base and what it said. */
export interface BaseSeen {
  readonly base: Base;
  /** Absent where it was not asked. */
  readonly answer: Answer<readonly BizInfo[]> | undefined;
  /** Asked for only where something is wrong. */
  readonly health: BaseHealth | undefined;
  /** What it said to an install that it was asked to repeat. */
  readonly asked: readonly AskedAgain[];
}

/** One place where a module is to run: a module pod (V2) or a Module (V1). */
export interface PlaceSeen {
  readonly world: 'v1' | 'v2';
  /** `pod/NAME` or `module/NAME`. */
  readonly object: string;
  readonly namespace: string;
  readonly modules: readonly PodModule[];
  /** Of the workload's present template or newest revision. */
  readonly current: boolean;
  /** ms since the epoch. */
  readonly createdAt: number;
  /** Since when it is on its base, or in its state, as far as that is known; ms. */
  readonly since: number;
  /** The vnode or base pod it was given; undefined while it has none. */
  readonly baseName: string | undefined;
  readonly base: BaseSeen | undefined;
  readonly ready: boolean;
  /** The pod's phase, or the Module's status. */
  readonly state: string;
  readonly unschedulable: string | undefined;
  /** A container's waiting or terminated reason and message. */
  readonly trouble: string | undefined;
  /** When its status was last written, ms. */
  readonly reportedAt: number | undefined;
  readonly labels: Readonly<Record<string, string>>;
  /** Of a pod. */
  readonly spec: unknown;
}

/** A lease of a vnode. */
export interface LeaseSeen {
  readonly name: string;
  readonly holder: string;
  /** ms since the epoch, by the API server's own stamp of it. */
  readonly renewedAt: number;
  /** ms since the epoch; when it ran or runs out. */
  readonly expiresAt: number;
  /** How far the holder's clock is ahead of the API server's, ms; absent where the renewal has no stamp. */
  readonly ahead?: number;
  readonly uid?: string;
  readonly resourceVersion?: string;
}

export interface EventSeen {
  readonly object: string;
  readonly reason: string;
  readonly message: string;
  readonly at: number;
}

/** A process of a module controller that runs, or should, in the cluster. */
export interface ControllerSeen {
  readonly world: 'v1' | 'v2';
  /** `pod/NAME` or `deployment/NAME`. */
  readonly object: string;
  readonly namespace: string;
  readonly ready: boolean;
  readonly trouble: string | undefined;
  /** The environment that a V2 controller tends. */
  readonly env?: string;
}

/** A role of a controller, its rules as written. */
export interface RoleSeen {
  readonly name: string;
  readonly rules: readonly {
    readonly apiGroups?: readonly string[];
    readonly resources?: readonly string[];
    readonly verbs?: readonly string[];
  }[];
}

/** A module on a base that nothing in Kubernetes wants there. */
export interface OrphanSeen {
  readonly base: Base;
  readonly biz: BizInfo;
}

/** koupctl's own rollout of the workload, as far as it is not over. */
export interface RolloutSeen {
  readonly version: string;
  readonly who: string;
  readonly undoing: boolean;
  /** Who is at it now; undefined where nobody is: it stands. */
  readonly holder: string | undefined;
  readonly attach: string;
  readonly undo: string;
}

/** An earlier rollout that did not end well. */
export interface FailureSeen {
  readonly version: string;
  /** Bases on which it failed. */
  readonly bases: readonly string[];
}

/** Another ModuleDeployment than the one that is looked at, or that one itself. */
export type ModuleDeploymentSeen = Pick<KubeObject, 'metadata'> & {
  readonly module: string;
  /** How many ModuleReplicaSets it has. */
  readonly replicaSets: number;
};

export interface V1Seen {
  readonly view: V1View;
  readonly dialect: V1Dialect;
  readonly group: string;
  /** Whether its base Deployment is there. */
  readonly hasBase: boolean;
  /** When a user last wrote its spec, ms. */
  readonly changedAt: number;
}

/** A template that ran before the present one. */
export interface Earlier {
  readonly modules: readonly PodModule[];
}

/** Something that could not be looked at, and why. */
export interface Unread {
  readonly what: 'leases' | 'events' | 'roles' | 'controllers' | 'pods' | 'bases' | 'nodes';
  readonly why: string;
}

/** Everything that was seen at one moment; rules judge nothing else. */
export interface Evidence {
  /** The API server's time, ms since the epoch. */
  readonly now: number;
  /** A V2 workload or a ModuleDeployment; undefined where a base is looked at. */
  readonly workload: KubeObject | undefined;
  /** As people type it: `deployment/NAME -n NAMESPACE`. */
  readonly typed: string;
  /** The base that is looked at, where it is one, and known. */
  readonly about?: BaseSeen | undefined;
  readonly rollout: RolloutSeen | undefined;
  readonly failures: readonly FailureSeen[];
  /** Bases that the last recorded rollout brought its version to. */
  readonly reached: readonly string[];
  readonly places: readonly PlaceSeen[];
  /** Pods that are being deleted, and may free a place. */
  readonly leaving: number;
  /** Of both versions, by the template before. */
  readonly before: Earlier | undefined;
  readonly bases: readonly BaseSeen[];
  /** The vnodes as objects. */
  readonly nodes: readonly KubeObject[];
  /** Of the vnodes; undefined where they could not be read. */
  readonly leases: readonly LeaseSeen[] | undefined;
  readonly events: readonly EventSeen[];
  readonly orphans: readonly OrphanSeen[];
  readonly controllers: readonly ControllerSeen[];
  readonly roles: readonly RoleSeen[];
  readonly v1: V1Seen | undefined;
  /** Of the whole cluster, or as far as they may be read. */
  readonly moduleDeployments: readonly ModuleDeploymentSeen[];
  readonly unread: readonly Unread[];
}

/** A rule looks at the evidence and says what it finds; nothing where it is not sure enough. */
export interface Rule {
  readonly name: string;
  /** What looks wrong in the middle of a rollout and is not: not asked while one goes on. */
  readonly settledOnly?: boolean;
  readonly find: (evidence: Evidence) => readonly Finding[];
}
