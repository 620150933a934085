import type { Base } from '../modules/base.ts';
import type { AskedBase } from '../modules/live-row.ts';
import type { Answer, BaseHealth, BizInfo } from '../world.ts';
import { askByAnyWay, askEach, type Door, type Question, type Reached } from './ask-each.ts';
import type { World } from './world.ts';

/** What each base lists, in their order. */
export async function askBases(
  world: World,
  door: Door,
  all: readonly Base[],
): Promise<AskedBase[]> {
  const reached = await askByAnyWay(world, door, all, {
    ask: (base, signal) => door.bases.query(base, signal),
    isAnswer,
  });
  return reached.map(({ base, got }) => ({ base, answer: got }));
}

/** What a base lists, and where it answers that, how it is. */
export interface LookedInto {
  readonly answer: Answer<readonly BizInfo[]>;
  readonly health?: Answer<BaseHealth>;
}

export async function lookIntoBases(
  world: World,
  door: Door,
  all: readonly Base[],
): Promise<Reached<LookedInto>[]> {
  const question: Question<LookedInto> = {
    async ask(base, signal) {
      const answer = await door.bases.query(base, signal);
      return answer.ok ? { answer, health: await door.bases.health(base, signal) } : { answer };
    },
    isAnswer: ({ answer }) => answer.ok,
  };
  return await askByAnyWay(world, door, all, question);
}

/** Adds who they are themselves: some runtimes list that among the modules. */
export async function withMasters(
  world: World,
  { bases }: Pick<Door, 'bases'>,
  asked: readonly AskedBase[],
): Promise<AskedBase[]> {
  const reached = await askEach(
    world,
    asked.map(({ base }) => base),
    { ask: (base, signal) => bases.health(base, signal), isAnswer },
  );
  return asked.map((one, at) => {
    const answer = reached[at]?.got;
    return answer?.ok === true ? { ...one, master: answer.value.master } : one;
  });
}

function isAnswer({ ok }: Answer<unknown>): boolean {
  return ok;
}
