import { v1ModuleOf, v1Spec } from '../modules/v1-view.ts';
import type { OfflineFacts } from './plan-offline.ts';
import { say } from './saying.ts';
import { leaversV1, type V1Reading } from './scale-v1.ts';

/** What taking a ModuleDeployment offline is planned from. Pure. */
export function offlineFactsV1(reading: V1Reading): OfflineFacts {
  const { live, view } = reading;
  const all = [...view.current, ...view.former, ...view.leaving];
  const staying = [...view.current, ...view.former];
  const on = leaversV1(staying, view, reading.surface.group);
  const names = new Set<string>();
  const places = on.filter(({ name }) => !names.has(name) && names.add(name));
  const strangers = view.strangers.filter((one) => one.base !== undefined && names.has(one.base));
  const { serviceStrategy } = (v1Spec(live).operationStrategy ?? {}) as {
    serviceStrategy?: { enableModuleService?: boolean };
  };
  const service = serviceStrategy?.enableModuleService === true;
  return {
    target: reading.target,
    world: 'v1',
    live,
    module: v1ModuleOf(live),
    before: v1Spec(live).replicas ?? 0,
    places,
    losing: leaversV1(view.leaving, view, reading.surface.group)
      .map(({ name }) => name)
      .filter((name) => !names.has(name)),
    releases: [...new Set(all.map(({ module }) => `${module.name} ${module.version}`))],
    onlyWhole: whyWhole(reading),
    open: reading.open,
    silent: reading.silent.filter((name) => names.has(name)),
    shared: strangers.map(({ module, base = '' }) =>
      say('on-base', `${module.name}:${module.version}`, base),
    ),
    stays: [],
    notes: [
      { field: 'spec.template.spec.module.version', message: say('empty-release') },
      ...(service ? [{ field: 'Service', message: say('deleted-by-v1') }] : []),
    ],
  };
}

function whyWhole({ live, view, open }: V1Reading): OfflineFacts['onlyWhole'] {
  const { release, newest } = view;
  if (live.metadata.deletionTimestamp !== undefined) {
    return ({ operations }) => operations.whole.beingDeleted;
  }
  if (open !== undefined) return ({ operations }) => operations.whole.rollout(open.version);
  if (view.former.length > 0) return ({ operations }) => operations.whole.revisions;
  if (release?.progress !== 'Completed' || newest === undefined) {
    return ({ operations }) => operations.whole.release(release?.progress);
  }
  const whole = view.current.length >= newest.replicas && release.batchProgress !== 'Executing';
  return whole ? undefined : ({ operations }) => operations.whole.incomplete;
}
