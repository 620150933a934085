import { told } from '../told.ts';

/** Why a release can't go in such batches. */
export const batchFaults = {
  tooLarge: (
    batch: Ordinal,
    size: number,
    limit: string,
    flags: readonly string[],
    beside: boolean,
  ) =>
    told(
      `batch ${batch.number} of ${batch.of} takes ${size} module(s) out of service, and --max-unavailable is ${limit}`,
      `use ${[...flags, ...(beside ? ['--policy install-then-uninstall where a base can have both versions, or is free'] : [])].join(', or ')}`,
    ),
  bothAtOnce:
    "V1's controller takes the old version off as many bases as a batch has, while that batch installs",
  withoutMeanwhile:
    'uninstall-then-install: a base of the batch is without the module until the new version is there',
  podGoesFirst: (kind: string) => `a ${kind} takes a pod away before its successor comes`,
  notOfV1: (sizes: string) =>
    told(
      `V1's controller can't do batches of ${sizes}: it knows a number of equal batches, rounded up, and one beta batch of 1 before them`,
      'choose one of the possible ones',
    ),
  possible: (flags: string, sizes: string) => `possible: ${flags} makes ${sizes}`,
  tooFewFree: (batch: number, of: number, size: number, free: number, fewest: number | undefined) =>
    told(
      `batch ${batch} of ${of} is to place ${size} module(s), but ${free} base(s) will be free then`,
      fewest === undefined
        ? `add ${size - free} base(s), or lower the replicas`
        : `--batches ${fewest} is the fewest that fits; or add bases`,
    ),
  freeNow: (free: number, old: number, replicas: number) =>
    `${free} base(s) free now, ${old} module(s) of earlier versions, ${replicas} replicas wanted`,
  forgotten:
    "V1's controller forgets what finds no free base, and calls the release Completed all the same",
  full: (count: number, limit: number | undefined, deployment: string) =>
    `${count} base(s) have their ${limit ?? ''} module(s) already (max-module-count; koupctl base-limit ${deployment} changes it)`,
};

/** The second of three. */
export interface Ordinal {
  readonly number: number;
  readonly of: number;
}
