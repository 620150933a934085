/**
 * Where the V1 controller (V1.0.0) does something other than its documents or its status say. Each
 * is a switch: true, the default, is what the real controller does; false is what one would expect.
 */
export interface Quirks {
  // What "Completed" and "Paused" mean
  /** `Completed` as soon as the last batch is opened, whatever became of its modules. */
  completesAtOpening: boolean;
  /** `Paused` when a batch is opened, not when it is placed. */
  pausesAtOpening: boolean;
  /** While `Paused` the spec is not looked at: a new version waits for the next confirmation. */
  pausedIgnoresSpec: boolean;
  /** Any ReplicaSet that has what it wants ends the batch, an old one that shrank among them. */
  oldReplicaSetEndsBatch: boolean;

  // Confirmations
  /** Only confirmBatchNum == currentBatch goes on; a greater number waits for ever. */
  exactConfirm: boolean;
  /** A new version in the middle of a release is met by the confirmation given to the old one. */
  keepsStaleConfirm: boolean;
  /** The controller writes confirmBatchNum 0 into the spec when the release is Completed. */
  resetsConfirm: boolean;
  /** grayTimeBetweenBatchSeconds without needConfirm pauses, and nothing ever goes on. */
  grayStallsWithoutConfirm: boolean;
  /** Without confirmations currentBatch stays 1, so uneven batches overshoot spec.replicas. */
  neverCountsUnconfirmedBatches: boolean;
  /** useBeta adds a batch to batchCount (documents: it is one of them). */
  betaAddsBatch: boolean;

  // What is written
  /** Conditions are appended, at most ten; never merged by type. */
  appendsConditions: boolean;
  /** No counter of a ModuleDeployment's status is ever written, nor observedGeneration. */
  neverWritesCounters: boolean;
  /** replicas -1 is replaced in the spec by the number found at that moment. */
  overwritesPeerReplicas: boolean;
  /** revisionHistoryLimit is ignored: every ReplicaSet is kept. */
  keepsEveryReplicaSet: boolean;
  /** A new url under the same version installs nothing. */
  ignoresUrlChange: boolean;
  /** The Service is created only while the ModuleDeployment is at generation 1. */
  createsServiceOnce: boolean;

  // Placing
  /** What found no free base when its batch was opened is never tried again. */
  forgetsRemainder: boolean;
  /** Base pods are chosen whether or not they are ready. */
  ignoresBaseReadiness: boolean;
  /** max-module-count of the first candidate counts for all of them. */
  limitsByFirstPod: boolean;
  /** Modules are found by name in the whole namespace: namesakes shrink each other. */
  sharesModuleNames: boolean;
  /** A base pod carries the module's marker from before the install, and keeps it if that fails. */
  marksBeforeInstall: boolean;
  /** scaleup_then_scaledown shrinks by deleting base pods. */
  deletesBasePods: boolean;
  /**
   * Decisions are made on a watch cache that may lag behind the controller's own writes: a batch is
   * opened twice and becomes twice as large, a base that has just become free is missed, or a base
   * keeps its marker for ever, because to take it off is refused and never tried again.
   */
  actsOnStaleReads: boolean;

  // Modules
  /** A refused install leaves the Module `Upgrading` for ever. */
  staysUpgrading: boolean;
  /** A refused uninstall counts as done: the module stays on the base. */
  refusedUninstallIsDone: boolean;
  /** A Module deleted by hand is made anew on another base. */
  replacesDeletedModules: boolean;

  // Deleting a ModuleDeployment
  /** Deletion starts only when the running release is Completed. */
  deletionWaitsForRelease: boolean;
  /** The scale-down of a deletion asks for confirmations like any release. */
  deletionAsksConfirm: boolean;

  // Crashes, again at every restart
  /** A ModuleDeployment without labels ends the process. */
  crashesWithoutLabels: boolean;
  /** So does one that is being deleted when its ReplicaSets are gone. */
  crashesWithoutReplicaSets: boolean;
}

export const REAL_QUIRKS: Quirks = {
  completesAtOpening: true,
  pausesAtOpening: true,
  pausedIgnoresSpec: true,
  oldReplicaSetEndsBatch: true,
  exactConfirm: true,
  keepsStaleConfirm: true,
  resetsConfirm: true,
  grayStallsWithoutConfirm: true,
  neverCountsUnconfirmedBatches: true,
  betaAddsBatch: true,
  appendsConditions: true,
  neverWritesCounters: true,
  overwritesPeerReplicas: true,
  keepsEveryReplicaSet: true,
  ignoresUrlChange: true,
  createsServiceOnce: true,
  forgetsRemainder: true,
  ignoresBaseReadiness: true,
  limitsByFirstPod: true,
  sharesModuleNames: true,
  marksBeforeInstall: true,
  deletesBasePods: true,
  actsOnStaleReads: true,
  staysUpgrading: true,
  refusedUninstallIsDone: true,
  replacesDeletedModules: true,
  deletionWaitsForRelease: true,
  deletionAsksConfirm: true,
  crashesWithoutLabels: true,
  crashesWithoutReplicaSets: true,
};
