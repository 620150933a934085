import { commonLaws, playThrough, type Game, type Played } from '../game.ts';
import { calm, everyRunEnds, ordersFor } from '../perform.ts';
import { Random } from '../random.ts';
import { finale } from './finale.ts';
import { perform } from './perform.ts';
import { scenarioOf, type Scenario } from './scenario.ts';
import { V1World } from './world.ts';

export const v1Game: Game<Scenario> = {
  name: 'v1',
  seedsInCi: 4_000,
  laws: [...commonLaws, 'batch bases', 'said gone', 'superseded'],
  scenarioOf,
  play,
};

async function play(seed: number, { setup, actions }: Scenario, tracing: boolean): Promise<Played> {
  const world = new V1World(setup, new Random(seed ^ 0x2545f491), tracing);
  world.tell(() => `setup: ${JSON.stringify(setup)}`);
  return await playThrough(world, actions, { begin, perform, finale });
}

/** Version 1 serves everywhere, or nothing is there. */
async function begin(world: V1World): Promise<void> {
  const { setup, kubectl, truth, dog } = world;
  if (setup.initial === 'nothing') return;
  if (setup.initial === 'koupctl') {
    world.run(ordersFor(world, 'deploy', '1.0.0', calm));
    await everyRunEnds(world);
  } else {
    const manifest = world.manifestOf('1.0.0');
    // A strategy that asks for confirmations comes afterwards: nobody is there to give them.
    const { operationStrategy: _, ...spec } = manifest['spec'] as Record<string, unknown>;
    dog.byHand(undefined, () => kubectl.create({ ...manifest, spec }));
    await world.pass(120_000, () => truth.isSettled());
    const { strategy } = setup;
    if (strategy) dog.byHand(undefined, () => kubectl.set('operationStrategy', strategy));
  }
  await world.pass(120_000, () => truth.isSettled());
  // The controller may forget a Module by itself; that is what some rollouts then begin from.
  if (!truth.isSettled() && !setup.actsOnStaleReads) {
    dog.accuse('model', 'version 1 does not come up');
  }
  await world.pass(world.random.int(0, 40_000));
}
