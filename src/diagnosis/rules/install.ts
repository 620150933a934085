import type { AskedAgain } from '../../rollout/assess.ts';
import type { PodModule } from '../../modules/module-pod.ts';
import { isAskable, type Code, type Confidence, type Fact, type Finding } from '../cause.ts';
import { installGraceMs } from '../../modules/grace.ts';
import {
  type BaseSeen,
  type Evidence,
  type OrphanSeen,
  type PlaceSeen,
  type Rule,
} from '../evidence.ts';
import { baseObject, bizOn, fact, isOlder, isSame, listed, nameOf, readyFact } from '../facts.ts';
import { codeOfReason, installedAs, tellsWhy } from '../../modules/install-reason.ts';

/** A module of a place that its base answered about, and does not run. */
interface Missing {
  readonly evidence: Evidence;
  readonly place: PlaceSeen;
  readonly base: BaseSeen;
  readonly module: PodModule;
  readonly asked: AskedAgain | undefined;
}

/** Times of objects are in whole seconds. */
const secondMs = 1_000;
/** More of its metaspace than this taken: an install that left no trace did not fit. */
const nearlyFull = 0.9;

/** Why a base does not have a module that it was to install. */
export const installs: Rule = {
  name: 'installs',
  find: (evidence) =>
    evidence.places
      .filter((place) => place.current)
      .flatMap((place) => place.modules.flatMap((module) => ofModule(evidence, place, module))),
};

function ofModule(evidence: Evidence, place: PlaceSeen, module: PodModule): Finding[] {
  const { base } = place;
  if (base?.answer?.ok !== true) return [];
  const asked = base.asked.find((one) => isSame(one.module, module));
  const missing = { evidence, place, base, module, asked };
  const state = bizOn(base, module)?.state;
  if (state === 'broken' || state === 'stopped') return [failed(missing, state)];
  if (asked?.result === 'installed') return afterAll(missing, asked);
  return state === undefined ? absent(missing) : [];
}

/** The base has it, and it did not start. */
function failed(missing: Missing, state: string): Finding {
  const { base, module, asked, place } = missing;
  if (asked?.result === 'rejected') return rejected(missing, asked);
  const facts = [
    fact(baseObject(base), `queryAllBiz ${nameOf(module)}`, state),
    ...troubleOf(place),
  ];
  const twin = samePath(base, module);
  if (twin !== undefined) {
    const path = bizOn(base, module)?.webContextPath ?? '';
    const more = fact(baseObject(base), `queryAllBiz ${nameOf(twin)}`, `webContextPath ${path}`);
    return found(missing, 'context-path-twice', 'certain', [...facts, more], {
      path,
      other: nameOf(twin),
    });
  }
  const { trouble = '' } = place;
  const told = codeOfReason(trouble, true);
  if (told !== 'install-rejected' && told !== 'module-throws') {
    return found(missing, told, 'likely', facts, { reason: trouble });
  }
  if (isFull(base)) return full(missing, facts);
  const reason = tellsWhy(trouble) ? trouble : '';
  return found(missing, 'module-throws', 'certain', facts, { reason });
}

/** The base lists nothing of it. */
function absent(missing: Missing): Finding[] {
  const { evidence, place, base, module, asked } = missing;
  if (asked?.result === 'rejected') return [rejected(missing, asked)];
  if (!/^[a-z][a-z0-9+.-]*:/i.test(module.url)) {
    const facts = [fact(place.object, urlField(place), module.url), listed(base)];
    return [found(missing, 'bad-url', 'certain', facts, { reason: 'no protocol' })];
  }
  const facts = [readyFact(place), listed(base), ...troubleOf(place)];
  const stranger = strangerFor(evidence, base, module);
  if (stranger !== undefined) {
    return [found(missing, 'name-mismatch', 'likely', facts, { jar: stranger.biz.name })];
  }
  const began = Math.max(place.since, place.createdAt);
  if (
    place.ready ||
    isEarlierThanNode(place) ||
    startedAfter(place, evidence.now) ||
    !isOlder(began, evidence.now, installGraceMs)
  ) {
    return [];
  }
  if (isFull(base)) return [full(missing, facts)];
  if (asked?.result === 'unanswered') {
    const more = fact(baseObject(base), 'installBiz', asked.reason);
    return [found(missing, 'install-unanswered', 'likely', [...facts, more], {})];
  }
  if (place.world === 'v1') return [];
  // The other rule knows better why nothing was installed.
  if (isAway(base)) return [];
  return [found(missing, 'install-left-no-trace', 'likely', facts, {})];
}

/** Asked once more it took the module: under another name, or because nobody had tried. */
function afterAll(missing: Missing, asked: AskedAgain): Finding[] {
  const { base, module } = missing;
  const name = installedAs(asked.reason);
  const facts = [fact(baseObject(base), 'installBiz', asked.reason), listed(base)];
  if (name !== undefined && name !== module.name) {
    return [found(missing, 'name-mismatch', 'certain', facts, { jar: name })];
  }
  return [];
}

function rejected(missing: Missing, { reason, fromMain }: AskedAgain): Finding {
  const { base, place, module } = missing;
  const facts = [fact(baseObject(base), 'installBiz', reason), readyFact(place)];
  const code = codeOfReason(reason, fromMain === true || bizOn(base, module) !== undefined);
  if (code === 'metaspace-full') return full(missing, facts);
  return found(missing, code, 'certain', facts, { reason, ...pathIn(reason) });
}

function full(missing: Missing, facts: readonly Fact[]): Finding {
  const { used = 0, max = 0 } = missing.base.health?.metaspace ?? {};
  const known = max > 0;
  const use = known
    ? [fact(baseObject(missing.base), 'health metaspace', `${mebi(used)} of ${mebi(max)} MiB`)]
    : [];
  const told = missing.asked?.result === 'rejected';
  return found(missing, 'metaspace-full', told ? 'certain' : 'likely', [...facts, ...use], {
    used: known ? mebi(used) : 0,
    max: known ? mebi(max) : 0,
  });
}

function found(
  { place, base, module, evidence }: Missing,
  code: Code,
  confidence: Confidence,
  evidenceSeen: readonly Fact[],
  params: Finding['params'],
): Finding {
  const { ip } = base.base;
  const more = { module: nameOf(module), base: base.base.name, ip };
  const where = fact(place.object, urlField(place), module.url);
  const withUrl = code === 'bad-url' || code === 'not-a-module' ? [where] : [];
  return {
    code,
    confidence,
    subject: ofBase.includes(code) ? 'base' : 'package',
    params: { ...more, ...params },
    evidence: [...evidenceSeen, ...withUrl.filter((one) => !hasFact(evidenceSeen, one))],
    next: nextAfter({ code, confidence }, evidence),
    base: base.base.name,
  };
}

const ofBase: readonly Code[] = ['metaspace-full', 'install-unanswered'];

function nextAfter(told: Pick<Finding, 'code' | 'confidence'>, evidence: Evidence): string[] {
  const { typed, places } = evidence;
  const [place] = places;
  if (typed === '') return place ? [`koupctl modules --base-ip ${place.base?.base.ip ?? ''}`] : [];
  return isAskable(told) ? [`koupctl diagnose ${typed} --ask`] : [`koupctl rollback ${typed}`];
}

function hasFact(facts: readonly Fact[], one: Fact): boolean {
  return facts.some((other) => other.object === one.object && other.field === one.field);
}

/** Another module that serves the same path on the base. */
function samePath(base: BaseSeen, module: PodModule) {
  const path = bizOn(base, module)?.webContextPath;
  // A module that says nothing of a path has "/" (sofa-ark BizModel), whether it serves one or not.
  if (base.answer?.ok !== true || path === undefined || ['', '/'].includes(path)) return undefined;
  return base.answer.value.find(
    (other) =>
      other.webContextPath === path && other.name !== module.name && other.state === 'activated',
  );
}

/** A module of another name at the same version that nothing wants there: it came out of this one's jar. */
export function strangerFor(
  { orphans, places }: Evidence,
  base: BaseSeen,
  module: PodModule,
): OrphanSeen | undefined {
  const wanted = places
    .filter((one) => one.baseName === base.base.name)
    .flatMap((one) => one.modules.map(({ name }) => name));
  return orphans.find(
    (one) =>
      one.base.id === base.base.id &&
      one.biz.version === module.version &&
      !wanted.includes(one.biz.name),
  );
}

function isFull({ health }: BaseSeen): boolean {
  const { used, max } = health?.metaspace ?? {};
  return used !== undefined && max !== undefined && max > 0 && used / max >= nearlyFull;
}

function isAway({ base }: BaseSeen): boolean {
  return base.world === 'v2' && (!base.ready || base.shut === true);
}

/** The base's JVM was started after the place was given to it: whatever was there is gone. */
export function startedAfter({ base, since }: PlaceSeen, now: number): boolean {
  const { upSeconds } = base?.health ?? {};
  return upSeconds !== undefined && now - upSeconds * 1000 > since + secondMs;
}

/** The node was made anew after the pod had been looked after: another rule's matter. */
export function isEarlierThanNode({ base, reportedAt, createdAt }: PlaceSeen): boolean {
  const made = base?.base.createdAt;
  return made !== undefined && reportedAt !== undefined && Math.max(reportedAt, createdAt) < made;
}

function troubleOf(place: PlaceSeen): Fact[] {
  return place.trouble === undefined
    ? []
    : [fact(place.object, 'status.containerStatuses', place.trouble)];
}

function pathIn(reason: string): { path?: string } {
  const path = /child name \[([^\]]*)\]/i.exec(reason)?.[1];
  return path === undefined ? {} : { path };
}

function urlField({ world }: PlaceSeen): string {
  return world === 'v1' ? 'spec.module.url' : 'spec.containers.image';
}

function mebi(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}
