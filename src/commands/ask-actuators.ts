import { messagesOf } from '../messages/messages.ts';
import type { ActuatorSeen } from '../modules/base-row.ts';
import type { Base } from '../modules/base.ts';
import { askEach } from './ask-each.ts';
import { reasonTexts } from './health-view.ts';
import { healthAt, rootOf, type HealthInput, type Read } from './health.ts';
import type { DirectWorld } from './world.ts';

/** Where the bases' actuators are, and how long one may take. */
export type ActuatorsAsked = Pick<HealthInput, 'actuatorPort' | 'actuatorPath' | 'timeoutMs'>;

/** What the actuator of each base says, by its id: as many at once, and as patiently, as Arklet is asked. */
export async function askActuators(
  world: DirectWorld,
  all: readonly Base[],
  { actuatorPort, actuatorPath, timeoutMs }: ActuatorsAsked,
): Promise<Map<string, ActuatorSeen>> {
  const { language } = world;
  const texts = messagesOf(language);
  const probes = await world.openProbes();
  const shared = sharedIps(all);
  const reached = await askEach(
    world,
    all.filter(({ ip }) => !shared.has(ip)),
    {
      ask: ({ ip: baseIp }, signal) =>
        healthAt(
          probes,
          language,
          `${rootOf({ baseIp, actuatorPort })}${actuatorPath}/health`,
          texts.health.notExposed,
          { timeoutMs, signal },
        ),
      isAnswer: ({ unanswered }) => !unanswered,
    },
  );
  const seen = reached.map(({ base, got }): [string, ActuatorSeen] => {
    if (got === undefined) return [base.id, { status: '', why: texts.bases.noAddress }];
    return [base.id, seenIn(language, got)];
  });
  const unclear = all
    .filter(({ ip }) => shared.has(ip))
    .map(({ id, ip }): [string, ActuatorSeen] => [
      id,
      { status: '', why: texts.bases.sharedAddress(ip) },
    ]);
  return new Map([...seen, ...unclear]);
}

function seenIn(language: DirectWorld['language'], { health, trouble }: Read): ActuatorSeen {
  if (health === undefined) return { status: '', why: trouble };
  const reasons = reasonTexts(language, { base: health }, undefined).map(({ text }) => text);
  return { status: health.status, why: health.status === 'UP' ? '' : reasons.join('; ') };
}

/** Bases of one machine differ by Arklet's port; by which port their actuators differ, nobody tells. */
function sharedIps(all: readonly Base[]): Set<string> {
  const arklets = new Map<string, Set<number>>();
  for (const { ip, port } of all) {
    if (ip !== '') arklets.set(ip, (arklets.get(ip) ?? new Set<number>()).add(port));
  }
  return new Set([...arklets].filter(([, ports]) => ports.size > 1).map(([ip]) => ip));
}
