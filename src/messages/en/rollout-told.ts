/** What a rollout meets on its way and deals with. */
export const warned = {
  takenOver: (holder: string) => `taken over from ${holder}`,
  unheld: (why: string) => `${why}: nothing keeps a second koupctl from starting on this workload`,
  isHolderAlive: (holder: string) => `held by ${holder}: looking whether it is still alive`,
  serverAway: (why: string) => `${why}; the rollout stands as it is and waits for it`,
  serverBack: 'the API server answers again; going on',
  notNoted: (why: string) => `could not note why it stands: ${why}`,
  relapsed: (batch: number, causes: readonly string[]) =>
    `batch ${batch} is no longer healthy: ${causes.join('; ')}`,
  notOpened: (batch: number, why: string) => `batch ${batch} is not opened as it is: ${why}`,
  stoppedShort: (placed: number, revision: string, wanted: number) =>
    `the controller stopped at ${placed} modules of ${revision} instead of ${wanted}; made to try again`,
  notReminded: (revision: string, why: string) =>
    `the controller forgot modules of ${revision} and could not be reminded: ${why}`,
  givenUp: (place: string) =>
    `${place}: the controller had given up on it; made to install it anew`,
  answersAgain: (place: string, module: string) =>
    `${place} answers now, and does not list ${module}: the controller is made to try again`,
  leftBehind: (base: string, module: string) =>
    `${base}: ${module} was left behind by the controller; uninstalled`,
  leftBehindRefused: (base: string, module: string) =>
    `${base}: ${module} was left behind by the controller, and the base refuses to uninstall it`,
  leftBehindRefusedFor: (base: string, module: string, why: string | undefined) =>
    `${base}: ${module} was left behind by the controller, and the base refuses to uninstall it: ${why}`,
  ahead: (batch: number, placing: number, planned: number) =>
    `the controller is ahead of batch ${batch}: it is placing ${placing} instead of ${planned}`,
  othersNew: (pods: number) =>
    `${pods} pod(s) have the new version outside the batch: they were made anew for another reason`,
  otherNew: (base: string) =>
    `${base} has the new version outside the batch: its pod was made anew for another reason`,
  leftBefore: (bases: readonly string[]) =>
    `${bases.join(', ')} left before the batch opened: the rollout goes on without`,
  waitsForScheduler: (pod: string, why: string) => `Pod ${pod} waits for the scheduler: ${why}`,
  baseGone: (base: string, module: string) =>
    `base ${base} was gone before it answered the uninstall: its Module ${module} is let go of, and another made in its place`,
  markLeft: (pod: string, mark: string) =>
    `${pod}: the controller left its mark ${mark} there without a Module; taken off, so that the base can get one`,
};

/** Why a rollout is undone, and what is still open of that. */
export const undoing = {
  failed: 'a batch failed',
  'timed-out': 'a batch timed out',
  asked: 'asked for',
  withNew: 'bases still with the new version',
  holding: 'bases still holding it',
  withoutOld: 'bases still without the old version',
  newToGoBack: 'new bases still to go back',
  oldToComeBack: 'old bases and modules still to come back',
};
