import { someOf } from './lists.ts';

/** What is said of a ModuleDeployment's rollout. */
export const plansV1 = {
  'never-completed': (available: number, of: number, former: number) =>
    `nothing to change, but only ${available} of ${of} modules are Available${former > 0 ? `, and ${former} of earlier versions are left` : ''}: koupctl status tells why`,
  'fewer-meanwhile': (largest: number) =>
    `V1 takes the old version off as many bases as a batch has, while that batch installs: up to ${largest} fewer serve until it is healthy, and which is the controller's choice`,
  'rest-behind': (rest: number) =>
    `fewer replicas than now: V1 would leave the old version on ${rest} base(s); koupctl takes it off at the end`,
  'over-limit': (shut: number, limit: number | undefined) =>
    `${shut} base(s) have more modules than max-module-count ${limit ?? ''} allows: they lose the old version and do not get the new one`,
  'unready-chosen': (names: readonly string[]) =>
    `${someOf(names, 3)} not ready, but V1's controller may choose such a base all the same, and the batch would wait for it`,
  'silent-v1': (silent: readonly string[], of: number) =>
    `${silent.length} of ${of} bases do not answer from here (${someOf(silent, 3)}): what they run can't be proven; --arklet proxy asks through the API server, --proof kubernetes trusts the Modules' status`,
  'deletes-bases':
    'upgradePolicy scaleup_then_scaledown: the controller scales down by deleting base pods, with everything else that runs on them',
  'undo-churns': (version: string | undefined) =>
    `an undo is a new release of ${version ?? 'the old version'}: V1 installs it anew on every base, also where it still ran, as many at a time as bases are free`,
  'undo-deletes-module':
    'a first deploy has no earlier version: its undo deletes the ModuleDeployment',
  'spread-later': (wanted: string, now: string) =>
    `V1 takes ${wanted} up with the next version: what runs stays where it is, and scaling it still goes by ${now === '' ? 'no policy' : now}`,
  'spread-v1': (policy: string, limit: number | undefined) => {
    const most = limit === undefined ? '' : `, at most ${limit} on a base (max-module-count)`;
    return `${orders[policy] ?? 'in no order that can be known'}${most}; never twice on one`;
  },
  'v1-policy':
    'V1 installs on bases that are free, and takes the old version off as many others at the same time',
  'tried-again': (available: number, of: number) =>
    `only ${available} of ${of} modules are Available: the controller is made to try the rest again`,
  'rolled-in': (batches: number, why: string) => `rolled in ${batches} batches: ${why}`,
  'needs-more-free': (batches: number, free: number) =>
    `${batches} batch(es) would need more free bases than the ${free} there are, and V1 forgets what finds none`,
  overshoots: (batches: number, replicas: number) =>
    `in ${batches} batches V1's controller would overshoot ${replicas} replicas`,
  'beta-counts': (batchCount: number, made: readonly number[]) =>
    `with batchCount ${batchCount} the documentation has ${batchCount === 1 ? '1 batch' : `1 and ${batchCount - 1} more batch(es)`}; this controller makes ${made.length}: ${made.join(', ')}, and so does this plan`,
  borrows: (batchCount: number, useBeta: boolean, own: readonly string[]) =>
    `during the rollout: needConfirm true, grayTimeBetweenBatchSeconds 0, batchCount ${batchCount}, useBeta ${useBeta}; yours are given back at the end${own.length > 0 ? `: ${own.join(', ')}` : ''}`,
  'confirmed-singly': 'left out: batches are confirmed one by one, as they are proven',
  'counted-once': (replicas: number) =>
    `-1 becomes ${replicas}, the bases there are now: V1's controller would write the same number over it, and never follow the base afterwards`,
  'unready-placed': (names: readonly string[]) =>
    `${names.length} base(s) without the module are not ready (${someOf(names, 3)}): V1's controller does not look at that, and a module that it places there stays Upgrading`,
  'v1-chooses': "which bases lose it is V1's choice, by the number of modules on each",
  'steps-itself':
    'koupctl steps the replicas itself: for that time batchCount 1 without confirmations; yours is given back at the end',
  'borrowed-before': 'borrowed by an earlier run: given back at the end',
  'installs-first': (policy: string, revision: number) =>
    `${policy} would delete whole base pods to shrink: revision ${revision} gets install_then_uninstall before`,
  'empty-release':
    "an empty release is written before the deletion: V1's controller deletes only what is Completed, and would ask for confirmations else",
  'deleted-by-v1': "deleted by V1's controller with it",
};

const orders: Readonly<Record<string, string>> = {
  scatter: 'scatter: the bases with the fewest modules first',
  stacking: 'stacking: the bases with the most modules first',
};
