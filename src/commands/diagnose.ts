import type { Cause, Code } from '../diagnosis/cause.ts';
import { diagnose as judge, lasting } from '../diagnosis/diagnose.ts';
import type { Evidence } from '../diagnosis/evidence.ts';
import { messagesOf } from '../messages/messages.ts';
import { core } from '../modules/surface.ts';
import type { Outcome } from '../outcome.ts';
import { labelOf } from '../plan/operate-plan.ts';
import { askBases, toAsk } from './diagnose-ask.ts';
import { lookAtBase, type BaseWanted } from './diagnose-base.ts';
import { Scene } from './diagnose-scene.ts';
import { lookAtV1 } from './diagnose-v1.ts';
import { lookAtV2 } from './diagnose-v2.ts';
import { tellDiagnosis } from './diagnose-view.ts';
import { openDoors } from './doors.ts';
import { findWorkload } from './find-workload.ts';
import { kindOf } from './kinds.ts';
import type { World } from './world.ts';

/** What looks wrong for a moment only is not told: between two looks, ms. */
const betweenLooksMs = 3_000;

export interface DiagnoseInput {
  readonly namespace: string | undefined;
  /** A workload by its name, or a base. */
  readonly about: { readonly name: string } | BaseWanted;
  /** Ask bases to repeat a failed install, to learn why it fails. */
  readonly ask: boolean;
  readonly yes: boolean;
}

/** What is looked at, and how. */
interface Subject {
  readonly what: string;
  readonly look: () => Promise<Evidence>;
}

/** Why a workload or a base is not as it should be: causes with evidence and next steps. */
export async function diagnose(world: World, input: DiagnoseInput): Promise<Outcome> {
  const doors = await openDoors(world, input);
  const scene = new Scene(world, doors);
  const words = messagesOf(world.language).diagnosis;
  const { what, look } = await subjectOf(scene, input, words.base);
  let evidence = await look();
  let causes = judge(evidence);
  if (causes.some(({ code }) => !written.includes(code))) {
    world.reporter.say(words.lookingAgain);
    await world.clock.sleep(betweenLooksMs, world.signal);
    world.signal.throwIfAborted();
    evidence = await look();
    causes = lasting(causes, judge(evidence));
  }
  const asked = await asking(world, scene, { input, look, evidence, causes });
  if (typeof asked !== 'string') {
    tellDiagnosis(world, what, evidence, causes);
    return asked;
  }
  if (asked === 'asked') {
    evidence = await look();
    causes = judge(evidence);
  }
  return tellDiagnosis(world, what, evidence, causes);
}

/** Causes that stand in objects as somebody wrote them: a second look would show the same. */
const written: readonly Code[] = [
  'v1-no-labels',
  'v1-half-deleted',
  'min-ready-seconds',
  'short-grace-period',
  'node-loss-toleration',
  'rbac-mis-cased',
  'rbac-peer-patch',
  'paused',
];

async function subjectOf(
  scene: Scene,
  { about }: DiagnoseInput,
  nameOfBase: (name: string) => string,
): Promise<Subject> {
  if (!('name' in about) || 'ip' in about) {
    const what = nameOfBase(about.name ?? about.ip ?? '');
    return { what, look: () => lookAtBase(scene, about) };
  }
  return await workloadSubject(scene, about.name);
}

/** A workload by `kind/name` or its name. */
export async function workloadSubject(scene: Scene, name: string): Promise<Subject> {
  const { cluster, surface, namespace } = scene;
  const { world: side, object } = await findWorkload(cluster, surface, name, namespace);
  const type = kindOf(object).type(surface.v1) ?? core.pod;
  const ref = { type, namespace, name: object.metadata.name };
  const { v1 } = surface;
  return {
    what: labelOf(object),
    look: async () => {
      const live = (await cluster.get(ref)) ?? object;
      return side === 'v1' && v1 !== undefined
        ? await lookAtV1(scene, live, v1)
        : await lookAtV2(scene, live);
    },
  };
}

/** With --ask, or where somebody at a terminal agrees, the bases are asked for the reason. */
async function asking(
  world: World,
  scene: Scene,
  seen: {
    readonly input: DiagnoseInput;
    readonly look: Subject['look'];
    readonly evidence: Evidence;
    readonly causes: readonly Cause[];
  },
): Promise<Outcome | 'asked' | 'not-asked'> {
  const { input, look, evidence, causes } = seen;
  const words = messagesOf(world.language).diagnosis;
  const wanted = toAsk(evidence, causes, input.ask);
  if (wanted.length === 0) {
    if (input.ask) world.reporter.say(words.nothingToAsk);
    return 'not-asked';
  }
  if (!input.ask && !world.ask.interactive) return 'not-asked';
  const { ask: told, yes } = input;
  const lookAgain = async () => {
    const now = await look();
    return toAsk(now, judge(now), input.ask);
  };
  return await askBases(world, scene, words, { asking: wanted, lookAgain, yes: yes && told, told });
}
