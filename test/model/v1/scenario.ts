import type { V1Dialect } from '../../../src/modules/surface.ts';
import type { V1OperationStrategy } from '../../../src/modules/v1-view.ts';
import type { BatchSpec } from '../../../src/plan/types.ts';
import { Random } from '../random.ts';
import {
  baseFaultOf,
  ordersOf,
  pause,
  versions,
  type BaseFault,
  type RunOrders,
  type TakeUp,
} from '../scenario.ts';

/** How V1's world is before anything happens. */
export interface Setup {
  readonly bases: number;
  readonly replicas: number;
  readonly activatesNew: boolean;
  readonly keepsFailed: boolean;
  readonly dialect: V1Dialect;
  /** The user's own, in the manifest. */
  readonly strategy: V1OperationStrategy | undefined;
  readonly scheduling: 'scatter' | 'stacking' | undefined;
  /** Who brought version 1 there, if anybody. */
  readonly initial: 'kubectl' | 'koupctl' | 'nothing';
  readonly controllerSlownessMs: number;
  /** The controller may read what it wrote itself too late, and place a batch twice. */
  readonly actsOnStaleReads: boolean;
  /** Versions whose jar is no good. */
  readonly bad: Readonly<Record<string, 'missing' | 'throws'>>;
}

export type KubectlVerb =
  'scale' | 'confirm' | 'needConfirm' | 'version' | 'delete' | 'recreate' | 'annotate';

export type Action = { readonly afterMs: number } & (
  | ({ readonly do: 'deploy'; readonly version: string } & RunOrders)
  | ({ readonly do: 'take-up'; readonly command: TakeUp } & RunOrders)
  | { readonly do: 'status' }
  | { readonly do: 'kubectl'; readonly verb: KubectlVerb; readonly number: number }
  | { readonly do: 'base'; readonly fault: BaseFault; readonly index: number; readonly ms: number }
  | { readonly do: 'cluster'; readonly fault: 'outage' | 'controller'; readonly ms: number }
);

export interface Scenario {
  readonly setup: Setup;
  readonly actions: readonly Action[];
}

/** What a seed stands for. */
export function scenarioOf(seed: number): Scenario {
  const random = new Random(seed ^ 0x1a2b3c4d);
  const setup = setupOf(random);
  const actions = Array.from({ length: random.int(1, 5) }, () => actionOf(random, setup));
  return { setup, actions: [deployOf(random), ...actions] };
}

function setupOf(random: Random): Setup {
  const replicas = random.weighted([
    [2, 1],
    [4, 2],
    [5, 3],
    [3, 4],
    [1, 6],
  ]);
  return {
    // V1 upgrades only by way of a base that is free; without one everything is refused.
    bases:
      replicas +
      random.weighted([
        [1, 0],
        [5, 1],
        [3, 2],
        [1, 4],
      ]),
    replicas,
    activatesNew: random.chance(0.4),
    keepsFailed: random.chance(0.5),
    dialect: random.chance(0.7) ? 'confirmBatchNum' : 'pause',
    strategy: random.pick([
      undefined,
      {},
      { batchCount: 2 },
      { needConfirm: true, batchCount: 2 },
      { useBeta: true, batchCount: 2 },
      { batchCount: 3, grayTimeBetweenBatchSeconds: 5 },
    ]),
    scheduling: random.pick([undefined, 'scatter', 'stacking']),
    initial: random.weighted([
      [6, 'kubectl'],
      [2, 'koupctl'],
      [2, 'nothing'],
    ]),
    controllerSlownessMs: random.weighted([
      [6, 40],
      [1, 1_000],
    ]),
    actsOnStaleReads: random.chance(0.35),
    bad: Object.fromEntries(
      versions
        .slice(1)
        .filter(() => random.chance(0.15))
        .map((version) => [version, random.pick(['missing', 'throws'] as const)]),
    ),
  };
}

function actionOf(random: Random, setup: Setup): Action {
  const make = random.weighted<() => Action>([
    [34, () => deployOf(random)],
    [22, () => takeUpOf(random)],
    [4, () => ({ do: 'status', afterMs: pause(random) })],
    [12, () => kubectlOf(random)],
    [20, () => baseFaultOf(random, setup)],
    [12, () => clusterFaultOf(random)],
  ]);
  return make();
}

function deployOf(random: Random): Action {
  const version = random.weighted([
    [1, versions[0]],
    [5, versions[1]],
    [3, versions[2]],
    [2, versions[3]],
  ]);
  return { do: 'deploy', version, afterMs: pause(random), ...orders(random) };
}

function takeUpOf(random: Random): Action {
  const command = random.weighted<TakeUp>([
    [8, 'rollback'],
    [3, 'attach'],
    [3, 'confirm'],
    [1, 'pause'],
    [2, 'resume'],
  ]);
  const how = orders(random);
  // A word from elsewhere is for somebody who is at it.
  const beside = command === 'pause' || command === 'confirm' ? random.chance(0.7) : how.beside;
  return { do: 'take-up', command, afterMs: pause(random), ...how, beside };
}

function orders(random: Random): RunOrders {
  const so = ordersOf(random, { spread: 'per-version', strategy: undefined });
  return { ...so, options: { ...so.options, policy: undefined, batches: batchesOf(random) } };
}

/** Of those that V1's controller can do, for most numbers of replicas. */
function batchesOf(random: Random): BatchSpec | undefined {
  if (random.chance(0.3)) return undefined;
  return { by: 'count', batches: random.int(1, 4), beta: random.chance(0.3) };
}

function kubectlOf(random: Random): Action {
  const verb = random.weighted<KubectlVerb>([
    [3, 'scale'],
    [2, 'confirm'],
    [2, 'needConfirm'],
    [3, 'version'],
    [1, 'delete'],
    [1, 'recreate'],
    [2, 'annotate'],
  ]);
  return { do: 'kubectl', verb, number: random.int(0, 3), afterMs: pause(random) };
}

function clusterFaultOf(random: Random): Action {
  const ms = random.pick([500, 5_000, 20_000, 60_000, 200_000]);
  const fault = random.pick(['outage', 'controller'] as const);
  return { do: 'cluster', fault, ms, afterMs: pause(random) };
}
