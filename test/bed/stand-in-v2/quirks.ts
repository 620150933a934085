/**
 * Where the V2 controller (v2.2.0, virtual-kubelet v0.3.10) does something other than one would
 * expect. Each is a switch: true is what the real controller does and, but for the crash, the
 * default; false is what one would expect.
 */
export interface Quirks {
  // Pod status
  /** An install's outcome is overwritten at once with the status from before: Ready is up to the next query. */
  blanksStatusAfterInstall: boolean;
  /** A successful install counts as activated, though the base may keep the version dark. */
  believesInstallAnswer: boolean;
  /** Why an install failed is told nowhere: no reason, no message, no event. */
  hidesInstallFailure: boolean;
  /** States are compared by second of the minute, so a pod that once ran mostly stays 1/1. */
  comparesSecondOfMinute: boolean;
  /** All bases share one queryAllBiz: what would overlap is dropped, a base that hangs stops all. */
  queriesOneBaseAtATime: boolean;
  /** Conditions have no lastTransitionTime: with minReadySeconds a pod is never available. */
  omitsTransitionTimes: boolean;

  // Pods
  /** The object of a deleted pod lives for its whole grace period, long after the uninstall. */
  keepsPodForGracePeriod: boolean;
  /** A deleted pod that isn't running goes at once, and its module after it. */
  removesIdlePodsFirst: boolean;
  /** A module without a pod is uninstalled. */
  uninstallsOrphans: boolean;
  /** An unreachable base is tried often for 44 s, then every minute and a half or less often. */
  backsOffForMinutes: boolean;
  /** A pod that comes while its base is silent is not looked at again. */
  forgetsPodsOfSilentBases: boolean;
  /** Pods that were bound before their node was (re)made are not looked at. */
  ignoresEarlierPods: boolean;
  /** A changed image waits for a `terminated` that never shows: uninstalled, never installed. */
  updatesOnlyAfterTerminated: boolean;

  // The process
  /** A lease that has expired or that an earlier process holds is never taken over. */
  shunsLeases: boolean;
  /** No HTTP time-outs towards bases. */
  waitsForEver: boolean;
  /**
   * A failing uninstall of a module without a pod is repeated without pause until the stack is
   * full. Default off, as bases answer fast enough for that only now and then.
   */
  overflowsOnFailedOrphan: boolean;
}

export const REAL_QUIRKS: Quirks = {
  blanksStatusAfterInstall: true,
  believesInstallAnswer: true,
  hidesInstallFailure: true,
  comparesSecondOfMinute: true,
  queriesOneBaseAtATime: true,
  omitsTransitionTimes: true,
  keepsPodForGracePeriod: true,
  removesIdlePodsFirst: true,
  uninstallsOrphans: true,
  backsOffForMinutes: true,
  forgetsPodsOfSilentBases: true,
  ignoresEarlierPods: true,
  updatesOnlyAfterTerminated: true,
  shunsLeases: true,
  waitsForEver: true,
  overflowsOnFailedOrphan: false,
};
