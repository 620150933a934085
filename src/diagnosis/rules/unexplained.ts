import type { Fact, Finding } from '../cause.ts';
import type { Evidence, PlaceSeen } from '../evidence.ts';
import { baseObject, bizOn, fact, isOlder, nameOf, readyFact } from '../facts.ts';

/** How long anything may take before it counts as standing still, ms. */
const patienceMs = 60_000;

/**
 * What is not well though no rule knows why: without it a look that found no cause would call it
 * well. Asked only where the rules found nothing that is more than a weak point.
 */
export function unexplained(evidence: Evidence): Finding[] {
  const all = evidence.bases.filter(({ answer }) => answer !== undefined);
  const [first] = all;
  if (first !== undefined && all.every(({ answer }) => answer?.ok === false)) {
    const why = first.answer?.ok === false ? first.answer.why : '';
    const facts = [fact(baseObject(first), 'queryAllBiz', why)];
    const params = { bases: all.length, why };
    return [of('bases-silent', 'cluster', params, facts, ['koupctl bases --unhealthy'])];
  }
  const old = evidence.places.filter(
    (place) =>
      place.current && isOlder(Math.max(place.createdAt, place.since), evidence.now, patienceMs),
  );
  const waiting = old.filter(({ world, baseName }) => world === 'v2' && baseName === undefined);
  return [
    ...(evidence.leaving > 0 ? [] : unplaced(waiting)),
    ...old.flatMap((place) => standing(place, evidence.now)),
  ];
}

/** The pods of a template are refused alike. */
function unplaced(waiting: readonly PlaceSeen[]): Finding[] {
  const [first] = waiting;
  if (first === undefined) return [];
  const message = first.unschedulable ?? 'the scheduler says nothing of it';
  const facts = [fact(first.object, 'status.conditions PodScheduled', message)];
  const params = { waiting: waiting.length, message };
  return [of('unschedulable', 'cluster', params, facts, ['koupctl bases'])];
}

function standing(place: PlaceSeen, now: number): Finding[] {
  const { base, object, modules } = place;
  if (base?.answer?.ok !== true) return [];
  const { ip } = base.base;
  const next = [`koupctl biz query --base-ip ${ip}`];
  const waits = modules.find((module) =>
    ['resolved', 'unresolved', 'unknown'].includes(bizOn(base, module)?.state ?? ''),
  );
  if (waits !== undefined) {
    const state = bizOn(base, waits)?.state ?? '';
    const facts = [fact(baseObject(base), `queryAllBiz ${nameOf(waits)}`, state), readyFact(place)];
    const params = { module: nameOf(waits), base: base.base.name, ip, state };
    return [{ ...of('start-hangs', 'package', params, facts, next), base: base.base.name }];
  }
  const runs = modules.every((module) => bizOn(base, module)?.state === 'activated');
  if (!runs || place.ready || place.world === 'v1') return [];
  // One that was just written may be put right at the controller's next look.
  if (!isOlder(place.reportedAt ?? 0, now, patienceMs)) return [];
  const facts = [
    readyFact(place),
    ...modules.map((module) =>
      fact(baseObject(base), `queryAllBiz ${nameOf(module)}`, 'activated'),
    ),
  ];
  const params = { object, base: base.base.name, ip };
  return [{ ...of('status-late', 'controller', params, facts, next), base: base.base.name }];
}

function of(
  code: Finding['code'],
  subject: Finding['subject'],
  params: Finding['params'],
  evidence: readonly Fact[],
  next: readonly string[],
): Finding {
  return { code, confidence: 'likely', subject, params, evidence, next };
}
