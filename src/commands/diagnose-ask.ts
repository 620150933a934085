import { isAskable, type Cause } from '../diagnosis/cause.ts';
import type { Evidence, PlaceSeen } from '../diagnosis/evidence.ts';
import type { PodModule } from '../modules/module-pod.ts';
import type { Messages } from '../messages/messages.ts';
import { askAgain } from '../rollout/ask-again.ts';
import { isSameModule } from '../rollout/assess.ts';
import { each } from '../rollout/each.ts';
import { outcome, type Outcome } from '../outcome.ts';
import type { Scene } from './diagnose-scene.ts';
import type { BizState } from '../world.ts';
import { changeOfAsking } from './change-of.ts';
import type { Admitted } from './guard.ts';
import { Fault } from '../fault.ts';
import type { World } from './world.ts';

/** So many bases are asked: what all say is the package's fault. */
const mostAsked = 3;
const failed: readonly BizState[] = ['broken', 'stopped'];

/** One module that a base is to be asked for. */
interface Asking {
  readonly place: PlaceSeen;
  readonly module: PodModule;
}

/** The failed installs whose reason is not known yet; `told`: those too that Kubernetes gives one for. */
export function toAsk(evidence: Evidence, causes: readonly Cause[], told: boolean): Asking[] {
  const bases = new Set(
    causes
      .filter((cause) => isAskable(cause) && (told || (cause.params['reason'] ?? '') === ''))
      .flatMap(({ comparison }) => comparison?.bases ?? []),
  );
  return evidence.places
    .filter(({ current, baseName }) => current && baseName !== undefined && bases.has(baseName))
    .flatMap((place) => missingOn(place).map((module) => ({ place, module })))
    .slice(0, mostAsked);
}

/** Listed as active it needs no install; whatever else there is of it, failed. */
function missingOn({ base, modules }: PlaceSeen): readonly PodModule[] {
  if (base?.answer?.ok !== true) return [];
  const { value } = base.answer;
  return modules.filter((module) => {
    const state = value.find((biz) => isSameModule(biz, module))?.state;
    const asked = base.asked.some((one) => isSameModule(one.module, module));
    return !asked && (state === undefined || failed.includes(state));
  });
}

function isSameAsking(a: Asking, b: Asking): boolean {
  return a.place.object === b.place.object && isSameModule(a.module, b.module);
}

/**
 * Shows which bases are asked to repeat an install, and asks them where the user agrees. An Outcome
 * where nobody could agree.
 */
export async function askBases(
  world: World,
  scene: Scene,
  words: Messages['diagnosis'],
  wanted: {
    readonly asking: readonly Asking[];
    /** What is to be asked for by the time that the user has agreed. */
    readonly lookAgain: () => Promise<readonly Asking[]>;
    readonly yes: boolean;
    readonly told: boolean;
  },
): Promise<Outcome | 'asked' | 'not-asked'> {
  const { reporter, ask } = world;
  const { asking, lookAgain, yes, told } = wanted;
  for (const { place, module } of asking) {
    reporter.say(words.askPlan(place.base?.base.name ?? '', `${module.name}:${module.version}`));
  }
  if (!yes && !ask.interactive) return outcome('refused', words.askRefused);
  const admitted = await admittedTo(world, scene, { asking, told });
  if (admitted === undefined) return 'not-asked';
  const agreed = yes && !admitted.needsPerson;
  if (!agreed && !(await ask.confirm(words.askQuestion(asking.length)))) {
    return told ? outcome('refused', words.askDeclined) : 'not-asked';
  }
  await admitted.begin();
  // Time has passed over the question.
  const still = await lookAgain();
  const due = asking.filter((one) => still.some((other) => isSameAsking(one, other)));
  for (const { place, module } of asking.filter((one) => !due.includes(one))) {
    reporter.say(words.askedNot(place.base?.base.name ?? '', `${module.name}:${module.version}`));
  }
  await each(due, mostAsked, async ({ place, module }) => {
    if (place.base === undefined) return;
    const { base } = place.base;
    const listed = scene.watch.stateOn(base.id, module);
    const said = await askAgain(scene, base, module, listed);
    scene.watch.noteAsked(base.id, said);
    const name = `${module.name}:${module.version}`;
    reporter.say(words.askedSaid(base.name, name, said.result, said.reason));
  });
  return 'asked';
}

/** Undefined where the change rules are against it and nobody had asked for it. */
async function admittedTo(
  world: World,
  { cluster }: Scene,
  wanted: { readonly asking: readonly Asking[]; readonly told: boolean },
): Promise<Admitted | undefined> {
  const change = changeOfAsking(
    wanted.asking.map(({ place, module: { name, version } }) => ({
      ...{ base: place.base?.base.name ?? '', module: name, version },
    })),
  );
  try {
    return await world.guard.admit(change, { cluster, context: cluster.target.context });
  } catch (error) {
    if (wanted.told || !(error instanceof Fault) || error.outcome !== 'refused') throw error;
    world.reporter.say(error.in(world.language).message);
    return undefined;
  }
}
