import { isBeyondRollout } from '../diagnosis/cause.ts';
import { diagnose as judge } from '../diagnosis/diagnose.ts';
import { messagesOf } from '../messages/messages.ts';
import { outcome, textsOfOutcome, type Outcome } from '../outcome.ts';
import type { Plan } from '../plan/types.ts';
import { noLongerThan } from '../rollout/patience.ts';
import { Said, type Text } from '../said.ts';
import { Scene } from './diagnose-scene.ts';
import { textOf } from './diagnose-view.ts';
import { workloadSubject } from './diagnose.ts';
import { openDoors } from './doors.ts';
import type { World } from './world.ts';

/** How long a rollout that has failed is looked into before it is told so, ms. */
const patienceMs = 10_000;

/**
 * A rollout that stands because it failed, with the cause that lies beyond its bases where there is
 * one: the controller, the scheduler, a quota. What can't be looked at changes no verdict.
 */
export async function withDiagnosis(
  world: World,
  { workload: { kind, name, namespace } }: Plan,
  end: Outcome,
): Promise<Outcome> {
  if (end.name !== 'failed' && end.name !== 'timed-out') return end;
  const typed = `${kind.toLowerCase()}/${name}`;
  let said = end;
  const looking = causeOf(world, typed, namespace).then(
    (cause) => {
      if (cause === undefined) return;
      const { message, causes = [], next = [] } = textsOfOutcome(end);
      said = outcome(end.name, message, {
        causes: [...causes, cause],
        next: [...next, `koupctl diagnose ${typed} -n ${namespace}`],
      });
    },
    () => undefined,
  );
  await noLongerThan(world.clock, patienceMs, looking);
  return said;
}

async function causeOf(world: World, typed: string, namespace: string): Promise<Text | undefined> {
  const scene = new Scene(world, await openDoors(world, { namespace }));
  const { look } = await workloadSubject(scene, typed);
  const first = judge(await look()).find(isBeyondRollout);
  if (first === undefined) return undefined;
  return new Said((language) => `${textOf(messagesOf(language).diagnosis, first)} (${first.code})`);
}
