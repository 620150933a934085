import { v1ModuleOf, v1Spec } from '../../modules/v1-view.ts';
import type { Code, Fact, Finding } from '../cause.ts';
import { installGraceMs } from '../../modules/grace.ts';
import { attentionMs, type Evidence, type Rule, type V1Seen } from '../evidence.ts';
import { baseObject, bizOn, fact, isOlder, nameOf } from '../facts.ts';

/** What a release of V1 stands at, and the controller does not mend. */
export const v1Release: Rule = {
  name: 'v1-release',
  settledOnly: true,
  find: (evidence) => {
    const { v1, workload } = evidence;
    if (v1 === undefined || workload === undefined) return [];
    return [
      ...noBase(evidence, v1),
      ...namesakes(evidence, v1),
      ...staleUrls(evidence),
      ...waiting(evidence, v1),
      ...short(evidence, v1),
    ];
  },
};

function of(
  { typed }: Evidence,
  code: Code,
  evidence: readonly Fact[],
  more: { params?: Finding['params']; next?: readonly string[] } = {},
): Finding {
  return {
    code,
    confidence: 'certain',
    subject: 'workload',
    params: more.params ?? {},
    evidence,
    next: more.next ?? [`koupctl status ${typed}`],
  };
}

function noBase(evidence: Evidence, { hasBase }: V1Seen): Finding[] {
  if (hasBase) return [];
  const { baseDeploymentName = '' } = v1Spec(evidence.workload);
  const facts = [
    fact(nameIn(evidence), 'spec.baseDeploymentName', baseDeploymentName),
    fact(`deployment/${baseDeploymentName}`, 'metadata', 'does not exist'),
  ];
  const params = { base: baseDeploymentName };
  const { namespace = 'default' } = evidence.workload?.metadata ?? {};
  const next = [`kubectl get deployments -n ${namespace}`];
  return [of(evidence, 'v1-no-base-deployment', facts, { params, next })];
}

/** The controller finds Modules by name in the whole namespace. */
function namesakes(evidence: Evidence, _: V1Seen): Finding[] {
  const { workload, moduleDeployments } = evidence;
  const module = v1ModuleOf(workload).name;
  const others = moduleDeployments.filter(
    ({ metadata, module: name }) =>
      name === module &&
      metadata.namespace === workload?.metadata.namespace &&
      metadata.name !== workload?.metadata.name &&
      metadata.deletionTimestamp === undefined,
  );
  if (others.length === 0) return [];
  const facts = [
    nameIn(evidence),
    ...others.map(({ metadata }) => `moduledeployment/${metadata.name}`),
  ].map((name) => fact(name, 'spec.template.spec.module.name', module));
  const params = { module, others: others.map(({ metadata }) => metadata.name).join(', ') };
  return [of(evidence, 'v1-namesake', facts, { params })];
}

/** A new url under the same version installs nothing: what runs is the package before. */
function staleUrls(evidence: Evidence): Finding[] {
  const wanted = v1ModuleOf(evidence.workload);
  return evidence.places
    .filter(({ current }) => current)
    .flatMap((place) => {
      const [module] = place.modules;
      if (module?.version !== wanted.version || module.url === wanted.url) return [];
      const facts = [
        fact(nameIn(evidence), 'spec.template.spec.module.url', wanted.url),
        fact(place.object, 'spec.module.url', module.url),
      ];
      const params = { module: nameOf(module), base: place.baseName ?? '' };
      const next = [`koupctl history ${evidence.typed}`];
      return [
        {
          ...of(evidence, 'version-unchanged', facts, { params, next }),
          base: place.baseName ?? '',
        },
      ];
    });
}

/** Paused, and what it waits for. */
function waiting(evidence: Evidence, { view, dialect, changedAt }: V1Seen): Finding[] {
  const { release } = view;
  if (release?.progress !== 'Paused' || evidence.rollout !== undefined) return [];
  const { confirmBatchNum = 0, operationStrategy = {} } = v1Spec(evidence.workload);
  const { currentBatch } = release;
  const name = nameIn(evidence);
  const stands = [
    fact(name, 'status.releaseStatus.progress', release.progress),
    fact(name, 'status.releaseStatus.currentBatch', currentBatch),
  ];
  const go =
    dialect === 'pause'
      ? '{"spec":{"pause":false}}'
      : `{"spec":{"confirmBatchNum":${currentBatch}}}`;
  const more = {
    params: { batch: currentBatch, confirmed: confirmBatchNum },
    next: [`kubectl patch ${evidence.typed} --type merge -p '${go}'`],
  };
  if (dialect === 'confirmBatchNum') {
    const confirmed = fact(name, 'spec.confirmBatchNum', confirmBatchNum);
    if (confirmBatchNum > currentBatch) {
      return [of(evidence, 'v1-confirm-mismatch', [confirmed, ...stands], more)];
    }
    const { grayTimeBetweenBatchSeconds: gray = 0, needConfirm, useBeta } = operationStrategy;
    if (gray > 0 && needConfirm !== true && useBeta !== true) {
      const field = 'spec.operationStrategy.grayTimeBetweenBatchSeconds';
      return isOlder(changedAt, evidence.now, gray * 1000)
        ? [of(evidence, 'v1-gray-stall', [fact(name, field, gray), ...stands], more)]
        : [];
    }
  }
  return [of(evidence, 'v1-awaits-confirm', stands, more)];
}

/** Fewer Modules than the newest revision wants, and the controller has given the rest up. */
function short(evidence: Evidence, seen: V1Seen): Finding[] {
  const { view } = seen;
  const { newest, current, former, leaving, free, full, release, leftMarked, limit } = view;
  if (newest === undefined || !seen.hasBase || leaving.length > 0) return [];
  const missing = newest.replicas - current.length;
  if (missing <= 0 || newest.tried !== newest.replicas) return [];
  if (!isOlder(lastChange(seen), evidence.now, attentionMs)) return [];
  const set = `modulereplicaset/${newest.name}`;
  const facts = [
    fact(nameIn(evidence), 'status.releaseStatus.progress', release?.progress ?? 'absent'),
    fact(set, 'spec.replicas', newest.replicas),
    fact(set, 'Modules', current.length),
    fact('base pods', 'without the module', `${free.length} with room, ${full.length} full`),
  ];
  const params = {
    placed: current.length,
    wanted: newest.replicas,
    old: former.length,
    bases: view.bases.size,
    ...(limit === undefined ? {} : { limit }),
    marked: leftMarked.join(', '),
  };
  const { typed } = evidence;
  if (leftMarked.length > 0 && former.length === 0) {
    return [of(evidence, 'v1-left-marked', facts, { params })];
  }
  if (former.length > 0) {
    const next = [`koupctl rollback ${typed}`, `koupctl status ${typed}`];
    return [of(evidence, 'v1-half-done', facts, { params, next })];
  }
  const next = [`koupctl scale ${typed} --replicas ${current.length}`];
  const code = full.length > 0 && free.length === 0 ? 'v1-bases-full' : 'v1-no-free-base';
  return [of(evidence, code, facts, { params, next })];
}

function lastChange({ view, changedAt }: V1Seen): number {
  const times = [...view.current, ...view.former].map((one) => one.changedAt ?? one.createdAt);
  return Math.max(changedAt, ...times);
}

/** A refused install is not tried again: the Module stays where it is for ever. */
export const v1Stuck: Rule = {
  name: 'v1-stuck',
  settledOnly: true,
  find: (evidence) =>
    evidence.places
      .filter(
        (place) =>
          place.world === 'v1' &&
          place.current &&
          place.state === 'Upgrading' &&
          place.base?.answer?.ok === true &&
          isOlder(place.since, evidence.now, installGraceMs),
      )
      .map((place) => {
        const [module] = place.modules;
        const base = place.base;
        const on = module === undefined ? undefined : bizOn(base, module)?.state;
        const { name = '', ip = '' } = base?.base ?? {};
        return {
          code: 'v1-stuck-upgrading' as const,
          confidence: 'certain' as const,
          subject: 'controller' as const,
          params: {
            module: module === undefined ? '' : nameOf(module),
            base: name,
            ip,
            state: on ?? '',
          },
          evidence: [
            fact(place.object, 'status.status', place.state),
            ...(base === undefined || module === undefined
              ? []
              : [fact(baseObject(base), `queryAllBiz ${nameOf(module)}`, on ?? 'not listed')]),
          ],
          next: evidence.typed === '' ? [] : [`koupctl diagnose ${evidence.typed} --ask`],
          base: name,
        };
      }),
};

function nameIn({ workload }: Evidence): string {
  return `moduledeployment/${workload?.metadata.name ?? ''}`;
}
