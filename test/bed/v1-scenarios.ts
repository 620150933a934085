import { moduleDeployment, toVersion, type V1Site } from './v1-bench.ts';
import type { Recorder } from './v1-trace.ts';
import type { V1View } from './v1-view.ts';

/** What users do to a ModuleDeployment, step by step; played on the real controller and its stand-in. */
export interface Scenario {
  name: string;
  bases: number;
  play: (site: V1Site, record: Recorder) => Promise<void>;
}

const inBatches = (batchCount: number) => ({ needConfirm: true, batchCount });

/** The newest ReplicaSet has this many Modules, all of them Available. */
const placed = (view: V1View, count: number) =>
  (view.newest?.status?.availableReplicas ?? 0) === count &&
  (view.newest?.status?.currentReplicas ?? 0) === count;

const modulesOf = (view: V1View, version: string) =>
  view.modules.filter((module) => module.spec.module.version === version).length;

async function deployInTwo(site: V1Site, record: Recorder): Promise<void> {
  const md = moduleDeployment({ replicas: 4, strategy: inBatches(2) });
  await record.step(
    'create 1.0.0',
    () => site.create(md),
    (view) => view.phase() === 'Paused 1 Completed' && placed(view, 2),
  );
  await record.step(
    'confirm 1',
    () => site.confirm('stock', 1),
    (view) => view.phase() === 'Completed 2 Completed' && placed(view, 4),
  );
}

async function upgradeHalfMissing(site: V1Site, record: Recorder): Promise<void> {
  await deployInTwo(site, record);
  await record.step(
    'release 2.0.0',
    () => site.patch('stock', toVersion('2.0.0')),
    (view) => view.phase() === 'Paused 1 Completed' && modulesOf(view, '1.0.0') === 3,
  );
  await record.step(
    'confirm 1',
    () => site.confirm('stock', 1),
    (view) => view.phase() === 'Completed 2 Completed' && modulesOf(view, '1.0.0') === 2,
  );
}

async function rejectedInstall(site: V1Site, record: Recorder): Promise<void> {
  for (const base of site.bases) base.faults.reject = { message: 'no', only: ['installBiz'] };
  await record.step(
    'create 1.0.0, which every base refuses',
    () => site.create(moduleDeployment({ replicas: 2 })),
    (view) => {
      const refused = site.bases.every((base) => base.callsOf('installBiz')[0]?.code === 'FAILED');
      return refused && view.inPhase('Upgrading') === 2 && view.release().progress === 'Completed';
    },
  );
}

async function rollbackInPause(site: V1Site, record: Recorder): Promise<void> {
  const paused = (batch: number, count: number) => (view: V1View) =>
    view.phase() === `Paused ${batch} Completed` && placed(view, count);
  const confirm = (batch: number, done: (view: V1View) => boolean) =>
    record.step(`confirm ${batch}`, () => site.confirm('stock', batch), done);
  const md = moduleDeployment({ replicas: 4, strategy: inBatches(1) });
  await record.step(
    'create 1.0.0',
    () => site.create(md),
    (view) => view.phase() === 'Completed 1 Completed' && placed(view, 4),
  );
  const next = { spec: { ...Object(toVersion('2.0.0')).spec, operationStrategy: inBatches(4) } };
  await record.step('release 2.0.0', () => site.patch('stock', next), paused(1, 1));
  await confirm(1, paused(2, 2));
  const back = { spec: { ...Object(toVersion('1.0.0')).spec, confirmBatchNum: 0 } };
  await record.step('write 1.0.0 back', () => site.patch('stock', back), paused(2, 2));
  await confirm(2, (view) => view.replicaSets.length === 3 && paused(1, 1)(view));
  await record.step('confirm 0', () => site.confirm('stock', 0), paused(1, 1));
  await confirm(1, paused(2, 2));
  await confirm(2, paused(3, 3));
  await confirm(3, (view) => view.phase() === 'Completed 4 Completed' && placed(view, 4));
}

async function peerAndDelete(site: V1Site, record: Recorder): Promise<void> {
  await record.step(
    'create with replicas -1',
    () => site.create(moduleDeployment({ replicas: -1 })),
    (view) => view.phase() === 'Completed 1 Completed' && placed(view, 3),
  );
  await record.step(
    'delete',
    () => site.kube.delete(site.path('stock')),
    (view) => view.deployment() === undefined && view.modules.length === 0,
  );
}

async function replaceModule(site: V1Site, record: Recorder): Promise<void> {
  const path = (name: string) =>
    site.path('stock').replace(/moduledeployments.*/, `modules/${name}`);
  await record.step(
    'create 1.0.0',
    () => site.create(moduleDeployment({ replicas: 1 })),
    (view) => view.phase() === 'Completed 1 Completed' && placed(view, 1),
  );
  const first = site.view.modules[0]?.metadata.name ?? '';
  await record.step(
    'delete its Module',
    () => site.kube.delete(path(first)),
    (view) => placed(view, 1) && view.modules[0]?.metadata.name !== first,
  );
  const second = site.view.modules[0]?.metadata.name ?? '';
  await record.step(
    'delete its Module with the label',
    () =>
      site.kube.mergePatch(path(second), {
        metadata: { labels: { [site.names.label.deleteModule]: 'true' } },
      }),
    (view) => view.modules.length === 0 && placed(view, 0),
  );
}

export const SCENARIOS: readonly Scenario[] = [
  { name: 'deploy-in-two', bases: 5, play: deployInTwo },
  { name: 'upgrade-half-missing', bases: 5, play: upgradeHalfMissing },
  { name: 'rejected-install', bases: 2, play: rejectedInstall },
  { name: 'rollback-in-pause', bases: 6, play: rollbackInPause },
  { name: 'peer-and-delete', bases: 3, play: peerAndDelete },
  { name: 'replace-module', bases: 2, play: replaceModule },
];
