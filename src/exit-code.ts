/**
 * The one table of outcomes and exit codes: printed by `koupctl exit-codes`,
 * shown in the README, and the same names appear as `outcome` in JSON.
 */
export const outcomes = {
  done: { code: 0, meaning: 'finished, or nothing to do' },
  bug: { code: 1, meaning: 'unexpected; a stack and how to report it' },
  invalid: {
    code: 2,
    meaning: 'usage, configuration, manifest or lint error; nothing was touched',
  },
  changes: { code: 3, meaning: 'plan --exit-code: changes pending' },
  refused: {
    code: 4,
    meaning:
      'declined, not interactive without --yes, change window closed, protected context, lock held',
  },
  failed: { code: 5, meaning: "the rollout can't become healthy; it stands held at its batch" },
  'timed-out': { code: 6, meaning: 'still under way; it may yet succeed' },
  'awaiting-confirm': {
    code: 7,
    meaning:
      'stopped at a batch boundary as asked, or at a step for a person; the same command goes on',
  },
  superseded: {
    code: 8,
    meaning:
      'the object was replaced or changed by someone else, or the plan no longer fits the cluster',
  },
  unreachable: { code: 9, meaning: 'cluster or credentials: network, TLS, 401, 403' },
  'rolled-back': { code: 10, meaning: 'the rollout failed and was undone completely' },
  'rollback-failed': { code: 11, meaning: 'undoing failed too' },
  unhealthy: { code: 12, meaning: 'a check command found something wrong' },
  interrupted: { code: 130, meaning: 'Ctrl-C; what goes on in the cluster is said' },
  terminated: { code: 143, meaning: 'SIGTERM; what goes on in the cluster is said' },
} as const;

export type OutcomeName = keyof typeof outcomes;

/** The exit code of an outcome; an outcome named in `ok` counts as 0. */
export function exitCode(name: OutcomeName, ok?: OutcomeName): number {
  return name === ok ? 0 : outcomes[name].code;
}
