import type { KubeObj } from '../kube.ts';

/** The V1 objects as the controller's Go structs hold them: absent fields are zero values. */
export interface V1Object<Spec, Status> {
  apiVersion: string;
  kind: string;
  metadata: KubeObj['metadata'];
  spec: Spec;
  status: Status;
}

export interface ModuleInfo {
  name: string;
  version: string;
  url: string;
  type: string;
  md5: string;
}

export interface Selector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

export interface ModuleSpec {
  selector: Selector;
  module: ModuleInfo;
  upgradePolicy: string;
}

export interface OperationStrategy {
  needConfirm: boolean;
  useBeta: boolean;
  batchCount: number;
  maxUnavailable: number;
  grayTimeBetweenBatchSeconds: number;
  upgradePolicy: string;
  serviceStrategy: { enableModuleService: boolean; port: number; targetPort: number | string };
}

export interface DeploymentSpec {
  baseDeploymentName: string;
  template: { metadata: object; spec: ModuleSpec };
  replicas: number;
  minReadySeconds: number;
  revisionHistoryLimit: number;
  progressDeadlineSeconds: number;
  confirmBatchNum: number;
  pause: boolean;
  operationStrategy: OperationStrategy;
  schedulingStrategy: { schedulingPolicy: string };
}

export type Progress =
  | ''
  | 'Init'
  | 'WaitingForConfirmation'
  | 'Executing'
  | 'Paused'
  | 'Completed'
  | 'Terminating'
  | 'Terminated';

export interface ReleaseStatus {
  currentBatch: number;
  realBatchCount: number;
  originalDeltaReplicas: number;
  progress: Progress;
  batchProgress: Progress;
  lastTransitionTime: string;
  nextReconcileTime: string;
}

export interface Condition {
  type: string;
  status: string;
  last_transition_time: string;
  message: string;
}

export interface DeploymentStatus {
  replicas: number;
  availableReplicas: number;
  readyReplicas: number;
  updatedReplicas: number;
  observedGeneration: number;
  conditions: Condition[];
  releaseStatus?: ReleaseStatus;
}

export type ReplicaSetSpec = Pick<
  DeploymentSpec,
  'replicas' | 'template' | 'operationStrategy' | 'schedulingStrategy' | 'minReadySeconds'
> & { selector: Selector };

export interface ReplicaSetStatus {
  replicas: number;
  currentReplicas: number;
  availableReplicas: number;
}

export type ModulePhase =
  '' | 'Pending' | 'Prepare' | 'Upgrading' | 'Completing' | 'Available' | 'Terminating';

export interface ModuleStatus {
  status: ModulePhase;
  last_transition_time: string;
}

export type ModuleDeployment = V1Object<DeploymentSpec, DeploymentStatus> & {
  /** The spec says -1; spec.replicas here is what that means at the moment. */
  peer?: boolean;
};
export type ModuleReplicaSet = V1Object<ReplicaSetSpec, ReplicaSetStatus>;
export type Module = V1Object<ModuleSpec, ModuleStatus>;

export function sameModule(a: ModuleInfo, b: ModuleInfo): boolean {
  return a.name === b.name && a.version === b.version;
}
