import { check, found, judgeEach, type Check, type Finding } from '../check.ts';
import type { EventFact } from '../facts/event.ts';

const named = 5;

export const controlPlaneChecks: readonly Check[] = [
  check('api-server', ['health'], ({ health }) =>
    judgeEach(health, ({ at, name, ok, text }) =>
      ok ? undefined : found('fail', 'health-failed', `${at}/${name}`, { name, at }, [[at, text]]),
    ),
  ),
  check('api-services', ['apiServices'], ({ apiServices }) =>
    judgeEach(apiServices, ({ name, service, available }) =>
      available?.status === 'True'
        ? undefined
        : found('fail', 'api-service-down', `apiservice/${name}`, { service }, [
            ['Available', available?.status ?? 'not there'],
            ['message', available?.message ?? ''],
          ]),
    ),
  ),
  check('leader-leases', ['leaders'], ({ leaders }, { now, limits }) =>
    judgeEach(leaders, ({ component, holder, renewedAt, stampedAt, lastsMs = 15_000 }) => {
      const object = `lease/kube-system/${component}`;
      if (holder === '') return found('fail', 'leader-none', object, { component });
      const at = Math.max(renewedAt ?? 0, stampedAt ?? 0);
      if (now - at <= Math.max(lastsMs, limits.heartbeat)) return undefined;
      const seconds = Math.round((now - at) / 1_000);
      return found('fail', 'leader-silent', object, { component, seconds }, [
        ['holderIdentity', holder],
        ['renewTime', new Date(at).toISOString()],
      ]);
    }),
  ),
  check('events', ['events'], ({ events }, { limits, now }) => {
    const recent = events.filter(
      ({ type, lastAt }) => type === 'Warning' && now - lastAt <= limits.eventWindow,
    );
    return {
      looked: recent.length,
      findings: [
        ...storms(recent, ({ reason }) => reason, limits.eventsOfReason, 'event-storm'),
        ...storms(recent, ({ object }) => object, limits.eventsOfObject, 'object-storm'),
      ],
    };
  }),
];

/** Of each key more than `limit` together; the loudest first. */
function storms(
  events: readonly EventFact[],
  keyOf: (event: EventFact) => string,
  limit: number,
  code: string,
): Finding[] {
  const byKey = new Map<string, EventFact[]>();
  for (const event of events) {
    const key = keyOf(event);
    const all = byKey.get(key);
    if (all === undefined) byKey.set(key, [event]);
    else all.push(event);
  }
  const counted = [...byKey].map(([key, all]) => {
    const count = all.reduce((sum, one) => sum + one.count, 0);
    return { key, count, all };
  });
  return counted
    .filter(({ count }) => count >= limit)
    .sort((a, b) => b.count - a.count)
    .map(({ key, count, all }) => {
      const object = code === 'event-storm' ? `events/${key}` : key;
      const loudest = all.sort((a, b) => b.count - a.count).slice(0, named);
      const seen = loudest.map(
        (one) => [`${one.count}x ${one.reason} ${one.object}`, one.message] as const,
      );
      return found('fail', code, object, { count, objects: all.length }, seen);
    });
}
