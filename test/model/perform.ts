import type { Orders } from './koupctl/run.ts';
import { isOpen } from '../../src/rollout/record.ts';
import { manifestOf, urlOf } from './manifest.ts';
import { versions, type Action, type RunOrders } from './scenario.ts';
import type { Stage } from './stage.ts';
import { specOf } from './truth.ts';
import type { ModelWorld } from './world.ts';

/** Longer than any patience that a run may have, ms. */
export const longestRunMs = 3 * 3_600_000;

/** Lets one action happen. What has to end before it begins is waited for. */
export async function perform(world: ModelWorld, action: Action): Promise<void> {
  if ((action.do === 'deploy' || action.do === 'take-up') && !action.beside) {
    await everyRunEnds(world);
  }
  await world.pass(action.afterMs);
  if (world.dog.violations.length > 0) return;
  switch (action.do) {
    case 'deploy':
      world.run(ordersFor(world, 'deploy', action.version, action));
      return;
    case 'take-up':
      world.run(ordersFor(world, action.command, '', action));
      return;
    case 'status':
      world.run(ordersFor(world, 'status', '', calm));
      return;
    case 'kubectl':
      kubectl(world, action);
      return;
    case 'base':
      harmBase(world, action);
      return;
    case 'cluster':
      harmCluster(world, action);
  }
}

/** That a run ends at all is a law of its own. */
export async function everyRunEnds(world: Stage): Promise<void> {
  const ended = await world.pass(longestRunMs, () => !world.anyRunning);
  if (!ended && world.dog.violations.length > 0) return;
  world.dog.holds('ends', ended, () => {
    const run = world.runs.find((one) => one.running);
    return `${run?.name ?? ''} (${run?.orders.command ?? ''}) does not end`;
  });
}

/** How a careful person asks: nothing befalls this run. */
export const calm: RunOrders = {
  options: {
    batches: { by: 'count', batches: 2, beta: false },
    policy: undefined,
    confirm: 'none',
    grayMs: 0,
    soakMs: 0,
    timeoutMs: 180_000,
    onFailure: 'hold',
    rollbackTimeoutMs: 300_000,
    proof: 'base',
    pauseAfter: undefined,
    askAgain: true,
    reason: undefined,
  },
  interactive: false,
  takeOver: false,
  faults: new Map(),
  interruptAfterMs: undefined,
  beside: false,
};

export function ordersFor(
  world: Stage,
  command: Orders['command'],
  version: string,
  how: RunOrders,
): Orders {
  const { beside: _, ...so } = how;
  const fromFile = world.random.chance(0.1);
  return { command, version, manifest: world.manifestOf(version), fromFile, ...so };
}

function kubectl(world: ModelWorld, { verb, number }: Action & { do: 'kubectl' }): void {
  const { kubectl: hand, dog, setup } = world;
  const { live } = hand;
  world.tell(() => `kubectl: ${verb} ${number}`);
  if (live === undefined && verb !== 'recreate') return;
  const version = versions[number] ?? versions[0];
  const does: Record<typeof verb, () => void> = {
    scale: () => {
      const wanted = specOf(live!).replicas + (number % 2 === 0 ? 1 : -1);
      hand.scale(Math.min(Math.max(1, wanted), setup.bases));
    },
    image: () =>
      hand.edit([{ op: 'replace', path: '/spec/template', value: templateOf(world, version) }]),
    undo: () => hand.undo(),
    pause: () => hand.pause(),
    resume: () => hand.resume(),
    delete: () => hand.delete(),
    recreate: () => {
      hand.delete();
      hand.create(manifestOf(version, setup));
    },
    annotate: () => hand.annotate(String(world.time.now())),
    strategy: () =>
      hand.edit([
        {
          op: 'add',
          path: '/spec/strategy',
          value: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 2, maxUnavailable: 0 } },
        },
      ]),
  };
  dog.byHand(verb === 'annotate' || verb === 'pause' ? undefined : `kubectl ${verb}`, does[verb]);
}

function templateOf({ setup }: ModelWorld, version: string): unknown {
  const { template } = manifestOf(version, setup)['spec'] as { template: any };
  const [container] = template.spec.containers;
  const containers = [{ ...container, image: urlOf(version, setup) }];
  return { ...template, spec: { ...template.spec, containers } };
}

export function harmBase(world: Stage, { fault, index, ms }: Action & { do: 'base' }): void {
  const base = world.bases[index];
  if (base === undefined) return;
  const { hears, time } = world;
  world.tell(() => `${base.node}: ${fault} for ${ms} ms`);
  const later = (then: () => void): void => {
    time.after(ms, then);
  };
  switch (fault) {
    case 'restart':
    case 'die':
      if (base.reach !== 'up') return;
      world.dog.befalls(base);
      base.kill();
      hears.baseSilent(base);
      if (fault === 'restart') later(() => heal(world, index));
      return;
    case 'hang':
      if (base.reach !== 'up') return;
      base.hang();
      hears.baseSilent(base);
      later(() => heal(world, index));
      return;
    case 'slow':
      base.traits.installMs = Math.min(ms, 60_000);
      return;
    case 'full':
      base.traits.room = base.bizList.length;
      return;
    case 'hide':
      base.hidden = true;
      later(() => {
        base.hidden = false;
      });
  }
}

/** The base is up and well, whatever befell it. */
export function heal({ bases, hears }: Stage, index: number): void {
  const base = bases[index];
  if (base === undefined) return;
  if (base.reach === 'down') base.start();
  else if (base.reach === 'hangs') base.wakeUp();
  else return;
  hears.baseBack(base);
}

function harmCluster(world: ModelWorld, { fault, ms }: Action & { do: 'cluster' }): void {
  const { network, controller, kube, time } = world;
  world.tell(() => `cluster: ${fault} for ${ms} ms`);
  switch (fault) {
    case 'outage':
      network.goAway(ms);
      return;
    case 'controller':
      controller.kill();
      time.after(ms, () => controller.start());
      return;
    case 'quota':
      kube.quota = Math.max(1, kube.store.all('pods').length);
      time.after(ms, () => {
        kube.quota = Infinity;
      });
  }
}

/** The record tells of a rollout that is under way or stands. */
export function rolloutStands({ truth }: ModelWorld): boolean {
  return truth.record !== undefined && isOpen(truth.record);
}
