import { finale } from './finale.ts';
import { manifestOf } from './manifest.ts';
import { calm, everyRunEnds, ordersFor, perform } from './perform.ts';
import { Random } from './random.ts';
import { commonLaws, playThrough, type Game, type Played } from './game.ts';
import { scenarioOf, type Scenario } from './scenario.ts';
import { ModelWorld } from './world.ts';

export const v2Game: Game<Scenario> = {
  name: 'v2',
  seedsInCi: 6_000,
  laws: [...commonLaws, 'batches', 'no gap'],
  scenarioOf,
  play,
};

/** Plays a scenario to its end, or to the first violation of a law. */
async function play(seed: number, { setup, actions }: Scenario, tracing: boolean): Promise<Played> {
  const world = new ModelWorld(setup, new Random(seed ^ 0x5bd1e995), tracing);
  world.tell(() => `setup: ${JSON.stringify(setup)}`);
  return await playThrough(world, actions, { begin, perform, finale });
}

/** Version 1 serves everywhere, or nothing is there. */
async function begin(world: ModelWorld): Promise<void> {
  const { setup, kubectl, truth, dog } = world;
  if (setup.initial === 'nothing') return;
  if (setup.initial === 'koupctl') {
    world.run(ordersFor(world, 'deploy', '1.0.0', calm));
    await everyRunEnds(world);
  } else {
    const manifest = manifestOf('1.0.0', setup);
    const { minReadySeconds } = setup;
    const spec = { ...(manifest['spec'] as object), ...(minReadySeconds && { minReadySeconds }) };
    dog.byHand(undefined, () => kubectl.create({ ...manifest, spec }));
  }
  await world.pass(120_000, () => truth.isSettled());
  if (!truth.isSettled()) dog.accuse('model', 'version 1 does not come up');
  await world.pass(world.random.int(0, 40_000));
}
