import { isModulePod } from '../../modules/module-pod.ts';
import {
  fact,
  anyAnswered,
  baseObject,
  bizOn,
  isOlder,
  listed,
  nameOf,
  readyFact,
} from '../facts.ts';
import type { Finding } from '../cause.ts';
import { installGraceMs, lagMs } from '../../modules/grace.ts';
import type { BaseSeen, Evidence, PlaceSeen, Rule } from '../evidence.ts';
import { isEarlierThanNode, startedAfter, strangerFor } from './install.ts';

/** The base that a place was given does not exist any more. */
export const goneBases: Rule = {
  name: 'gone-bases',
  find: (evidence) => {
    const placed = evidence.places
      .filter((place) => place.baseName !== undefined && place.base === undefined)
      .filter((place) => isOlder(place.createdAt, evidence.now, lagMs))
      .map((place) => gone(evidence, place.baseName ?? '', placeFacts(place)));
    return placed.length > 0 ? placed : remembered(evidence);
  },
};

function placeFacts(place: PlaceSeen): Finding['evidence'] {
  const { world, baseName = '' } = place;
  if (world === 'v1') {
    return [
      fact(place.object, 'metadata.labels base-instance-name', baseName),
      fact(`pod/${baseName}`, 'metadata', 'does not exist, or has no address'),
    ];
  }
  return [
    fact(place.object, 'spec.nodeName', baseName),
    fact(`node/${baseName}`, 'metadata', 'does not exist'),
  ];
}

/** Kubernetes deletes the pods of a node that is gone: what is left knows only that a place is missing. */
function remembered(evidence: Evidence): Finding[] {
  const short = evidence.places.filter((one) => one.current && one.baseName === undefined);
  const old = short.some((one) => isOlder(one.createdAt, evidence.now, lagMs));
  if (!old || evidence.workload === undefined) return [];
  const wanted = evidence.places.filter(({ current }) => current).length;
  // As many bases as places: then it is not for want of those that went.
  if (evidence.bases.length >= wanted) return [];
  const there = new Set(evidence.bases.map(({ base }) => base.name));
  const lost = evidence.reached.filter((name) => !there.has(name));
  const told = evidence.events.filter(
    (one) => one.reason === 'RemovingNode' && lost.includes(one.object.replace('node/', '')),
  );
  return lost.map((name) =>
    gone(evidence, name, [
      fact('record', 'outcomes.bases', name),
      fact(`node/${name}`, 'metadata', 'does not exist'),
      ...told
        .filter((one) => one.object === `node/${name}`)
        .map((one) => fact(one.object, `event ${one.reason}`, one.message)),
      ...short.slice(0, 1).map((one) => fact(one.object, 'spec.nodeName', 'none')),
    ]),
  );
}

function gone({ typed }: Evidence, name: string, evidence: Finding['evidence']): Finding {
  return {
    code: 'base-gone',
    confidence: 'certain',
    subject: 'base',
    params: { base: name },
    evidence,
    next: typed === '' ? [] : [`koupctl status ${typed}`],
    base: name,
  };
}

/** Silent bases, of which Kubernetes may know nothing yet. */
export const silentBases: Rule = {
  name: 'silent-bases',
  find: (evidence) => {
    const used: { place?: PlaceSeen; base: BaseSeen }[] = evidence.places.flatMap((place) =>
      place.base ? [{ place, base: place.base }] : [],
    );
    // One without any module may be silent too.
    if (used.length === 0 && evidence.about !== undefined) used.push({ base: evidence.about });
    return used.flatMap(({ place, base }) => {
      if (base.answer === undefined || base.answer.ok) return [];
      const down = /refused|reset|closed without an answer/.test(base.answer.why);
      const others = anyAnswered(evidence.bases);
      // That all are silent may be the network between them and here.
      if (!others && (!down || place?.ready !== false)) return [];
      const { name, ip } = base.base;
      return [
        {
          code: down ? ('base-down' as const) : ('base-hangs' as const),
          confidence: down && others ? ('certain' as const) : ('likely' as const),
          subject: 'base' as const,
          params: { base: name, ip },
          evidence: [
            fact(baseObject(base), 'queryAllBiz', base.answer.why),
            ...(place === undefined ? [] : [readyFact(place)]),
          ],
          next: evidence.typed === '' ? [] : [`koupctl diagnose --base-ip ${ip}`],
          base: name,
        },
      ];
    });
  },
};

/** The base runs and has lost what Kubernetes still counts as there. */
export const restartedBases: Rule = {
  name: 'restarted-bases',
  settledOnly: true,
  find: (evidence) =>
    evidence.places.flatMap((place) => {
      const { base } = place;
      if (!place.current || base?.answer?.ok !== true) return [];
      const [lost] = place.modules.filter((module) => bizOn(base, module) === undefined);
      if (lost === undefined || strangerFor(evidence, base, lost) !== undefined) return [];
      const again = isEarlierThanNode(place);
      if (again && !isOlder(base.base.createdAt ?? 0, evidence.now, installGraceMs)) return [];
      const { upSeconds } = base.health ?? {};
      const later = startedAfter(place, evidence.now);
      // The controller may yet install what it was asked for.
      const settled = later
        ? (upSeconds ?? 0) * 1000 >= installGraceMs
        : place.ready && isOlder(place.since, evidence.now, installGraceMs);
      if (!again && !settled) return [];
      const up =
        upSeconds === undefined
          ? []
          : [fact(baseObject(base), 'health run time', `${Math.round(upSeconds)} s`)];
      return [
        {
          code: again ? ('base-came-back' as const) : ('base-restarted' as const),
          confidence: later || again ? ('certain' as const) : ('likely' as const),
          subject: 'base' as const,
          params: {
            base: base.base.name,
            ip: base.base.ip,
            module: nameOf(lost),
            pod: place.object,
          },
          evidence: [readyFact(place), listed(base), ...up],
          next: remedy(place, lost.name),
          base: base.base.name,
        },
      ];
    }),
};

function remedy(place: PlaceSeen, module: string): string[] {
  return [`koupctl replace ${module} --base-ip ${place.base?.base.ip ?? ''} -n ${place.namespace}`];
}

/** Bound to a vnode, and V2's controller does not see it: it looks at pods with its own label only. */
export const neverPickedUp: Rule = {
  name: 'never-picked-up',
  find: (evidence) =>
    evidence.places
      .filter((place) => place.world === 'v2' && place.current && place.baseName !== undefined)
      .filter(
        ({ labels }) =>
          !isModulePod({
            apiVersion: 'v1',
            kind: 'Pod',
            metadata: { name: '', labels: { ...labels } },
          }),
      )
      .filter((place) => isOlder(place.since, evidence.now, lagMs))
      .map((place) => ({
        code: 'never-picked-up' as const,
        confidence: 'certain' as const,
        subject: 'workload' as const,
        params: { module: place.modules.map(nameOf).join(', ') },
        evidence: [
          fact(place.object, 'metadata.labels', labelWords(place.labels)),
          readyFact(place),
        ],
        next: ['koupctl lint -f FILE'],
        ...(place.baseName === undefined ? {} : { base: place.baseName }),
      })),
};

function labelWords(own: Readonly<Record<string, string>>): string {
  return Object.entries(own)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
}
