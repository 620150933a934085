import type { PodModule } from '../../modules/module-pod.ts';
import type { BizInfo } from '../../world.ts';
import type { Finding } from '../cause.ts';
import { installGraceMs } from '../../modules/grace.ts';
import { type Evidence, type OrphanSeen, type PlaceSeen, type Rule } from '../evidence.ts';
import { baseObject, bizOn, fact, isOlder, isSame, listed, nameOf, readyFact } from '../facts.ts';
import { strangerFor } from './install.ts';

/** Installed and not activated: a base keeps a second version dark unless told otherwise. */
export const darkVersions: Rule = {
  name: 'dark-versions',
  settledOnly: true,
  find: (evidence) =>
    evidence.places
      .filter((place) => place.current && isOlder(place.since, evidence.now, installGraceMs))
      .flatMap((place) => place.modules.flatMap((module) => dark(evidence, place, module))),
};

function dark(evidence: Evidence, place: PlaceSeen, module: PodModule): Finding[] {
  const { base } = place;
  if (base?.answer?.ok !== true || bizOn(base, module)?.state !== 'deactivated') return [];
  const serving = base.answer.value.find(
    (biz) => biz.name === module.name && biz.state === 'activated',
  );
  // Side by side, and meant: another workload wants the one that serves, or a rollout still does.
  const meant = (one: BizInfo): boolean =>
    evidence.places.some(
      ({ baseName, modules, current }) =>
        baseName === place.baseName &&
        (current || evidence.rollout !== undefined) &&
        modules.some((other) => isSame(one, other)),
    );
  if (serving !== undefined && meant(serving)) return [];
  const { name, ip } = base.base;
  const params = { module: nameOf(module), base: name, ip };
  const facts = [
    fact(baseObject(base), `queryAllBiz ${nameOf(module)}`, 'deactivated'),
    readyFact(place),
  ];
  const again = [`koupctl deploy ${module.name} --version ${module.version} --url URL`];
  if (serving === undefined) {
    return [
      {
        code: 'none-active',
        confidence: 'certain',
        subject: 'base',
        params,
        evidence: [...facts, listed(base)],
        next: [`koupctl replace ${module.name} --base-ip ${ip} -n ${place.namespace}`],
        base: name,
      },
    ];
  }
  return [
    {
      code: 'version-dark',
      confidence: 'certain',
      subject: 'workload',
      params: { ...params, serving: nameOf(serving) },
      evidence: [...facts, fact(baseObject(base), `queryAllBiz ${nameOf(serving)}`, 'activated')],
      next: evidence.rollout === undefined ? again : [evidence.rollout.attach],
      base: name,
    },
  ];
}

/**
 * Another package under the version before: a base that has that version refuses the new one, and
 * when the old pod goes its uninstall takes the only one there is.
 */
export const sameVersions: Rule = {
  name: 'same-versions',
  settledOnly: true,
  find: ({ places, before, now, typed }) => {
    const again = (module: PodModule): PodModule | undefined =>
      before?.modules.find(
        (one) =>
          one.name === module.name && one.version === module.version && one.url !== module.url,
      );
    return places
      .filter((place) => place.world === 'v2' && place.current)
      .filter((place) => isOlder(place.since, now, installGraceMs))
      .flatMap((place) => {
        const [module] = place.modules.filter((one) => again(one) !== undefined);
        if (module === undefined || place.base?.answer?.ok !== true) return [];
        if (bizOn(place.base, module) !== undefined) return [];
        const field = 'spec.containers.image';
        return [
          {
            code: 'version-unchanged' as const,
            confidence: 'certain' as const,
            subject: 'workload' as const,
            params: { module: nameOf(module), base: place.base.base.name },
            evidence: [
              fact(place.object, field, module.url),
              fact('revision before', field, again(module)?.url ?? ''),
              listed(place.base),
            ],
            next: [`koupctl history ${typed}`],
            base: place.base.base.name,
          },
        ];
      });
  },
};

/** What a base runs and nobody wants there. */
export const orphans: Rule = {
  name: 'orphans',
  settledOnly: true,
  find: (evidence) =>
    evidence.orphans
      .filter((one) => !isMisnamed(evidence, one))
      .map(({ base, biz }) => ({
        code: 'orphan' as const,
        confidence: 'certain' as const,
        subject: 'base' as const,
        params: { module: nameOf(biz), base: base.name, ip: base.ip },
        evidence: [
          fact(`base ${base.ip}`, `queryAllBiz ${nameOf(biz)}`, biz.state),
          fact(
            base.world === 'v1' ? 'modules' : 'pods',
            base.world === 'v1' ? `of base ${base.name}` : `on node ${base.name}`,
            `none wants ${nameOf(biz)}`,
          ),
        ],
        next: [`koupctl modules --base-ip ${base.ip}`],
        base: base.name,
      })),
};

/** It is what became of a place's own jar, and told so. */
function isMisnamed(evidence: Evidence, orphan: OrphanSeen): boolean {
  return evidence.places
    .filter((place) => place.current && place.baseName === orphan.base.name)
    .some(({ base, modules }) =>
      modules.some(
        (module) =>
          base !== undefined &&
          bizOn(base, module) === undefined &&
          strangerFor(evidence, base, module)?.biz === orphan.biz,
      ),
    );
}
