import type { BatchSpec, Policy, RolloutOptions } from '../../src/plan/types.ts';
import type { WriteFault } from './koupctl/network.ts';
import { Random } from './random.ts';

/** How the world is before anything happens. */
export interface Setup {
  readonly bases: number;
  readonly replicas: number;
  readonly activatesNew: boolean;
  readonly keepsFailed: boolean;
  /** What the manifests say about two versions on one base. */
  readonly spread: 'per-version' | 'exclusive';
  readonly strategy: object | undefined;
  readonly progressDeadlineSeconds: number | undefined;
  readonly revisionHistoryLimit: number | undefined;
  /** Who brought version 1 there, if anybody. */
  readonly initial: 'kubectl' | 'koupctl' | 'nothing';
  /** Set on the object by kubectl, in no manifest. */
  readonly minReadySeconds: number | undefined;
  readonly controllerSlownessMs: number;
  /** Versions whose jar is no good. */
  readonly bad: Readonly<Record<string, 'missing' | 'throws'>>;
}

export interface RunOrders {
  readonly options: RolloutOptions;
  readonly interactive: boolean;
  readonly takeOver: boolean;
  readonly faults: ReadonlyMap<number, WriteFault>;
  readonly interruptAfterMs: number | undefined;
  /** Begins while others may still be at it. */
  readonly beside: boolean;
}

/** What concerns a rollout that stands. */
export type TakeUp = 'rollback' | 'attach' | 'confirm' | 'pause' | 'resume';
export type KubectlVerb =
  'scale' | 'image' | 'undo' | 'pause' | 'resume' | 'delete' | 'recreate' | 'annotate' | 'strategy';
export type BaseFault = 'restart' | 'die' | 'hang' | 'slow' | 'full' | 'hide';
export type ClusterFault = 'outage' | 'controller' | 'quota';

export type Action = { readonly afterMs: number } & (
  | ({ readonly do: 'deploy'; readonly version: string } & RunOrders)
  | ({ readonly do: 'take-up'; readonly command: TakeUp } & RunOrders)
  | { readonly do: 'status' }
  | { readonly do: 'kubectl'; readonly verb: KubectlVerb; readonly number: number }
  | { readonly do: 'base'; readonly fault: BaseFault; readonly index: number; readonly ms: number }
  | { readonly do: 'cluster'; readonly fault: ClusterFault; readonly ms: number }
);

export interface Scenario {
  readonly setup: Setup;
  readonly actions: readonly Action[];
}

export const versions = ['1.0.0', '2.0.0', '3.0.0', '4.0.0'] as const;

/** What a seed stands for. */
export function scenarioOf(seed: number): Scenario {
  const random = new Random(seed);
  const setup = setupOf(random);
  const actions = Array.from({ length: random.int(1, 5) }, () => actionOf(random, setup));
  // Something to be at, and mostly a second time: that is where rollouts are taken up again.
  return { setup, actions: [deployOf(random, setup), ...actions] };
}

function setupOf(random: Random): Setup {
  const replicas = random.weighted([
    [2, 1],
    [4, 2],
    [5, 3],
    [3, 4],
    [1, 5],
  ]);
  const exclusive = random.chance(0.25);
  const strategy = random.weighted<object | undefined>([
    [3, { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }],
    [2, { type: 'RollingUpdate', rollingUpdate: { maxSurge: '50%', maxUnavailable: 1 } }],
    [2, undefined],
    [exclusive ? 2 : 0, { type: 'Recreate' }],
  ]);
  return {
    bases:
      replicas +
      random.weighted([
        [6, 0],
        [2, 1],
        [1, 2],
      ]),
    replicas,
    activatesNew: random.chance(0.4),
    keepsFailed: random.chance(0.5),
    spread: exclusive ? 'exclusive' : 'per-version',
    strategy,
    progressDeadlineSeconds: random.pick([undefined, undefined, 300]),
    revisionHistoryLimit: random.pick([undefined, undefined, 3, 0]),
    initial: random.weighted([
      [6, 'kubectl'],
      [2, 'koupctl'],
      [2, 'nothing'],
    ]),
    minReadySeconds: random.chance(0.08) ? 5 : undefined,
    controllerSlownessMs: random.weighted([
      [6, 60],
      [1, 2_500],
    ]),
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
    [34, () => deployOf(random, setup)],
    [18, () => takeUpOf(random, setup)],
    [4, () => ({ do: 'status', afterMs: pause(random) })],
    [14, () => kubectlOf(random)],
    [24, () => baseFaultOf(random, setup)],
    [12, () => clusterFaultOf(random)],
  ]);
  return make();
}

function deployOf(random: Random, setup: Setup): Action {
  // Mostly on to the next few, now and then back, and often the same again.
  const version = random.weighted([
    [1, versions[0]],
    [5, versions[1]],
    [3, versions[2]],
    [2, versions[3]],
  ]);
  return { do: 'deploy', version, afterMs: pause(random), ...ordersOf(random, setup) };
}

function takeUpOf(random: Random, setup: Setup): Action {
  const command = random.weighted<TakeUp>([
    [8, 'rollback'],
    [2, 'attach'],
    [2, 'confirm'],
    [1, 'pause'],
    [2, 'resume'],
  ]);
  const orders = ordersOf(random, setup);
  // A word from elsewhere is for somebody who is at it.
  const beside = command === 'pause' || command === 'confirm' ? random.chance(0.7) : orders.beside;
  // Back as it came: whoever asks for a gap gets one.
  const options = { ...orders.options, policy: undefined };
  return { do: 'take-up', command, afterMs: pause(random), ...orders, options, beside };
}

function kubectlOf(random: Random): Action {
  const verb = random.weighted<KubectlVerb>([
    [3, 'scale'],
    [2, 'image'],
    [3, 'undo'],
    [2, 'pause'],
    [2, 'resume'],
    [1, 'delete'],
    [1, 'recreate'],
    [1, 'annotate'],
    [1, 'strategy'],
  ]);
  return { do: 'kubectl', verb, number: random.int(0, 3), afterMs: pause(random) };
}

export function baseFaultOf(random: Random, setup: Pick<Setup, 'bases'>): Action & { do: 'base' } {
  const fault = random.weighted<BaseFault>([
    [4, 'restart'],
    [2, 'die'],
    [2, 'hang'],
    [2, 'slow'],
    [1, 'full'],
    [3, 'hide'],
  ]);
  const ms = random.pick([1_000, 5_000, 20_000, 40_000, 90_000, 300_000]);
  return { do: 'base', fault, index: random.int(0, setup.bases - 1), ms, afterMs: pause(random) };
}

function clusterFaultOf(random: Random): Action {
  const fault = random.weighted<ClusterFault>([
    [4, 'outage'],
    [2, 'controller'],
    [2, 'quota'],
  ]);
  const ms = random.pick([500, 5_000, 20_000, 60_000, 200_000, 400_000]);
  return { do: 'cluster', fault, ms, afterMs: pause(random) };
}

/** Between two actions: often in the middle of what the one before has begun. */
export function pause(random: Random): number {
  return random.weighted([
    [3, random.int(0, 300)],
    [4, random.int(300, 6_000)],
    [4, random.int(6_000, 60_000)],
    [1, random.int(60_000, 400_000)],
  ]);
}

export function ordersOf(random: Random, setup: Pick<Setup, 'spread' | 'strategy'>): RunOrders {
  return {
    options: optionsOf(random, setup),
    interactive: random.chance(0.35),
    takeOver: random.chance(0.15),
    faults: random.chance(0.4) ? faultsOf(random) : new Map(),
    interruptAfterMs: random.chance(0.12) ? random.int(10, 60_000) : undefined,
    beside: random.chance(0.25),
  };
}

/** A rollout makes some ten to twenty writes. */
function faultsOf(random: Random): ReadonlyMap<number, WriteFault> {
  const faults = new Map<number, WriteFault>();
  for (let count = random.int(1, 3); count > 0; count--) {
    const fault = random.weighted<WriteFault>([
      [3, 'killed-before'],
      [3, 'killed-after'],
      [2, 'lost-before'],
      [3, 'lost-after'],
      [1, 'too-many'],
      [1, 'unavailable'],
      [1, 'conflict'],
    ]);
    faults.set(random.int(1, 16), fault);
  }
  return faults;
}

function optionsOf(random: Random, setup: Pick<Setup, 'spread' | 'strategy'>): RolloutOptions {
  return {
    batches: batchesOf(random),
    policy: policyOf(random, setup),
    confirm: random.weighted([
      [2, 'each'],
      [2, 'first'],
      [5, 'none'],
    ]),
    grayMs: random.pick([0, 0, 0, 2_000, 15_000]),
    soakMs: random.pick([0, 0, 1_000, 5_000]),
    timeoutMs: random.pick([30_000, 60_000, 120_000]),
    onFailure: random.pick(['hold', 'rollback']),
    rollbackTimeoutMs: random.pick([60_000, 120_000, 300_000]),
    proof: 'base',
    pauseAfter: random.chance(0.1) ? random.int(1, 2) : undefined,
    askAgain: random.chance(0.85),
    reason: undefined,
  };
}

function batchesOf(random: Random): BatchSpec | undefined {
  return random.weighted<() => BatchSpec | undefined>([
    [1, () => undefined],
    [3, () => ({ by: 'count', batches: random.int(1, 4), beta: random.chance(0.3) })],
    [
      4,
      () => ({
        by: 'size',
        sizes: [
          { value: 1, percent: false },
          random.pick([
            { value: 1, percent: false },
            { value: 50, percent: true },
            { value: 100, percent: true },
          ]),
        ],
        beta: false,
      }),
    ],
  ])();
}

function policyOf(
  random: Random,
  { spread, strategy }: Pick<Setup, 'spread' | 'strategy'>,
): Policy | undefined {
  const recreate = (strategy as { type?: string } | undefined)?.type === 'Recreate';
  if (spread === 'exclusive') {
    return recreate || random.chance(0.8) ? 'uninstall-then-install' : undefined;
  }
  return random.weighted<Policy | undefined>([
    [5, undefined],
    [2, 'install-then-uninstall'],
    [3, 'blue-green'],
  ]);
}
