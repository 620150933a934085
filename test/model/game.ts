import type { Tally, Violation } from './judge.ts';
import type { Stage } from './stage.ts';

export interface Played {
  readonly violation: Violation | undefined;
  readonly lines: readonly string[];
  readonly tallies: ReadonlyMap<string, Tally>;
}

interface Acts {
  readonly actions: readonly object[];
}

/** A world that seeds are played in. */
export interface Game<S extends Acts = Acts> {
  /** As KOUPCTL_MODEL_WORLD names it. */
  readonly name: 'v1' | 'v2';
  /** How many seeds CI plays where it is not told. */
  readonly seedsInCi: number;
  /** Each of them has to bind in some seeds. */
  readonly laws: readonly string[];
  /** What a seed stands for. */
  scenarioOf(seed: number): S;
  /** Plays a scenario to its end, or to the first violation of a law. */
  play(seed: number, scenario: S, tracing: boolean): Promise<Played>;
}

/** Laws that both worlds have. */
export const commonLaws = [
  'another',
  'batch size',
  'confirmed',
  'ends',
  'given back',
  'its own',
  'left',
  'one command',
  'outcome',
  'paused',
  'proven',
  'reads only',
  'restorable',
  'said done',
  'said held',
  'said undone',
  'way back',
] as const;

/** What makes a game of a world. */
export interface Acting<W, A> {
  begin(world: W): Promise<void>;
  perform(world: W, action: A): Promise<void>;
  finale(world: W): Promise<void>;
}

/** From the beginning to the end, or to the first violation of a law. */
export async function playThrough<W extends Stage, A>(
  world: W,
  actions: readonly A[],
  { begin, perform, finale }: Acting<W, A>,
): Promise<Played> {
  const { violations, tallies } = world.dog;
  try {
    await begin(world);
    for (const action of actions) {
      if (violations.length > 0) break;
      await perform(world, action);
    }
    if (violations.length === 0) await finale(world);
  } catch (error) {
    world.dog.accuse('model', error instanceof Error ? (error.stack ?? '') : String(error));
  }
  return { violation: violations[0], lines: world.lines, tallies };
}

/** The same violation by fewer actions, each left out in turn as long as that succeeds. */
export async function shrink(game: Game, seed: number, scenario: Acts, law: string): Promise<Acts> {
  let { actions } = scenario;
  for (let index = actions.length - 1; index >= 0; index--) {
    const fewer = actions.toSpliced(index, 1);
    const { violation } = await game.play(seed, { ...scenario, actions: fewer }, false);
    if (violation?.law === law) actions = fewer;
  }
  return { ...scenario, actions };
}
