import type { Proof } from '../../plan/types.ts';
import { limitText } from './limits.ts';

const seen = (proof: Proof) => (proof === 'base' ? 'seen active on' : 'ready, says Kubernetes, on');
const bases = (count: number) => `${count} of ${count} bases`;

interface Scaled {
  readonly module: string;
  readonly replicas: number;
  readonly proof: Proof;
  /** How many bases it has left. */
  readonly gone: number;
}

interface WentOffline {
  readonly module: string;
  readonly proof: Proof;
  readonly of: number;
  readonly workload: string;
}

/** How a command that plans, asks and writes has ended, and what its steps do. */
export const commanded = {
  dryRun: 'dry run: nothing was written',
  noChanges: 'no changes',
  changesPending: (kind: string) => `${kind}: changes pending`,
  declined: 'declined; nothing was written',
  stoppedAtQuestion: 'stopped at the question; nothing was written',
  stoppedPlanning: 'stopped while planning; nothing was written',
  nothingToDo: (workload: string) =>
    `nothing to do: ${workload} is as the manifest says; koupctl status tells whether it runs`,
  nothingToRelease: (module: string) =>
    `nothing to do: ${module} and its base are what was asked for`,
  limitedAlready: (base: string, limit: number | undefined) =>
    `nothing to do: ${base} has ${limitText(limit)} already`,
  revisionAlready: (workload: string, revision: number) =>
    `${workload} runs revision ${revision} already`,
  servicesApplied: (names: string) => `Service ${names} applied`,
  paused: (who: string) =>
    `paused by ${who}: the open batch is brought to its end, and no other is opened`,
  confirmedBatch: (batch: number) => `batch ${batch} is confirmed`,
  pauseTaken: 'the pause is taken back',
  goesOn: (what: string, holder: string) => `${what}; ${holder} goes on with it`,
  begunSince: (version: string, who: string, workload: string) =>
    `a rollout to ${version} by ${who} was begun on ${workload} since this was planned; nothing was written`,
  scaled: ({ module, replicas, proof, gone }: Scaled) => {
    const runs = replicas === 0 ? 'runs nowhere any more' : `${seen(proof)} ${bases(replicas)}`;
    return `${module} ${runs}${gone > 0 ? `, gone from ${gone}` : ''}`;
  },
  scaling: (module: string, replicas: number) => `scaling ${module} to ${replicas}`,
  offline: ({ module, proof, of, workload }: WentOffline) => {
    const gone = proof === 'base' ? 'seen gone from' : 'gone, says Kubernetes, from';
    return `${module} is offline: ${gone} ${bases(of)}; ${workload} is deleted`;
  },
  takingOffline: (module: string) => `taking ${module} offline`,
  restOffline: (module: string, of: number) => `${module} is offline: seen gone from ${bases(of)}`,
  takingRest: (module: string) => `taking the rest of ${module} off its bases`,
  cameBack: (workload: string, module: string) =>
    `another koupctl has written the record of ${workload} since this was planned; ${module} is left where it is`,
  serviceLeft: (service: string) => `Service ${service} is left behind by V1's controller`,
  offlineSince: (module: string, time: string, who: string, why: string | undefined) =>
    `${module} is offline since ${time}, by ${who}${why === undefined ? '' : `: ${why}`}`,
  toGoOffline: (module: string, time: string, who: string, why: string | undefined) =>
    `${module} was to go offline at ${time}, by ${who}${why === undefined ? '' : `: ${why}`}`,
  replaced: (module: string, base: string, awaySeconds: number | undefined) =>
    `${module} is installed anew, seen active on ${base}${awaySeconds === undefined ? '' : `, which was without it for ${awaySeconds} s`}`,
  replacing: (module: string, base: string) => `replacing ${module} on ${base}`,
  released: (module: string) => `${module} is on its new bases`,
  releasing: (module: string) => `releasing ${module} with its base`,
  podNotCreated: 'its pod is not created yet',
  podBetween: 'the pod before is gone, and the next one is not created yet',
  podLeaves: 'the pod before is leaving its base',
  podUntouched: 'the pod before is still there, untouched',
  podUndoing: (version: string, who: string, where: string) =>
    `the undo of ${version}, begun by ${who}, is not finished: ${where}`,
  podStands: (version: string, who: string, where: string) =>
    `rollout to ${version}, begun by ${who}, stands between two pods: ${where}`,
};
